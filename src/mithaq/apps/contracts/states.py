"""The steps of a contract and of a settlement: who, from where to where, on what conditions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.contracts.models import Contract, RuleSet, Settlement
from mithaq.apps.plans.models import BudgetProgramme, TargetValue
from mithaq.apps.territory.access import may
from mithaq.core.periods import Period, PeriodKind, periods_between
from mithaq.core.workflow import Requirement, Transition, requirements

_S = Contract.State
SUBMIT = Transition(
    "submit",
    frozenset({_S.DRAFT}),
    _S.SUBMITTED,
    Permission.CONTRACTS_EDIT,
    conditions=(
        "origin_agreed",
        "rule_published",
        "has_clauses",
        "duties_of_both",
        "targets_by_quarter",
        "exposure_within_line",
    ),
)
SIGN = Transition(
    "sign",
    frozenset({_S.SUBMITTED}),
    _S.SIGNED,
    Permission.CONTRACTS_SIGN,
    not_by=("drafted_by", "signed_by_other_party"),
    conditions=("content_unchanged", "party_not_yet_signed"),
)
START = Transition(
    "start", frozenset({_S.SIGNED}), _S.RUNNING, Permission.CONTRACTS_EDIT, conditions=("line_open", "parent_signed")
)
_T = Settlement.State
COMPUTE = Transition(
    "compute", frozenset({_S.RUNNING}), _S.RUNNING, Permission.SETTLEMENTS_COMPUTE, conditions=("not_yet_approved",)
)
APPROVE = Transition(
    "approve",
    frozenset({_T.COMPUTED}),
    _T.APPROVED,
    Permission.SETTLEMENTS_APPROVE,
    not_by=("computed_by", "entered_by", "verified_by"),
    conditions=("amount_known", "within_line", "same_digest"),
)
SEND_BACK = Transition(
    "return",
    frozenset({_T.COMPUTED}),
    _T.RETURNED,
    Permission.SETTLEMENTS_APPROVE,
    not_by=("computed_by",),
    conditions=("has_reason",),
)

# What each requirement means, as shown to the person: met or not, the sentence is the same.
REQUIREMENTS = {
    "state": _("The object is at the right step"),
    "permission": _("You hold the right to do it on this unit"),
    "four_eyes.drafted_by": _("You did not draft the contract: another person signs it"),
    "four_eyes.signed_by_other_party": _("You did not sign for the other party"),
    "four_eyes.computed_by": _("You did not compute this settlement"),
    "four_eyes.entered_by": _("You declared none of its data"),
    "four_eyes.verified_by": _("You verified none of its data"),
    "origin_agreed": _("The entente or the parent contract is signed"),
    "rule_published": _("The payment rule is published"),
    "has_clauses": _("The contract has clauses and undertakings"),
    "duties_of_both": _("Each party has at least one duty"),
    "targets_by_quarter": _("Every target has a value for each quarter of the first year"),
    "exposure_within_line": _("The maximum exposure fits within the appropriation"),
    "content_unchanged": _("The content is the one that was frozen"),
    "party_not_yet_signed": _("This party has not signed yet"),
    "line_open": _("An appropriation is open for the contract"),
    "parent_signed": _("The parent contract is signed"),
    "not_yet_approved": _("The period has not been countersigned yet"),
    "amount_known": _("The amount is known"),
    "within_line": _("The amount fits within the available appropriation"),
    "same_digest": _("Computed again, the result is the same (same digest)"),
    "has_reason": _("A reason is given"),
}


def quarters(contract: Contract, year: int | None = None) -> list[str]:
    """The quarters of a year of the contract (the first one unless told), in order."""
    year = year or contract.starts_on.year
    first, last = Period(year, 1, PeriodKind.QUARTER), Period(year, 4, PeriodKind.QUARTER)
    return [str(one) for one in periods_between(first, last)]


def exposure(contract: Contract) -> Decimal:
    """The most that a year of the contract can cost: four quarters at their ceiling."""
    return contract.quarter_ceiling_amount * len(quarters(contract))


def submit_requirements(contract: Contract, by: User) -> tuple[Requirement, ...]:
    """What submitting this draft for signature takes, for this person."""
    bearers = set(contract.duties.values_list("bearer_id", flat=True))
    line = contract.budget_line
    return requirements(
        SUBMIT,
        state=contract.state,
        is_permitted=may(by, Permission.CONTRACTS_EDIT, contract.holder),
        actor=str(by.pk),
        past={},
        holds={
            "origin_agreed": _origin_agreed(contract),
            "rule_published": contract.rule_set.state == RuleSet.State.PUBLISHED,
            "has_clauses": contract.clauses.exists() and contract.undertakings.exists(),
            "duties_of_both": {contract.payer_id, contract.holder_id} <= bearers,
            "targets_by_quarter": _targets_by_quarter(contract),
            "exposure_within_line": line is not None and exposure(contract) <= line.appropriation_amount,
        },
    )


def sign_requirements(
    contract: Contract, by: User, *, unit_code: str, signed: Mapping[str, str], is_unchanged: bool
) -> tuple[Requirement, ...]:
    """What signing for the party `unit_code` takes; `signed` = person key by unit code."""
    unit = {contract.payer.code: contract.payer, contract.holder.code: contract.holder}.get(unit_code)
    other = next((person for code, person in signed.items() if code != unit_code), "")
    return requirements(
        SIGN,
        state=contract.state,
        is_permitted=unit is not None and may(by, Permission.CONTRACTS_SIGN, unit),
        actor=str(by.pk),
        past={"drafted_by": str(contract.drafted_by_id), "signed_by_other_party": other},
        holds={"content_unchanged": is_unchanged, "party_not_yet_signed": unit_code not in signed},
    )


def start_requirements(contract: Contract, by: User) -> tuple[Requirement, ...]:
    """What opening the execution takes, for this person."""
    parent = contract.parent
    return requirements(
        START,
        state=contract.state,
        is_permitted=may(by, Permission.CONTRACTS_EDIT, contract.holder),
        actor=str(by.pk),
        past={},
        holds={
            "line_open": contract.budget_line is not None,
            "parent_signed": parent is None or parent.state in {_S.SIGNED, _S.RUNNING, _S.CLOSED},
        },
    )


def compute_requirements(contract: Contract, period: str, by: User) -> tuple[Requirement, ...]:
    """What computing a period takes, for this person."""
    approved = contract.settlements.filter(period=period, state=_T.APPROVED).exists()
    return requirements(
        COMPUTE,
        state=contract.state,
        is_permitted=may(by, Permission.SETTLEMENTS_COMPUTE, contract.holder)
        or may(by, Permission.SETTLEMENTS_COMPUTE, contract.payer),
        actor=str(by.pk),
        past={},
        holds={"not_yet_approved": not approved},
    )


def approve_requirements(
    settlement: Settlement, by: User, *, hands: Mapping[str, frozenset[str]], is_same: bool
) -> tuple[Requirement, ...]:
    """What countersigning takes; `hands` = usernames of those who declared and verified the data."""
    actor = str(by.pk)
    return requirements(
        APPROVE,
        state=settlement.state,
        is_permitted=may(by, Permission.SETTLEMENTS_APPROVE, settlement.contract.payer),
        actor=actor,
        past={
            "computed_by": str(settlement.computed_by_id),
            "entered_by": actor if by.username in hands["entered_by"] else "",
            "verified_by": actor if by.username in hands["verified_by"] else "",
        },
        holds={
            "amount_known": settlement.total_amount is not None,
            "within_line": (settlement.total_amount or Decimal(0)) <= available(settlement.contract),
            "same_digest": is_same,
        },
    )


def return_requirements(settlement: Settlement, by: User, *, reason: str) -> tuple[Requirement, ...]:
    """What sending a settlement back takes."""
    return requirements(
        SEND_BACK,
        state=settlement.state,
        is_permitted=may(by, Permission.SETTLEMENTS_APPROVE, settlement.contract.payer),
        actor=str(by.pk),
        past={"computed_by": str(settlement.computed_by_id)},
        holds={"has_reason": bool(reason.strip())},
    )


def paid(contract: Contract) -> Decimal:
    """What has been countersigned so far, in dirhams."""
    approved = contract.settlements.filter(state=_T.APPROVED).values_list("total_amount", flat=True)
    return sum((amount for amount in approved if amount is not None), Decimal(0))


def available(contract: Contract) -> Decimal:
    """What is left of the appropriation once every countersigned amount of its contracts is taken."""
    line = contract.budget_line
    if line is None:
        return Decimal(0)
    return line.appropriation_amount - sum((paid(one) for one in line.contracts.all()), Decimal(0))


def _origin_agreed(contract: Contract) -> bool:
    if contract.parent is not None:
        return contract.parent.state in {_S.SIGNED, _S.RUNNING}
    entente = contract.entente
    return entente is not None and entente.programme.state == BudgetProgramme.State.AGREED


def _targets_by_quarter(contract: Contract) -> bool:
    wanted = set(quarters(contract))
    targets = contract.undertakings.values_list("target_id", flat=True)
    found: dict[int, set[str]] = {target: set() for target in targets}
    for value in TargetValue.objects.filter(target__in=found, period__in=wanted):
        found[value.target_id].add(value.period)
    return bool(found) and all(periods == wanted for periods in found.values())
