"""What a formula means: frozen nodes that refuse to be built wrong.

A node is a value: two formulas that mean the same are equal. The surface (spaces, line breaks,
useless brackets) is not kept; `text.print_formula` writes a node back in one way only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import assert_never

from mithaq.core.formulas.functions import FUNCTIONS, Place, unknown_function
from mithaq.core.money import Rounding

NAME = re.compile(r"^[a-z][a-z0-9_]*$")
POLICIES = tuple(policy.value for policy in Rounding)
RESERVED = frozenset({"and", "or", "not", "true", "false"})


class Operator(StrEnum):
    """The operators between two operands, by their sign."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    EQUAL = "=="
    DIFFERENT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    AND = "and"
    OR = "or"


ARITHMETIC = frozenset({Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE})
LOGIC = frozenset({Operator.AND, Operator.OR})
COMPARISONS = frozenset(Operator) - ARITHMETIC - LOGIC


def _exact(number: Decimal) -> None:
    if not isinstance(number, Decimal):
        raise TypeError(f"a formula holds exact decimals, not {type(number).__name__}: {number!r}")
    if not number.is_finite() or number.is_signed():
        raise ValueError(f"{number} cannot stand in a formula: write a finite number, and its sign as an operator")


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula; `is_percent` when written with %, as in 75 %."""

    written: Decimal
    is_percent: bool = False

    def __post_init__(self) -> None:
        _exact(self.written)

    @property
    def amount(self) -> Decimal:
        """What it is worth: 75 % is 0.75."""
        return self.written / 100 if self.is_percent else self.written


@dataclass(frozen=True, slots=True)
class Text:
    """A text between double quotes."""

    content: str

    def __post_init__(self) -> None:
        if '"' in self.content or "\n" in self.content or "\\" in self.content:
            raise ValueError("a text holds no double quote, no backslash and no line break")


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Name:
    """An input or an earlier step."""

    name: str

    def __post_init__(self) -> None:
        if not NAME.match(self.name) or self.name in RESERVED:
            raise ValueError(f"{self.name!r} is not a name: write small letters, digits and _, a letter first")


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite of a number."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a condition."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and the operator between them."""

    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Table:
    """Bands or points, `[0: 0, 50: 5%]`: numbers that rise strictly, and what each gives."""

    rows: tuple[tuple["Literal", "Literal"], ...]

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError("a table has at least one row: write [0: 0]")
        starts = [start for start, _ in self.amounts]
        for before, after in pairwise(starts):
            if after <= before:
                raise ValueError(f"the rows of a table rise: {after} cannot come after {before}")

    @property
    def amounts(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """The rows as plain numbers."""
        return tuple((literal_amount(start), literal_amount(gives)) for start, gives in self.rows)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that a function knows, such as the policy of a rounding: `half_up`."""

    word: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments; `FUNCTIONS` says which exist."""

    function: str
    arguments: tuple["Node", ...]

    def __post_init__(self) -> None:
        if problem := call_problem(self):
            raise ValueError(problem)


Literal = Number | Negation
Node = Number | Text | Truth | Name | Negation | Not | Operation | Table | Word | Call


def literal_amount(node: Node) -> Decimal:
    """The number that a literal writes, sign included. Raises ValueError on anything else."""
    match node:
        case Number():
            return node.amount
        case Negation(Number() as number):
            return -number.amount
        case _:
            raise ValueError("only a number may stand here, with or without - before it")


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order in which they are written."""
    match node:
        case Negation(operand) | Not(operand):
            return (operand,)
        case Operation(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, the whole before its parts."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_in(node: Node) -> tuple[str, ...]:
    """The names that a formula uses, each once, in the order of first use."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name)))


def call_problem(call: Call) -> str:
    """What is wrong with a call (which function, how many arguments, which words), or an empty text."""
    function = FUNCTIONS.get(call.function)
    if function is None:
        return unknown_function(call.function)
    places = function.places_for(len(call.arguments))
    if places is None:
        return f"{call.function} takes {function.arity}, not {len(call.arguments)}: write {function.example}"
    for argument, place in zip(call.arguments, places, strict=True):
        if not _fits(argument, place):
            return f"{call.function} expects {place.value} here: write {function.example}"
    return ""


def _fits(argument: Node, place: Place) -> bool:
    match place:
        case Place.TABLE:
            return isinstance(argument, Table)
        case Place.POLICY:
            return isinstance(argument, Word) and argument.word in POLICIES
        case Place.STEP:
            return isinstance(argument, Number) and argument.amount > 0
        case Place.VALUE:
            return not isinstance(argument, Table | Word)
        case _:
            assert_never(place)
