"""The columnar engine gives the cents of the plain reference, cell by cell."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from mithaq.core.contracts.rules import RuleSet
from mithaq.core.formulas import parse
from mithaq.core.formulas.functions import FUNCTIONS
from mithaq.core.formulas.nodes import Call, Name, Node, Text
from mithaq.core.values import Missing, Reason, known
from mithaq.engines.columnar import ColumnarEngine, Sheet
from mithaq.engines.columns import of_figures, to_figures, total_by
from mithaq.engines.protocol import Figures, NotColumnar, Plan
from tests.support.contracts import RULES, RULES_TEXT, contract_terms, line_terms, observed, settled
from tests.support.engines import amounts, tables


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


def sheet(**given: Sequence[str]) -> Sheet:
    columns = {name: of_figures(Figures.of([known(one) for one in values])) for name, values in given.items()}
    return Sheet(columns, len(next(iter(given.values()))))


def test_conditions_written_in_full_are_laid_out() -> None:
    found = sheet(a=["1", "2"]).number(parse("if(true and a > 1, 10, 20)"))
    assert to_figures(found).values() == [known(20), known(10)]


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Call("if", (Name("a"), Name("a"), Name("a"))), "Name gives no condition"),
        (Text("rural"), "Text gives no number"),
    ],
)
def test_what_gives_something_else_is_refused_by_name(node: Node, words: str) -> None:
    with pytest.raises(NotColumnar, match=words):
        sheet(a=["1"]).number(node)


def test_a_function_that_the_language_gains_is_refused_until_it_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FUNCTIONS, "median", FUNCTIONS["mean"])  # type: ignore[arg-type]  # a dict, read-only by its type
    with pytest.raises(NotColumnar, match="median is not laid out"):
        sheet(a=["1"]).number(Call("median", (Name("a"),)))


def test_fractions_are_rounded_before_lines_are_added_up() -> None:
    thirds = sheet(a=["1", "2"], b=["3", "7"]).number(parse("a / b"))
    with pytest.raises(NotColumnar, match="never rounded are added up"):
        total_by(thirds, np.array([0, 2]))
    with pytest.raises(NotColumnar, match="never rounded"):
        to_figures(thirds)


def test_many_decimals_are_kept() -> None:
    tiny = sheet(a=["0.0000000000000000000001"]).number(parse("a * 3"))
    assert to_figures(tiny).values() == [known("0.0000000000000000000003")]
