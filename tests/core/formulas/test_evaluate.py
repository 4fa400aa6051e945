"""The plain evaluation: exact, and missing is never zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.contracts.record import digits
from mithaq.core.formulas import evaluate, parse
from mithaq.core.formulas.evaluate import answer_of
from mithaq.core.formulas.explain import rounding_of, substituted, trace, written
from mithaq.core.formulas.nodes import Name, Node, Word
from mithaq.core.values import Known, Missing, Reason, Value, known
from tests.support.formulas import CALCULATIONS, VARIABLES

GONE = Missing(Reason.NOT_REPORTED, "202508")
FIGURES = {"a": known("2.5"), "b": known(4), "zero": known(0), "gone": GONE, "column": (known(1), GONE, known(5))}


def worth(text: str) -> object:
    answer = answer_of(parse(text), FIGURES)
    return digits(answer) if isinstance(answer, Decimal) else answer


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a + b * 2", "10.5"),
        ("b - a - 1", "0.5"),
        ("b / a", "1.6"),
        ("-a", "-2.5"),
        ("5%", "0.05"),
        ("if(a < b, 1, gone)", "1"),
        ("if(a > b, gone, 7)", "7"),
        ("if(gone > 1, 1, 2)", GONE),
        ("min(a, b, 1)", "1"),
        ("max(a, b)", "4"),
        ("max(a, gone)", GONE),
        ("clamp(b, 0, 3)", "3"),
        ("clamp(-1, 0, 3)", "0"),
        ("abs(a - b)", "1.5"),
        ("round(a, half_up, 1)", "3"),
        ("round(a, half_even, 1)", "2"),
        ("round(2.999, down, 0.01)", "2.99"),
        ("round(-a, half_up, 1)", "-3"),
        ("round(1234, half_up, 100)", "1200"),
        ("score(b, [0: 1, 4: 2, 5: 3])", "2"),
        ("interpolate(a, [0: 0, 5: 10])", "5"),
        ("interpolate(b, [0: 0, 3: 10])", "10"),
        ("interpolate(zero, [1: 7, 3: 10])", "7"),
        ("default(gone, 0)", "0"),
        ("default(a, 0)", "2.5"),
        ("sum(a, b)", "6.5"),
        ("sum(column)", GONE),
        ("sum_known(column)", "6"),
        ("sum_known(gone, gone)", GONE),
        ("mean(a, b)", "3.25"),
        ("mean(column)", GONE),
        ("count(column)", "2"),
        ("share_missing(a, gone)", "0.5"),
        ("sum(column * b)", GONE),
        ("sum_known(column * b)", "24"),
        ("sum_known(if(column > 2, column, 0))", "5"),
        ("not (a < b)", False),
        ("a <= b and b >= a", True),
        ("a == b or a != b", True),
        ("gone == 1 and false", GONE),
        ('"a" == "a"', True),
        ("true", True),
    ],
)
def test_what_a_formula_gives(formula: str, expected: object) -> None:
    assert worth(formula) == expected


@pytest.mark.parametrize(
    ("formula", "detail"),
    [("a / zero", "division by zero"), ("score(a, [3: 1])", "2.5 lies below the first band")],
)
def test_what_cannot_be_computed_is_missing_with_its_reason(formula: str, detail: str) -> None:
    assert evaluate(parse(formula), FIGURES) == Missing(Reason.NOT_COMPUTABLE, detail)


@pytest.mark.parametrize("formula", ["mean(none)", "share_missing(none)"])
def test_nothing_has_no_mean(formula: str) -> None:
    answer = evaluate(parse(formula), {"none": ()})
    assert isinstance(answer, Missing)
    assert answer.reason is Reason.NOT_COMPUTABLE


def test_the_sum_of_nothing_is_zero() -> None:
    assert evaluate(parse("sum(none) + sum_known(none) + count(none)"), {"none": ()}) == known(0)


def test_a_condition_is_not_a_number() -> None:
    with pytest.raises(TypeError, match="gives bool"):
        evaluate(parse("a < b"), FIGURES)


def test_a_word_is_not_a_value() -> None:
    with pytest.raises(TypeError, match="not a value"):
        answer_of(Word("half_up"), {})


VALUES = st.one_of(
    st.decimals(-50, 50, places=2, allow_nan=False, allow_infinity=False).map(Known),
    st.sampled_from([known(0), known(1), Missing(Reason.NOT_REPORTED)]),
)


@given(CALCULATIONS, st.fixed_dictionaries(dict.fromkeys(VARIABLES, VALUES)))
def test_every_calculation_gives_a_finite_number_or_a_reason(node: Node, figures: dict[str, Value]) -> None:
    answer = evaluate(node, figures)
    assert isinstance(answer, Missing) or answer.amount.is_finite()


@given(CALCULATIONS, st.fixed_dictionaries(dict.fromkeys(VARIABLES, VALUES)))
def test_the_trace_ends_with_the_result(node: Node, figures: dict[str, Value]) -> None:
    rows = trace(node, figures)
    if rows:
        last_text, last_value = rows[-1]
        assert evaluate(parse(last_text), figures) == last_value


def test_the_trace_names_each_intermediate() -> None:
    assert trace(parse("round(a * b + a * b, half_up, 1)"), FIGURES) == (
        ("a * b", known(10)),
        ("a * b + a * b", known(20)),
        ("round(a * b + a * b, half_up, 1)", known(20)),
    )


def test_a_column_gives_no_row_of_the_trace() -> None:
    assert trace(parse("sum_known(column * 2)"), FIGURES) == (("sum_known(column * 2)", known(12)),)


def test_figures_stand_in_the_place_of_names() -> None:
    assert substituted(parse("min(a, b) - gone * c"), FIGURES | {"c": known(-3)}) == "min(2.5, 4) - — * (-3)"
    assert written((known(1), GONE)) == "1; —"


def test_the_rounding_is_named() -> None:
    assert rounding_of(parse("round(a, half_even, 1) + 1")) == "half_even"
    assert rounding_of(Name("a")) == ""
