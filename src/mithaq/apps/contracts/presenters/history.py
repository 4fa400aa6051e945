"""What happened to a contract, latest first, and the documents that it leaves as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mithaq.apps.contracts.models import Contract, Duty, Settlement
from mithaq.apps.contracts.presenters import common
from mithaq.apps.contracts.presenters.common import Parties, settlement_url
from mithaq.web import formats
from mithaq.web.components import Mark, TimelineEvent
from mithaq.web.languages import LANGUAGES, current_language, localized

DONE = Mark("done", "")


def events(contract: Contract) -> list[TimelineEvent]:
    """Every step of the contract, of its duties and of its settlements."""
    names = Parties([contract.payer, contract.holder])
    found = [*_life(contract), *_signatures(contract, names), *_duties(contract, names), *_settlements(contract)]
    return sorted(found, key=lambda event: _instant(event.on), reverse=True)


def _instant(on: date | datetime) -> str:
    return (timezone.localtime(on) if isinstance(on, datetime) else on).isoformat()


def _life(contract: Contract) -> list[TimelineEvent]:
    steps = (
        (contract.drafted_on, _("Contract drafted"), contract.drafted_by),
        (contract.submitted_on, _("Content frozen and submitted for signature"), contract.submitted_by),
        (contract.started_on, _("Execution started"), ""),
    )
    return [TimelineEvent(on, title, str(who or "")) for on, title, who in steps if on]


def _signatures(contract: Contract, names: Parties) -> list[TimelineEvent]:
    rows = contract.signatures.select_related("unit", "signed_by")
    return [
        TimelineEvent(row.signed_at, _("Signed for %(party)s") % {"party": names.name(row.unit)}, str(row.signed_by))
        for row in rows.order_by("signed_at")
    ]


def _duties(contract: Contract, names: Parties) -> list[TimelineEvent]:
    rows = contract.duties.filter(state=Duty.State.DONE).select_related("bearer")
    return [
        TimelineEvent(row.done_on, _("Duty done: %(text)s") % {"text": localized(row, "text")}, names.name(row.bearer))
        for row in rows.order_by("done_on")
        if row.done_on
    ]


def _settlements(contract: Contract) -> list[TimelineEvent]:
    found = []
    rows = contract.settlements.defer("result").select_related("computed_by", "approved_by", "returned_by")
    for row in rows.order_by("computed_at"):
        period = {"period": formats.period(row.period), "amount": formats.money(row.total_amount)}
        url = settlement_url(row)
        found.append(
            TimelineEvent(row.computed_at, _("%(period)s computed: %(amount)s") % period, str(row.computed_by), url)
        )
        if row.approved_at:
            mark = common.SETTLEMENT_MARKS[Settlement.State.APPROVED]
            title = _("%(period)s countersigned: %(amount)s") % period
            found.append(TimelineEvent(row.approved_at, title, str(row.approved_by), url, mark))
        if row.returned_at:
            mark = common.SETTLEMENT_MARKS[Settlement.State.RETURNED]
            title = _("%(period)s sent back") % period
            found.append(TimelineEvent(row.returned_at, title, f"{row.returned_by} — {row.reason}", url, mark))
    return found


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document and the files that it leaves as: (language, format, address)."""

    title: str
    note: str
    files: Sequence[tuple[str, str, str]]


def documents(contract: Contract, settlement: Settlement | None) -> list[DocumentRow]:
    """The contract, and the settlement shown, in each language as Word and PDF."""
    note = (
        _("content %(hash)s") % {"hash": f"\u2066{contract.content_hash[:12]}\u2069"} if contract.content_hash else ""
    )
    rows = [
        DocumentRow(_("Contract %(number)s") % {"number": contract.number}, note, files("contract", contract.number))
    ]
    for row in contract.settlements.standing().defer("result").order_by("period"):
        title = _("Settlement %(period)s") % {"period": formats.period(row.period)}
        rows.append(DocumentRow(title, f"\u2066{row.digest[:12]}\u2069", files("settlement", row.pk)))
    return rows


def files(kind: str, key: Any) -> list[tuple[str, str, str]]:
    """The files of an object, those in the language of the page first; none while no app draws them."""
    first = current_language().code
    try:
        return [
            (LANGUAGES[code].name, name, reverse(f"reports:{kind}", args=[key, code, ending]))
            for code in sorted(("fr", "ar"), key=lambda one: one != first)
            for name, ending in (("Word", "docx"), ("PDF", "pdf"))
        ]
    except NoReverseMatch:
        return []
