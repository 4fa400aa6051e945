"""What a formula means: frozen nodes that refuse to be built wrong.

A node is a value: two formulas that mean the same are equal. The surface (spaces, line breaks,
useless brackets) is not kept; `text.print_formula` writes a node back in one way only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NAME = re.compile(r"^[a-z][a-z0-9_]*$")
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

    rows: tuple[tuple[Number, Number], ...]

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError("a table has at least one row: write [0: 0]")
        starts = [start.amount for start, _ in self.rows]
        for before, after in zip(starts, starts[1:], strict=False):
            if after <= before:
                raise ValueError(f"the rows of a table rise: {after} cannot come after {before}")


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments; `functions.FUNCTIONS` says which exist."""

    function: str
    arguments: tuple["Node", ...]

    def __post_init__(self) -> None:
        from mithaq.core.formulas.functions import check_call

        check_call(self)


Node = Number | Text | Truth | Name | Negation | Not | Operation | Table | Call


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
