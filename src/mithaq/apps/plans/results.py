"""Results: indicators × units for a period, each figure with its explanation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.facts.models import DataValue
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.indicators.presenters import shown, unit_label
from mithaq.apps.plans.models import TargetValue
from mithaq.apps.plans.queries import Evidence, Total, gather, totals
from mithaq.apps.territory.access import scope_paths, scope_q
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.periods import Period, PeriodKind
from mithaq.core.values import Known, Missing
from mithaq.web import formats
from mithaq.web.components import Mark
from mithaq.web.languages import localized


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the table: value, target, whether it is reached, share missing, explanation."""

    value: Any
    decimals: int
    mark: Mark | None  # none without a target or without a value
    target: Any
    share_missing: Any
    url: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """An indicator across the units."""

    name: str
    unit: str
    url: str
    cells: Sequence[Cell]


def _period(request: PersonRequest) -> Period:
    """The period asked for, else the last quarter that holds values."""
    try:
        return Period.parse(request.GET.get("period", ""))
    except ValueError:
        last = DataValue.objects.known_at(None).order_by("-period").values_list("period", flat=True).first()
        return (
            Period.parse(last).within(PeriodKind.QUARTER)
            if last
            else Period.of_date(timezone.localdate(), PeriodKind.QUARTER)
        )


def _units(user: User) -> list[OrgUnit]:
    """The highest units of the person's scope, then those right below that hold reports."""
    paths = scope_paths(user, Permission.FACTS_VIEW)
    tops = list(OrgUnit.objects.filter(path__in=paths).order_by("path"))
    below = OrgUnit.objects.filter(parent__in=tops, kind__in=["region", "province"]).order_by("code")
    found = list(below) if len(tops) == 1 else []
    reporting = set(DataValue.objects.known_at(None).order_by().values_list("unit__path", flat=True).distinct())
    return tops + [unit for unit in found if any(path.startswith(unit.path) for path in reporting)]


@requires(Permission.FACTS_VIEW)
def results(request: PersonRequest) -> HttpResponse:
    """Indicators × units for a period."""
    period, units = _period(request), _units(request.user)
    indicators = list(Indicator.objects.order_by("code"))
    found = totals(indicators, [unit.path for unit in units], period) if units else {}
    targets = _targets(units, period)
    rows = [
        ResultRow(
            localized(one, "name"),
            unit_label(one.unit_of_measure),
            reverse("results:indicator", args=[one.code]),
            [_cell(one, unit, found[one.pk, unit.path], targets.get((one.pk, unit.pk)), period) for unit in units],
        )
        for one in indicators
    ]
    periods = _offered(period)
    return render(request, "results/list.html", {"rows": rows, "units": units, "period": period, "periods": periods})


def _offered(period: Period) -> list[Period]:
    quarter = period if period.kind is PeriodKind.QUARTER else Period.of_date(period.ends_on, PeriodKind.QUARTER)
    year = quarter.within(PeriodKind.YEAR)
    return [*[Period(year.year, number, PeriodKind.QUARTER) for number in (1, 2, 3, 4)], year]


def _targets(units: Sequence[OrgUnit], period: Period) -> dict[tuple[int, int], Decimal]:
    rows = TargetValue.objects.filter(target__unit__in=units, period=str(period))
    return {(row.target.indicator_id, row.target.unit_id): row.value for row in rows.select_related("target")}


def _cell(one: Indicator, unit: OrgUnit, total: Total, target: Decimal | None, period: Period) -> Cell:
    value = total.value.amount if isinstance(total.value, Known) else None
    missing = 1 - total.n_received / total.n_expected if total.n_expected else None
    return Cell(
        value=shown(total.value, one.unit_of_measure)[0],
        decimals=1 if one.unit_of_measure == "%" else 0,
        mark=_mark(one, value, target),
        target=shown(target, one.unit_of_measure)[0] if target is not None else None,
        share_missing=missing if value is not None else None,
        url=f"{reverse('results:explain', args=[one.code, unit.code])}?period={period}",
    )


def _mark(one: Indicator, value: Decimal | None, target: Decimal | None) -> Mark | None:
    """Whether the target is reached, a value that equals it included."""
    if value is None or target is None:
        return None
    is_reached = value >= target if one.direction == Indicator.Direction.UP else value <= target
    return Mark("good", _("Target reached")) if is_reached else Mark("watch", _("Target not reached"))


@requires(Permission.FACTS_VIEW)
def indicator(request: PersonRequest, code: str) -> HttpResponse:
    """The identity sheet of an indicator."""
    one = get_object_or_404(Indicator, code=code)
    return render(request, "results/indicator.html", {"one": one, "unit": unit_label(one.unit_of_measure)})


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place behind a figure: what it reported, how many reports are missing."""

    name: str
    value: Any
    n_received: int
    n_expected: int


@requires(Permission.FACTS_VIEW)
def explain(request: PersonRequest, code: str, unit_code: str) -> HttpResponse:
    """Where a figure of the table comes from: definition, formula, places, missing reports."""
    one = get_object_or_404(Indicator, code=code)
    unit = get_object_or_404(OrgUnit.objects.filter(scope_q(request.user, Permission.FACTS_VIEW)), code=unit_code)
    period = _period(request)
    evidence = gather([one], unit, period)[one.pk]
    value, label, decimals = shown(evidence.value, one.unit_of_measure)
    places = _places(evidence)
    context = {
        "one": one,
        "unit": unit,
        "period": period,
        "value": value,
        "label": label,
        "decimals": decimals if decimals is not None else 0,
        "evidence": evidence,
        "places": places[:40],
        "n_more": max(len(places) - 40, 0),
        "is_rate": one.unit_of_measure == "%",
        "missing": evidence.share_missing,
        "note": _("%(n)s reports verified of %(all)s due")
        % {"n": formats.number(evidence.n_received), "all": formats.number(evidence.n_expected)},
    }
    return render(request, "results/explain.html", context)


def _places(evidence: Evidence) -> list[PlaceRow]:
    """The places, those with missing reports first, then by size."""
    found: dict[str, list[Any]] = {}
    for fact in evidence.facts:
        found.setdefault(fact.unit_code, []).append(fact)
    names = {unit.code: localized(unit, "name") for unit in OrgUnit.objects.filter(code__in=list(found))}
    rows = []
    for code, facts in found.items():
        known = [fact.value.amount for fact in facts if not isinstance(fact.value, Missing)]
        rows.append(PlaceRow(names.get(code, code), sum(known, Decimal(0)) if known else None, len(known), len(facts)))
    return sorted(rows, key=lambda row: (row.n_received == row.n_expected, -(row.value or 0), row.name))
