"""What contracts hand to the frame: what awaits a person, what the search finds, the trail's sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mithaq.apps.accounts.access import holds
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.contracts import states
from mithaq.apps.contracts.models import Contract, Duty, Settlement
from mithaq.apps.contracts.presenters.common import contract_url, settlement_url
from mithaq.apps.territory.access import may, scope_paths
from mithaq.core.periods import Period
from mithaq.web import formats
from mithaq.web.components import Mark, Task
from mithaq.web.languages import localized
from mithaq.web.shell import Hit

SECOND_LOOK_WITHIN = timedelta(days=7)
COMPUTED_WITHIN = timedelta(days=45)  # after the end of the quarter: data are verified by then

SENTENCES = {
    "contract.rule.published": gettext_lazy("Published the payment rule %(rule)s."),
    "contract.drafted": gettext_lazy("Drafted the contract %(number)s."),
    "contract.submitted": gettext_lazy("Froze the content of the contract %(number)s and submitted it for signature."),
    "contract.signed": gettext_lazy("Signed the contract %(number)s for the party %(party)s."),
    "contract.started": gettext_lazy("Started the execution of the contract %(number)s."),
    "contract.duty.done": gettext_lazy("Declared done a duty of the contract %(number)s: %(text)s."),
    "contract.settlement.computed": gettext_lazy(
        "Computed the settlement %(period)s of the contract %(number)s (run %(run)s): %(amount)s."
    ),
    "contract.settlement.approved": gettext_lazy(
        "Countersigned the settlement %(period)s of the contract %(number)s: %(amount)s."
    ),
    "contract.settlement.returned": gettext_lazy(
        "Sent back the settlement %(period)s of the contract %(number)s: %(reason)s"
    ),
}


def tasks_of(request: HttpRequest) -> Iterator[Task]:
    """What awaits this person in contracts: second looks, signatures, quarters to compute, late duties."""
    user = request.user
    if not isinstance(user, User) or not holds(user, Permission.CONTRACTS_VIEW):
        return
    contracts = list(Contract.objects.visible_to(user).with_parties().defer("content").order_by("number"))
    yield from _second_looks(user, contracts)
    yield from _signatures(user, contracts)
    yield from _to_compute(user, contracts)
    yield from _duties(user, contracts)


def _second_looks(user: User, contracts: list[Contract]) -> Iterator[Task]:
    by_id = {one.pk: one for one in contracts if may(user, Permission.SETTLEMENTS_APPROVE, one.payer)}
    rows = Settlement.objects.filter(contract__in=by_id, state=Settlement.State.COMPUTED).exclude(computed_by=user)
    for row in rows.defer("result").order_by("computed_at"):
        contract = by_id[row.contract_id]
        yield _task(
            _("Countersign the settlement %(period)s") % {"period": formats.period(row.period)},
            settlement_url(row),
            f"{localized(contract, 'title')} · {formats.money(row.total_amount)}",
            row.computed_at + SECOND_LOOK_WITHIN,
            _("Open"),
            mark=Mark("turn", _("Second look")),
        )


def _signatures(user: User, contracts: list[Contract]) -> Iterator[Task]:
    for one in contracts:
        if one.state != Contract.State.SUBMITTED or one.drafted_by_id == user.pk:
            continue
        signed = set(one.signatures.values_list("unit_id", flat=True))
        for unit in (one.payer, one.holder):
            if unit.pk not in signed and may(user, Permission.CONTRACTS_SIGN, unit):
                yield _task(
                    _("Sign the contract"),
                    contract_url(one),
                    localized(one, "title"),
                    None,
                    _("Open"),
                    mark=Mark("turn", _("Signature")),
                )


def _to_compute(user: User, contracts: list[Contract]) -> Iterator[Task]:
    mine = [one for one in contracts if one.state == Contract.State.RUNNING and _may_compute(user, one)]
    done = set(Settlement.objects.standing().filter(contract__in=mine).values_list("contract_id", "period"))
    today = timezone.localdate()
    for one in mine:
        for period in states.quarters(one):
            if (one.pk, period) not in done and (end := Period.parse(period).ends_on) < today:
                title = _("Compute the settlement %(period)s") % {"period": formats.period(period)}
                yield _task(
                    title, contract_url(one, "money"), localized(one, "title"), end + COMPUTED_WITHIN, _("Open")
                )


def _may_compute(user: User, one: Contract) -> bool:
    return may(user, Permission.SETTLEMENTS_COMPUTE, one.holder) or may(user, Permission.SETTLEMENTS_COMPUTE, one.payer)


def _duties(user: User, contracts: list[Contract]) -> Iterator[Task]:
    """Open duties of the party that the person heads."""
    running = {one.pk: one for one in contracts if one.state == Contract.State.RUNNING}
    rows = (
        Duty.objects.filter(contract__in=running, state=Duty.State.OPEN)
        .select_related("bearer")
        .order_by("due_on", "pk")
    )
    for row in rows:
        if may(user, Permission.CONTRACTS_SIGN, row.bearer) and row.bearer.path == _headed(user, row.bearer.path):
            contract = running[row.contract_id]
            yield _task(
                localized(row, "text"), contract_url(contract, "duties"), contract.number, row.due_on, _("Open")
            )


def _headed(user: User, path: str) -> str:
    """The path when one of the person's mandates is on that very unit; a scope above is not a duty of one's own."""
    return path if path in scope_paths(user, Permission.CONTRACTS_SIGN) else ""


def _task(title: str, url: str, about: str, due: date | datetime | None, action: str, mark: Mark | None = None) -> Task:
    due_on = timezone.localdate(due) if isinstance(due, datetime) else due
    late = due_on is not None and due_on < timezone.localdate()
    return Task(
        title,
        url,
        about,
        due_on,
        formats.day(due_on) if due_on else "",
        "bad" if late else "info",
        mark,
        action=action,
        is_urgent=late,
        is_primary=late,
    )


def find_contracts(request: HttpRequest, text: str) -> Iterator[Hit]:
    """Contracts by number, title or holder."""
    user = request.user
    if not isinstance(user, User) or not holds(user, Permission.CONTRACTS_VIEW):
        return
    wanted: Any = (
        Q(number__icontains=text)
        | Q(title_fr__icontains=text)
        | Q(title_ar__icontains=text)
        | Q(holder__name_fr__icontains=text)
    )
    for one in Contract.objects.visible_to(user).filter(wanted).defer("content").order_by("number")[:8]:
        url = reverse("contracts:contract", args=[one.number])
        yield Hit(gettext_lazy("Contract"), localized(one, "title"), url, one.number, "file-certificate")
