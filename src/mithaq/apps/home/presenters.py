"""What the home page shows: tasks by deadline, the state of the territory, recent decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.audit.presenters import words
from mithaq.apps.home.queries import Standing
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.periods import Period
from mithaq.core.values import Known, Value, known
from mithaq.packs import geometry
from mithaq.web import formats
from mithaq.web.components import Extreme, KeyFigure, Mark, State, Task, TaskGroup, TimelineEvent
from mithaq.web.languages import localized
from mithaq.web.maps import Area, MapView, quantiles

# Decisions worth telling on the first page, with the state that each leaves.
DECISIONS: Mapping[str, State] = {
    "plan.letter.published": "info",
    "plan.programme.submitted": "info",
    "plan.entente.signed": "good",
    "plan.programme.agreed": "good",
    "contract.rule.published": "info",
    "contract.signed": "good",
    "contract.started": "good",
    "contract.settlement.approved": "good",
    "contract.settlement.returned": "watch",
}
N_DECISIONS = 5
DAYS_COUNTED = 60  # beyond, months say more than a large number of days
DAYS_IN_MONTH = 30
N_CLASSES = 5
PER_YEAR = 4
PER_INHABITANTS = 10_000
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class TerritoryState:
    """The second part of the page: key figures, and one of them on a map."""

    cards: tuple[KeyFigure, ...]
    map: MapView | None
    measures: tuple[tuple[str, str], ...]
    measure: str


def task_groups(tasks: Sequence[Task], today: date) -> tuple[TaskGroup, ...]:
    """The tasks by deadline: overdue, this week, this month, later, without a date."""
    dated = [replace(task, due_words=_due_words(task, today), due_state=_due_state(task, today)) for task in tasks]
    return tuple(
        TaskGroup(label, tuple(group)) for label, group in groupby(dated, key=lambda task: _deadline(task, today))
    )


def _due_words(task: Task, today: date) -> str:
    if task.due_on is None:
        return str(task.due_words)
    days = (task.due_on - today).days
    if days < -DAYS_COUNTED:
        months = -days // DAYS_IN_MONTH
        return ngettext("%(n)s month late", "%(n)s months late", months) % {"n": months}
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    if days == 0:
        return _("today")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def _due_state(task: Task, today: date) -> State:
    if task.due_on is None or task.due_on > today + timedelta(days=7):
        return "none"
    return "bad" if task.due_on < today else "watch"


def _deadline(task: Task, today: date) -> str:
    if task.due_on is None:
        return _("Without a deadline")
    if task.due_on < today:
        return _("Overdue")
    if task.due_on <= today + timedelta(days=7):
        return _("Within a week")
    if task.due_on <= today + timedelta(days=31):
        return _("Within a month")
    return _("Later")


def territory_state(
    standings: Sequence[Standing], below: Sequence[OrgUnit], period: Period, measure: str, addresses: Mapping[str, str]
) -> TerritoryState:
    """Cards and map; `addresses` are the explanation of each indicator and the page of each unit, by code."""
    chosen = next((one for one in standings if one.indicator.code == measure), standings[0] if standings else None)
    return TerritoryState(
        cards=tuple(_card(one, below, addresses) for one in standings),
        map=_map(chosen, below, period, addresses) if chosen and below else None,
        measures=tuple((one.indicator.code, localized(one.indicator, "name")) for one in standings),
        measure=chosen.indicator.code if chosen else "",
    )


def _card(standing: Standing, below: Sequence[OrgUnit], addresses: Mapping[str, str]) -> KeyFigure:
    highest, lowest = _extremes(standing, below, addresses)
    return KeyFigure(
        label=localized(standing.indicator, "name"),
        value=_shown(standing, standing.total.value),
        unit=_unit(standing),
        decimals=1 if _is_rate(standing) else None,
        url=addresses.get(standing.indicator.code, ""),
        mark=_mark(standing),
        target=standing.target * HUNDRED if standing.target is not None and _is_rate(standing) else standing.target,
        values=[_shown(standing, value) for value in standing.series],
        change=_change(standing.series),
        change_unit="%",
        change_since=_("over one year"),
        rising_is_good=standing.indicator.direction == standing.indicator.Direction.UP,
        share_missing=standing.share_missing,
        highest=highest,
        lowest=lowest,
    )


def _is_rate(standing: Standing) -> bool:
    return bool(standing.indicator.unit_of_measure == "%")


def _unit(standing: Standing) -> str:
    return "%" if _is_rate(standing) else ""


def _shown(standing: Standing, value: Value) -> Value:
    """A rate in per cent, anything else as it is."""
    return known(value.amount * HUNDRED) if _is_rate(standing) and isinstance(value, Known) else value


def _mark(standing: Standing) -> Mark:
    attainment = standing.attainment
    if attainment is None:
        return Mark("none", _("No target") if standing.target is None else _("No data"))
    if attainment >= 1:
        return Mark("good", _("Reached"))
    if standing.threshold is not None and attainment < standing.threshold:
        return Mark("bad", _("Not reached"))
    return Mark("watch", _("To watch"))


def _change(series: Sequence[Value]) -> Decimal | None:
    """Change in per cent of the last value against the one of a year before."""
    if len(series) <= PER_YEAR:
        return None
    then, now = series[-1 - PER_YEAR], series[-1]
    if not isinstance(then, Known) or not isinstance(now, Known) or not then.amount:
        return None
    return (now.amount - then.amount) / then.amount * 100


def _extremes(
    standing: Standing, below: Sequence[OrgUnit], addresses: Mapping[str, str]
) -> tuple[Extreme | None, Extreme | None]:
    values = [(unit, standing.below[unit.code].value) for unit in below]
    ranked = sorted(
        ((value.amount, unit) for unit, value in values if isinstance(value, Known)), key=lambda pair: pair[0]
    )
    if len(ranked) < 2:
        return None, None
    (low, last), (high, first) = ranked[0], ranked[-1]
    return (
        Extreme(localized(first, "name"), _shown(standing, known(high)), addresses.get(first.code, "")),
        Extreme(localized(last, "name"), _shown(standing, known(low)), addresses.get(last.code, "")),
    )


def _map(standing: Standing, below: Sequence[OrgUnit], period: Period, addresses: Mapping[str, str]) -> MapView | None:
    parent = below[0].path.split("/")[-3]
    level = below[0].kind_id if below[0].kind_id == "region" else "province"
    shapes = geometry.shapes(level, "" if level == "region" else parent)
    drawn = [unit for unit in below if unit.code in shapes]
    if not drawn:
        return None
    values = {unit.code: _density(standing.below[unit.code].value, standing, unit.code) for unit in drawn}
    there = [value for value in values.values() if value is not None]
    is_count = standing.is_count
    name = localized(standing.indicator, "name")
    return MapView(
        "home",
        _("%(indicator)s per 10,000 inhabitants") % {"indicator": name} if is_count else name,
        {unit.code: shapes[unit.code] for unit in drawn},
        [Area(unit.code, localized(unit, "name"), values[unit.code], addresses.get(unit.code, "")) for unit in drawn],
        quantiles(there, min(N_CLASSES, max(1, len(set(there))))),
        unit=_unit(standing),
        decimals=1,
        note=formats.period(period, long=True),
        area_head=_("Unit"),
    )


def _density(value: Value, standing: Standing, code: str) -> Decimal | None:
    """A count for 10,000 inhabitants; a score as it is. None when a part is missing."""
    if not isinstance(value, Known):
        return None
    if not standing.is_count:
        return value.amount * HUNDRED if _is_rate(standing) else value.amount
    n_persons = standing.populations.get(code)
    return value.amount * PER_INHABITANTS / n_persons if n_persons else None


def decisions(events: QuerySet[AuditEvent], paths: Sequence[str]) -> list[TimelineEvent]:
    """The latest decisions on these units and below, the latest first."""
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(unit_path__startswith=path)
    found = events.filter(scope, code__in=DECISIONS).order_by("-at", "-id")[:N_DECISIONS]
    return [
        TimelineEvent(on=event.at, title=words(event), detail=event.actor_name, mark=_decision_mark(event))
        for event in found
    ]


def _decision_mark(event: AuditEvent) -> Mark:
    state = DECISIONS[event.code]
    labels: Mapping[str, Any] = {"good": _("Agreed"), "watch": _("Sent back"), "info": _("Published")}
    return Mark(state, labels[state])
