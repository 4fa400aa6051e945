"""The state of a territory: each followed indicator, now and over time, there and right below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Sum

from mithaq.apps.contracts.models import Undertaking
from mithaq.apps.facts.models import DataElement, DataValue
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.plans.models import TargetValue
from mithaq.apps.plans.queries import Total, combined, elements_of, plain, totals
from mithaq.apps.territory.models import OrgUnit, Population
from mithaq.core.formulas import evaluate, names_in, parse
from mithaq.core.periods import Period
from mithaq.core.values import Known, Missing, Reason, Value

N_PERIODS = 8
DRAWN_KINDS = ("region", "province", "prefecture")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an indicator stands on a unit: value and target of the period, and the periods before.

    `series` is oldest first, the period itself last. `threshold` is the rate of the target under
    which nothing is paid (None when no contract sets one). `below` has a value, and `populations`
    the inhabitants, per child unit. `is_count` tells what adds up (deliveries) from what does not
    (a score).
    """

    indicator: Indicator
    total: Total
    target: Decimal | None
    threshold: Decimal | None
    series: tuple[Value, ...]
    below: Mapping[str, Total]
    populations: Mapping[str, int]
    is_count: bool

    @property
    def attainment(self) -> Decimal | None:
        """Value over target; None when either is missing."""
        if self.target and isinstance(self.total.value, Known):
            return self.total.value.amount / self.target
        return None

    @property
    def share_missing(self) -> float | None:
        """The part of the reports due that were not received; None when none was due."""
        total = self.total
        return None if not total.n_expected else 1 - total.n_received / total.n_expected


def standings(unit: OrgUnit, below: Sequence[OrgUnit], period: Period) -> list[Standing]:
    """Each indicator that the unit promised or reports, there and on its children.

    The number of queries depends on the number of data elements, not on units or periods.
    """
    indicators = list(Indicator.objects.filter(targets__isnull=False).distinct())
    found = totals(indicators, [unit.path, *(one.path for one in below)], period)
    series = _series(indicators, unit, period)
    elements, populations = elements_of(indicators), _populations(below)
    targets, thresholds = _targets(unit, period), _thresholds(unit)
    concerned = [one for one in indicators if one.pk in targets or found[one.pk, unit.path].n_expected]
    return [
        Standing(
            indicator=one,
            total=found[one.pk, unit.path],
            target=targets.get(one.pk),
            threshold=thresholds.get(one.pk),
            series=series[one.pk],
            below={child.code: found[one.pk, child.path] for child in below},
            populations=populations,
            is_count=all(
                elements[name].aggregation == DataElement.Aggregation.SUM
                for name in names_in(parse(one.formula))
                if name in elements
            ),
        )
        for one in concerned
    ]


def _populations(units: Sequence[OrgUnit]) -> dict[str, int]:
    """Legal population of the last census, by unit code."""
    rows = Population.objects.filter(unit__in=units, basis="legal", setting="", sex="", age_group="")
    return dict(rows.order_by("year").values_list("unit__code", "n_persons"))


def _targets(unit: OrgUnit, period: Period) -> dict[int, Decimal]:
    found = TargetValue.objects.filter(target__unit=unit, period=str(period))
    return {row["target__indicator"]: plain(row["value"]) for row in found.values("target__indicator", "value")}


def _thresholds(unit: OrgUnit) -> dict[int, Decimal]:
    rows = Undertaking.objects.filter(contract__holder=unit, role=Undertaking.Role.QUANTITY)
    return dict(rows.values_list("target__indicator", "threshold_rate"))


def _series(indicators: Sequence[Indicator], unit: OrgUnit, last: Period) -> dict[int, tuple[Value, ...]]:
    periods = [last.next(-step) for step in reversed(range(N_PERIODS))]
    elements = elements_of(indicators)
    values = _values_by_period(elements, unit, periods)
    found = {}
    for one in indicators:
        formula = parse(one.formula)
        names = names_in(formula)
        found[one.pk] = tuple(
            evaluate(formula, {name: values.get((name, each), Missing(Reason.NOT_REPORTED)) for name in names})
            for each in periods
        )
    return found


def _values_by_period(
    elements: Mapping[str, DataElement], unit: OrgUnit, periods: Sequence[Period]
) -> dict[tuple[str, Period], Value]:
    """Each element over each period under the unit, one query for all."""
    months = [str(month) for period in periods for month in (period, *period.months())]
    rows = DataValue.objects.known_at(None).under(unit.path).in_months(months).due().order_by()
    rows = rows.filter(stage=DataValue.Stage.VERIFIED, value__isnull=False, element__in=elements.values())
    sums: dict[tuple[str, Period], tuple[Decimal, int]] = {}
    for row in rows.values("period", code=F("element__code")).annotate(total=Sum("value"), n=Count("pk")):
        key = row["code"], Period.parse(row["period"]).within(periods[0].kind)
        total, n = sums.get(key, (Decimal(0), 0))
        sums[key] = total + row["total"], n + row["n"]
    return {key: combined(elements[key[0]], total, n) for key, (total, n) in sums.items()}
