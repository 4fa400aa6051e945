"""Types and units of measure."""

import pytest

from mithaq.core.formulas import parse
from mithaq.core.formulas.text import FormulaError
from mithaq.core.formulas.types import Kind, Type, Unit, can_be, type_of

NAMES = {
    "achieved": Type.of_unit("unit"),
    "target": Type.of_unit("unit"),
    "tariff": Type.of_unit("MAD/unit"),
    "rate": Type.of_unit("%"),
    "number": Type.of_unit("1"),
    "amount": Type.of_unit("MAD"),
    "persons": Type.of_unit("persons"),
    "amounts": Type.of_unit("MAD", is_column=True),
    "quantities": Type.of_unit("unit", is_column=True),
}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("achieved / target", "a ratio"),
        ("achieved * tariff", "an amount in MAD"),
        ("amount / persons", "a quantity in MAD/persons"),
        ("rate * amount", "an amount in MAD"),
        ("rate * rate", "a percentage"),
        ("number * number", "a number"),
        ("number / rate", "a ratio"),
        ("1 - rate", "a percentage"),
        ("0 * amount", "zero"),
        ("if(rate < 75%, 0, achieved)", "a quantity in unit"),
        ("if(amounts > 0, amounts, 0)", "an amount in MAD"),
        ("min(amount, 0)", "an amount in MAD"),
        ("-amount", "an amount in MAD"),
        ("abs(amount)", "an amount in MAD"),
        ("round(amount, half_up, 0.01)", "an amount in MAD"),
        ("clamp(rate, 0, 1)", "a percentage"),
        ("default(achieved, 0)", "a quantity in unit"),
        ("score(rate, [0%: 0, 50%: 5%])", "a percentage"),
        ("score(amount, [0: 0, 50: 5])", "a number"),
        ("score(amount, [0: 0])", "zero"),
        ("sum(amounts)", "an amount in MAD"),
        ("sum_known(amount, amount)", "an amount in MAD"),
        ("mean(amounts)", "an amount in MAD"),
        ("count(quantities)", "a number"),
        ("share_missing(quantities)", "a percentage"),
        ("not (achieved > target) and rate == 1", "a condition"),
        ('"a" == "b"', "a condition"),
        ("true or false", "a condition"),
        ('"a"', "a text"),
        ("sum(quantities * tariff)", "an amount in MAD"),
    ],
)
def test_the_type_of_a_formula(formula: str, expected: str) -> None:
    assert str(type_of(parse(formula), NAMES)) == expected


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("achived * tariff", "nothing is called achived: did you mean achieved?"),
        ("achieved + tariff", "both must have the same unit of measure"),
        ("rate < 75", "Write 75% for a percentage"),
        ("rate + number", "Divide one by 100"),
        ('amount + "a"', "both must have"),
        ('"a" + "b"', "where a number is expected"),
        ("-true", "where a number is expected"),
        ("not amount", "where a condition is expected"),
        ("if(amount, 1, 2)", "Write a comparison"),
        ("amount and true", "where a condition is expected"),
        ("score(rate, [0: 0, 50: 1])", "Write 50% for a percentage"),
        ("score(amount, [0: 2, 50: 5%])", "now numbers, now percentages"),
        ("sum(quantities)", "each line has its own unit of measure"),
        ("sum(amounts, amount)", "a column stands alone"),
        ("min(amount, persons)", "both must have"),
        ("sum(true)", "where a number is expected"),
    ],
)
def test_what_does_not_agree_is_refused(formula: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        type_of(parse(formula), NAMES)
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["MAD per unit", "", "MAD/", "5"])
def test_a_unit_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not a unit of measure"):
        Unit.parse(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [("MAD/unit", "MAD/unit"), ("%", "1"), ("1/day", "1/day"), ("person * day", "day*person"), ("unit/unit", "1")],
)
def test_units_are_products_of_powers(text: str, printed: str) -> None:
    assert str(Unit.parse(text)) == printed


def test_what_a_formula_may_be_declared_as() -> None:
    amount, rate, number = Type.of_unit("MAD"), Type.of_unit("%"), Type.of_unit("1")
    assert can_be(Type(Kind.ZERO), amount)
    assert can_be(Type(Kind.RATIO), rate)
    assert not can_be(number, rate)
    assert not can_be(Type(Kind.BOOLEAN), amount)
    assert not can_be(Type.of_unit("MAD", is_column=True), amount)
    assert not can_be(amount, rate)


def test_a_table_or_a_word_is_not_a_value() -> None:
    with pytest.raises(FormulaError):
        type_of(parse("score(rate, [0: 0])").arguments[1], NAMES)  # type: ignore[union-attr]  # it is a call
