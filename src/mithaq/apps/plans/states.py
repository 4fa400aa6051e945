"""The steps of a framing letter, a budget-programme and an entente: who, from where to where, on what."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.plans.models import BudgetProgramme, FramingLetter, Objective, PlannedCost
from mithaq.apps.territory.access import may
from mithaq.core.workflow import Requirement, Transition, check, requirements

PUBLISH = Transition(
    "publish",
    frozenset({FramingLetter.State.DRAFT}),
    FramingLetter.State.PUBLISHED,
    Permission.PLANS_EDIT,
    not_by=("drafted_by",),
    conditions=("has_envelopes",),
)
SUBMIT = Transition(
    "submit",
    frozenset({BudgetProgramme.State.DRAFT}),
    BudgetProgramme.State.SUBMITTED,
    Permission.PLANS_EDIT,
    conditions=("letter_published", "objectives_measured", "actions_costed", "within_envelope"),
)
AGREE = Transition(
    "agree",
    frozenset({BudgetProgramme.State.SUBMITTED}),
    BudgetProgramme.State.AGREED,
    Permission.PLANS_AGREE,
    not_by=("drafted_by", "signed_by_other_party"),
    conditions=("content_unchanged", "party_not_yet_signed"),
)

# What each requirement means, as shown to the person: met or not, the sentence is the same.
REQUIREMENTS = {
    "state": _("The object is at the right step"),
    "permission": _("You hold the right to do it on this unit"),
    "four_eyes.drafted_by": _("You did not draft it: another person has to do this step"),
    "four_eyes.signed_by_other_party": _("You did not sign for the other party"),
    "has_envelopes": _("At least one region has an envelope"),
    "letter_published": _("The framing letter is published"),
    "objectives_measured": _("Every objective has at least one target with a value for each year"),
    "actions_costed": _("Every action is costed"),
    "within_envelope": _("The cost of each year fits within the envelope announced"),
    "content_unchanged": _("The content is the one that was frozen"),
    "party_not_yet_signed": _("This party has not signed yet"),
}


def letter_requirements(letter: FramingLetter, by: User) -> tuple[Requirement, ...]:
    """What publishing this letter takes, for this person."""
    return requirements(
        PUBLISH,
        state=letter.state,
        is_permitted=may(by, Permission.PLANS_EDIT, letter.issuer),
        actor=str(by.pk),
        past={"drafted_by": str(letter.drafted_by_id)},
        holds={"has_envelopes": letter.envelopes.exists()},
    )


def submit_requirements(programme: BudgetProgramme, by: User) -> tuple[Requirement, ...]:
    """What submitting this programme takes, for this person."""
    return requirements(
        SUBMIT,
        state=programme.state,
        is_permitted=may(by, Permission.PLANS_EDIT, programme.unit),
        actor=str(by.pk),
        past={},
        holds={
            "letter_published": programme.letter.state == FramingLetter.State.PUBLISHED,
            "objectives_measured": _objectives_measured(programme),
            "actions_costed": _actions_costed(programme),
            "within_envelope": _within_envelope(programme),
        },
    )


def agree_requirements(
    programme: BudgetProgramme, by: User, *, unit_code: str, signed: Mapping[str, str], is_unchanged: bool
) -> tuple[Requirement, ...]:
    """What signing the entente for the party `unit_code` takes; `signed` = person key by unit code."""
    party = {programme.unit.code: programme.unit, programme.letter.issuer.code: programme.letter.issuer}
    unit = party.get(unit_code)
    other = next((person for code, person in signed.items() if code != unit_code), "")
    return requirements(
        AGREE,
        state=programme.state,
        is_permitted=unit is not None and may(by, Permission.PLANS_AGREE, unit),
        actor=str(by.pk),
        past={"drafted_by": str(programme.drafted_by_id), "signed_by_other_party": other},
        holds={"content_unchanged": is_unchanged, "party_not_yet_signed": unit_code not in signed},
    )


def require(transition: Transition, needed: tuple[Requirement, ...]) -> None:
    """Raises `core.workflow.Refused` when something is missing."""
    check(transition, needed)


def _years(programme: BudgetProgramme) -> set[str]:
    return {str(year) for year in range(programme.first_year, programme.last_year + 1)}


def _objectives_measured(programme: BudgetProgramme) -> bool:
    years = _years(programme)
    objectives = Objective.objects.filter(area__programme=programme).prefetch_related("targets__values")
    measured = [
        any(years <= {value.period for value in target.values.all()} for target in objective.targets.all())
        for objective in objectives
    ]
    return bool(measured) and all(measured)


def _actions_costed(programme: BudgetProgramme) -> bool:
    actions = programme.areas.values_list("objectives__actions", "objectives__actions__costs")
    pairs = [(action, cost) for action, cost in actions if action]
    return bool(pairs) and all(cost for _action, cost in pairs)


def _within_envelope(programme: BudgetProgramme) -> bool:
    envelopes = {one.year: one.amount for one in programme.letter.envelopes.filter(unit=programme.unit)}
    asked: dict[int, Decimal] = {}
    for cost in PlannedCost.objects.filter(action__objective__area__programme=programme):
        asked[cost.year] = asked.get(cost.year, Decimal(0)) + cost.amount
    return all(amount <= envelopes.get(year, 0) for year, amount in asked.items())
