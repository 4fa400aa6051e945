"""What a contract pays: computed by one person, countersigned or sent back by another."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.contracts import states
from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.contracts.queries import compute, hands_in, result_of
from mithaq.apps.plans.freeze import digest
from mithaq.core.periods import Period
from mithaq.core.values import Known, Value
from mithaq.core.workflow import Requirement, check


@transaction.atomic
def compute_settlement(
    *, contract: Contract, period: str, by: User, at: datetime | None = None, known_at: datetime | None = None
) -> Settlement:
    """A new run for the period with the facts known at an instant (now unless told).

    The run that was waiting is replaced; a countersigned one is not (Refused). Nothing is stored
    when the computation fails.
    """
    at = at or timezone.now()
    check(states.COMPUTE, states.compute_requirements(contract, period, by))
    result = compute(contract, Period.parse(period), known_at or at)
    text = result.to_json()
    waiting = contract.settlements.filter(period=period, state=Settlement.State.COMPUTED)
    waiting.update(state=Settlement.State.SUPERSEDED)
    settlement = Settlement.objects.create(
        contract=contract,
        period=period,
        run_number=contract.settlements.filter(period=period).count() + 1,
        rule_set=contract.rule_set,
        known_at=known_at or at,
        total_amount=_amount(result.total),
        pending_amount=_amount(result.pending) or Decimal(0),
        result=text,
        digest=digest(text),
        computed_by=by,
        computed_at=at,
    )
    _trace("contract.settlement.computed", settlement, by=by, amount=str(settlement.total_amount))
    return settlement


def _amount(value: Value) -> Decimal | None:
    return value.amount if isinstance(value, Known) else None


@transaction.atomic
def approve_settlement(*, settlement: Settlement, by: User, at: datetime | None = None, note: str = "") -> Settlement:
    """Countersign: by another person than whoever computed, declared or verified. Raises Refused."""
    check(states.APPROVE, requirements_to_approve(settlement, by))
    settlement.state = Settlement.State.APPROVED
    settlement.approved_by, settlement.approved_at, settlement.reason = by, at or timezone.now(), note
    _save(settlement)
    _trace("contract.settlement.approved", settlement, by=by, amount=str(settlement.total_amount))
    return settlement


@transaction.atomic
def return_settlement(*, settlement: Settlement, reason: str, by: User, at: datetime | None = None) -> Settlement:
    """Send back for correction, with a reason. Raises Refused."""
    check(states.SEND_BACK, states.return_requirements(settlement, by, reason=reason))
    settlement.state = Settlement.State.RETURNED
    settlement.returned_by, settlement.returned_at, settlement.reason = by, at or timezone.now(), reason.strip()
    _save(settlement)
    _trace("contract.settlement.returned", settlement, by=by, reason=settlement.reason)
    return settlement


def is_same_again(settlement: Settlement) -> bool:
    """Whether the stored record is intact and gives the same bytes when computed again."""
    if digest(settlement.result) != settlement.digest:
        return False
    try:
        result_of(settlement)  # gives the same bytes or refuses
    except ValueError:
        return False
    return True


def requirements_to_approve(settlement: Settlement, by: User) -> tuple[Requirement, ...]:
    """What countersigning takes for this person, item by item."""
    is_same = is_same_again(settlement)
    none: frozenset[str] = frozenset()
    hands = hands_in(result_of(settlement)) if is_same else {"entered_by": none, "verified_by": none}
    return states.approve_requirements(settlement, by, hands=hands, is_same=is_same)


def _save(settlement: Settlement) -> None:
    settlement.version += 1
    settlement.save()


def _trace(code: str, settlement: Settlement, *, by: User, **data: object) -> None:
    contract = settlement.contract
    record(
        code,
        by=by,
        object_type="contracts.settlement",
        object_key=f"{contract.number}/{settlement.period}/{settlement.run_number}",
        unit_path=contract.holder.path,
        data={
            "number": contract.number,
            "period": settlement.period,
            "run": settlement.run_number,
            "digest": settlement.digest,
            **data,
        },
    )
