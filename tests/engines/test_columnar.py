"""The columnar engine gives the cents of the plain reference, cell by cell."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.contracts.rules import RuleSet
from mithaq.core.contracts.terms import ContractTerms, ObservedPeriod
from mithaq.core.formulas.evaluate import answer_of
from mithaq.core.formulas.nodes import Node
from mithaq.core.values import Known, Missing, Reason, Value, known
from mithaq.engines.columnar import ColumnarEngine, _Sheet
from mithaq.engines.columns import any_of, of_figures
from mithaq.engines.protocol import ContractTables, Figures, NotColumnar, Plan
from mithaq.engines.reference import ReferenceEngine
from tests.support.contracts import RULES, RULES_TEXT, contract_terms, contracts, line_terms, observed, settled
from tests.support.formulas import CALCULATIONS, VARIABLES

Contract = tuple[ContractTerms, ObservedPeriod]


def tables(several: Sequence[Contract]) -> ContractTables:
    """The tables of these contracts, made from their settlements' inputs."""
    found = [settled(*one) for one in several]
    lines = [line for one in found for line in one.lines]
    return ContractTables(
        offsets=np.cumsum([0, *(len(one.lines) for one in found)]),
        lines={name: Figures.of([line.inputs[name] for line in lines]) for name in RULES.line_inputs},
        contracts={name: Figures.of([one.inputs[name] for one in found]) for name in RULES.contract_inputs},
    )


def amounts(values: Sequence[Value]) -> list[Decimal | None]:
    return [value.amount if isinstance(value, Known) else None for value in values]


@given(st.lists(contracts(), min_size=1, max_size=4))
def test_both_engines_pay_the_same_cents(several: list[Contract]) -> None:
    found = ColumnarEngine().settle(Plan(RULES), tables(several))
    plain = [settled(*one) for one in several]
    assert amounts(found.totals.values()) == amounts([one.total for one in plain])
    assert amounts(found.lines.values()) == amounts([line.amount for one in plain for line in one.lines])


@given(st.lists(contracts(), min_size=1, max_size=3))
def test_the_plain_engine_reads_the_same_tables(several: list[Contract]) -> None:
    given_tables = tables(several)
    found = ReferenceEngine().settle(Plan(RULES), given_tables)
    assert amounts(found.totals.values()) == amounts([settled(*one).total for one in several])


VALUES = st.one_of(
    st.decimals(-30, 30, places=2, allow_nan=False, allow_infinity=False).map(Known),
    st.sampled_from([known(0), known(1), known("0.5"), known(3), Missing(Reason.NOT_REPORTED)]),
)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(VARIABLES, VALUES)), min_size=1, max_size=4)


@given(CALCULATIONS, ROWS)
def test_every_formula_gives_the_same_numbers_over_arrays(node: Node, rows: list[dict[str, Value]]) -> None:
    """Rows on an edge (see `columns`) are the reference's; all others agree to forty digits."""
    sheet = _Sheet({name: of_figures(Figures.of([row[name] for row in rows])) for name in VARIABLES}, len(rows))
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


def test_numbers_beyond_sixty_four_bits_stay_exact() -> None:
    huge = (
        contract_terms(line_terms("L1", target="9e15", tariff="123456.789"), ceiling="9e30"),
        observed("0.9", L1="9e15"),
    )
    found = ColumnarEngine().settle(Plan(RULES), tables([huge]))
    assert found.totals.values() == [settled(*huge).total]


def test_a_fraction_on_the_edge_of_a_rounding_is_left_to_the_reference() -> None:
    """A third, then times 0.015: exactly half a centime on paper, just below it at fifty digits."""
    text = RULES_TEXT.replace(
        "formula: round(payable_quantity * tariff, half_up, 0.01)",
        'formula: "round(achieved / target * tariff * payable_quantity / payable_quantity, half_up, 0.01)"',
    )
    text = text.replace("({payable_quantity}) est multipliée par le tarif ({tariff})", "est multipliée").replace(
        "unit: MAD/unit", "unit: MAD"
    )
    rules = RuleSet.parse(text)
    one = contract_terms(line_terms("L1", target=3, tariff="0.015", threshold=0)), observed("0.2", L1=1)
    found = ColumnarEngine().settle(Plan(rules), tables([one]))
    assert amounts(found.lines.values()) == amounts([line.amount for line in settled(*one, rules).lines])


def test_what_is_not_laid_out_is_refused_by_name() -> None:
    total = "min(sum_known(quantity_amount, bonus_amount), ceiling)"
    text = RULES_TEXT.replace(total, f'if("a" == "b", {total}, ceiling)')
    with pytest.raises(NotColumnar, match="Text gives no number"):
        ColumnarEngine().settle(
            Plan(RuleSet.parse(text)), tables([(contract_terms(line_terms("L1")), observed("0.9", L1=3))])
        )


def test_an_amount_never_rounded_is_refused() -> None:
    endless = RULES_TEXT.replace(
        "round(quantity_amount * bonus_rate, half_up, 0.01)", "quantity_amount / 3 * bonus_rate"
    )
    with pytest.raises(NotColumnar):
        ColumnarEngine().settle(
            Plan(RuleSet.parse(endless)), tables([(contract_terms(line_terms("L1")), observed("0.9", L1=100))])
        )


def test_columns_keep_values_and_what_is_missing() -> None:
    values = [known("1.50"), Missing(Reason.NOT_REPORTED), known("-3"), known("12345678901234567890123")]
    assert Figures.of(values).values() == values
    assert Figures.of([]).values() == []
    assert replace(Figures.of([known(1)]), places=2).values() == [known("0.01")]
