"""Laws of the tree: adding up in the database gives what adding up report by report gives, wherever units hang."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mithaq.apps.accounts.models import User
from mithaq.apps.facts.models import DataElement, DataValue, ReportingDuty
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.plans.queries import gather, totals
from mithaq.apps.territory.models import OrgUnit, OrgUnitKind
from mithaq.core.periods import Period
from mithaq.core.values import Known, Value

QUARTER = Period.parse("2025Q3")
MONTHS = [str(month) for month in QUARTER.months()]
INSTANT = datetime(2025, 10, 1, tzinfo=UTC)
FORMULAS = ("births", "births / visits", "score", "default(births, 0) + visits", "stock", "code")
COUNTED = {"births": "sum", "visits": "sum", "score": "average", "stock": "last", "code": "none"}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of a random tree: where it hangs at first, where it is hung again, its last month open."""

    parent: int
    again: int | None
    last_month: int
    reports: dict[tuple[str, int], Decimal | None] = field(default_factory=dict)


@st.composite
def trees(draw: st.DrawFn) -> list[Place]:
    """Up to seven units under the nation; some closed, some hung elsewhere, some figures not received."""
    places = []
    for i in range(1, draw(st.integers(1, 7)) + 1):
        earlier = st.integers(0, i - 1)
        keys = st.tuples(st.sampled_from(sorted(COUNTED)), st.integers(0, 2))
        figures = st.none() | st.decimals(0, 9_999, places=2, allow_nan=False, allow_infinity=False)
        reports = draw(st.dictionaries(keys, figures, max_size=8))
        places.append(Place(draw(earlier), draw(st.none() | earlier), draw(st.integers(-1, 2)), reports))
    return places


def planted(tree: list[Place], person: User) -> list[OrgUnit]:
    """The tree in the database, each unit where it hangs in the end, with its duties and its reports."""
    kind = OrgUnitKind.objects.create(code="any", name_fr="any", level=1)
    elements = {
        code: DataElement.objects.create(code=code, name_fr=code, unit_of_measure="1", aggregation=how)
        for code, how in COUNTED.items()
    }
    units = [OrgUnit.objects.create(code="MA", kind=kind, name_fr="MA", path="/MA/")]
    for i, place in enumerate(tree, 1):
        parent = units[place.parent if place.again is None else place.again]
        unit = OrgUnit.objects.create(
            code=f"U{i}", kind=kind, parent=parent, name_fr=f"U{i}", path=f"{parent.path}U{i}/"
        )
        units.append(unit)
        _report(unit, place, elements, person)
    return units


def _report(unit: OrgUnit, place: Place, elements: dict[str, DataElement], person: User) -> None:
    """Its duties and its reports; one sent after the unit closed was not asked for, and counts nowhere."""
    if place.last_month >= 0:
        for element in elements.values():
            ReportingDuty.objects.create(element=element, unit=unit, since="202501", until=MONTHS[place.last_month])
    for (code, month), figure in place.reports.items():
        DataValue.objects.create(
            element=elements[code],
            unit=unit,
            period=MONTHS[month],
            stage=DataValue.Stage.VERIFIED,
            value=figure,
            missing_reason="" if figure is not None else "not_applicable",
            entered_by=person,
            entered_at=INSTANT,
        )


def amount(value: Value) -> Decimal | None:
    return value.amount if isinstance(value, Known) else None


@pytest.mark.slow
class TestRollUp(TestCase):
    """A class because each example must have its own transaction."""

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(trees())
    def test_the_database_adds_up_what_the_reports_say(self, tree: list[Place]) -> None:
        units = planted(tree, User.objects.create(username="someone"))
        indicators = [Indicator.objects.create(code=f"I{i}", formula=text) for i, text in enumerate(FORMULAS)]
        added = totals(indicators, [unit.path for unit in units], QUARTER)
        for unit in units:
            for key, evidence in gather(indicators, unit, QUARTER).items():
                total = added[key, unit.path]
                assert amount(total.value) == amount(evidence.value)
                assert (total.n_received, total.n_expected) == (evidence.n_received, evidence.n_expected)

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(trees())
    def test_parts_of_the_tree_add_up_to_the_whole(self, tree: list[Place]) -> None:
        """Filtering then adding up, or adding up then filtering: the same counts."""
        units = planted(tree, User.objects.create(username="someone"))
        births = Indicator.objects.create(code="births", formula="births")
        own = {unit.path: amount(gather([births], unit, QUARTER)[births.pk].value) or 0 for unit in units}
        added = totals([births], list(own), QUARTER)
        for unit in units:
            children = [own[child.path] for child in units if child.parent_id == unit.pk]
            reported = DataValue.objects.due().filter(unit=unit, element__code="births", value__isnull=False)
            itself = sum((row.value or 0 for row in reported), Decimal(0))
            assert (amount(added[births.pk, unit.path].value) or 0) == itself + sum(children)
