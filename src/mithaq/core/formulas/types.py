"""Types and units of measure: what may be added to, compared with or paid as what.

A unit of measure is a product of powers ("MAD/unit" times "unit" is "MAD"). A percentage is a pure
number that is written out of a hundred, and is not mixed with one that is not: `attainment < 75`
is refused, with what to write.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from mithaq.core.errors import did_you_mean
from mithaq.core.formulas.functions import FUNCTIONS
from mithaq.core.formulas.nodes import (
    ARITHMETIC,
    LOGIC,
    Call,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Operation,
    Operator,
    Table,
    Text,
    Truth,
    Word,
)
from mithaq.core.formulas.text import FormulaError, print_formula

_BASE = re.compile(r"^[A-Za-zÀ-ÿ_]+$")
_PURE = ("1", "%")
LINE_UNIT = "unit"  # stands for the unit of measure of each line: persons here, days there
_ADDING = frozenset({"sum", "sum_known", "mean"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure as sorted powers: MAD/person is (("MAD", 1), ("person", -1)); pure is ()."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Unit":
        """The unit of a text such as "MAD", "MAD/unit", "person*day", "%", "1". Raises ValueError."""
        unit, sign = cls(), 1
        for part in re.split(r"\s*([*/])\s*", text.strip()):
            if part in "*/" and part:
                sign = -1 if part == "/" else 1
            elif part not in _PURE and not _BASE.match(part):
                raise ValueError(f"{text!r} is not a unit of measure: write MAD, persons, MAD/unit, % or 1")
            elif part not in _PURE:
                unit = unit.times(cls(((part, 1),)), sign)
        return unit

    def times(self, other: "Unit", sign: int = 1) -> "Unit":
        """The unit of a product (of a quotient when `sign` is -1)."""
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + sign * power
        return Unit(tuple(sorted((base, power) for base, power in powers.items() if power)))

    def __str__(self) -> str:
        above = "*".join(base for base, power in self.powers for _ in range(power)) or "1"
        below = "".join(f"/{base}" for base, power in self.powers for _ in range(-power))
        return above + below


class Kind(StrEnum):
    """What sort of thing a formula gives; the value is how a message calls it."""

    NUMBER = "a number"
    RATE = "a percentage"
    RATIO = "a ratio"  # a pure number that may be read either way: achieved / target, 0.75
    ZERO = "zero"  # zero has every unit
    MONEY = "an amount"
    COUNT = "a quantity"
    BOOLEAN = "a condition"
    TEXT = "a text"


_PURE_KINDS = frozenset({Kind.NUMBER, Kind.RATE, Kind.RATIO})
_NOT_NUMBERS = frozenset({Kind.BOOLEAN, Kind.TEXT})


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a formula: its kind, its unit, and whether it is a column (one value a line)."""

    kind: Kind
    unit: Unit = Unit()
    is_column: bool = False

    @classmethod
    def of_unit(cls, text: str, *, is_column: bool = False) -> "Type":
        """The type of a name declared with that unit of measure. Raises ValueError."""
        unit = Unit.parse(text)
        if not unit.powers:
            return cls(Kind.RATE if text.strip() == "%" else Kind.NUMBER, unit, is_column)
        return cls(Kind.MONEY if unit.powers == (("MAD", 1),) else Kind.COUNT, unit, is_column)

    def __str__(self) -> str:
        return f"{self.kind.value} in {self.unit}" if self.unit.powers else self.kind.value


def type_of(node: Node, names: Mapping[str, Type]) -> Type:
    """The type of a formula whose names have these types.

    Raises FormulaError: the part concerned as written, what does not agree, what to write.
    """
    match node:
        case Number():
            return Type(_kind_of_number(node))
        case Text():
            return Type(Kind.TEXT)
        case Truth():
            return Type(Kind.BOOLEAN)
        case Name(name):
            if name not in names:
                raise FormulaError(f"nothing is called {name}{did_you_mean(name, names)}")
            return names[name]
        case Negation(operand):
            return _numeric(operand, names, node)
        case Not(operand):
            return _condition(operand, names, node)
        case Operation():
            return _operation(node, names)
        case Call():
            return _call(node, names)
        case Table() | Word():
            raise FormulaError(f"{print_formula(node)} is not a value by itself")
        case _:
            assert_never(node)


def _kind_of_number(number: Number) -> Kind:
    if not number.written:
        return Kind.ZERO
    if number.is_percent:
        return Kind.RATE
    return Kind.RATIO if number.amount <= 1 else Kind.NUMBER


def _refuse(node: Node, message: str, hint: str = "") -> FormulaError:
    return FormulaError(f"in {print_formula(node)}: {message}", hint=hint)


def _numeric(node: Node, names: Mapping[str, Type], whole: Node) -> Type:
    found = type_of(node, names)
    if found.kind in _NOT_NUMBERS:
        raise _refuse(whole, f"{print_formula(node)} is {found}, where a number is expected.")
    return found


def _condition(node: Node, names: Mapping[str, Type], whole: Node) -> Type:
    found = type_of(node, names)
    if found.kind is not Kind.BOOLEAN:
        raise _refuse(whole, f"{print_formula(node)} is {found}, where a condition is expected.", "Write a comparison.")
    return found


def _operation(node: Operation, names: Mapping[str, Type]) -> Type:
    if node.operator in LOGIC:
        left, right = _condition(node.left, names, node), _condition(node.right, names, node)
        return Type(Kind.BOOLEAN, is_column=left.is_column or right.is_column)
    if node.operator not in ARITHMETIC:
        compared = _alike(node, (node.left, node.right), names)
        return Type(Kind.BOOLEAN, is_column=compared.is_column)
    if node.operator in (Operator.ADD, Operator.SUBTRACT):
        _numeric(node.left, names, node)
        return _alike(node, (node.left, node.right), names)
    left, right = _numeric(node.left, names, node), _numeric(node.right, names, node)
    return _scaled(left, right, 1 if node.operator is Operator.MULTIPLY else -1)


def _scaled(left: Type, right: Type, sign: int) -> Type:
    """The type of a product or a quotient."""
    is_column = left.is_column or right.is_column
    if Kind.ZERO in (left.kind, right.kind):
        return Type(Kind.ZERO, is_column=is_column)
    unit = left.unit.times(right.unit, sign)
    if unit.powers:
        return Type.of_unit(str(unit), is_column=is_column)
    same = left.kind is right.kind and (left.kind is Kind.NUMBER or (left.kind is Kind.RATE and sign > 0))
    return Type(left.kind if same else Kind.RATIO, unit, is_column)


def _alike(whole: Node, parts: tuple[Node, ...], names: Mapping[str, Type]) -> Type:
    """The type that all parts share. Raises FormulaError when they do not."""
    shared = type_of(parts[0], names)
    for part in parts[1:]:
        shared = _shared(whole, parts[0], shared, part, type_of(part, names))
    return shared


def _shared(whole: Node, first: Node, shared: Type, part: Node, found: Type) -> Type:
    is_column = shared.is_column or found.is_column
    if Kind.ZERO in (shared.kind, found.kind) and not {shared.kind, found.kind} & _NOT_NUMBERS:
        return replace(found if shared.kind is Kind.ZERO else shared, is_column=is_column)
    if {shared.kind, found.kind} == {Kind.RATE, Kind.NUMBER}:
        raise _refuse(
            whole, f"{print_formula(first)} is {shared} and {print_formula(part)} is {found}.", _as_rate(part)
        )
    if shared.kind in _PURE_KINDS and found.kind in _PURE_KINDS:
        return Type(found.kind if shared.kind is Kind.RATIO else shared.kind, is_column=is_column)
    if shared.kind is not found.kind or shared.unit != found.unit:
        message = f"{print_formula(first)} is {shared} and {print_formula(part)} is {found}:"
        raise _refuse(whole, message, "both must have the same unit of measure.")
    return replace(shared, is_column=is_column)


def _as_rate(part: Node) -> str:
    return f"Write {print_formula(part)}% for a percentage." if isinstance(part, Number) else "Divide one by 100."


def _call(node: Call, names: Mapping[str, Type]) -> Type:
    match node.function, node.arguments:
        case "if", (condition, then, otherwise):
            asked = _condition(condition, names, node)
            given = _alike(node, (then, otherwise), names)
            return replace(given, is_column=given.is_column or asked.is_column)
        case "score" | "interpolate", (value, Table() as table):
            return _reading(node, value, table, names)
        case "round" | "abs", (value, *_):
            return _numeric(value, names, node)
    if FUNCTIONS[node.function].is_aggregate:
        return _aggregate(node, names)
    if node.function != "default":
        for argument in node.arguments:
            _numeric(argument, names, node)
    return _alike(node, node.arguments, names)


def _reading(node: Call, value: Node, table: Table, names: Mapping[str, Type]) -> Type:
    """The type that a table gives; a percentage is read against percentages."""
    read = _numeric(value, names, node)
    if read.kind in _PURE_KINDS:
        for start, _ in table.rows:
            _shared(node, value, replace(read, is_column=False), start, type_of(start, {}))
    kinds = {type_of(gives, {}).kind for _, gives in table.rows} - {Kind.ZERO}
    if Kind.NUMBER in kinds and Kind.RATE in kinds:
        raise _refuse(node, "the table gives now numbers, now percentages.", "Write % after each, or after none.")
    kind = next((kind for kind in (Kind.RATE, Kind.NUMBER, Kind.RATIO) if kind in kinds), Kind.ZERO)
    return Type(kind, is_column=read.is_column)


def _aggregate(node: Call, names: Mapping[str, Type]) -> Type:
    for argument in node.arguments:
        _numeric(argument, names, node)
    types = [type_of(argument, names) for argument in node.arguments]
    if len(types) > 1 and any(one.is_column for one in types):
        raise _refuse(node, "a column stands alone in its brackets.", f"Write {node.function}(…) of one column.")
    if node.function in _ADDING and any(LINE_UNIT in dict(one.unit.powers) for one in types):
        raise _refuse(node, "each line has its own unit of measure: they do not add up.", "Multiply by a tariff first.")
    if node.function == "count":
        return Type(Kind.NUMBER)
    if node.function == "share_missing":
        return Type(Kind.RATE)
    return replace(_alike(node, node.arguments, names), is_column=False)


def can_be(found: Type, declared: Type) -> bool:
    """Whether a formula of type `found` may be declared with the unit of `declared`."""
    if found.kind in _NOT_NUMBERS or found.is_column != declared.is_column:
        return False
    if found.kind is Kind.ZERO:
        return True
    if {found.kind, declared.kind} == {Kind.RATE, Kind.NUMBER}:
        return False
    return found.unit == declared.unit
