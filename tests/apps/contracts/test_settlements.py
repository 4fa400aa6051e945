"""Settlements: four eyes, reasons, the same bytes again, and what a late fact changes."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from mithaq.apps.contracts.actions import approve_settlement, compute_settlement, return_settlement
from mithaq.apps.contracts.actions.payment import is_same_again
from mithaq.apps.contracts.models import Settlement
from mithaq.apps.contracts.queries import compute, result_of
from mithaq.apps.facts.actions import SamePerson, Statement, enter_values, verify_values
from mithaq.apps.facts.models import DataElement, DataValue
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.periods import Period
from mithaq.core.values import Missing
from mithaq.core.workflow import Refused
from tests.support.cycle import HOSPITAL, contract, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle")]


def waiting(number: str = "CP-FM-2025-H") -> Settlement:
    return Settlement.objects.get(contract__number=number, state=Settlement.State.COMPUTED)


def missing_codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.missing}


def test_whoever_computed_does_not_countersign() -> None:
    with pytest.raises(Refused) as refused:
        approve_settlement(settlement=waiting(), by=person("finances"))
    assert "four_eyes.computed_by" in missing_codes(refused)


def test_a_person_without_the_right_does_not_countersign() -> None:
    with pytest.raises(Refused) as refused:
        approve_settlement(settlement=waiting(), by=person("directeur"))
    assert missing_codes(refused) == {"permission"}


def test_the_planner_countersigns_once() -> None:
    settlement = approve_settlement(settlement=waiting(), by=person("planificatrice"))
    assert settlement.state == Settlement.State.APPROVED
    with pytest.raises(Refused) as refused:
        approve_settlement(settlement=settlement, by=person("planificatrice"))
    assert "state" in missing_codes(refused)


def test_sending_back_needs_a_reason() -> None:
    with pytest.raises(Refused) as refused:
        return_settlement(settlement=waiting(), reason="  ", by=person("planificatrice"))
    assert missing_codes(refused) == {"has_reason"}
    returned = return_settlement(settlement=waiting(), reason="Mois manquant", by=person("planificatrice"))
    assert (returned.state, returned.reason) == (Settlement.State.RETURNED, "Mois manquant")


def test_a_countersigned_quarter_is_not_computed_again() -> None:
    with pytest.raises(Refused) as refused:
        compute_settlement(contract=contract("CP-FM-2025"), period="2025Q1", by=person("finances"))
    assert missing_codes(refused) == {"not_yet_approved"}


def test_the_same_facts_give_the_same_bytes() -> None:
    for row in Settlement.objects.order_by("pk"):
        again = compute(row.contract, Period.parse(row.period), row.known_at, row.rule_set)
        assert again.to_json() == row.result
        assert is_same_again(row)


def test_an_altered_record_is_seen_and_not_countersigned() -> None:
    settlement = waiting()
    Settlement.objects.filter(pk=settlement.pk).update(result=settlement.result.replace('"42', '"43', 1) + " ")
    settlement.refresh_from_db()
    assert not is_same_again(settlement)
    with pytest.raises(Refused) as refused:
        approve_settlement(settlement=settlement, by=person("planificatrice"))
    assert "same_digest" in missing_codes(refused)


def test_a_missing_month_leaves_the_line_pending_and_its_arrival_pays_it() -> None:
    one = contract("CP-FM-2025-H")
    line = next(line for line in result_of(waiting()).lines if line.unit_of_measure == "operations")
    assert isinstance(line.inputs["achieved"], Missing)
    assert line.inputs["achieved"].detail == "1/3"
    unit, element = OrgUnit.objects.get(code=HOSPITAL), DataElement.objects.get(code="surgical_acts")
    at = datetime(2026, 1, 5, tzinfo=UTC)
    statement = Statement(element, unit, "202508", Decimal(150))
    enter_values(statements=[statement], by=person("saisie"), at=at)
    rows = list(DataValue.objects.known_at(None).filter(unit=unit, element=element, period="202508").order_by("pk"))
    with pytest.raises(SamePerson):
        verify_values(rows=rows, by=person("saisie"), at=at)
    verify_values(rows=rows, by=person("verificateur"), at=at)
    later = compute(one, Period.parse("2025Q3"), datetime(2026, 1, 6, tzinfo=UTC))
    assert not later.line(line.key).is_pending
    before = compute(one, Period.parse("2025Q3"), waiting().known_at)
    assert before.line(line.key).is_pending


def test_two_current_values_of_one_cell_cannot_stand() -> None:
    row = DataValue.objects.known_at(None).order_by("pk").first()
    assert row is not None
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_failed_computation_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(Settlement.objects.order_by("pk").values_list("pk", "state"))

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr("mithaq.apps.contracts.actions.payment._trace", fail)
    with pytest.raises(RuntimeError):
        compute_settlement(contract=contract("CP-FM-2025-H"), period="2025Q3", by=person("finances"))
    assert list(Settlement.objects.order_by("pk").values_list("pk", "state")) == before
