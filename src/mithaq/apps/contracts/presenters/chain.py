"""One undertaking along the whole chain: objective → target → budget line → clause → value → payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mithaq.apps.accounts.models import User
from mithaq.apps.contracts import states
from mithaq.apps.contracts.models import Contract, Settlement, Undertaking
from mithaq.apps.contracts.presenters import common
from mithaq.apps.contracts.presenters.common import contract_url, explain_url
from mithaq.apps.contracts.queries import result_of
from mithaq.apps.indicators.presenters import shown, unit_label
from mithaq.apps.plans.models import BudgetProgramme
from mithaq.web import formats
from mithaq.web.components import Crumb, Mark
from mithaq.web.languages import localized


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chain: what it is, its title, one line of detail, where it leads."""

    kind: str
    title: str
    detail: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter of the undertaking: promised, achieved, paid."""

    period: str
    target: Any
    achieved: Any
    achieved_url: str
    attainment: Any
    mark: Mark
    amount: Any
    amount_url: str
    decimals: int


@dataclass(frozen=True, slots=True)
class ChainPage:
    """The undertaking, its links and its quarters."""

    title: str
    context: str
    definition: str
    crumbs: Sequence[Crumb]
    links: Sequence[Link]
    rows: Sequence[QuarterRow]
    unit: str


def chain_page(contract: Contract, one: Undertaking, user: User) -> ChainPage:
    """The page of an undertaking for a person: what they may not read is named without a link."""
    indicator = one.target.indicator
    settlements = list(contract.settlements.standing().select_related("rule_set").order_by("period"))
    return ChainPage(
        title=localized(indicator, "name"),
        context=_("Undertaking %(rank)s of contract %(number)s")
        % {"rank": one.rank, "number": f"\u2066{contract.number}\u2069"},
        definition=localized(indicator, "definition"),
        crumbs=[
            Crumb(_("Contracts"), reverse("contracts:list")),
            Crumb(contract.number, contract_url(contract)),
            Crumb(localized(indicator, "name")),
        ],
        links=_links(contract, one, user, settlements),
        rows=_rows(contract, one, settlements),
        unit=unit_label(indicator.unit_of_measure),
    )


def _links(contract: Contract, one: Undertaking, user: User, settlements: Sequence[Settlement]) -> list[Link]:
    objective, target, line = one.target.objective, one.target, contract.budget_line
    programme = objective.area.programme
    plan_url = ""
    if BudgetProgramme.objects.visible_to(user).filter(pk=programme.pk).exists():
        plan_url = reverse("plans:programme", args=[programme.number])
    baseline = _figure(target.baseline_value, target.indicator.unit_of_measure)
    links = [
        Link(_("Objective"), localized(objective, "title"), objective.code, plan_url),
        Link(
            _("Target"),
            localized(target.unit, "name"),
            _("baseline %(period)s: %(value)s") % {"period": target.baseline_period, "value": baseline},
            plan_url,
        ),
    ]
    if target.contributes_to:
        parent = target.contributes_to
        links.append(Link(_("Contributes to the target of"), localized(parent.unit, "name"), objective.code, plan_url))
    if line:
        amount = formats.money(line.appropriation_amount)
        links.append(
            Link(_("Budget line"), localized(line, "label"), f"{line.code} · {amount}", contract_url(contract, "money"))
        )
    links.append(
        Link(
            _("Clause"),
            _("Article 4 and annex 1, line %(rank)s") % {"rank": one.rank},
            contract.number,
            contract_url(contract, "content"),
        )
    )
    if settlements:
        last = settlements[-1]
        key = "quality_score" if common.is_quality(one) else f"{one.key}/achieved"
        paid = "bonus_amount" if common.is_quality(one) else f"{one.key}/line_amount"
        found = result_of(last)
        links.append(
            Link(
                _("Verified value"),
                _figure(found.explain(key).value, target.indicator.unit_of_measure),
                formats.period(last.period),
                explain_url(last, key),
            )
        )
        links.append(
            Link(
                _("Payment"),
                formats.money(found.explain(paid).value),
                formats.period(last.period),
                explain_url(last, paid),
            )
        )
    return links


def _figure(value: Any, unit: str) -> str:
    figure, label, decimals = shown(value, unit)
    return (
        f"{formats.number(figure, decimals)}\u00a0{label}"
        if formats.plain(value) is not None
        else formats.missing_sign(value)
    )


def _rows(contract: Contract, one: Undertaking, settlements: Sequence[Settlement]) -> list[QuarterRow]:
    by_period = {row.period: row for row in settlements}
    targets = {value.period: value.value for value in one.target.values.order_by("period")}
    return [_row(one, period, targets.get(period), by_period.get(period)) for period in states.quarters(contract)]


def _row(one: Undertaking, period: str, target: Decimal | None, settlement: Settlement | None) -> QuarterRow:
    unit = one.target.indicator.unit_of_measure
    decimals = 1 if unit == "%" else 0
    wanted = shown(target, unit)[0]
    if settlement is None:
        return QuarterRow(period, wanted, None, "", None, common.NOT_SETTLED, None, "", decimals)
    result = result_of(settlement)
    if common.is_quality(one):
        value = result.inputs["quality_score"]
        score = formats.plain(value)
        return QuarterRow(
            period,
            wanted,
            shown(value, unit)[0],
            explain_url(settlement, "quality_score"),
            score / target if score is not None and target else None,  # type: ignore[operator] # both are decimals
            common.mark_of_score(score, target),  # type: ignore[arg-type] # a known score is a decimal
            result.steps["bonus_amount"],
            explain_url(settlement, "bonus_amount"),
            decimals,
        )
    line = result.line(one.key)
    return QuarterRow(
        period,
        wanted,
        line.inputs["achieved"],
        explain_url(settlement, f"{one.key}/achieved"),
        line.steps["attainment"],
        common.mark_of_line(line),
        line.amount,
        explain_url(settlement, f"{one.key}/line_amount"),
        decimals,
    )
