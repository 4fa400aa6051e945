"""What was achieved: indicators held against the facts of a unit, for a period, as known at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Q, Sum

from mithaq.apps.facts.models import DataElement, DataValue, DataValueQuerySet, ReportingDuty
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.contracts.terms import Observation
from mithaq.core.formulas import evaluate, names_in, parse
from mithaq.core.money import round_amount
from mithaq.core.periods import MONTHS_IN, Period, PeriodKind
from mithaq.core.values import Known, Missing, Reason, Value, known

SCORE_STEP = Decimal("0.0001")  # averages are kept to four decimals, as data values are


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports a figure: its value over what was received, and each report expected.

    `facts` holds one observation for each report due, in the order of periods then places; a report
    that was not received, or not verified yet, is there with its reason. `share_missing` is the part
    of the reports due that are missing (0 to 1), 1 when nothing was due.
    """

    value: Value
    facts: tuple[Observation, ...]

    @property
    def n_expected(self) -> int:
        """Reports due."""
        return len(self.facts)

    @property
    def n_received(self) -> int:
        """Reports received and verified."""
        return sum(1 for fact in self.facts if isinstance(fact.value, Known))

    @property
    def share_missing(self) -> Decimal:
        """The part of the reports due that are missing, 0 to 1."""
        if not self.facts:
            return Decimal(1)
        return Decimal(self.n_expected - self.n_received) / self.n_expected


def periods_of(element: DataElement, period: Period) -> list[str]:
    """The reports due for an element inside a period: its months, its quarters…"""
    kind = PeriodKind(element.period_kind)
    if MONTHS_IN[kind] > MONTHS_IN[period.kind]:
        return []
    return list(dict.fromkeys(str(month.within(kind)) for month in period.months()))


def elements_of(indicators: Iterable[Indicator]) -> dict[str, DataElement]:
    """The data elements that these indicators' formulas name, by code."""
    names = {name for indicator in indicators for name in names_in(parse(indicator.formula))}
    return {element.code: element for element in DataElement.objects.filter(code__in=names)}


def gather(
    indicators: Sequence[Indicator], unit: OrgUnit, period: Period, known_at: datetime | None = None
) -> dict[int, Evidence]:
    """The evidence of each indicator (by its id) on a unit and all below it, for one period.

    Four queries, whatever the number of indicators, places and months.
    """
    elements = elements_of(indicators)
    facts = {code: observations(element, unit, period, known_at) for code, element in elements.items()}
    return {indicator.pk: _evidence(indicator, elements, facts) for indicator in indicators}


def observations(
    element: DataElement, unit: OrgUnit, period: Period, known_at: datetime | None = None
) -> tuple[Observation, ...]:
    """One observation for each report due on an element under a unit: periods first, then places."""
    rows = _rows(element, unit, periods_of(element, period), known_at)
    due = _due(element, unit, periods_of(element, period))
    return tuple(_observation(element, place, each, rows.get((place, each), {})) for each, place in due)


def _due(element: DataElement, unit: OrgUnit, periods: Sequence[str]) -> list[tuple[str, str]]:
    """(period, unit code) of each report due, sorted."""
    duties = ReportingDuty.objects.filter(element=element, unit__path__startswith=unit.path)
    found = duties.values_list("unit__code", "since", "until")
    return sorted(
        (period, place) for place, since, until in found for period in periods if _is_due(period, since, until)
    )


@lru_cache(maxsize=1024)
def _starts(period: str) -> str:
    """The first day of a period, as text that sorts."""
    return Period.parse(period).starts_on.isoformat()


def _rows(
    element: DataElement, unit: OrgUnit, periods: Sequence[str], known_at: datetime | None
) -> dict[tuple[str, str], dict[str, dict[str, Any]]]:
    """The rows standing at that instant: by (unit code, period), then by stage."""
    found: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    values = DataValue.objects.known_at(known_at).under(unit.path).in_months(periods).filter(element=element)
    for row in values.order_by().values(
        "unit__code", "period", "stage", "value", "missing_reason", "entered_by__username", "entered_at", "source"
    ):
        found[row["unit__code"], row["period"]][row["stage"]] = dict(row)
    return found


def _observation(element: DataElement, place: str, period: str, stages: Mapping[str, Mapping[str, Any]]) -> Observation:
    declared, verified = stages.get(DataValue.Stage.DECLARED), stages.get(DataValue.Stage.VERIFIED)
    return Observation(
        key=element.code,
        unit_code=place,
        period=Period.parse(period),
        value=_value(declared, verified),
        entered_by=declared["entered_by__username"] if declared else "",
        entered_at=declared["entered_at"] if declared else None,
        verified_by=verified["entered_by__username"] if verified else "",
        verified_at=verified["entered_at"] if verified else None,
        source=declared["source"] if declared else "",
    )


def _value(declared: Mapping[str, Any] | None, verified: Mapping[str, Any] | None) -> Value:
    """Only what was verified counts; a declaration alone says what is awaited."""
    if verified is None:
        return Missing(Reason.NOT_REPORTED, "not_verified" if declared else "")
    if verified["value"] is None:
        return Missing(Reason(verified["missing_reason"] or Reason.NOT_REPORTED))
    return known(plain(verified["value"]))


def plain(number: Decimal) -> Decimal:
    """The same number without useless zeros: 41.0000 reads 41."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _evidence(
    indicator: Indicator, elements: Mapping[str, DataElement], facts: Mapping[str, tuple[Observation, ...]]
) -> Evidence:
    formula = parse(indicator.formula)
    names = names_in(formula)
    values = {name: _aggregate(elements.get(name), facts.get(name, ())) for name in names}
    return Evidence(evaluate(formula, values), tuple(fact for name in names for fact in facts.get(name, ())))


def _aggregate(element: DataElement | None, facts: Sequence[Observation]) -> Value:
    received = [fact.value.amount for fact in facts if isinstance(fact.value, Known)]
    if element is None or not received:
        return Missing(Reason.NOT_REPORTED)
    match element.aggregation:
        case DataElement.Aggregation.SUM:
            return known(sum(received, Decimal(0)))
        case DataElement.Aggregation.AVERAGE:
            return known(plain(round_amount(sum(received, Decimal(0)) / len(received), step=SCORE_STEP)))
        case DataElement.Aggregation.LAST:
            return known(received[-1])
        case _:
            return Missing(Reason.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Total:
    """A figure added up in the database: its value and how many reports it rests on, of how many due."""

    value: Value
    n_received: int
    n_expected: int


def totals(
    indicators: Sequence[Indicator], paths: Sequence[str], period: Period, known_at: datetime | None = None
) -> dict[tuple[int, str], Total]:
    """Each indicator (id) at each unit (path) over a period, added up by the database.

    The same figures as `gather` gives, in three queries (a fourth for stocks): meant for tables and
    maps, where `gather` would read every report.
    """
    elements = elements_of(indicators)
    sums, due = _sums(elements, paths, period, known_at), _numbers_due(elements, paths, period)
    found = {}
    for indicator in indicators:
        formula = parse(indicator.formula)
        names = names_in(formula)
        for path in paths:
            values = {name: sums.get((name, path), (Missing(Reason.NOT_REPORTED), 0)) for name in names}
            found[indicator.pk, path] = Total(
                evaluate(formula, {name: value for name, (value, _n) in values.items()}),
                sum(n for _value, n in values.values()),
                sum(due.get((name, path), 0) for name in names),
            )
    return found


def _under_any(paths: Sequence[str]) -> Q:
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(unit__path__startswith=path)
    return scope


def _sums(
    elements: Mapping[str, DataElement], paths: Sequence[str], period: Period, known_at: datetime | None
) -> dict[tuple[str, str], tuple[Value, int]]:
    """The value and the number of reports of each element (code) at each unit (path); absent when none came."""
    periods = {each for element in elements.values() for each in periods_of(element, period)}
    rows = DataValue.objects.known_at(known_at).in_months(periods).due().filter(_under_any(paths))
    rows = rows.filter(element__in=elements.values(), stage=DataValue.Stage.VERIFIED, value__isnull=False).order_by()
    by_place = rows.values(code=F("element__code"), place=F("unit__path")).annotate(total=Sum("value"), n=Count("pk"))
    added: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for row in by_place:
        for path in paths:
            if row["place"].startswith(path):
                total, n = added.get((row["code"], path), (Decimal(0), 0))
                added[row["code"], path] = total + row["total"], n + row["n"]
    lasts = _lasts(rows, elements, paths)
    return {key: (combined(elements[key[0]], total, n, lasts.get(key)), n) for key, (total, n) in added.items()}


def combined(element: DataElement, total: Decimal, n: int, last: Value | None = None) -> Value:
    """What the element says over all its reports, by its own way of adding up; as `_aggregate` does."""
    match element.aggregation:
        case DataElement.Aggregation.SUM:
            return known(plain(round_amount(total, step=SCORE_STEP)))
        case DataElement.Aggregation.AVERAGE:
            return known(plain(round_amount(total / n, step=SCORE_STEP)))
        case _:
            return last or Missing(Reason.NOT_APPLICABLE)


def _lasts(
    rows: DataValueQuerySet, elements: Mapping[str, DataElement], paths: Sequence[str]
) -> dict[tuple[str, str], Value]:
    """The last value of each element that does not add up (a stock), by element code and path."""
    wanted = [one for one in elements.values() if one.aggregation == DataElement.Aggregation.LAST]
    found: dict[tuple[str, str], Value] = {}
    if not wanted:
        return found
    in_order = rows.filter(element__in=wanted).order_by("period", "unit__code")
    for code, place, value in in_order.values_list("element__code", "unit__path", "value"):
        found |= {(code, path): known(plain(value)) for path in paths if value is not None and place.startswith(path)}
    return found


def _numbers_due(
    elements: Mapping[str, DataElement], paths: Sequence[str], period: Period
) -> dict[tuple[str, str], int]:
    """The number of reports due of each element (code) at each unit (path)."""
    periods = {code: periods_of(element, period) for code, element in elements.items()}
    duties = ReportingDuty.objects.filter(_under_any(paths), element__in=elements.values())
    found: dict[tuple[str, str], int] = defaultdict(int)
    for code, place, since, until in duties.values_list("element__code", "unit__path", "since", "until"):
        n = sum(1 for each in periods[code] if _is_due(each, since, until))
        for path in paths:
            if place.startswith(path):
                found[code, path] += n
    return found


def _is_due(period: str, since: str, until: str) -> bool:
    start = _starts(period)
    return _starts(since) <= start and (not until or start <= _starts(until))
