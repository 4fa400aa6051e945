"""Explanations of the figures of a contract that no settlement step gives: appropriation, paid, exposure…"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from mithaq.apps.contracts import states
from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.contracts.presenters import common
from mithaq.apps.contracts.presenters.common import Line
from mithaq.apps.contracts.presenters.explanation import Sheet, fact_lines
from mithaq.apps.contracts.queries import result_of
from mithaq.core.values import Missing
from mithaq.web import formats
from mithaq.web.languages import current_language, localized


def figure_sheet(contract: Contract, name: str, settlement: Settlement | None) -> Sheet:
    """The sheet of a figure of the contract's strip. Raises KeyError when there is none of that name."""
    return _FIGURES[name](contract, settlement)


def _sheet(contract: Contract, title: str, value: Any, unit: str, rule: str, lines: list[Line], **more: Any) -> Sheet:
    return Sheet(
        label=_("Explanation of the figure"),
        title=title,
        value=value,
        unit=unit,
        decimals=more.get("decimals", 2),
        mark=None,
        share_missing=more.get("share_missing"),
        rule=conditional_escape(rule),
        calculation=lines,
        parameters=more.get("parameters", []),
        facts=more.get("facts", []),
        facts_note=more.get("facts_note", ""),
        other=None,
        back=(common.contract_url(contract), contract.number),
    )


def _appropriation(contract: Contract, _settlement: Settlement | None) -> Sheet:
    line = contract.budget_line
    rule = _(
        "The appropriation of the budget line on which the contract is paid. "
        "It was opened at the cost planned for its action."
    )
    lines, parameters = [], []
    if line and line.action:
        programme = line.action.objective.area.programme
        url = reverse("plans:programme", args=[programme.number])
        costs = line.action.costs.filter(year=line.year, nature=line.nature)
        lines = [
            Line(_("Planned cost of the action"), str(line.year), formats.number(cost.amount, 2)) for cost in costs
        ]
        lines.append(
            Line(
                _("Appropriation"),
                f"{line.code} {localized(line, 'label')}",
                formats.number(line.appropriation_amount, 2),
                is_sum=True,
            )
        )
        parameters = [
            Line(_("Action"), line.action.code, localized(line.action, "title"), url),
            Line(_("Objective"), line.action.objective.code, localized(line.action.objective, "title"), url),
        ]
    value = line.appropriation_amount if line else None
    title = _("Appropriation %(year)s") % {"year": contract.starts_on.year}
    return _sheet(contract, title, value, current_language().currency, rule, lines, parameters=parameters)


def _paid(contract: Contract, _settlement: Settlement | None) -> Sheet:
    rows = contract.settlements.filter(state=Settlement.State.APPROVED).defer("result").select_related("approved_by")
    lines = [
        Line(
            formats.period(row.period),
            _("countersigned on %(day)s by %(person)s")
            % {"day": formats.day(row.approved_at), "person": row.approved_by},
            formats.number(row.total_amount, 2),
            common.settlement_url(row),
        )
        for row in rows.order_by("period")
    ]
    total = states.paid(contract)
    lines.append(Line(_("Countersigned so far"), "", formats.number(total, 2), is_sum=True))
    rule = _(
        "The countersigned settlements of the contract are added up. "
        "A settlement that awaits its second look does not count."
    )
    return _sheet(contract, _("Countersigned so far"), total, current_language().currency, rule, lines)


def _exposure(contract: Contract, _settlement: Settlement | None) -> Sheet:
    n = len(states.quarters(contract))
    total = states.exposure(contract)
    ceiling = formats.number(contract.quarter_ceiling_amount, 2)
    lines = [
        Line(_("Ceiling of a quarter"), f"{contract.number}, art. 4", ceiling),
        Line(
            _("Maximum exposure"), _("quarters × ceiling"), f"{n} × {ceiling} = {formats.number(total, 2)}", is_sum=True
        ),
    ]
    rule = _(
        "Whatever is achieved, a quarter never pays more than its ceiling: "
        "the year never costs more than its quarters at their ceiling."
    )
    return _sheet(contract, _("Maximum exposure"), total, current_language().currency, rule, lines)


def _kept(contract: Contract, settlement: Settlement | None) -> Sheet:
    lines, n = [], 0
    if settlement:
        for line in result_of(settlement).lines:
            mark = common.mark_of_line(line)
            n += mark is common.KEPT
            attainment = line.steps.get("attainment")
            text = f"{formats.percent(attainment)} — {mark.label}"
            lines.append(
                Line(localized(line.label), "", text, common.explain_url(settlement, f"{line.key}/attainment"))
            )
    rule = _(
        "An undertaking is kept when the quantity achieved reaches its target. "
        "One that waits for data is not counted as missed."
    )
    return _sheet(contract, _("Undertakings kept"), f"{n}/{len(lines)}", "", rule, lines, decimals=0)


def _missing(contract: Contract, settlement: Settlement | None) -> Sheet:
    facts = []
    lines = []
    if settlement:
        for line in result_of(settlement).lines:
            own = result_of(settlement).observed.line_facts[line.key]["achieved"]
            absent = [fact for fact in own if isinstance(fact.value, Missing)]
            facts += absent
            text = f"{len(absent)} / {len(own)}"
            lines.append(Line(localized(line.label), "", text, common.explain_url(settlement, f"{line.key}/achieved")))
    n = sum(int(line.text.split(" / ")[1]) for line in lines)
    share = Decimal(len(facts)) / n if n else Decimal(0)
    rule = _(
        "Each place has to report each figure of each month. "
        "The share missing is the part of these reports that was not received, or not verified."
    )
    tolerated = formats.percent(contract.tolerated_missing_rate, 0)
    parameters = [Line(_("Tolerated share of missing reports"), f"{contract.number}, art. 5", tolerated)]
    return _sheet(
        contract,
        _("Share missing"),
        share * 100,
        "%",
        rule,
        lines,
        decimals=1,
        parameters=parameters,
        facts=fact_lines(facts[:60]),
    )


_FIGURES: dict[str, Callable[[Contract, Settlement | None], Sheet]] = {
    "appropriation": _appropriation,
    "paid": _paid,
    "exposure": _exposure,
    "kept": _kept,
    "missing": _missing,
}
