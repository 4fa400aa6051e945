"""Calendar periods with the identifiers that DHIS2 uses: 2025, 2025S1, 2025Q3, 202507."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never


class PeriodKind(StrEnum):
    """The length of a period."""

    YEAR = "year"
    SEMESTER = "semester"
    QUARTER = "quarter"
    MONTH = "month"


MONTHS_IN = {PeriodKind.YEAR: 12, PeriodKind.SEMESTER: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}
_FORMS = {
    PeriodKind.YEAR: re.compile(r"^(\d{4})$"),
    PeriodKind.SEMESTER: re.compile(r"^(\d{4})S([12])$"),
    PeriodKind.QUARTER: re.compile(r"^(\d{4})Q([1-4])$"),
    PeriodKind.MONTH: re.compile(r"^(\d{4})(0[1-9]|1[0-2])$"),
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, semester, quarter or month: `kind`, `year` and `number` within the year (from 1)."""

    year: int
    number: int
    kind: PeriodKind

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12 // MONTHS_IN[self.kind]:
            raise ValueError(f"a year has no {self.kind} number {self.number}")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period of an identifier such as "2025Q3". Raises ValueError on any other text."""
        for kind, form in _FORMS.items():
            if match := form.match(text):
                number = int(match[2]) if kind is not PeriodKind.YEAR else 1
                return cls(int(match[1]), number, kind)
        raise ValueError(f"{text!r} is not a period: write 2025, 2025S1, 2025Q3 or 202507")

    @classmethod
    def of_date(cls, day: date, kind: PeriodKind) -> "Period":
        """The period of that kind in which the day lies."""
        return cls(day.year, (day.month - 1) // MONTHS_IN[kind] + 1, kind)

    @property
    def first_month(self) -> int:
        """The first month of the period, 1 to 12."""
        return (self.number - 1) * MONTHS_IN[self.kind] + 1

    @property
    def starts_on(self) -> date:
        """The first day."""
        return date(self.year, self.first_month, 1)

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.next().starts_on - timedelta(days=1)

    def next(self, steps: int = 1) -> "Period":
        """The period `steps` later (earlier when negative), of the same kind."""
        per_year = 12 // MONTHS_IN[self.kind]
        years, index = divmod(self.number - 1 + steps, per_year)
        return Period(self.year + years, index + 1, self.kind)

    def previous_year(self) -> "Period":
        """The same period one year earlier."""
        return Period(self.year - 1, self.number, self.kind)

    def months(self) -> list["Period"]:
        """The months inside, in order."""
        first = self.first_month
        return [Period(self.year, m, PeriodKind.MONTH) for m in range(first, first + MONTHS_IN[self.kind])]

    def within(self, kind: PeriodKind) -> "Period":
        """The longer (or equal) period of that kind which holds this one."""
        if MONTHS_IN[kind] < MONTHS_IN[self.kind]:
            raise ValueError(f"a {self.kind} does not lie within one {kind}")
        return Period.of_date(self.starts_on, kind)

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.year:04}"
            case PeriodKind.SEMESTER:
                return f"{self.year:04}S{self.number}"
            case PeriodKind.QUARTER:
                return f"{self.year:04}Q{self.number}"
            case PeriodKind.MONTH:
                return f"{self.year:04}{self.number:02}"
            case _:
                assert_never(self.kind)


def periods_between(first: Period, last: Period) -> Iterator[Period]:
    """Every period from `first` to `last`, both included; both must be of one kind."""
    if first.kind is not last.kind:
        raise ValueError(f"{first} and {last} are not of the same kind")
    period = first
    while period <= last:
        yield period
        period = period.next()
