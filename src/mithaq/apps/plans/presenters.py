"""Pages of planning: the list, the letter, the programme as a tree that adds up, the entente."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.indicators.presenters import shown, unit_label
from mithaq.apps.plans import states
from mithaq.apps.plans.freeze import content_of, digest
from mithaq.apps.plans.models import BudgetProgramme, Entente, FramingLetter, PlannedCost, Target
from mithaq.apps.plans.queries import Total, totals
from mithaq.apps.territory.access import may
from mithaq.core.periods import Period
from mithaq.core.workflow import Requirement
from mithaq.web import formats
from mithaq.web.components import Check, Crumb, Mark, Step, StripCell
from mithaq.web.languages import current_language, localized
from mithaq.web.tables import Column, State, Table

MILLION = Decimal(1_000_000)
LETTER_MARKS = {
    FramingLetter.State.DRAFT: Mark("none", FramingLetter.State.DRAFT.label),
    FramingLetter.State.PUBLISHED: Mark("done", FramingLetter.State.PUBLISHED.label),
}
PROGRAMME_MARKS = {
    BudgetProgramme.State.DRAFT: Mark("none", BudgetProgramme.State.DRAFT.label),
    BudgetProgramme.State.SUBMITTED: Mark("turn", BudgetProgramme.State.SUBMITTED.label),
    BudgetProgramme.State.AGREED: Mark("done", BudgetProgramme.State.AGREED.label),
}


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme of the list."""

    title: str
    number: str
    url: str
    unit: str
    years: str
    state: State
    cost: Any
    letter: str


def programmes_table(programmes: Sequence[BudgetProgramme]) -> Table:
    """The programmes that a person may read, with what they cost."""
    costs: dict[int, Decimal] = {}
    found = PlannedCost.objects.filter(action__objective__area__programme__in=programmes)
    for programme, amount in found.values_list("action__objective__area__programme", "amount"):
        costs[programme] = costs.get(programme, Decimal(0)) + amount
    rows = [
        ProgrammeRow(
            localized(one, "title"),
            one.number,
            reverse("plans:programme", args=[one.number]),
            localized(one.unit, "name"),
            f"{one.first_year}-{one.last_year}",
            _state(PROGRAMME_MARKS[BudgetProgramme.State(one.state)]),
            costs.get(one.pk),
            one.letter.number,
        )
        for one in programmes
    ]
    columns = [
        Column("title", _("Budget-programme"), "link", url=lambda row: row.url, sub=lambda row: row.number),
        Column("unit", _("Unit")),
        Column("years", _("Years")),
        Column("state", _("State"), "state"),
        Column("letter", _("Framing letter"), optional=True),
        Column("cost", _("Planned cost"), "money", total="sum"),
    ]
    return Table(
        "programmes",
        columns,
        rows,
        _("Budget-programmes"),
        total_label=_("Total"),
        empty=_("No budget-programme yet. It answers a framing letter."),
    )


def _state(mark: Mark) -> State:
    return State("good" if mark.state == "done" else mark.state, mark.label)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A framing letter of the list."""

    title: str
    number: str
    url: str
    mark: Mark
    published_on: Any


def letter_rows(letters: Sequence[FramingLetter]) -> list[LetterRow]:
    """The letters, as the list shows them."""
    return [
        LetterRow(
            localized(one, "title"),
            one.number,
            reverse("plans:letter", args=[one.number]),
            LETTER_MARKS[FramingLetter.State(one.state)],
            one.published_on,
        )
        for one in letters
    ]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step of an object: what it takes for this person, and where to post it."""

    title: str
    checks: Sequence[Check]
    action: str
    url: str
    why_not: Any


def _next(title: str, needed: Sequence[Requirement], action: str, url: str) -> NextStep:
    missing = [one for one in needed if not one.is_met]
    checks = [
        Check(states.REQUIREMENTS[one.code], "good" if one.is_met else "bad") for one in needed if one.code != "state"
    ]
    return NextStep(title, checks, action, url, states.REQUIREMENTS[missing[0].code] if missing else "")


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A framing letter: its text, its envelopes, the programmes that answer it."""

    letter: FramingLetter
    mark: Mark
    crumbs: Sequence[Crumb]
    steps: Sequence[Step]
    envelopes: Sequence[tuple[str, int, Decimal]]
    programmes: Sequence[tuple[str, str]]
    next: NextStep | None


def letter_page(letter: FramingLetter, user: User) -> LetterPage:
    """The page of a letter for a person."""
    is_draft = letter.state == FramingLetter.State.DRAFT
    answers = BudgetProgramme.objects.visible_to(user).filter(letter=letter).order_by("number")
    return LetterPage(
        letter=letter,
        mark=LETTER_MARKS[FramingLetter.State(letter.state)],
        crumbs=[Crumb(_("Plans and budgets"), reverse("plans:list")), Crumb(letter.number)],
        steps=[
            Step(_("Draft"), "", "now" if is_draft else "done"),
            Step(
                _("Published"),
                formats.day(letter.published_on) if letter.published_on else "",
                "todo" if is_draft else "now",
            ),
        ],
        envelopes=[
            (localized(one.unit, "name"), one.year, one.amount)
            for one in letter.envelopes.select_related("unit").order_by("unit__code", "year")
        ],
        programmes=[(localized(one, "title"), reverse("plans:programme", args=[one.number])) for one in answers],
        next=_next(
            _("Next step: publish"),
            states.letter_requirements(letter, user),
            _("Publish"),
            reverse("plans:letter-step", args=[letter.number, "publish"]),
        )
        if is_draft
        else None,
    )


# ------------------------------------------------------------------ programme


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A year of a target: promised, achieved so far, and how many reports are missing."""

    year: int
    target: Any
    achieved: Any
    attainment: Any
    share_missing: Any
    url: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target of the tree."""

    name: str
    unit: str
    baseline: Any
    baseline_year: str
    years: Sequence[YearFigure]
    decimals: int
    n_contributions: int


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action and its costs by year."""

    code: str
    title: str
    costs: Sequence[Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class ObjectiveNode:
    """An objective with its targets and actions, and what they cost."""

    code: str
    title: str
    targets: Sequence[TargetRow]
    actions: Sequence[ActionRow]
    costs: Sequence[Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class AreaNode:
    """A strategic area with its objectives, and what they cost."""

    code: str
    title: str
    objectives: Sequence[ObjectiveNode]
    costs: Sequence[Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A budget-programme as a tree that adds up."""

    programme: BudgetProgramme
    mark: Mark
    crumbs: Sequence[Crumb]
    steps: Sequence[Step]
    strip: Sequence[StripCell]
    years: Sequence[int]
    areas: Sequence[AreaNode]
    costs: Sequence[Decimal]
    total: Decimal
    envelopes: Sequence[Any]
    entente: Entente | None
    next: NextStep | None


def programme_page(programme: BudgetProgramme, user: User) -> ProgrammePage:
    """The page of a programme for a person."""
    years = list(range(programme.first_year, programme.last_year + 1))
    areas = _tree(programme, years)
    envelopes = {one.year: one.amount for one in programme.letter.envelopes.filter(unit=programme.unit)}
    costs = [sum((area.costs[i] for area in areas), Decimal(0)) for i in range(len(years))]
    entente = Entente.objects.filter(programme=programme).first()
    return ProgrammePage(
        programme=programme,
        mark=PROGRAMME_MARKS[BudgetProgramme.State(programme.state)],
        crumbs=[Crumb(_("Plans and budgets"), reverse("plans:list")), Crumb(programme.number)],
        steps=_programme_steps(programme, entente),
        strip=_programme_strip(areas, costs, envelopes),
        years=years,
        areas=areas,
        costs=costs,
        total=sum(costs, Decimal(0)),
        envelopes=[envelopes.get(year) for year in years],
        entente=entente,
        next=_programme_next(programme, entente, user),
    )


def _programme_steps(programme: BudgetProgramme, entente: Entente | None) -> list[Step]:
    order = list(BudgetProgramme.State)
    now = order.index(BudgetProgramme.State(programme.state))
    dates = [programme.drafted_on, programme.submitted_on, entente.agreed_on if entente else None]
    steps = [Step(_("Framing letter"), formats.day(programme.letter.published_on), "done")]
    for index, state in enumerate(order):
        is_done = index < now or (index == now == len(order) - 1)
        words = formats.day(dates[index]) if dates[index] else ""
        steps.append(Step(state.label, words, "done" if is_done else "now" if index == now else "todo"))
    return steps


def _programme_strip(
    areas: Sequence[AreaNode], costs: Sequence[Decimal], envelopes: dict[int, Decimal]
) -> list[StripCell]:
    million = current_language().million
    total, announced = sum(costs, Decimal(0)), sum(envelopes.values(), Decimal(0))
    n_targets = sum(len(objective.targets) for area in areas for objective in area.objectives)
    n_actions = sum(len(objective.actions) for area in areas for objective in area.objectives)
    n_objectives = sum(len(area.objectives) for area in areas)
    return [
        StripCell(_("Planned cost"), total / MILLION, million, 2),
        StripCell(
            _("Envelope announced"),
            announced / MILLION,
            million,
            2,
            note=_("%(amount)s left") % {"amount": _in_millions(announced - total)},
        ),
        StripCell(
            _("Objectives"),
            n_objectives,
            note=ngettext("in %(n)s strategic area", "in %(n)s strategic areas", len(areas)) % {"n": len(areas)},
        ),
        StripCell(_("Targets"), n_targets),
        StripCell(_("Actions"), n_actions),
    ]


def _in_millions(amount: Decimal) -> str:
    return formats.millions(amount)


def _tree(programme: BudgetProgramme, years: Sequence[int]) -> list[AreaNode]:
    areas = list(
        programme.areas.order_by("rank").prefetch_related(
            "objectives__targets__values",
            "objectives__targets__indicator",
            "objectives__targets__contributions",
            "objectives__actions__costs",
        )
    )
    targets = [
        target
        for area in areas
        for objective in area.objectives.all()
        for target in objective.targets.all()
        if target.unit_id == programme.unit_id
    ]
    indicators = list({target.indicator_id: target.indicator for target in targets}.values())
    path = programme.unit.path
    achieved = {year: totals(indicators, [path], Period.parse(str(year))) for year in years}
    by_objective: dict[int, list[TargetRow]] = {}
    for target in targets:
        row = _target_row(target, years, {year: achieved[year][target.indicator_id, path] for year in years}, programme)
        by_objective.setdefault(target.objective_id, []).append(row)
    return [_area(area, by_objective, years) for area in areas]


def _target_row(
    target: Target, years: Sequence[int], achieved: dict[int, Total], programme: BudgetProgramme
) -> TargetRow:
    unit = target.indicator.unit_of_measure
    promised = {value.period: value.value for value in target.values.all()}
    return TargetRow(
        name=localized(target.indicator, "name"),
        unit=unit_label(unit),
        baseline=shown(target.baseline_value, unit)[0],
        baseline_year=target.baseline_period,
        years=[_year(year, promised.get(str(year)), achieved[year], target, programme) for year in years],
        decimals=1 if unit == "%" else 0,
        n_contributions=len(target.contributions.all()),
    )


def _year(year: int, promised: Decimal | None, total: Total, target: Target, programme: BudgetProgramme) -> YearFigure:
    unit = target.indicator.unit_of_measure
    value = formats.plain(total.value)
    return YearFigure(
        year=year,
        target=shown(promised, unit)[0],
        achieved=shown(total.value, unit)[0],
        attainment=Decimal(str(value)) / promised if value is not None and promised else None,
        share_missing=1 - total.n_received / total.n_expected if total.n_expected and total.n_received else None,
        url=f"{reverse('results:explain', args=[target.indicator.code, programme.unit.code])}?period={year}",
    )


def _area(area: Any, by_objective: dict[int, list[TargetRow]], years: Sequence[int]) -> AreaNode:
    nodes = []
    for objective in area.objectives.all():
        actions = [_action(action, years) for action in objective.actions.all()]
        costs = [sum((one.costs[i] for one in actions), Decimal(0)) for i in range(len(years))]
        nodes.append(
            ObjectiveNode(
                objective.code,
                localized(objective, "title"),
                by_objective.get(objective.pk, []),
                actions,
                costs,
                sum(costs, Decimal(0)),
            )
        )
    costs = [sum((node.costs[i] for node in nodes), Decimal(0)) for i in range(len(years))]
    return AreaNode(area.code, localized(area, "title"), nodes, costs, sum(costs, Decimal(0)))


def _action(action: Any, years: Sequence[int]) -> ActionRow:
    costs = [sum((cost.amount for cost in action.costs.all() if cost.year == year), Decimal(0)) for year in years]
    return ActionRow(action.code, localized(action, "title"), costs, sum(costs, Decimal(0)))


def _programme_next(programme: BudgetProgramme, entente: Entente | None, user: User) -> NextStep | None:
    if programme.state == BudgetProgramme.State.DRAFT:
        url = reverse("plans:programme-step", args=[programme.number, "submit"])
        return _next(
            _("Next step: submit to the ministry"), states.submit_requirements(programme, user), _("Submit"), url
        )
    if programme.state == BudgetProgramme.State.SUBMITTED and entente:
        return entente_next(entente, user)
    return None


# ------------------------------------------------------------------ entente


@dataclass(frozen=True, slots=True)
class EntentePage:
    """The entente: what was frozen, who signed, whether it still says the same."""

    entente: Entente
    mark: Mark
    crumbs: Sequence[Crumb]
    signatures: Sequence[Any]
    is_unchanged: bool
    next: NextStep | None


def entente_page(entente: Entente, user: User) -> EntentePage:
    """The page of an entente for a person."""
    return EntentePage(
        entente=entente,
        mark=PROGRAMME_MARKS[BudgetProgramme.State(entente.programme.state)],
        crumbs=[
            Crumb(_("Plans and budgets"), reverse("plans:list")),
            Crumb(entente.programme.number, reverse("plans:programme", args=[entente.programme.number])),
            Crumb(entente.number),
        ],
        signatures=list(entente.signatures.select_related("unit", "signed_by").order_by("signed_at")),
        is_unchanged=is_unchanged(entente),
        next=entente_next(entente, user) if entente.programme.state == BudgetProgramme.State.SUBMITTED else None,
    )


def is_unchanged(entente: Entente) -> bool:
    """Whether the programme still says what was frozen, to the byte."""
    return digest(entente.content) == entente.content_hash and content_of(entente.programme) == entente.content


def entente_next(entente: Entente, user: User) -> NextStep:
    """The next signature: that of the party for which this person may sign, else the first missing."""
    programme = entente.programme
    signed = {row.unit.code: str(row.signed_by_id) for row in entente.signatures.select_related("unit")}
    waiting = [unit for unit in (programme.unit, programme.letter.issuer) if unit.code not in signed]
    unit = next((one for one in waiting if may(user, Permission.PLANS_AGREE, one)), waiting[0])
    needed = states.agree_requirements(
        programme, user, unit_code=unit.code, signed=signed, is_unchanged=is_unchanged(entente)
    )
    title = _("Next step: signature for %(party)s") % {"party": localized(unit, "name")}
    return _next(title, needed, _("Sign"), reverse("plans:entente-step", args=[entente.number, unit.code]))
