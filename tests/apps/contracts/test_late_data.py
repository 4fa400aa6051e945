"""Data that come after a settlement: said on its page, computed again only while nobody has countersigned."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from mithaq.apps.contracts.models import Settlement
from mithaq.apps.contracts.presenters.why import late_data
from mithaq.apps.contracts.queries import late_result, undertakings_of
from mithaq.apps.facts.actions import Statement, enter_values, verify_values
from mithaq.apps.facts.models import DataElement, DataValue
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.contracts.difference import payable
from mithaq.core.periods import Period
from tests.support.cycle import HOSPITAL, contract, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle")]
NUMBER = "CP-FM-2025-H"
LATER = datetime(2026, 2, 1, tzinfo=UTC)


def settlement(period: str) -> Settlement:
    return Settlement.objects.standing().get(contract__number=NUMBER, period=period)


def correct(element_code: str, period: str, change: int, *, is_verified: bool = True) -> None:
    """The hospital's figure of a month rises by so much, declared then verified after the settlement."""
    unit, element = OrgUnit.objects.get(code=HOSPITAL), DataElement.objects.get(code=element_code)
    declared = DataValue.objects.known_at(None).filter(unit=unit, element=element, period=period, stage="declared")
    row = declared.order_by("pk").first()
    value = (row.value if row and row.value is not None else Decimal(0)) + change
    statement = Statement(element, unit, period, value, seen_id=row.pk if row else None)
    enter_values(statements=[statement], by=person("saisie"), at=LATER)
    if is_verified:
        rows = list(declared.select_related("element", "unit").order_by("pk"))
        verify_values(rows=rows, by=person("verificateur"), at=LATER)


def page(username: str, one: Settlement) -> str:
    client = Client()
    client.force_login(person(username), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "fr"
    return client.get(f"/contracts/payments/{one.pk}/").content.decode()


def test_it_is_said_exactly_when_a_value_was_verified_after_the_computation() -> None:
    found = {one.pk: late_result(one) is not None for one in Settlement.objects.standing().order_by("pk")}
    for one in Settlement.objects.standing().select_related("contract__holder").order_by("pk"):
        verified = DataValue.objects.known_at(None).under(one.contract.holder.path).filter(stage="verified")
        months = [str(month) for month in Period.parse(one.period).months()]
        names = {indicator.target.indicator.formula for indicator in undertakings_of(one.contract)}
        late = verified.filter(period__in=[*months, one.period], entered_at__gt=one.known_at)
        assert found[one.pk] == late.filter(element__code__in=names).exists(), (one.contract.number, one.period)
    assert set(found.values()) == {True, False}


def test_a_declaration_that_nobody_verified_changes_nothing_yet() -> None:
    correct("attended_deliveries", "202507", 10, is_verified=False)
    assert late_result(settlement("2025Q3")) is None


def test_a_countersigned_quarter_says_the_difference_and_stays_as_it_is() -> None:
    one = settlement("2025Q1")
    correct("attended_deliveries", "202502", -30)
    found = late_data(one, person("finances"))
    assert found is not None
    assert found.has_effect
    assert found.is_final
    assert found.compute_url == ""
    text = page("finances", one)
    assert "mq-late" in text
    assert "compute-2025Q1" not in text
    again = settlement("2025Q1")
    assert (again.total_amount, again.digest, again.state) == (one.total_amount, one.digest, "approved")


def test_the_difference_told_adds_up() -> None:
    correct("attended_deliveries", "202507", -30)
    one = settlement("2025Q3")
    now, found = late_result(one), late_data(one, person("finances"))
    assert now is not None
    assert found is not None
    before, *parts, after = [
        Decimal(re.sub(r"[^\d,+-]", "", line.text.replace("\u2212", "-")).replace(",", ".")) for line in found.lines
    ]
    assert before == one.total_amount
    assert after == payable(now.total)
    assert parts
    assert before + sum(parts, Decimal(0)) == after != before


def test_a_computed_quarter_is_offered_to_whoever_may_compute_it() -> None:
    correct("attended_deliveries", "202507", -30)
    one = settlement("2025Q3")
    assert f"/contracts/{NUMBER}/step/compute-2025Q3" in page("finances", one)
    text = page("directeur", one)
    assert "mq-late" in text
    assert "compute-2025Q3" not in text


def test_computing_again_takes_the_late_data_and_replaces_the_run() -> None:
    one = settlement("2025Q3")
    correct("attended_deliveries", "202507", -30)
    expected = late_result(one)
    client = Client()
    client.force_login(person("finances"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/contracts/{NUMBER}/step/compute-2025Q3")
    new = settlement("2025Q3")
    one.refresh_from_db()
    assert answer.headers["Location"] == f"/contracts/payments/{new.pk}/"
    assert one.state == Settlement.State.SUPERSEDED
    assert expected is not None
    assert new.total_amount == payable(expected.total)
    assert late_result(new) is None


def test_the_sheet_of_the_total_shares_out_the_change_since_another_date() -> None:
    one = settlement("2025Q3")
    client = Client()
    client.force_login(person("planificatrice"), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "fr"
    text = client.get(f"/contracts/payments/{one.pk}/explain/amount?known_on=2025-09-30").content.decode()
    assert contract(NUMBER).number in text or "30/09/2025" in text
    assert re.search(r"[+\u2212]\d", text)
