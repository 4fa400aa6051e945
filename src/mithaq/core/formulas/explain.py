"""Where a figure comes from: formula, rule in words, operands, facts; what a page or a document draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mithaq.core.formulas.evaluate import Answer, Given, answer_of
from mithaq.core.formulas.nodes import Call, Node, Operation, Word, children, walk
from mithaq.core.formulas.text import print_formula
from mithaq.core.values import Known, Missing, Value


class Origin(StrEnum):
    """What kind of figure an explanation speaks of."""

    STEP = "step"  # computed by a step of the rule
    AGREED = "agreed"  # written in the contract
    OBSERVED = "observed"  # facts of the period


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that a step used; `key` opens its own explanation."""

    key: str
    name: str
    label: Mapping[str, str]
    value: Value
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Explanation:
    """One figure explained.

    For a step: `formula` as written, `substituted` with the numbers in place, `sentence` (by
    language, with `{name}` places for the operands), `operands`, `rounding` (the named policy, or
    ""), `trace` (each intermediate: text, value). For an agreed number: `reference`, where the
    contract writes it. For an observed one: `facts`, and `missing_periods` that were not received.
    """

    key: str
    name: str
    label: Mapping[str, str]
    value: Value
    unit: str
    origin: Origin
    formula: str = ""
    substituted: str = ""
    sentence: Mapping[str, str] | None = None
    operands: tuple[Operand, ...] = ()
    rounding: str = ""
    trace: tuple[tuple[str, Value], ...] = ()
    reference: str = ""
    facts: tuple[Any, ...] = ()
    missing_periods: tuple[str, ...] = ()


ABSENT = "—"


def written(value: Given) -> str:
    """A value as an explanation writes it: plain digits, a dash when missing, a column between semicolons."""
    if isinstance(value, Known):
        return f"{value.amount:f}"
    if isinstance(value, Missing):
        return ABSENT
    return "; ".join(written(one) for one in value)


def substituted(node: Node, names: Mapping[str, Given]) -> str:
    """The formula with figures in the place of names: "min(42, 40) * 150.50"."""

    def figure(name: str) -> str:
        text = written(names[name])
        return f"({text})" if text.startswith("-") else text

    return print_formula(node, figure)


def rounding_of(node: Node) -> str:
    """The named policy by which the formula rounds ("half_up"), or an empty text."""
    for part in walk(node):
        match part:
            case Call("round", (_, Word(policy), *_)):
                return policy
    return ""


def trace(node: Node, names: Mapping[str, Given]) -> tuple[tuple[str, Value], ...]:
    """Each intermediate number with its text, parts before the whole; a column gives no row of its own."""
    rows: list[tuple[str, Value]] = []
    for child in children(node):
        rows.extend(row for row in trace(child, names) if row not in rows)
    if isinstance(node, Operation | Call):
        value = _as_value(answer_of(node, names))
        if value is not None:
            rows.append((print_formula(node), value))
    return tuple(rows)


def _as_value(answer: Answer) -> Value | None:
    if isinstance(answer, Decimal):
        return Known(answer)
    return answer if isinstance(answer, Missing) else None
