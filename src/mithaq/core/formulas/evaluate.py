"""The plain evaluation of a formula: one node at a time, exact decimals, Known or Missing.

Missing if any operand is missing, unless the formula says otherwise (`default`, `sum_known`, the
branch of an `if` that is not taken). What cannot be computed is missing with its reason: never
zero, never infinite.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from itertools import pairwise
from typing import assert_never

from mithaq.core.formulas.nodes import (
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
from mithaq.core.money import Rounding, round_amount
from mithaq.core.values import Known, Missing, Reason, Value

# Fifty digits: amounts and their products are exact, a division is the same on every machine.
CONTEXT = Context(prec=50, traps=[InvalidOperation, DivisionByZero, Overflow])

Cell = Decimal | bool | str | Missing
Answer = Cell | tuple[Cell, ...]
Given = Value | Sequence[Value]  # a name holds a value, or a column of them (one a line)


def evaluate(node: Node, names: Mapping[str, Given]) -> Value:
    """The number that a formula gives, Known or Missing.

    `names` holds each name's value, or a column of values. Raises KeyError for a name that is not
    there and TypeError for a formula that gives no number: `type_of` refuses both beforehand.
    """
    answer = answer_of(node, names)
    if isinstance(answer, Missing):
        return answer
    if isinstance(answer, Decimal):
        return Known(answer)
    raise TypeError(f"the formula gives {type(answer).__name__}, not a number")


def answer_of(node: Node, names: Mapping[str, Given]) -> Answer:
    """What a formula gives: a number, a truth, a text, Missing, or a column of these."""
    with localcontext(CONTEXT):
        return _answer(node, names)


def _answer(node: Node, names: Mapping[str, Given]) -> Answer:
    match node:
        case Number():
            return node.amount
        case Text(content):
            return content
        case Truth(holds):
            return holds
        case Name(name):
            return _given(names[name])
        case Negation(operand):
            return _each(lambda x: -x, _answer(operand, names))
        case Not(operand):
            return _each(lambda x: not x, _answer(operand, names))
        case Operation(operator, left, right):
            return _each(_OPERATIONS[operator], _answer(left, names), _answer(right, names))
        case Call():
            return _called(node, names)
        case Table() | Word():
            raise TypeError("a table or a word is not a value by itself")
        case _:
            assert_never(node)


def _given(given: Given) -> Answer:
    if isinstance(given, Known):
        return given.amount
    if isinstance(given, Missing):
        return given
    return tuple(value.amount if isinstance(value, Known) else value for value in given)


def _each(work: Callable[..., Cell], *answers: Answer) -> Answer:
    """`work` on single cells; on columns, cell by cell; missing when any operand is."""
    return _lift(lambda *cells: _missing(cells) or work(*cells), *answers)


def _lift(work: Callable[..., Cell], *answers: Answer) -> Answer:
    lengths = {len(answer) for answer in answers if isinstance(answer, tuple)}
    if not lengths:
        return work(*answers)
    (length,) = lengths
    columns = [answer if isinstance(answer, tuple) else (answer,) * length for answer in answers]
    return tuple(work(*cells) for cells in zip(*columns, strict=True))


def _missing(cells: Sequence[Cell]) -> Missing | None:
    return next((cell for cell in cells if isinstance(cell, Missing)), None)


def _divide(left: Decimal, right: Decimal) -> Cell:
    return left / right if right else Missing(Reason.NOT_COMPUTABLE, "division by zero")


_OPERATIONS: Mapping[Operator, Callable[..., Cell]] = {
    Operator.ADD: lambda a, b: a + b,
    Operator.SUBTRACT: lambda a, b: a - b,
    Operator.MULTIPLY: lambda a, b: a * b,
    Operator.DIVIDE: _divide,
    Operator.EQUAL: lambda a, b: a == b,
    Operator.DIFFERENT: lambda a, b: a != b,
    Operator.LESS: lambda a, b: a < b,
    Operator.AT_MOST: lambda a, b: a <= b,
    Operator.MORE: lambda a, b: a > b,
    Operator.AT_LEAST: lambda a, b: a >= b,
    Operator.AND: lambda a, b: a and b,
    Operator.OR: lambda a, b: a or b,
}


def _called(call: Call, names: Mapping[str, Given]) -> Answer:
    match call.function, call.arguments:
        case "round", (value, Word(policy), Number() as step):
            return _each(lambda x: round_amount(x, Rounding(policy), step.amount), _answer(value, names))
        case ("score" | "interpolate") as function, (value, Table() as table):
            return _each(lambda x: _READINGS[function](x, table.amounts), _answer(value, names))
    answers = [_answer(argument, names) for argument in call.arguments]
    if call.function in _AGGREGATES:
        return _AGGREGATES[call.function](_cells(answers))
    if call.function in _TOLERANT:
        return _lift(_TOLERANT[call.function], *answers)
    return _each(_ORDINARY[call.function], *answers)


def _cells(answers: Sequence[Answer]) -> list[Cell]:
    return [cell for answer in answers for cell in (answer if isinstance(answer, tuple) else (answer,))]


def _score(value: Decimal, bands: Sequence[tuple[Decimal, Decimal]]) -> Cell:
    reached = [gives for start, gives in bands if start <= value]
    return reached[-1] if reached else Missing(Reason.NOT_COMPUTABLE, f"{value:f} lies below the first band")


def _interpolate(value: Decimal, points: Sequence[tuple[Decimal, Decimal]]) -> Cell:
    for (start, low), (end, high) in pairwise(points):
        if start <= value < end:
            return low + (high - low) * (value - start) / (end - start)
    return points[0][1] if value < points[0][0] else points[-1][1]


_READINGS: Mapping[str, Callable[[Decimal, Sequence[tuple[Decimal, Decimal]]], Cell]] = {
    "score": _score,
    "interpolate": _interpolate,
}


def _sum(cells: Sequence[Cell]) -> Cell:
    return _missing(cells) or sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0))


def _sum_known(cells: Sequence[Cell]) -> Cell:
    there = [cell for cell in cells if isinstance(cell, Decimal)]
    return sum(there, Decimal(0)) if there or not cells else (_missing(cells) or Decimal(0))


def _mean(cells: Sequence[Cell]) -> Cell:
    total = _sum(cells)
    if isinstance(total, Missing) or not isinstance(total, Decimal):
        return total
    return total / len(cells) if cells else Missing(Reason.NOT_COMPUTABLE, "mean of nothing")


def _count(cells: Sequence[Cell]) -> Cell:
    return Decimal(sum(not isinstance(cell, Missing) for cell in cells))


def _share_missing(cells: Sequence[Cell]) -> Cell:
    n_missing = sum(isinstance(cell, Missing) for cell in cells)
    return Decimal(n_missing) / len(cells) if cells else Missing(Reason.NOT_COMPUTABLE, "share of nothing")


_AGGREGATES: Mapping[str, Callable[[Sequence[Cell]], Cell]] = {
    "sum": _sum,
    "sum_known": _sum_known,
    "mean": _mean,
    "count": _count,
    "share_missing": _share_missing,
}


def _if(condition: Cell, then: Cell, otherwise: Cell) -> Cell:
    if isinstance(condition, Missing):
        return condition
    return then if condition else otherwise


_TOLERANT: Mapping[str, Callable[..., Cell]] = {
    "if": _if,
    "default": lambda value, instead: instead if isinstance(value, Missing) else value,
}
_ORDINARY: Mapping[str, Callable[..., Cell]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "clamp": lambda value, low, high: max(low, min(value, high)),
}
