"""The surface of the language."""

import pytest

from mithaq.core.formulas import parse, print_formula
from mithaq.core.formulas.nodes import Name, Negation, Number, Operation, Operator, Text, Word, names_in
from mithaq.core.formulas.text import FormulaError


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a-(b-c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a/(b*c)", "a / (b * c)"),
        ("not (a and b) or c", "not (a and b) or c"),
        ("((a))", "a"),
        ("-a * b", "-a * b"),
        ("-(a * b)", "-(a * b)"),
        ("75 %", "75%"),
        ("score( x , [ 0 : 0 , 50 : -5 % ] )", "score(x, [0: 0, 50: -5%])"),
        ("(a < b) == (c < d)", "(a < b) == (c < d)"),
        ('"rural" == kind', '"rural" == kind'),
        ("1.50", "1.50"),
    ],
)
def test_one_way_of_writing(text: str, printed: str) -> None:
    assert print_formula(parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the formula is empty"),
        ("1 < 2 < 3", "write a < b and b < c"),
        ("a ** b", "no power"),
        ("a ^ b", "no power"),
        ("x@region", "kept for the value at an ancestor"),
        ("last(3, months)", "last is kept for the values of the last periods"),
        ("previous_year", "previous_year is kept for the value one year earlier"),
        ("rond(x, half_up, 1)", "did you mean round?"),
        ("frobnicate(x)", "write one of abs,"),
        ("1,5 * x", "decimals with a point"),
        ("a = b", "Write == to compare"),
        ("(a", "stops before its end"),
        ("Achieved", "small letters"),
        ("round(x, up, 1)", "half_up, half_even or down"),
        ("round(x, half_up, 0)", "a number above zero"),
        ("round(x, half_up)", "takes 3 arguments, not 2"),
        ("min()", "1 argument or more"),
        ("score(x, y)", "a table in square brackets"),
        ("abs([0: 0])", "abs expects a value"),
        ("score(x, [5: 1, 5: 2])", "the rows of a table rise"),
        ("score(x, [a: 1])", "only a number"),
        ("a && b", "Write and."),
        ("'rural'", "double quotes"),
        ("a ≤ b", "Write <=."),
        ("and", "is not a name"),
        ("#{abc}", "write the name alone"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert words in str(caught.value)


def test_an_error_knows_its_column() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("achieved * Tariff")
    assert caught.value.column == 12


def test_a_word_is_not_a_name() -> None:
    assert names_in(parse("round(a * half_up, half_up, 0.01) + a")) == ("a", "half_up")
    assert Word("half_up") in parse("round(a, half_up, 1)").arguments  # type: ignore[union-attr]  # it is a call


@pytest.mark.parametrize(
    "build",
    [
        lambda: Number(1),
        lambda: Name("Upper"),
        lambda: Name("and"),
        lambda: Text('a"b'),
        lambda: Number(__import__("decimal").Decimal("-1")),
        lambda: Number(__import__("decimal").Decimal("NaN")),
        lambda: __import__("mithaq.core.formulas.nodes", fromlist=["Table"]).Table(()),
    ],
)
def test_nodes_refuse_to_be_built_wrong(build: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        build()  # type: ignore[operator]  # a function of no argument


def test_a_sign_is_an_operator() -> None:
    assert parse("-5") == Negation(parse("5"))
    assert parse("a - -5") == Operation(Operator.SUBTRACT, Name("a"), Negation(parse("5")))
