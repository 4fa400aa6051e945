"""One living cycle, made by the same actions as people use: letter, programme, entente, contracts, settlements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from mithaq.apps.accounts.models import User
from mithaq.apps.budgets.actions import open_lines
from mithaq.apps.budgets.models import BudgetLine
from mithaq.apps.contracts.actions import (
    ClauseDraft,
    ContractDraft,
    DutyDraft,
    UndertakingDraft,
    approve_settlement,
    compute_settlement,
    draft_contract,
    fulfil_duty,
    return_settlement,
    sign_contract,
    start_contract,
    submit_contract,
)
from mithaq.apps.contracts.models import Contract, RuleSet, Undertaking
from mithaq.apps.home.demonstration import texts
from mithaq.apps.home.demonstration.figures import Promised, quarter_ceiling
from mithaq.apps.home.demonstration.people import Cast
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.plans.actions import (
    Baseline,
    Cost,
    TargetDraft,
    Wording,
    add_action,
    add_area,
    add_objective,
    add_target,
    draft_framing_letter,
    draft_programme,
    publish_framing_letter,
    sign_entente,
    submit_programme,
)
from mithaq.apps.plans.models import BudgetProgramme, Entente, FramingLetter, Objective, PlannedCost, Target
from mithaq.apps.territory.models import OrgUnit

MILLION = Decimal(1_000_000)
YEARS = range(texts.YEARS[0], texts.YEARS[1] + 1)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the cycle plays: the units, and what each promises by indicator code."""

    nation: OrgUnit
    region: OrgUnit
    province: OrgUnit
    hospital: OrgUnit
    indicators: Mapping[str, Indicator]
    promises: Mapping[str, Mapping[str, Promised]]  # by contract number, then indicator code

    def ceiling(self, number: str) -> Decimal:
        """The ceiling of a quarter of that contract."""
        return quarter_ceiling(self.promises[number])


def plan(stage: Stage, cast: Cast) -> Entente:
    """From the framing letter to the entente signed by both."""
    letter = _letter(stage, cast)
    programme = draft_programme(
        letter=letter,
        unit=stage.region,
        number=texts.PROGRAMME,
        title=texts.PROGRAMME_TITLE,
        years=texts.YEARS,
        by=cast.planner,
        on=date(2024, 7, 8),
    )
    _content(programme, stage, cast)
    submit_programme(programme=programme, by=cast.planner, on=date(2024, 9, 16))
    entente = programme.entente
    sign_entente(entente=entente, unit=stage.region, by=cast.group_head, at=_noon(2024, 11, 12))
    sign_entente(entente=entente, unit=stage.nation, by=cast.ministry, at=_noon(2024, 11, 19))
    return entente


def _noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def _letter(stage: Stage, cast: Cast) -> FramingLetter:
    letter = draft_framing_letter(
        number=texts.LETTER,
        year=texts.YEARS[0],
        issuer=stage.nation,
        title=texts.LETTER_TITLE,
        text=texts.LETTER_TEXT,
        envelopes=[(stage.region, year, _envelope(stage, index)) for index, year in enumerate(YEARS)],
        by=cast.drafts_letter,
    )
    return publish_framing_letter(letter=letter, by=cast.ministry, on=date(2024, 6, 24))


def _envelope(stage: Stage, index: int) -> Decimal:
    """What the region will need that year, with a margin of two in a hundred, to a tenth of a million."""
    asked = sum(
        (
            Decimal(action.operations[index]) + Decimal(action.investment[index])
            for area in texts.AREAS
            for objective in area.objectives
            for action in objective.actions
        ),
        Decimal(0),
    )
    contracts = sum((stage.ceiling(number) * 4 for number in stage.promises), Decimal(0)) / MILLION
    return ((asked + contracts) * Decimal("1.02") + Decimal("0.05")).quantize(Decimal("0.1")) * MILLION


def _content(programme: BudgetProgramme, stage: Stage, cast: Cast) -> None:
    for area_text in texts.AREAS:
        area = add_area(programme=programme, code=area_text.code, title=area_text.title, by=cast.planner)
        for objective_text in area_text.objectives:
            objective = add_objective(area=area, code=objective_text.code, title=objective_text.title, by=cast.planner)
            for code in objective_text.indicators:
                _target(objective, stage, texts.REGIONAL, code, stage.region, cast.planner)
            for action in objective_text.actions:
                _action(objective, action, stage.region, cast.planner)
    _paying_actions(objective, stage, cast)


def _target(
    objective: Objective,
    stage: Stage,
    number: str,
    code: str,
    unit: OrgUnit,
    by: User,
    contributes_to: Target | None = None,
) -> Target:
    promise = stage.promises[number][code]
    return add_target(
        objective=objective,
        draft=TargetDraft(
            indicator=stage.indicators[code],
            unit=unit,
            baseline=Baseline(promise.baseline_period, promise.baseline, texts.BASELINE_SOURCE),
            values=promise.values,
            contributes_to=contributes_to,
        ),
        by=by,
    )


def _action(objective: Objective, action: texts.Action, owner: OrgUnit, by: User) -> None:
    natures = ((PlannedCost.Nature.OPERATIONS, action.operations), (PlannedCost.Nature.INVESTMENT, action.investment))
    costs = [
        Cost(year, nature, Decimal(amount) * MILLION)
        for nature, amounts in natures
        for year, amount in zip(YEARS, amounts, strict=True)
        if Decimal(amount)
    ]
    add_action(objective=objective, code=action.code, title=action.title, owner=owner, costs=costs, by=by)


def _paying_actions(objective: Objective, stage: Stage, cast: Cast) -> None:
    """What the contracts may cost at most is planned like everything else."""
    paying = (
        (texts.PERFORMANCE_ACTION, stage.ceiling(texts.REGIONAL)),
        (texts.CASCADE_ACTION, stage.ceiling(texts.PROVINCIAL) + stage.ceiling(texts.HOSPITAL)),
    )
    for (code, title), ceiling in paying:
        costs = [Cost(year, PlannedCost.Nature.OPERATIONS, ceiling * 4) for year in YEARS]
        add_action(objective=objective, code=code, title=title, owner=stage.region, costs=costs, by=cast.planner)


def contract_all(stage: Stage, cast: Cast, entente: Entente, rule_set: RuleSet) -> dict[str, Contract]:
    """The regional contract from the entente, then the two that carry it down."""
    lines = {line.code: line for line in open_lines(programme=entente.programme, year=texts.YEARS[0], by=cast.planner)}
    regional = _regional(stage, cast, entente, rule_set, lines[f"{texts.PERFORMANCE_ACTION[0]}-F"])
    line = lines[f"{texts.CASCADE_ACTION[0]}-F"]
    children = {
        texts.PROVINCIAL: _child(stage, cast, regional, line, texts.PROVINCIAL, stage.province, cast.province_head),
        texts.HOSPITAL: _child(stage, cast, regional, line, texts.HOSPITAL, stage.hospital, cast.hospital_head),
    }
    return {texts.REGIONAL: regional, **children}


def _regional(stage: Stage, cast: Cast, entente: Entente, rule_set: RuleSet, line: BudgetLine) -> Contract:
    targets = {one.indicator.code: one for one in _targets(entente.programme).filter(unit=stage.region)}
    draft = ContractDraft(
        number=texts.REGIONAL,
        kind=Contract.Kind.PROGRAMME,
        title=texts.TITLES[texts.REGIONAL],
        payer=stage.nation,
        holder=stage.region,
        rule_set=rule_set,
        starts_on=date(texts.YEARS[0], 1, 1),
        ends_on=date(texts.YEARS[1], 12, 31),
        quarter_ceiling_amount=stage.ceiling(texts.REGIONAL),
        tolerated_missing_rate=texts.TOLERATED_MISSING[texts.REGIONAL],
        entente=entente,
        budget_line=line,
        is_demonstration=True,
    )
    ordered = [targets[code] for code in texts.PROMISES]
    return _live(draft, ordered, cast, heads=(cast.ministry, cast.group_head), month=12)


def _targets(programme: BudgetProgramme) -> QuerySet[Target]:
    return Target.objects.filter(objective__area__programme=programme).select_related("indicator", "objective")


def _child(
    stage: Stage, cast: Cast, parent: Contract, line: BudgetLine, number: str, holder: OrgUnit, head: User
) -> Contract:
    parents = {one.target.indicator.code: one.target for one in parent.undertakings.select_related("target__indicator")}
    targets = [
        _target(parents[code].objective, stage, number, code, holder, cast.planner, contributes_to=parents[code])
        for code in stage.promises[number]
    ]
    title = texts.TITLES[number]
    draft = ContractDraft(
        number=number,
        kind=Contract.Kind.OBJECTIVES if number == texts.HOSPITAL else Contract.Kind.PROGRAMME,
        title=Wording(title.fr.format(fr=holder.name_fr), title.ar.format(ar=holder.name_ar or holder.name_fr)),
        payer=stage.region,
        holder=holder,
        rule_set=parent.rule_set,
        starts_on=parent.starts_on,
        ends_on=parent.ends_on,
        quarter_ceiling_amount=stage.ceiling(number),
        tolerated_missing_rate=texts.TOLERATED_MISSING[number],
        parent=parent,
        budget_line=line,
        is_demonstration=True,
    )
    return _live(draft, targets, cast, heads=(cast.group_head, head), month=1)


def _live(draft: ContractDraft, targets: list[Target], cast: Cast, *, heads: tuple[User, User], month: int) -> Contract:
    """Draft, submit, sign by payer and holder, start."""
    year = texts.YEARS[0] - 1 if month > 6 else texts.YEARS[0]
    contract = draft_contract(
        draft=draft,
        undertakings=[_undertaking(target) for target in targets],
        clauses=[ClauseDraft(heading, text) for heading, text in texts.CLAUSES],
        duties=[
            DutyDraft(draft.payer if bearer == "payer" else draft.holder, text, date.fromisoformat(due))
            for bearer, text, due, _done in texts.DUTIES
        ],
        by=cast.planner,
        on=date(year, month, 3),
    )
    submit_contract(contract=contract, by=cast.planner, on=date(year, month, 6))
    sign_contract(contract=contract, unit=draft.payer, by=heads[0], at=_noon(year, month, 16))
    sign_contract(contract=contract, unit=draft.holder, by=heads[1], at=_noon(year, month, 18))
    start_contract(contract=contract, by=cast.planner, on=date(texts.YEARS[0], 1, 1 if month > 6 else 20))
    _fulfil(contract, heads)
    return contract


def _undertaking(target: Target) -> UndertakingDraft:
    code = target.indicator.code
    promise = texts.PROMISES[code]
    return UndertakingDraft(
        target=target,
        tariff_amount=Decimal(promise.tariff),
        threshold_rate=Decimal(promise.threshold),
        cap_rate=Decimal(promise.cap),
        role=Undertaking.Role.QUALITY if code == "quality-score" else Undertaking.Role.QUANTITY,
    )


def _fulfil(contract: Contract, heads: tuple[User, User]) -> None:
    for duty, (bearer, _text, _due, done) in zip(contract.duties.order_by("rank"), texts.DUTIES, strict=True):
        if done:
            by = heads[0] if bearer == "payer" else heads[1]
            fulfil_duty(duty=duty, evidence="Démonstration", by=by, on=date.fromisoformat(done))


def settle_all(contracts: Mapping[str, Contract], cast: Cast) -> None:
    """Two quarters countersigned, one of them after a return; the third awaits its second look."""
    year = texts.YEARS[0]
    for number, contract in contracts.items():
        second_eyes = cast.ministry if number == texts.REGIONAL else cast.planner
        first = compute_settlement(contract=contract, period=f"{year}Q1", by=cast.finance, at=_noon(year, 5, 12))
        approve_settlement(settlement=first, by=second_eyes, at=_noon(year, 5, 15))
        second = compute_settlement(contract=contract, period=f"{year}Q2", by=cast.finance, at=_noon(year, 8, 12))
        if number == texts.PROVINCIAL:
            reason = "Deux établissements corrigent leurs consultations de juin : recalculer après vérification."
            return_settlement(settlement=second, reason=reason, by=second_eyes, at=_noon(year, 8, 14))
            second = compute_settlement(contract=contract, period=f"{year}Q2", by=cast.finance, at=_noon(year, 8, 18))
        approve_settlement(settlement=second, by=second_eyes, at=_noon(year, 8, 19))
        compute_settlement(contract=contract, period=f"{year}Q3", by=cast.finance, at=_noon(year, 11, 12))
