"""From a draft to a running contract: each step by the person that its table allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.budgets.models import BudgetLine
from mithaq.apps.contracts import states
from mithaq.apps.contracts.freeze import content_of
from mithaq.apps.contracts.models import Clause, Contract, ContractSignature, Duty, RuleSet, Undertaking
from mithaq.apps.plans.actions import Wording
from mithaq.apps.plans.freeze import digest
from mithaq.apps.plans.models import Entente, Target
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.contracts.rules import RuleSet as Rule
from mithaq.core.workflow import check


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """What identifies a contract and bounds it."""

    number: str
    kind: str
    title: Wording
    payer: OrgUnit
    holder: OrgUnit
    rule_set: RuleSet
    starts_on: date
    ends_on: date
    quarter_ceiling_amount: Decimal
    tolerated_missing_rate: Decimal
    parent: Contract | None = None
    entente: Entente | None = None
    budget_line: BudgetLine | None = None
    is_demonstration: bool = False


@dataclass(frozen=True, slots=True)
class UndertakingDraft:
    """A promise on a target that exists already: the same object as in the entente."""

    target: Target
    tariff_amount: Decimal
    threshold_rate: Decimal
    cap_rate: Decimal
    role: str = Undertaking.Role.QUANTITY


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """An article, in both languages."""

    heading: Wording
    text: Wording


@dataclass(frozen=True, slots=True)
class DutyDraft:
    """What a party has to do, and when."""

    bearer: OrgUnit
    text: Wording
    due_on: date


@transaction.atomic
def publish_rule_set(*, text: str, label: Wording, label_en: str, by: User, at: datetime | None = None) -> RuleSet:
    """A payment rule published under the code and number that its text says; never changed afterwards.

    Publishing the same text again gives the version that exists. Raises RuleError on a wrong text and
    ValueError when that number was published with another text.
    """
    rule, text_hash = Rule.parse(text), digest(text)
    known = RuleSet.objects.filter(code=rule.code, number=rule.number).first()
    if known is not None:
        if known.text_hash != text_hash:
            raise ValueError(f"{rule.name} was published with another text: raise its number")
        return known
    published = RuleSet.objects.create(
        code=rule.code,
        number=rule.number,
        label_fr=label.fr,
        label_ar=label.ar,
        label_en=label_en,
        text=text,
        text_hash=text_hash,
        state=RuleSet.State.PUBLISHED,
        published_at=at or timezone.now(),
        published_by=by,
    )
    record("contract.rule.published", by=by, obj=published, data={"rule": rule.name, "hash": text_hash})
    return published


@transaction.atomic
def draft_contract(
    *,
    draft: ContractDraft,
    undertakings: Sequence[UndertakingDraft],
    clauses: Sequence[ClauseDraft],
    duties: Sequence[DutyDraft],
    by: User,
    on: date | None = None,
) -> Contract:
    """A contract in draft with its undertakings, numbered clauses and the duties of both parties."""
    contract = Contract.objects.create(
        number=draft.number,
        kind=draft.kind,
        title_fr=draft.title.fr,
        title_ar=draft.title.ar,
        payer=draft.payer,
        holder=draft.holder,
        parent=draft.parent,
        entente=draft.entente,
        rule_set=draft.rule_set,
        budget_line=draft.budget_line,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        quarter_ceiling_amount=draft.quarter_ceiling_amount,
        tolerated_missing_rate=draft.tolerated_missing_rate,
        is_demonstration=draft.is_demonstration,
        drafted_by=by,
        drafted_on=on or timezone.localdate(),
    )
    _add_undertakings(contract, undertakings)
    _add_clauses(contract, clauses)
    _add_duties(contract, duties)
    _trace("contract.drafted", contract, by=by)
    return contract


def _add_undertakings(contract: Contract, drafts: Sequence[UndertakingDraft]) -> None:
    Undertaking.objects.bulk_create(
        [
            Undertaking(
                contract=contract,
                rank=rank,
                target=one.target,
                role=one.role,
                tariff_amount=one.tariff_amount,
                threshold_rate=one.threshold_rate,
                cap_rate=one.cap_rate,
            )
            for rank, one in enumerate(drafts, start=1)
        ]
    )


def _add_clauses(contract: Contract, drafts: Sequence[ClauseDraft]) -> None:
    Clause.objects.bulk_create(
        [
            Clause(
                contract=contract,
                number=str(rank),
                rank=rank,
                heading_fr=one.heading.fr,
                heading_ar=one.heading.ar,
                text_fr=one.text.fr,
                text_ar=one.text.ar,
            )
            for rank, one in enumerate(drafts, start=1)
        ]
    )


def _add_duties(contract: Contract, drafts: Sequence[DutyDraft]) -> None:
    Duty.objects.bulk_create(
        [
            Duty(
                contract=contract,
                rank=rank,
                bearer=one.bearer,
                text_fr=one.text.fr,
                text_ar=one.text.ar,
                due_on=one.due_on,
            )
            for rank, one in enumerate(drafts, start=1)
        ]
    )


@transaction.atomic
def submit_contract(*, contract: Contract, by: User, on: date | None = None) -> Contract:
    """Freeze the content and hand it to signature. Raises Refused, naming what is missing."""
    check(states.SUBMIT, states.submit_requirements(contract, by))
    contract.content = content_of(contract)
    contract.content_hash = digest(contract.content)
    contract.state = Contract.State.SUBMITTED
    contract.submitted_by, contract.submitted_on = by, on or timezone.localdate()
    _save(contract)
    _trace("contract.submitted", contract, by=by, hash=contract.content_hash)
    return contract


@transaction.atomic
def sign_contract(*, contract: Contract, unit: OrgUnit, by: User, at: datetime | None = None) -> ContractSignature:
    """One party's signature on the frozen content; the second one signs the contract. Raises Refused."""
    signed = {row.unit.code: str(row.signed_by_id) for row in contract.signatures.select_related("unit")}
    is_unchanged = is_content_unchanged(contract)
    needed = states.sign_requirements(contract, by, unit_code=unit.code, signed=signed, is_unchanged=is_unchanged)
    check(states.SIGN, needed)
    signature = ContractSignature.objects.create(
        contract=contract, unit=unit, signed_by=by, signed_at=at or timezone.now(), content_hash=contract.content_hash
    )
    if signed:
        contract.state = Contract.State.SIGNED
        _save(contract)
    _trace("contract.signed", contract, by=by, party=unit.code, hash=contract.content_hash)
    return signature


def is_content_unchanged(contract: Contract) -> bool:
    """Whether the contract still says what was frozen, to the byte."""
    return bool(contract.content) and digest(contract.content) == contract.content_hash == digest(content_of(contract))


@transaction.atomic
def start_contract(*, contract: Contract, by: User, on: date | None = None) -> Contract:
    """Open the execution of a signed contract. Raises Refused."""
    check(states.START, states.start_requirements(contract, by))
    contract.state = Contract.State.RUNNING
    contract.started_on = on or timezone.localdate()
    _save(contract)
    _trace("contract.started", contract, by=by)
    return contract


@transaction.atomic
def fulfil_duty(*, duty: Duty, evidence: str, by: User, on: date | None = None) -> Duty:
    """Say that a duty is done, with what shows it."""
    duty.state = Duty.State.DONE
    duty.done_on, duty.done_by, duty.evidence = on or timezone.localdate(), by, evidence
    duty.save(update_fields=["state", "done_on", "done_by", "evidence"])
    _trace("contract.duty.done", duty.contract, by=by, duty=duty.rank, text=duty.text_fr)
    return duty


def _save(contract: Contract) -> None:
    contract.version += 1
    contract.save()


def _trace(code: str, contract: Contract, *, by: User, **data: object) -> None:
    record(
        code,
        by=by,
        object_type="contracts.contract",
        object_key=contract.number,
        unit_path=contract.holder.path,
        data={"number": contract.number, **data},
    )
