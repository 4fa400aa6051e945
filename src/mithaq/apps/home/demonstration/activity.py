"""The facts of the year: declared after each period, verified a month later, sometimes corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mithaq.apps.accounts.models import User
from mithaq.apps.facts.actions import Statement, enter_values, expect_reports, verify_values
from mithaq.apps.facts.demonstration import (
    SEASONS,
    Place,
    Report,
    corrected_at,
    declared_at,
    reports,
    reports_to,
    verified_at,
)
from mithaq.apps.facts.models import DataElement, DataValue
from mithaq.apps.home.demonstration.people import Cast
from mithaq.apps.home.demonstration.texts import YEARS
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.periods import Period, PeriodKind

SOURCE = "Démonstration"
CORRECTION = "Registre relu : oubli ou double compte corrigé"


def load_activity(
    *,
    elements: Mapping[str, DataElement],
    places: Sequence[Place],
    units: Mapping[str, OrgUnit],
    hospital: str,
    cast: Cast,
) -> int:
    """Every report of the year for these places; gives how many values were declared."""
    for code, element in elements.items():
        due = [units[place.code] for place in places if reports_to(code, place)]
        since = f"{YEARS[0]}01" if code in SEASONS else f"{YEARS[0]}Q1"
        expect_reports(element=element, units=due, since=since, by=cast.planner)
    n_declared = 0
    for period in _periods():
        found = [
            report
            for code in elements
            if (code in SEASONS) == (len(period) == len("202501") and "Q" not in period)
            for report in reports(code, places, period)
            if not _is_withheld(report, hospital)
        ]
        n_declared += _one_period(period, found, elements, units, hospital, cast)
    return n_declared


def _periods() -> list[str]:
    """The months of the year, each quarter after its last month."""
    year = Period(YEARS[0], 1, PeriodKind.YEAR)
    months = [str(month) for month in year.months()]
    quarters = [f"{YEARS[0]}Q{number}" for number in (1, 2, 3, 4)]
    return [period for start in range(4) for period in (*months[start * 3 : start * 3 + 3], quarters[start])]


def _is_withheld(report: Report, hospital: str) -> bool:
    """The register of August of the hospital's theatre never came: one undertaking waits for it."""
    return report.value is None or (
        report.place == hospital and report.element == "surgical_acts" and report.period == f"{YEARS[0]}08"
    )


def _one_period(
    period: str,
    found: Sequence[Report],
    elements: Mapping[str, DataElement],
    units: Mapping[str, OrgUnit],
    hospital: str,
    cast: Cast,
) -> int:
    own = [report for report in found if report.place == hospital]
    others = [report for report in found if report.place != hospital]
    for reports_of, person in ((own, cast.hospital_entry), (others, cast.regional_entry)):
        _declare(reports_of, elements, units, by=person, at=declared_at(period))
    _verify(period, [], cast.verifier, verified_at(period))
    corrected = [report for report in others if report.corrected is not None]
    if corrected:
        at = corrected_at(period)
        _declare(corrected, elements, units, by=cast.regional_entry, at=at, is_correction=True)
        _verify(period, corrected, cast.verifier, at + timedelta(hours=2))
    return len(found)


def _declare(
    found: Sequence[Report],
    elements: Mapping[str, DataElement],
    units: Mapping[str, OrgUnit],
    *,
    by: User,
    at: datetime,
    is_correction: bool = False,
) -> None:
    statements = [
        Statement(
            element=elements[report.element],
            unit=units[report.place],
            period=report.period,
            value=report.corrected if is_correction else report.value,
            note=CORRECTION if is_correction else "",
        )
        for report in found
    ]
    enter_values(statements=statements, by=by, at=at, source=SOURCE, is_checked=False)


def _verify(period: str, corrected: Sequence[Report], by: User, at: datetime) -> None:
    rows = DataValue.objects.known_at(None).filter(period=period, stage=DataValue.Stage.DECLARED)
    if corrected:
        rows = rows.filter(note=CORRECTION)
    verify_values(rows=list(rows.select_related("element", "unit", "entered_by")), by=by, at=at)
