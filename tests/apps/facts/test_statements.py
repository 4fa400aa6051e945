"""Values are never erased: what stood at any instant is read again, and missing is told from zero."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from mithaq.apps.facts.actions import ChangedMeanwhile, Statement, enter_values, verify_values
from mithaq.apps.facts.models import DataElement, DataValue, ReportingDuty
from mithaq.apps.plans.queries import observations
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.periods import Period
from mithaq.core.values import Known, Missing, Reason
from tests.support.cycle import HOSPITAL, cycle, person

__all__ = ["cycle"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle")]
MONTH = "202602"
FIRST = datetime(2026, 3, 5, 9, tzinfo=UTC)
CODE = "attended_deliveries"


def element() -> DataElement:
    return DataElement.objects.get(code=CODE)


def unit() -> OrgUnit:
    return OrgUnit.objects.get(code=HOSPITAL)


def declare(value: int | None, *, days: int = 0, reason: str = "") -> DataValue:
    amount = None if value is None else Decimal(value)
    statement = Statement(element(), unit(), MONTH, amount, missing_reason=reason)
    enter_values(statements=[statement], by=person("saisie"), at=FIRST + timedelta(days=days), is_checked=False)
    return rows(None).get(stage="declared")


def rows(at: datetime | None):  # type: ignore[no-untyped-def]  # a query of values
    found = DataValue.objects.known_at(at).filter(unit=unit(), period=MONTH, element=element())
    return found.select_related("element", "unit")


def observed() -> object:
    (one,) = [one for one in observations(element(), unit(), Period.parse(MONTH)) if one.unit_code == HOSPITAL]
    return one.value


def test_what_was_known_on_a_day_is_read_again() -> None:
    declare(40)
    declare(42, days=10)
    assert rows(FIRST - timedelta(seconds=1)).count() == 0
    assert rows(FIRST).get().value == 40
    assert rows(FIRST + timedelta(days=10) - timedelta(seconds=1)).get().value == 40
    assert rows(FIRST + timedelta(days=10)).get().value == 42
    assert rows(None).get().value == 42


def test_a_correction_erases_nothing() -> None:
    first = declare(40)
    declare(42, days=10)
    declare(43, days=20)
    everything = DataValue.objects.filter(unit=unit(), period=MONTH, element=element()).order_by("entered_at")
    assert [row.value for row in everything] == [40, 42, 43]
    first.refresh_from_db()
    assert (first.value, first.replaced_at) == (40, FIRST + timedelta(days=10))


def test_a_batch_with_one_clash_writes_nothing() -> None:
    declare(40)
    other = DataElement.objects.get(code="outpatient_consultations")
    statements = [
        Statement(other, unit(), MONTH, Decimal(900)),
        Statement(element(), unit(), MONTH, Decimal(41), seen_id=None),
    ]
    before = DataValue.objects.count()
    with pytest.raises(ChangedMeanwhile) as clash:
        enter_values(statements=statements, by=person("saisie"))
    assert [row.value for row in clash.value.current] == [Decimal(40)]
    assert DataValue.objects.count() == before


def test_a_replaced_declaration_is_not_verified() -> None:
    old = declare(40)
    declare(42, days=1)
    with pytest.raises(ChangedMeanwhile):
        verify_values(rows=[old], by=person("verificateur"))
    assert not rows(None).filter(stage="verified").exists()


def test_a_corrected_verification_stands_beside_the_declaration() -> None:
    row = declare(40)
    verify_values(rows=[row], by=person("verificateur"), validated={row.pk: Decimal(38)}, note="registre")
    found = {one.stage: (one.value, one.note) for one in rows(None)}
    assert found == {"declared": (40, ""), "verified": (38, "registre")}


def test_a_new_declaration_waits_again() -> None:
    verify_values(rows=[declare(40)], by=person("verificateur"), at=FIRST + timedelta(days=1))
    waiting = DataValue.objects.awaiting_verification().filter(unit=unit(), period=MONTH)
    assert not waiting.exists()
    declare(42, days=2)
    assert waiting.get().value == 42


def test_missing_not_applicable_and_zero_are_three_things() -> None:
    assert observed() == Missing(Reason.NOT_REPORTED)
    row = declare(0)
    assert observed() == Missing(Reason.NOT_REPORTED, "not_verified")
    verify_values(rows=[row], by=person("verificateur"), at=FIRST + timedelta(days=1))
    assert observed() == Known(Decimal(0))
    row = declare(None, days=2, reason="not_applicable")
    verify_values(rows=[row], by=person("verificateur"), at=FIRST + timedelta(days=3))
    assert observed() == Missing(Reason.NOT_APPLICABLE)


def test_a_place_without_a_duty_is_not_expected() -> None:
    duties = ReportingDuty.objects.filter(unit=unit(), element=element())
    assert len(observations(element(), unit(), Period.parse(MONTH))) == 1
    duties.update(until="202601")
    assert observations(element(), unit(), Period.parse(MONTH)) == ()
    assert len(observations(element(), unit(), Period.parse("202601"))) == 1
    duties.update(until="", since="202603")
    assert observations(element(), unit(), Period.parse(MONTH)) == ()
