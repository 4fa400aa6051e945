"""Known or missing: the two states of every figure. Missing is never zero.

A calculation takes and gives `Value`s. What is missing carries its reason, and the reason
travels: a total that rests on a missing month says which month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no figure. Four different things, everywhere."""

    NOT_REPORTED = "not_reported"  # expected, and not received
    NOT_APPLICABLE = "not_applicable"  # has no meaning here
    NOT_EXPECTED = "not_expected"  # nobody had to report it: the unit was closed
    NOT_COMPUTABLE = "not_computable"  # the rule cannot give a value: zero denominator, say


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that is there, exact."""

    amount: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"Known holds a Decimal, not {type(self.amount).__name__}: {self.amount!r}")
        if not self.amount.is_finite():
            raise ValueError("Known holds a finite number; use Missing for what cannot be computed")


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure that is not there, and why."""

    reason: Reason
    detail: str = ""


Value = Known | Missing


def known(number: Decimal | int | str) -> Known:
    """A known value from an exact number; floats are refused, they are not exact."""
    if isinstance(number, float):
        raise TypeError("a float is not exact: give a Decimal, an int or a string")
    return Known(Decimal(number))


def first_missing(values: Iterable[Value]) -> Missing | None:
    """The first missing operand, or None when all are known."""
    return next((value for value in values if isinstance(value, Missing)), None)
