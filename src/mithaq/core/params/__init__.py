"""A parameter: a dated figure of a text, with where it comes from and how sure it is.

Two dates are kept apart. `since` is the day from which the text applies; `known_from` is the day
on which the pack learnt it. A payment computed again with what was known then gives the same
amount, whatever the pack has learnt meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mithaq.core.values import Known, Missing, Reason, Value


class Kind(StrEnum):
    """What sort of figure it is; all but a choice and a scale are numbers."""

    AMOUNT = "amount"
    RATE = "rate"
    COUNT = "count"
    THRESHOLD = "threshold"
    DURATION = "duration"
    SCALE = "scale"
    CHOICE = "choice"

    @property
    def is_number(self) -> bool:
        """True when the values are exact numbers."""
        return self not in {Kind.SCALE, Kind.CHOICE}


class Confidence(StrEnum):
    """How sure a fact is, shown beside it."""

    CONFIRMED = "confirmed"  # read in the official text, or several sources agree
    SECONDARY = "secondary"  # read in notes or press that quote the text
    UNCONFIRMED = "unconfirmed"  # general knowledge: check before relying on it
    EMPTY = "empty"  # the text exists or is announced; the figure was not found


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value in force from `since`. `value` is None when repealed, or not known (EMPTY)."""

    value: Decimal | str | None
    source: str
    since: date | None
    confidence: Confidence
    article: str = ""
    note: str = ""
    known_from: date | None = None


# What a parameter answers before its first value.
NOTHING = ParameterValue(None, "", None, Confidence.EMPTY)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named figure and its history, oldest first."""

    id: str
    label: Mapping[str, str]
    unit: str
    kind: Kind
    values: tuple[ParameterValue, ...]
    review_by: date | None = None
    file: str = ""

    def on(self, day: date, known_on: date | None = None) -> ParameterValue:
        """The value in force that day; `NOTHING` before the first.

        `known_on` leaves out what was learnt later. Of two values with one `since`, the one
        learnt last corrects the other.
        """
        for one in reversed(self.values):
            is_known = known_on is None or one.known_from is None or one.known_from <= known_on
            if one.since is not None and one.since <= day and is_known:
                return one
        return NOTHING

    def number_on(self, day: date, known_on: date | None = None) -> Value:
        """The number in force as `Known`, or `Missing` with the parameter's id: never zero by default."""
        value = self.on(day, known_on).value
        if isinstance(value, Decimal):
            return Known(value)
        return Missing(Reason.NOT_COMPUTABLE, self.id)
