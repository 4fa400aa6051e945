"""Contracts and settlements: get, permit, call, render."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.contracts import actions, states
from mithaq.apps.contracts.forms import OtherDateForm, ReasonForm
from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.contracts.presenters import contract as contract_page_of
from mithaq.apps.contracts.presenters import contract_tabs, history
from mithaq.apps.contracts.presenters.chain import chain_page
from mithaq.apps.contracts.presenters.common import contract_url, settlement_url
from mithaq.apps.contracts.presenters.explanation import explanation_sheet
from mithaq.apps.contracts.presenters.figures import figure_sheet
from mithaq.apps.contracts.presenters.lists import contracts_table, payments_page
from mithaq.apps.contracts.presenters.settlement import settlement_page
from mithaq.apps.contracts.presenters.why import late_data
from mithaq.apps.contracts.queries import current_settlement
from mithaq.core.periods import Period, PeriodKind
from mithaq.core.workflow import Refused
from mithaq.web.tables import bind, export_response

PER_STEP = re.compile(r"^(?P<step>submit|start|sign|compute)(?:-(?P<what>[\w.-]+))?$")


def _contract(request: PersonRequest, number: str) -> Contract:
    return get_object_or_404(Contract.objects.visible_to(request.user).with_parties(), number=number)


def _settlement(request: PersonRequest, pk: int) -> Settlement:
    rows = Settlement.objects.visible_to(request.user).select_related(
        "contract__holder", "contract__payer", "contract__budget_line", "rule_set", "computed_by", "approved_by"
    )
    return get_object_or_404(rows, pk=pk)


@requires(Permission.CONTRACTS_VIEW)
def contracts(request: PersonRequest) -> HttpResponse:
    """The list; `?export=xlsx|csv` gives it as a file."""
    rows = Contract.objects.visible_to(request.user).with_parties().defer("content").order_by("number")
    table = contracts_table(list(rows))
    if (file := export_response(request, table)) is not None:
        return file
    return render(request, "contracts/list.html", {"view": bind(request, table)})


@requires(Permission.CONTRACTS_VIEW)
def contract(request: PersonRequest, number: str) -> HttpResponse:
    """A contract, on the tab `?tab=`, with the settlement of `?period=`."""
    one, person = _contract(request, number), request.user
    tab = request.GET.get("tab", "undertakings")
    if tab not in contract_page_of.TABS:
        raise Http404(tab)
    page = contract_page_of.contract_page(one, person, tab, request.GET.get("period", ""))
    visible = Contract.objects.visible_to(person)
    content: dict[str, Any] = {"page": page}
    match tab:
        case "content":
            content["clauses"] = one.clauses.order_by("rank")
        case "money":
            content["money"] = contract_tabs.money_tab(one, visible)
        case "undertakings":
            content["tab"] = contract_tabs.undertakings_tab(one, page.settlement)
            content["reconciled"] = contract_tabs.reconciliation(one, content["tab"].period, visible)
        case "duties":
            content["duties"] = contract_tabs.duties_tab(one, timezone.localdate())
        case "documents":
            content["documents"] = history.documents(one, page.settlement)
        case "history":
            content["events"] = history.events(one)
    content["children"] = list(visible.filter(parent=one).defer("content").order_by("number"))
    content["parent"] = one.parent if one.parent and visible.filter(pk=one.parent.pk).exists() else None
    return render(request, "contracts/contract.html", content)


@requires(Permission.CONTRACTS_VIEW)
def figure(request: PersonRequest, number: str, name: str) -> HttpResponse:
    """The explanation of a figure of the contract's strip."""
    one = _contract(request, number)
    period = request.GET.get("period", "")
    last = one.settlements.standing().order_by("-period", "-run_number").first()
    settlement = current_settlement(one, period) if period else last
    try:
        sheet = figure_sheet(one, name, settlement)
    except KeyError as problem:
        raise Http404(name) from problem
    return render(request, "contracts/explain.html", {"sheet": sheet, "form": None})


@requires(Permission.CONTRACTS_VIEW)
def chain(request: PersonRequest, number: str, rank: int) -> HttpResponse:
    """An undertaking along the chain: objective, target, line, clause, value, payment."""
    one = _contract(request, number)
    undertaking = get_object_or_404(
        one.undertakings.select_related("target__objective__area", "target__indicator"), rank=rank
    )
    return render(request, "contracts/chain.html", {"page": chain_page(one, undertaking, request.user)})


@requires(Permission.CONTRACTS_VIEW)
@require_POST
def step(request: PersonRequest, number: str, step: str) -> HttpResponse:
    """One step of the contract's life: submit, sign-CODE, start, compute-PERIOD."""
    one, person = _contract(request, number), request.user
    match = PER_STEP.match(step)
    if match is None:
        raise Http404(step)
    try:
        return HttpResponseRedirect(_take(match["step"], match["what"] or "", one, person))
    except Refused as refused:
        _say_refused(request, refused)
    return HttpResponseRedirect(contract_url(one))


def _take(step: str, what: str, one: Contract, person: User) -> str:
    match step:
        case "submit":
            actions.submit_contract(contract=one, by=person)
        case "start":
            actions.start_contract(contract=one, by=person)
        case "sign":
            unit = next((unit for unit in (one.payer, one.holder) if unit.code == what), None)
            if unit is None:
                raise Http404(what)
            actions.sign_contract(contract=one, unit=unit, by=person)
        case _:
            if what not in states.quarters(one):
                raise Http404(what)
            return settlement_url(actions.compute_settlement(contract=one, period=what, by=person))
    return contract_url(one)


def _say_refused(request: PersonRequest, refused: Refused) -> None:
    reasons = " · ".join(str(states.REQUIREMENTS[one.code]) for one in refused.missing)
    messages.error(request, _("This step cannot be taken yet. What is missing: %(reasons)s.") % {"reasons": reasons})


@requires(Permission.CONTRACTS_VIEW)
def settlements(request: PersonRequest) -> HttpResponse:
    """The payments of the quarter chosen in the band, across contracts."""
    period = _quarter(request)
    rows = Contract.objects.visible_to(request.user).with_parties().defer("content").order_by("number")
    page = payments_page(list(rows), str(period), str(period.next(-1)))
    if (file := export_response(request, page.table)) is not None:
        return file
    quarters = [period.next(-step) for step in (-1, 0, 1, 2, 3)]
    return render(
        request,
        "contracts/settlements.html",
        {"page": page, "view": bind(request, page.table), "quarters": quarters, "current": period},
    )


def _quarter(request: PersonRequest) -> Period:
    """The quarter asked for, else the last quarter of the period in the band that has a settlement."""
    try:
        asked = Period.parse(request.GET.get("period", ""))
        return asked.within(PeriodKind.QUARTER)
    except ValueError:
        visible = Settlement.objects.visible_to(request.user).standing()
        last = visible.order_by("-period").values_list("period", flat=True).first()
        return Period.parse(last) if last else Period.of_date(timezone.localdate(), PeriodKind.QUARTER)


@requires(Permission.CONTRACTS_VIEW)
def settlement(request: PersonRequest, pk: int) -> HttpResponse:
    """A settlement, compared with the run `?against=`."""
    one = _settlement(request, pk)
    page = settlement_page(one, request.user, request.GET.get("against", ""))
    return render(request, "contracts/settlement.html", {"page": page, "late": late_data(one, request.user)})


@requires(Permission.CONTRACTS_VIEW)
def settlement_json(request: PersonRequest, pk: int) -> HttpResponse:
    """The canonical record, the same bytes as the command line gives."""
    one = _settlement(request, pk)
    response = HttpResponse(one.result, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{one.contract.number}-{one.period}-{one.run_number}.json"'
    return response


@requires(Permission.CONTRACTS_VIEW)
def explain(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """Where a figure of a settlement comes from."""
    form = OtherDateForm(request.GET or None)
    day = form.cleaned_data["known_on"] if form.is_valid() else None
    try:
        sheet = explanation_sheet(_settlement(request, pk), key, day)
    except KeyError as problem:
        raise Http404(key) from problem
    return render(request, "contracts/explain.html", {"sheet": sheet, "form": form})


@requires(Permission.SETTLEMENTS_APPROVE)
@require_POST
def settlement_step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Countersign, or send back with a reason."""
    one, person = _settlement(request, pk), request.user
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        if step == "approve":
            actions.approve_settlement(settlement=one, by=person, note=reason)
            messages.success(request, _("Settlement countersigned. It can be ordered for payment."))
        elif step == "return":
            actions.return_settlement(settlement=one, reason=reason, by=person)
            messages.success(request, _("Settlement sent back with its reason."))
        else:
            raise Http404(step)
    except Refused as refused:
        _say_refused(request, refused)
    return HttpResponseRedirect(reverse("contracts:settlement", args=[one.pk]))
