"""What the tabs of a contract hold: undertakings, duties, money, and what the children promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mithaq.apps.contracts import states
from mithaq.apps.contracts.models import Contract, Duty, Settlement, Undertaking
from mithaq.apps.contracts.presenters import common
from mithaq.apps.contracts.presenters.common import Parties, contract_url, explain_url
from mithaq.apps.contracts.queries import result_of, undertakings_of
from mithaq.apps.indicators.presenters import shown, unit_label
from mithaq.apps.plans.models import TargetValue
from mithaq.core.contracts.settlement import LineResult
from mithaq.core.contracts.settlement import Settlement as Result
from mithaq.core.values import Known, Missing, Value
from mithaq.web.components import Mark
from mithaq.web.languages import localized


@dataclass(frozen=True, slots=True)
class UndertakingRow:
    """An undertaking as the table shows it, for the quarter settled."""

    rank: int
    name: str
    url: str
    unit: str
    baseline: Any
    target: Any
    achieved: Any
    decimals: int | None
    achieved_url: str
    attainment: Any
    mark: Mark
    tariff: Any
    payable: Any
    payable_url: str
    amount: Any
    amount_url: str
    is_waiting: bool
    why: str


@dataclass(frozen=True, slots=True)
class UndertakingGroup:
    """The undertakings of a strategic area."""

    title: str
    rows: Sequence[UndertakingRow]


@dataclass(frozen=True, slots=True)
class UndertakingsTab:
    """The table of undertakings for a quarter, grouped by strategic area, with its total."""

    period: str
    baseline_year: str
    groups: Sequence[UndertakingGroup]
    quantity: Any
    bonus: Any
    above: Any
    total: Any
    total_url: str
    urls: dict[str, str]
    n_assessed: int
    n_lines: int
    ceiling: Decimal


def undertakings_tab(contract: Contract, settlement: Settlement | None) -> UndertakingsTab:
    """The undertakings with what the settlement says of each; targets alone when there is none yet."""
    rows = undertakings_of(contract)
    result = result_of(settlement) if settlement else None
    period = settlement.period if settlement else states.quarters(contract)[0]
    found = TargetValue.objects.filter(target__in=[one.target_id for one in rows], period=period)
    targets = {value.target_id: value.value for value in found}
    rows.sort(key=lambda one: (one.target.objective.area.rank, one.rank))
    groups = [
        UndertakingGroup(title, [_row(one, targets.get(one.target_id), settlement, result) for one in members])
        for title, members in groupby(rows, key=lambda one: localized(one.target.objective.area, "title"))
    ]
    steps = result.steps if result else {}
    return UndertakingsTab(
        period=period,
        baseline_year=rows[0].target.baseline_period if rows else "",
        groups=groups,
        quantity=steps.get("quantity_amount"),
        bonus=steps.get("bonus_amount"),
        above=steps.get("above_ceiling_amount"),
        total=result.total if result else None,
        total_url=explain_url(settlement, "amount") if settlement else "",
        urls={name: explain_url(settlement, name) for name in steps} if settlement else {},
        n_assessed=sum(1 for line in result.lines if not line.is_pending) if result else 0,
        n_lines=len(result.lines) if result else 0,
        ceiling=contract.quarter_ceiling_amount,
    )


def _row(
    one: Undertaking, target: Decimal | None, settlement: Settlement | None, result: Result | None
) -> UndertakingRow:
    indicator = one.target.indicator
    unit = indicator.unit_of_measure
    line = result.line(one.key) if result and not common.is_quality(one) else None
    achieved: Value | None = line.inputs["achieved"] if line else result.inputs["quality_score"] if result else None
    prefix = f"{one.key}/" if line else ""
    decimals = shown(Decimal(0), unit)[2]
    return UndertakingRow(
        rank=one.rank,
        name=localized(indicator, "name"),
        url=reverse("contracts:chain", args=[one.contract.number, one.rank]),
        unit=unit_label(unit),
        baseline=shown(one.target.baseline_value, unit)[0],
        target=shown(target, unit)[0],
        achieved=shown(achieved, unit)[0] if achieved is not None else None,
        decimals=decimals if decimals is not None else 0,
        achieved_url=explain_url(settlement, f"{prefix}{'achieved' if line else 'quality_score'}")
        if settlement
        else "",
        attainment=_attainment(line, achieved, target),
        mark=_mark(one, line, achieved, target, settlement),
        tariff=one.tariff_amount if not common.is_quality(one) else None,
        payable=line.steps.get("payable_quantity") if line else None,
        payable_url=explain_url(settlement, f"{prefix}payable_quantity") if settlement and line else "",
        amount=line.amount if line else result.steps.get("bonus_amount") if result else None,
        amount_url=_amount_url(settlement, line),
        is_waiting=line.is_pending if line else False,
        why=_why(line),
    )


def _amount_url(settlement: Settlement | None, line: LineResult | None) -> str:
    if settlement is None:
        return ""
    return explain_url(settlement, f"{line.key}/line_amount" if line else "bonus_amount")


def _attainment(line: LineResult | None, achieved: Value | None, target: Decimal | None) -> Any:
    if line:
        return line.steps.get("attainment")
    return achieved.amount / target if isinstance(achieved, Known) and target else None


def _mark(
    one: Undertaking, line: LineResult | None, achieved: Value | None, target: Decimal | None, settlement: Any
) -> Mark:
    if line:
        return common.mark_of_line(line)
    if settlement is None:
        return common.NOT_SETTLED
    return common.mark_of_score(achieved.amount if isinstance(achieved, Known) else None, target)


def _why(line: LineResult | None) -> str:
    """Why a line waits, in words: how many reports are missing."""
    achieved = line.inputs["achieved"] if line else None
    if not isinstance(achieved, Missing) or "/" not in achieved.detail:
        return ""
    missing, expected = achieved.detail.split("/")
    words = ngettext("%(n)s report of %(all)s not received", "%(n)s reports of %(all)s not received", int(missing))
    return words % {"n": missing, "all": expected}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty with its bearer and state."""

    text: str
    bearer: str
    due_on: Any
    done_on: Any
    evidence: str
    mark: Mark


def duties_tab(contract: Contract, today: Any) -> list[DutyRow]:
    """The duties of both parties; an open one past its date is late."""
    names = Parties([contract.payer, contract.holder])
    rows = []
    for duty in contract.duties.select_related("bearer", "done_by").order_by("rank"):
        is_done = duty.state == Duty.State.DONE
        late = not is_done and duty.due_on < today
        mark = Mark("good", _("Done")) if is_done else Mark("bad", _("Overdue")) if late else Mark("info", _("Open"))
        rows.append(
            DutyRow(localized(duty, "text"), names.name(duty.bearer), duty.due_on, duty.done_on, duty.evidence, mark)
        )
    return rows


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter of the contract: its settlement, if any."""

    period: str
    mark: Mark
    amount: Any
    pending: Any
    url: str
    run: int | None


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What draws on the same budget line: a contract, its exposure and what it was paid."""

    number: str
    title: str
    url: str
    exposure: Decimal
    paid: Decimal
    is_this: bool


@dataclass(frozen=True, slots=True)
class MoneyTab:
    """The quarters, the budget line and those who draw on it."""

    quarters: Sequence[QuarterRow]
    total: Decimal
    line: Any
    shares: Sequence[ShareRow]
    exposure: Decimal
    left: Decimal
    action: str
    objective: str
    plan_url: str


def money_tab(contract: Contract, visible: Any) -> MoneyTab:
    """The money of a contract; `visible` is the QuerySet of contracts that the person may read."""
    settlements = {
        one.period: one for one in contract.settlements.standing().defer("result").order_by("period", "run_number")
    }
    quarters = [_quarter(period, settlements.get(period)) for period in states.quarters(contract)]
    line = contract.budget_line
    sharing = visible.filter(budget_line=line).order_by("number") if line else []
    shares = [
        ShareRow(
            one.number,
            localized(one, "title"),
            contract_url(one),
            states.exposure(one),
            states.paid(one),
            one == contract,
        )
        for one in sharing
    ]
    action = line.action if line else None
    programme = action.objective.area.programme if action else None
    return MoneyTab(
        quarters=quarters,
        total=states.paid(contract),
        line=line,
        shares=shares,
        exposure=sum((one.exposure for one in shares), Decimal(0)),
        left=states.available(contract),
        action=f"{action.code} {localized(action, 'title')}" if action else "",
        objective=f"{action.objective.code} {localized(action.objective, 'title')}" if action else "",
        plan_url=reverse("plans:programme", args=[programme.number]) if programme else "",
    )


def _quarter(period: str, settlement: Settlement | None) -> QuarterRow:
    if settlement is None:
        return QuarterRow(period, common.NOT_SETTLED, None, None, "", None)
    mark = common.SETTLEMENT_MARKS[Settlement.State(settlement.state)]
    return QuarterRow(
        period,
        mark,
        settlement.total_amount,
        settlement.pending_amount,
        common.settlement_url(settlement),
        settlement.run_number,
    )


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """An undertaking of this contract beside what its children promise on the same indicator."""

    name: str
    unit: str
    promised: Any
    children: Sequence[tuple[str, str, Any]]
    by_children: Any
    by_others: Any
    decimals: int


def reconciliation(contract: Contract, period: str, visible: Any) -> list[Reconciliation]:
    """What establishments promise beside what this contract promised, for a period.

    Counts add up: what no child promises stays with the other places of the holder. A score does
    not add up and is left out.
    """
    children = list(visible.filter(parent=contract).order_by("number"))
    if not children:
        return []
    mine = [one for one in undertakings_of(contract) if not common.is_quality(one)]
    found = TargetValue.objects.filter(period=period, target__undertakings__contract__in=[contract, *children])
    values = {value.target_id: value.value for value in found}
    theirs = Undertaking.objects.filter(
        contract__in=children, target__contributes_to__in=[one.target_id for one in mine]
    )
    by_parent: dict[int, list[Undertaking]] = {}
    for one in theirs.select_related("contract", "target").order_by("contract__number"):
        by_parent.setdefault(one.target.contributes_to_id or 0, []).append(one)
    return [_reconciled(one, by_parent.get(one.target_id, []), values) for one in mine]


def _reconciled(one: Undertaking, theirs: Sequence[Undertaking], values: dict[int, Decimal]) -> Reconciliation:
    promised = values.get(one.target_id)
    parts = [(row.contract.number, contract_url(row.contract), values.get(row.target_id)) for row in theirs]
    known = [value for _number, _url, value in parts if value is not None]
    total = sum(known, Decimal(0))
    return Reconciliation(
        name=localized(one.target.indicator, "name"),
        unit=unit_label(one.target.indicator.unit_of_measure),
        promised=promised,
        children=parts,
        by_children=total,
        by_others=promised - total if promised is not None else None,
        decimals=0,
    )
