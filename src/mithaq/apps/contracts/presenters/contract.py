"""The page of a contract: state, key figures, tabs, next step, parties, and where it stands in the cascade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.contracts import states
from mithaq.apps.contracts.actions.agreement import is_content_unchanged
from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.contracts.presenters import common
from mithaq.apps.contracts.presenters.common import Parties, contract_url, explain_url
from mithaq.apps.contracts.queries import result_of
from mithaq.apps.indicators.presenters import shown
from mithaq.apps.territory.access import may
from mithaq.core.contracts.settlement import Settlement as Result
from mithaq.core.values import Known, Missing, Reason
from mithaq.core.workflow import Requirement
from mithaq.web import formats
from mithaq.web.components import Check, Crumb, Mark, NextAction, Step, StripCell, Tab
from mithaq.web.languages import current_language

TABS = ("content", "money", "undertakings", "duties", "documents", "history")
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Party:
    """A party of the contract: what it is, its name, who signed and when."""

    role: Any
    name: str
    signed_by: str
    signed_at: Any


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Everything above the tabs and beside them."""

    contract: Contract
    mark: Mark
    context: str
    crumbs: Sequence[Crumb]
    steps: Sequence[Step]
    strip: Sequence[StripCell]
    tabs: Sequence[Tab]
    tab: str
    next: NextAction
    parties: Sequence[Party]
    settlement: Settlement | None
    periods: Sequence[tuple[str, str, bool]]
    is_demonstration: bool


def contract_page(contract: Contract, user: User, tab: str, period: str) -> ContractPage:
    """The page for a person, on a tab, with the settlement of a period (the latest when there is none)."""
    settlements = list(contract.settlements.standing().defer("result").order_by("period", "-run_number"))
    settlement = next((one for one in settlements if one.period == period), settlements[-1] if settlements else None)
    result = result_of(settlement) if settlement else None
    signatures = {row.unit_id: row for row in contract.signatures.select_related("signed_by")}
    names = Parties([contract.payer, contract.holder])
    n_duties = contract.duties.count()
    counts = {"undertakings": contract.undertakings.count(), "duties": n_duties}
    return ContractPage(
        contract=contract,
        mark=common.CONTRACT_MARKS[Contract.State(contract.state)],
        context=_context(contract),
        crumbs=[Crumb(_("Contracts"), reverse("contracts:list")), *_ancestors(contract), Crumb(contract.number)],
        steps=_steps(contract, signatures),
        strip=_strip(contract, settlements, settlement, result),
        tabs=[Tab(_label(one), contract_url(contract, one), one == tab, counts.get(one)) for one in TABS],
        tab=tab,
        next=_next(contract, user, settlements),
        parties=[
            _party(gettext_lazy("For the payer"), contract.payer, names, signatures),
            _party(gettext_lazy("For the holder"), contract.holder, names, signatures),
        ],
        settlement=settlement,
        periods=[(one.period, formats.period(one.period), one == settlement) for one in settlements],
        is_demonstration=contract.is_demonstration,
    )


def _label(tab: str) -> str:
    return {
        "content": _("Content"),
        "money": _("Money"),
        "undertakings": _("Undertakings"),
        "duties": _("Duties of the parties"),
        "documents": _("Documents"),
        "history": _("History"),
    }[tab]


def _context(contract: Contract) -> str:
    level = 1 if contract.parent_id is None else 2
    words = _("Contract no. %(number)s · level %(level)s of the cascade")
    return words % {"number": f"\u2066{contract.number}\u2069", "level": level}


def _ancestors(contract: Contract) -> list[Crumb]:
    parent = contract.parent
    return [Crumb(parent.number, contract_url(parent))] if parent else []


def _steps(contract: Contract, signatures: dict[int, Any]) -> list[Step]:
    agreed = contract.entente.agreed_on if contract.entente else None
    signed = sorted(row.signed_at for row in signatures.values())
    dates = {
        Contract.State.DRAFT: contract.drafted_on,
        Contract.State.SUBMITTED: contract.submitted_on,
        Contract.State.SIGNED: signed[-1] if len(signed) == 2 else None,
        Contract.State.RUNNING: contract.started_on,
    }
    order = list(Contract.State)
    now = order.index(Contract.State(contract.state))
    steps = [Step(_("Entente"), formats.day(agreed), "done")] if agreed else []
    for index, state in enumerate(order):
        when = dates.get(state)
        words: Any = formats.day(when) if when and index <= now else ""
        if state == Contract.State.RUNNING and index == now:
            words = _("until %(day)s") % {"day": formats.day(contract.ends_on)}
        steps.append(Step(state.label, words, "done" if index < now else "now" if index == now else "todo"))
    return steps


def _strip(
    contract: Contract, settlements: Sequence[Settlement], settlement: Settlement | None, result: Result | None
) -> list[StripCell]:
    line, paid = contract.budget_line, states.paid(contract)
    allocation = line.appropriation_amount if line else None
    exposure = states.exposure(contract)
    million = current_language().million
    return [
        StripCell(
            _("Appropriation %(year)s") % {"year": contract.starts_on.year},
            _millions(allocation),
            million,
            2,
            _figure(contract, "appropriation"),
            note=_("line %(code)s") % {"code": line.code} if line else _("no line open"),
        ),
        StripCell(
            _("Countersigned so far"),
            _millions(paid),
            million,
            2,
            _figure(contract, "paid"),
            note=_("%(share)s of the maximum exposure")
            % {"share": formats.percent(paid / exposure if exposure else None)},
        ),
        _quality_cell(settlement, result),
        _kept_cell(settlement, result),
        StripCell(
            _("Maximum exposure"),
            _millions(exposure),
            million,
            2,
            _figure(contract, "exposure"),
            note=_exposure_note(exposure, allocation),
        ),
        _missing_cell(settlement, result),
    ]


def _figure(contract: Contract, name: str) -> str:
    return reverse("contracts:figure", args=[contract.number, name])


def _millions(amount: Decimal | None) -> Any:
    return amount / MILLION if amount is not None else Missing(Reason.NOT_APPLICABLE)


def _exposure_note(exposure: Decimal, allocation: Decimal | None) -> str:
    if allocation is None:
        return ""
    if exposure == allocation:
        return _("equal to the appropriation")
    return _("within the appropriation") if exposure < allocation else _("above the appropriation")


def _quality_cell(settlement: Settlement | None, result: Result | None) -> StripCell:
    label = _("Quality score")
    if settlement is None or result is None:
        return StripCell(label, Missing(Reason.NOT_REPORTED), note=_("no settlement yet"))
    value, unit, decimals = shown(result.inputs["quality_score"], "%")
    rate = result.steps.get("bonus_rate")
    note = _("bonus of %(rate)s") % {"rate": formats.percent(rate)} if isinstance(rate, Known) else ""
    return StripCell(label, value, unit, decimals, explain_url(settlement, "quality_score"), note=note)


def _kept_cell(settlement: Settlement | None, result: Result | None) -> StripCell:
    label = _("Undertakings kept")
    if settlement is None or result is None:
        return StripCell(label, Missing(Reason.NOT_REPORTED), note=_("no settlement yet"))
    marks = [common.mark_of_line(line) for line in result.lines]
    below, waiting = marks.count(common.BELOW), marks.count(common.WAITING)
    words = [
        ngettext("%(n)s below the threshold", "%(n)s below the threshold", below) % {"n": below} if below else "",
        ngettext("%(n)s not assessed", "%(n)s not assessed", waiting) % {"n": waiting} if waiting else "",
    ]
    kept = f"{marks.count(common.KEPT)}/{len(marks)}"
    url = f"{reverse('contracts:figure', args=[settlement.contract.number, 'kept'])}?period={settlement.period}"
    return StripCell(
        label, kept, url=url, note=", ".join(one for one in words if one) or formats.period(settlement.period)
    )


def _missing_cell(settlement: Settlement | None, result: Result | None) -> StripCell:
    label = _("Share missing")
    if settlement is None or result is None:
        return StripCell(label, Missing(Reason.NOT_REPORTED), note=_("no settlement yet"))
    facts = [fact for names in result.observed.line_facts.values() for fact in names["achieved"]]
    missing = sum(1 for fact in facts if isinstance(fact.value, Missing))
    share = Decimal(missing) / len(facts) if facts else Decimal(0)
    words = ngettext("%(n)s report of %(all)s", "%(n)s reports of %(all)s", missing) % {"n": missing, "all": len(facts)}
    url = f"{reverse('contracts:figure', args=[settlement.contract.number, 'missing'])}?period={settlement.period}"
    return StripCell(label, share * 100, "%", 1, url, note=words)


def _next(contract: Contract, user: User, settlements: Sequence[Settlement]) -> NextAction:
    """What the contract waits for, with what it still lacks for this person."""
    match contract.state:
        case Contract.State.DRAFT:
            return _step(
                _("Next step: submit for signature"),
                states.submit_requirements(contract, user),
                _("Submit"),
                contract,
                "submit",
            )
        case Contract.State.SUBMITTED:
            return _sign_next(contract, user)
        case Contract.State.SIGNED:
            return _step(
                _("Next step: start the execution"),
                states.start_requirements(contract, user),
                _("Start"),
                contract,
                "start",
            )
        case Contract.State.RUNNING:
            return _settle_next(contract, user, settlements)
        case _:
            return NextAction(_("The contract is closed"))


def checks_of(needed: Sequence[Requirement]) -> list[Check]:
    """Requirements as a check-list; the state itself is not worth a line."""
    return [
        Check(states.REQUIREMENTS[one.code], "good" if one.is_met else "bad") for one in needed if one.code != "state"
    ]


def _step(title: str, needed: Sequence[Requirement], verb: str, contract: Contract, step: str) -> NextAction:
    missing = [one for one in needed if not one.is_met]
    return NextAction(
        title,
        checks=checks_of(needed),
        action=verb,
        url=reverse("contracts:step", args=[contract.number, step]),
        icon="arrow-right",
        why_not=states.REQUIREMENTS[missing[0].code] if missing else "",
    )


def _sign_next(contract: Contract, user: User) -> NextAction:
    signed = {row.unit.code: str(row.signed_by_id) for row in contract.signatures.select_related("unit")}
    waiting = [unit for unit in (contract.payer, contract.holder) if unit.code not in signed]
    unit = next((one for one in waiting if may(user, Permission.CONTRACTS_SIGN, one)), waiting[0])
    needed = states.sign_requirements(
        contract, user, unit_code=unit.code, signed=signed, is_unchanged=is_content_unchanged(contract)
    )
    title = _("Next step: signature for %(party)s") % {"party": Parties([unit]).name(unit)}
    return _step(title, needed, _("Sign"), contract, f"sign-{unit.code}")


def _settle_next(contract: Contract, user: User, settlements: Sequence[Settlement]) -> NextAction:
    waiting = next((one for one in settlements if one.state == Settlement.State.COMPUTED), None)
    if waiting is not None:
        title = _("Next step: second look on %(period)s") % {"period": formats.period(waiting.period)}
        intro = _("Computed on %(day)s by %(person)s.") % {
            "day": formats.day_long(waiting.computed_at),
            "person": waiting.computed_by,
        }
        return NextAction(
            title, intro, action=_("Open the settlement"), url=common.settlement_url(waiting), icon="arrow-right"
        )
    done = {one.period for one in settlements}
    period = next((one for one in states.quarters(contract) if one not in done), None)
    if period is None:
        return NextAction(_("Every quarter of the year is settled"))
    needed = states.compute_requirements(contract, period, user)
    title = _("Next step: compute %(period)s") % {"period": formats.period(period)}
    return _step(title, needed, _("Compute"), contract, f"compute-{period}")


def _party(role: Any, unit: Any, names: Parties, signatures: dict[int, Any]) -> Party:
    row = signatures.get(unit.pk)
    return Party(role, names.name(unit), str(row.signed_by) if row else "", row.signed_at if row else None)
