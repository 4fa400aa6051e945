"""Where a figure comes from: formula, rule in words, operands, facts — values that a page or a document draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mithaq.core.values import Value


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
