"""Laws of the language: what is printed is read back, and every engine gives the same numbers."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.formulas import parse, print_formula
from mithaq.core.formulas.evaluate import answer_of
from mithaq.core.formulas.nodes import Node
from mithaq.core.values import Known, Missing, Reason, Value, known
from mithaq.engines.columnar import Sheet
from mithaq.engines.columns import any_of, of_figures
from mithaq.engines.protocol import Figures
from tests.support.formulas import CALCULATIONS, NODES, VARIABLES


@given(NODES)
def test_what_is_printed_is_read_back(node: Node) -> None:
    assert parse(print_formula(node)) == node


VALUES = st.one_of(
    st.decimals(-30, 30, places=2, allow_nan=False, allow_infinity=False).map(Known),
    st.sampled_from([known(0), known(1), known("0.5"), known(3), Missing(Reason.NOT_REPORTED)]),
)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(VARIABLES, VALUES)), min_size=1, max_size=4)


@given(CALCULATIONS, ROWS)
def test_every_formula_gives_the_same_numbers_over_arrays(node: Node, rows: list[dict[str, Value]]) -> None:
    """Rows on an edge (see `columns`) are the reference's; all others agree to forty digits."""
    sheet = Sheet({name: of_figures(Figures.of([row[name] for row in rows])) for name in VARIABLES}, len(rows))
    column = sheet.number(node)
    on_edge = any_of(sheet.edges, len(rows))
    below = [column.below] * len(rows) if column.is_decimal else column.below.tolist()
    for i, row in enumerate(rows):
        answer = answer_of(node, row)
        if on_edge[i]:
            continue
        assert bool(column.missing[i]) == isinstance(answer, Missing)
        if isinstance(answer, Decimal):
            exact = Fraction(int(column.above[i]), int(below[i]))
            assert abs(exact - Fraction(answer)) <= max(1, abs(exact)) * Fraction(1, 10**40)
