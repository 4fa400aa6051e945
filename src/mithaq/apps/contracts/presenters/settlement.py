"""The page of a settlement: what it pays, why it changed, line by line, and whose look is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mithaq.apps.accounts.models import User
from mithaq.apps.contracts import states
from mithaq.apps.contracts.actions.payment import requirements_to_approve
from mithaq.apps.contracts.models import Settlement
from mithaq.apps.contracts.presenters import common
from mithaq.apps.contracts.presenters.common import Parties, contract_url, explain_url
from mithaq.apps.contracts.presenters.contract import checks_of
from mithaq.apps.contracts.presenters.history import files
from mithaq.apps.contracts.presenters.why import changes, parts_of
from mithaq.apps.contracts.queries import facts_in, result_of
from mithaq.apps.indicators.presenters import unit_label
from mithaq.core.contracts.difference import payable
from mithaq.core.contracts.settlement import LineResult
from mithaq.core.contracts.settlement import Settlement as Result
from mithaq.core.values import Known, Missing
from mithaq.web import formats
from mithaq.web.charts import Chart, Part, waterfall
from mithaq.web.components import Check, Crumb, Mark, Signature, StripCell
from mithaq.web.languages import current_language, localized


@dataclass(frozen=True, slots=True)
class LineRow:
    """An undertaking of the settlement, beside what it paid in the settlement compared."""

    name: str
    unit: str
    mark: Mark
    target: Any
    achieved: Any
    achieved_url: str
    attainment: Any
    payable: Any
    tariff: Any
    amount: Any
    amount_url: str
    before: Any
    change: Any


@dataclass(frozen=True, slots=True)
class FootRow:
    """A line under the undertakings: quantities, bonus, part above the ceiling, total."""

    label: str
    amount: Any
    url: str
    before: Any
    change: Any
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Eyes:
    """The second look: what it takes, for this person, and whether the buttons are theirs."""

    title: str
    intro: str
    checks: Sequence[Check]
    may_act: bool
    may_approve: bool
    why_not: Any
    approve_url: str
    return_url: str


@dataclass(frozen=True, slots=True)
class SettlementPage:
    """Everything that the page shows."""

    settlement: Settlement
    title: str
    mark: Mark
    context: str
    crumbs: Sequence[Crumb]
    strip: Sequence[StripCell]
    chart: Chart | None
    against: Sequence[tuple[int, str, bool]]
    against_label: str
    rows: Sequence[LineRow]
    foot: Sequence[FootRow]
    eyes: Eyes | None
    signatures: Sequence[Signature]
    short_digest: str
    json_url: str
    files: Sequence[tuple[str, str, str]]
    is_demonstration: bool


def settlement_page(settlement: Settlement, user: User, against: str) -> SettlementPage:
    """The page for a person, compared with the run of id `against` (the last one countersigned before)."""
    contract = settlement.contract
    result = result_of(settlement)
    others = _others(settlement)
    chosen = next((one for one in others if str(one.pk) == against), _usual(settlement, others))
    before = result_of(chosen) if chosen else None
    label = _name(chosen) if chosen else ""
    return SettlementPage(
        settlement=settlement,
        title=_("Settlement of the %(period)s") % {"period": formats.period(settlement.period, long=True)},
        mark=common.SETTLEMENT_MARKS[Settlement.State(settlement.state)],
        context=_context(settlement),
        crumbs=[
            Crumb(_("Payments"), reverse("contracts:settlements")),
            Crumb(contract.number, contract_url(contract, "money")),
            Crumb(formats.period(settlement.period)),
        ],
        strip=_strip(settlement, result, chosen),
        chart=_chart(chosen, before, settlement, result) if chosen and before else None,
        against=[(one.pk, _name(one), one == chosen) for one in others],
        against_label=label,
        rows=[_row(settlement, line, before) for line in result.lines],
        foot=_foot(settlement, result, before),
        eyes=_eyes(settlement, user),
        signatures=_signatures(settlement, result),
        short_digest=f"{settlement.digest[:4]}…{settlement.digest[-4:]}",
        json_url=reverse("contracts:settlement-json", args=[settlement.pk]),
        files=files("settlement", settlement.pk),
        is_demonstration=contract.is_demonstration,
    )


def _others(settlement: Settlement) -> list[Settlement]:
    """What it may be compared with: earlier quarters that count, and earlier runs of the same quarter."""
    runs = settlement.contract.settlements.exclude(pk=settlement.pk).defer("result").select_related("rule_set")
    earlier = [one for one in runs.order_by("-period", "-run_number") if one.period <= settlement.period]
    counted = {Settlement.State.COMPUTED, Settlement.State.APPROVED}
    return [one for one in earlier if one.period == settlement.period or one.state in counted][:8]


def _usual(settlement: Settlement, others: Sequence[Settlement]) -> Settlement | None:
    return next((one for one in others if one.period < settlement.period), others[0] if others else None)


def _name(one: Settlement) -> str:
    state = common.SETTLEMENT_MARKS[Settlement.State(one.state)].label
    return f"{formats.period(one.period)} — {state}" + (f" ({one.run_number})" if one.run_number > 1 else "")


def _context(settlement: Settlement) -> str:
    words = _("%(title)s · run %(run)s of %(at)s · rule %(rule)s")
    return words % {
        "title": localized(settlement.contract, "title"),
        "run": settlement.run_number,
        "at": formats.instant(settlement.computed_at),
        "rule": f"\u2066{settlement.rule_set}\u2069",
    }


def _strip(settlement: Settlement, result: Result, before: Settlement | None) -> list[StripCell]:
    currency = current_language().currency
    available = states.available(settlement.contract)
    if settlement.state == Settlement.State.APPROVED:
        left = _("after this settlement")
    else:
        left = _("%(amount)s left after it") % {
            "amount": formats.money(available - (settlement.total_amount or Decimal(0)))
        }
    marks = [common.mark_of_line(line) for line in result.lines]
    facts = facts_in(result)
    missing = sum(1 for fact in facts if isinstance(fact.value, Missing))
    assessed = sum(1 for line in result.lines if not line.is_pending)
    waiting = marks.count(common.WAITING)
    return [
        StripCell(
            _("To pay"),
            result.total,
            currency,
            2,
            explain_url(settlement, "amount"),
            note=_change_note(settlement, before),
        ),
        StripCell(_("Available appropriation"), available, currency, 2, _line_url(settlement), note=left),
        StripCell(
            _("Waiting for data"),
            settlement.pending_amount,
            currency,
            2,
            note=_("the most that it may still add") + " · ",
            share_missing=float(missing / len(facts)) if facts else None,
        ),
        StripCell(
            _("Undertakings assessed"),
            f"{assessed}/{len(result.lines)}",
            note=ngettext("%(n)s waits for data", "%(n)s wait for data", waiting) % {"n": waiting}
            if waiting
            else _("none waits"),
        ),
    ]


def _line_url(settlement: Settlement) -> str:
    return reverse("contracts:figure", args=[settlement.contract.number, "appropriation"])


def _change_note(settlement: Settlement, before: Settlement | None) -> str:
    if before is None or not before.total_amount or settlement.total_amount is None:
        return ""
    rate = (settlement.total_amount - before.total_amount) / before.total_amount
    words = {"change": formats.signed(rate * 100, 1), "period": formats.period(before.period)}
    return _("%(change)s %% against %(period)s") % words


# ------------------------------------------------------------------ why it changed


def _chart(chosen: Settlement, before: Result, settlement: Settlement, after: Result) -> Chart | None:
    found = changes(before, after)
    parts = parts_of(found)
    return waterfall(
        "why-it-changed",
        _("Why the amount changed"),
        [
            Part(_name_short(chosen), payable(found.before), "total"),
            *parts,
            Part(_name_short(settlement), payable(found.after), "total"),
        ],
    )


def _name_short(one: Settlement) -> str:
    words = _("paid") if one.state == Settlement.State.APPROVED else _("proposed")
    return f"{formats.period(one.period)} {words}"


# ------------------------------------------------------------------ line by line


def _row(settlement: Settlement, line: LineResult, before: Result | None) -> LineRow:
    was = next((one for one in before.lines if one.key == line.key), None) if before else None
    return LineRow(
        name=localized(line.label),
        unit=unit_label(line.unit_of_measure),
        mark=common.mark_of_line(line),
        target=line.inputs["target"],
        achieved=line.inputs["achieved"],
        achieved_url=explain_url(settlement, f"{line.key}/achieved"),
        attainment=line.steps["attainment"],
        payable=line.steps["payable_quantity"],
        tariff=line.inputs["tariff"],
        amount=line.amount,
        amount_url=explain_url(settlement, f"{line.key}/line_amount"),
        before=was.amount if was else None,
        change=_difference(was.amount if was else None, line.amount),
    )


def _difference(before: Any, after: Any) -> Decimal | None:
    if before is None:
        return None
    return payable(after) - payable(before)


def _foot(settlement: Settlement, result: Result, before: Result | None) -> list[FootRow]:
    rows = []
    for step in result.rule_set.contract_steps:
        if step.unit != "MAD":
            continue
        value = result.steps[step.name]
        was = before.steps.get(step.name) if before else None
        if step.name == "above_ceiling_amount":
            value, was = _negative(value), _negative(was)
        is_total = step.name == result.rule_set.total
        rows.append(
            FootRow(
                localized(step.label), value, explain_url(settlement, step.name), was, _difference(was, value), is_total
            )
        )
    rows.sort(key=lambda row: row.is_total)
    return rows


def _negative(value: Any) -> Any:
    return Known(-value.amount) if isinstance(value, Known) else value


# ------------------------------------------------------------------ four eyes


def _eyes(settlement: Settlement, user: User) -> Eyes | None:
    if settlement.state != Settlement.State.COMPUTED:
        return None
    needed = requirements_to_approve(settlement, user)
    permitted = next(one for one in needed if one.code == "permission").is_met
    missing = [one for one in needed if not one.is_met]
    is_mine = permitted and settlement.computed_by_id != user.pk
    return Eyes(
        title=_("Your turn: second look") if is_mine else _("Second look awaited"),
        intro=_("You neither declared nor computed this settlement: you may countersign it.")
        if not missing
        else _("What countersigning takes:"),
        checks=[_adds_up(settlement), *checks_of(needed)],
        may_act=is_mine,
        may_approve=not missing,
        why_not=states.REQUIREMENTS[missing[0].code] if missing else "",
        approve_url=reverse("contracts:settlement-step", args=[settlement.pk, "approve"]),
        return_url=reverse("contracts:settlement-step", args=[settlement.pk, "return"]),
    )


def _adds_up(settlement: Settlement) -> Check:
    """The rule set's own conditions held when it was computed again: the parts add up to the centime."""
    result = result_of(settlement)
    is_exact = not isinstance(result.total, Known) or result.total.amount == settlement.total_amount
    return Check(_("The parts add up to the centime"), "good" if is_exact else "bad")


def _signatures(settlement: Settlement, result: Result) -> list[Signature]:
    facts = [fact for fact in facts_in(result) if fact.entered_at]
    verified = [fact for fact in facts if fact.verified_at]
    people = {
        person.username: str(person)
        for person in User.objects.filter(
            username__in={name for fact in facts for name in (fact.entered_by, fact.verified_by)}
        )
    }
    is_waiting = settlement.state == Settlement.State.COMPUTED
    signatures = [
        _by_many(_("Declared"), [(fact.entered_by, fact.entered_at) for fact in facts], people),
        _by_many(_("Verified"), [(fact.verified_by, fact.verified_at) for fact in verified], people),
        Signature(_("Computed"), settlement.computed_by, settlement.computed_at, "good"),
    ]
    if settlement.state == Settlement.State.RETURNED:
        return [
            *signatures,
            Signature(_("Sent back"), settlement.returned_by, settlement.returned_at, "bad", settlement.reason),
        ]
    payer = Parties([settlement.contract.payer]).name(settlement.contract.payer)
    return [
        *signatures,
        Signature(
            _("Countersigned"),
            settlement.approved_by or payer,
            settlement.approved_at,
            "good" if settlement.approved_by else "turn" if is_waiting else "none",
        ),
        Signature(_("Ordered for payment"), _("Ordonnateur of the payer"), None, "none"),
    ]


def _by_many(label: str, acts: Sequence[tuple[str, Any]], people: dict[str, str]) -> Signature:
    names = sorted({people.get(name, name) for name, _at in acts if name})
    last = max((at for _name, at in acts if at), default=None)
    who = names[0] if len(names) == 1 else ", ".join(names)
    return Signature(label, who, last, "good" if acts else "none")
