"""Planning: the letter that opens the round, the programme that answers it, the entente that closes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.plans import states
from mithaq.apps.plans.freeze import content_of, digest
from mithaq.apps.plans.models import (
    BudgetProgramme,
    Entente,
    EntenteSignature,
    Envelope,
    FramingLetter,
    Objective,
    PlannedAction,
    PlannedCost,
    StrategicArea,
    Target,
    TargetValue,
)
from mithaq.apps.territory.models import OrgUnit


class NotEditable(Exception):
    """The programme has been submitted: its content no longer changes."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A title in French and Arabic."""

    fr: str
    ar: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an action costs in one year."""

    year: int
    nature: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where a target starts from; `value` None when it is not known."""

    period: str
    value: Decimal | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """What a target promises: its start and a value by period."""

    indicator: Indicator
    unit: OrgUnit
    baseline: Baseline
    values: Mapping[str, Decimal] = field(default_factory=dict)
    contributes_to: Target | None = None


@transaction.atomic
def draft_framing_letter(
    *,
    number: str,
    year: int,
    issuer: OrgUnit,
    title: Wording,
    text: Wording,
    envelopes: Sequence[tuple[OrgUnit, int, Decimal]],
    by: User,
) -> FramingLetter:
    """A letter in draft, with what it announces to each unit and year."""
    letter = FramingLetter.objects.create(
        number=number,
        year=year,
        issuer=issuer,
        title_fr=title.fr,
        title_ar=title.ar,
        text_fr=text.fr,
        text_ar=text.ar,
        drafted_by=by,
    )
    Envelope.objects.bulk_create(
        [Envelope(letter=letter, unit=unit, year=each, amount=amount) for unit, each, amount in envelopes]
    )
    _trace("plan.letter.drafted", letter.issuer, letter, by=by, number=number)
    return letter


@transaction.atomic
def publish_framing_letter(*, letter: FramingLetter, by: User, on: date | None = None) -> FramingLetter:
    """Open the round. Raises Refused (another person than the drafter, at least one envelope)."""
    states.require(states.PUBLISH, states.letter_requirements(letter, by))
    letter.state = FramingLetter.State.PUBLISHED
    letter.published_by, letter.published_on = by, on or timezone.localdate()
    _raise_version(letter)
    _trace("plan.letter.published", letter.issuer, letter, by=by, number=letter.number, on=letter.published_on)
    return letter


@transaction.atomic
def draft_programme(
    *,
    letter: FramingLetter,
    unit: OrgUnit,
    number: str,
    title: Wording,
    years: tuple[int, int],
    by: User,
    on: date | None = None,
) -> BudgetProgramme:
    """An empty programme that answers the letter."""
    programme = BudgetProgramme.objects.create(
        letter=letter,
        unit=unit,
        number=number,
        title_fr=title.fr,
        title_ar=title.ar,
        first_year=years[0],
        last_year=years[1],
        drafted_by=by,
        drafted_on=on or timezone.localdate(),
    )
    _trace("plan.programme.drafted", unit, programme, by=by, number=number)
    return programme


@transaction.atomic
def add_area(*, programme: BudgetProgramme, code: str, title: Wording, by: User) -> StrategicArea:
    """A strategic area at the end of the programme."""
    _editable(programme)
    area = StrategicArea.objects.create(
        programme=programme, rank=programme.areas.count() + 1, code=code, title_fr=title.fr, title_ar=title.ar
    )
    _trace("plan.area.added", programme.unit, programme, by=by, number=programme.number, code=code)
    return area


@transaction.atomic
def add_objective(*, area: StrategicArea, code: str, title: Wording, by: User) -> Objective:
    """An objective at the end of its area."""
    _editable(area.programme)
    objective = Objective.objects.create(
        area=area, rank=area.objectives.count() + 1, code=code, title_fr=title.fr, title_ar=title.ar
    )
    _trace("plan.objective.added", area.programme.unit, area.programme, by=by, number=area.programme.number, code=code)
    return objective


@transaction.atomic
def add_target(*, objective: Objective, draft: TargetDraft, by: User) -> Target:
    """A target of the programme, or of a unit below it that contributes to one (`contributes_to`)."""
    programme = objective.area.programme
    if draft.contributes_to is None:
        _editable(programme)
    target = Target.objects.create(
        objective=objective,
        indicator=draft.indicator,
        unit=draft.unit,
        contributes_to=draft.contributes_to,
        baseline_period=draft.baseline.period,
        baseline_value=draft.baseline.value,
        baseline_source=draft.baseline.source,
    )
    TargetValue.objects.bulk_create(
        [TargetValue(target=target, period=period, value=value) for period, value in sorted(draft.values.items())]
    )
    _trace(
        "plan.target.added",
        draft.unit,
        target,
        by=by,
        number=programme.number,
        indicator=draft.indicator.code,
        values={period: str(value) for period, value in draft.values.items()},
    )
    return target


@transaction.atomic
def add_action(
    *, objective: Objective, code: str, title: Wording, owner: OrgUnit, costs: Sequence[Cost], by: User
) -> PlannedAction:
    """An action at the end of its objective, with its costs by year and nature."""
    programme = objective.area.programme
    _editable(programme)
    action = PlannedAction.objects.create(
        objective=objective,
        rank=objective.actions.count() + 1,
        code=code,
        title_fr=title.fr,
        title_ar=title.ar,
        owner=owner,
    )
    PlannedCost.objects.bulk_create(
        [PlannedCost(action=action, year=cost.year, nature=cost.nature, amount=cost.amount) for cost in costs]
    )
    _trace("plan.action.added", programme.unit, programme, by=by, number=programme.number, code=code)
    return action


@transaction.atomic
def submit_programme(*, programme: BudgetProgramme, by: User, on: date | None = None) -> BudgetProgramme:
    """Hand the programme to the ministry; from here its content no longer changes. Raises Refused."""
    states.require(states.SUBMIT, states.submit_requirements(programme, by))
    programme.state = BudgetProgramme.State.SUBMITTED
    programme.submitted_by, programme.submitted_on = by, on or timezone.localdate()
    _raise_version(programme)
    text = content_of(programme)
    Entente.objects.create(programme=programme, number=f"E-{programme.number}", content=text, content_hash=digest(text))
    _trace("plan.programme.submitted", programme.unit, programme, by=by, number=programme.number, hash=digest(text))
    return programme


@transaction.atomic
def sign_entente(*, entente: Entente, unit: OrgUnit, by: User, at: datetime | None = None) -> EntenteSignature:
    """One party's signature on the frozen content; the second one agrees the programme. Raises Refused."""
    programme = entente.programme
    signed = {row.unit.code: str(row.signed_by_id) for row in entente.signatures.select_related("unit")}
    is_unchanged = digest(entente.content) == entente.content_hash and content_of(programme) == entente.content
    needed = states.agree_requirements(programme, by, unit_code=unit.code, signed=signed, is_unchanged=is_unchanged)
    states.require(states.AGREE, needed)
    signature = EntenteSignature.objects.create(
        entente=entente, unit=unit, signed_by=by, signed_at=at or timezone.now(), content_hash=entente.content_hash
    )
    _trace("plan.entente.signed", unit, entente, by=by, number=entente.number, hash=entente.content_hash)
    if signed:
        _agree(entente, by=by, on=timezone.localdate(signature.signed_at))
    return signature


def _agree(entente: Entente, *, by: User, on: date) -> None:
    entente.agreed_on = on
    entente.save(update_fields=["agreed_on"])
    entente.programme.state = BudgetProgramme.State.AGREED
    _raise_version(entente.programme)
    _trace("plan.programme.agreed", entente.programme.unit, entente.programme, by=by, number=entente.programme.number)


def _editable(programme: BudgetProgramme) -> None:
    if programme.state != BudgetProgramme.State.DRAFT:
        raise NotEditable(programme.number)


def _raise_version(row: FramingLetter | BudgetProgramme) -> None:
    row.version += 1
    row.save()


def _trace(event: str, unit: OrgUnit, row: object, *, by: User, **data: object) -> None:
    record(
        event,
        by=by,
        object_type=row._meta.label_lower,  # type: ignore[attr-defined] # every row here is a model
        object_key=str(data.get("number", "")),
        unit_path=unit.path,
        data={"unit": unit.code, **data},
    )
