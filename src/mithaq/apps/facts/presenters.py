"""Pages of data: a unit's year month by month, the history of a value, the month to enter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mithaq.apps.facts.forms import VerificationForm, in_hundredths
from mithaq.apps.facts.models import DataElement, DataValue, ReportingDuty
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.periods import Period, PeriodKind
from mithaq.web import formats
from mithaq.web.components import Mark
from mithaq.web.languages import localized

VERIFIED = Mark("good", _("Verified"))
DECLARED = Mark("watch", _("Declared, not verified yet"))
ABSENT = Mark("none", _("Not received"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a month: the figure that counts, its state, its history."""

    value: Any
    decimals: int
    state: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """An element over the periods of a year."""

    name: str
    unit: str
    cells: Sequence[Cell]
    is_quarterly: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit's year."""

    unit: OrgUnit
    year: int
    months: Sequence[str]
    rows: Sequence[Row]
    n_received: int
    n_expected: int
    waiting: Collection[str]  # months in which a declaration awaits its verification


def unit_page(unit: OrgUnit, year: int) -> UnitPage:
    """The values of a facility over a year; four queries."""
    months = [str(month) for month in Period(year, 1, PeriodKind.YEAR).months()]
    quarters = [str(Period(year, number, PeriodKind.QUARTER)) for number in (1, 2, 3, 4)]
    duties = ReportingDuty.objects.filter(unit=unit).select_related("element").order_by("element__code")
    standing = DataValue.objects.known_at(None).filter(unit=unit, period__in=[*months, *quarters]).order_by("stage")
    found: dict[tuple[int, str], dict[str, DataValue]] = {}
    for value in standing:
        found.setdefault((value.element_id, value.period), {})[value.stage] = value
    rows = [_row(duty.element, unit, months, quarters, found) for duty in duties]
    cells = [cell for row in rows for cell in row.cells]
    n_received = sum(1 for cell in cells if cell.state == "good")
    return UnitPage(unit, year, months, rows, n_received, len(cells), _waiting(unit, [*months, *quarters]))


def _waiting(unit: OrgUnit, periods: Sequence[str]) -> set[str]:
    """The months with something to verify; what is declared for a quarter waits in its last month."""
    waiting = DataValue.objects.awaiting_verification().filter(unit=unit, period__in=periods)
    found = waiting.order_by().values_list("period", flat=True).distinct()
    return {str(Period.parse(period).months()[-1]) for period in found}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A declaration that awaits its verification; without fields when its author is who reads."""

    name: str
    period: str
    value: Any
    unit: str
    missing: str
    who: str
    at: Any
    take: Any = None
    found: Any = None


def waiting_values(unit: OrgUnit, month: Period) -> list[DataValue]:
    """What was declared for a month, and for the quarter that it ends, and is not verified yet; one query."""
    quarter = month.within(PeriodKind.QUARTER)
    periods = [str(month)] + ([str(quarter)] if quarter.months()[-1] == month else [])
    rows = DataValue.objects.awaiting_verification().filter(unit=unit, period__in=periods)
    return list(rows.select_related("element", "unit", "entered_by").order_by("period", "element__code"))


def waiting_lines(rows: Sequence[DataValue], form: VerificationForm) -> list[Waiting]:
    """The declarations, with the fields of the form for those that this person may verify."""
    return [
        Waiting(
            localized(row.element, "name"),
            row.period,
            in_hundredths(row),
            "%" if row.element.is_rate else "",
            formats.missing(row.missing_reason) if row.value is None else "",
            str(row.entered_by),
            row.entered_at,
            *((form[f"take-{row.pk}"], form[f"found-{row.pk}"]) if row in form.rows else ()),
        )
        for row in rows
    ]


def _row(element: DataElement, unit: OrgUnit, months: Sequence[str], quarters: Sequence[str], found: Any) -> Row:
    periods = months if element.period_kind == "month" else quarters
    cells = [_cell(element, unit, period, found.get((element.pk, period), {})) for period in periods]
    return Row(localized(element, "name"), element.unit_of_measure, cells, element.period_kind != "month")


def _cell(element: DataElement, unit: OrgUnit, period: str, stages: dict[str, DataValue]) -> Cell:
    verified, declared = stages.get(DataValue.Stage.VERIFIED), stages.get(DataValue.Stage.DECLARED)
    row = verified or declared
    mark = VERIFIED if verified else DECLARED if declared else ABSENT
    value = row.value if row else None
    if value is not None and element.is_rate:
        value = value * 100
    return Cell(value, 0, mark.state, str(mark.label), reverse("facts:history", args=[unit.code, element.code, period]))


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of a value's history."""

    stage: str
    value: Any
    who: str
    at: Any
    replaced_at: Any
    note: str
    reason: str


def history_of(unit: OrgUnit, element: DataElement, period: str) -> list[Statement]:
    """Every statement about a value, latest first."""
    rows = DataValue.objects.filter(unit=unit, element=element, period=period).select_related("entered_by", "element")
    return [
        Statement(
            row.get_stage_display(),
            in_hundredths(row),
            str(row.entered_by),
            row.entered_at,
            row.replaced_at,
            row.note,
            formats.missing(row.missing_reason) if row.value is None else "",
        )
        for row in rows.order_by("-entered_at", "-id")
    ]


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A unit that reports, in the list."""

    name: str
    context: str
    code: str
    url: str
    n_elements: int
