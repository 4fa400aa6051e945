"""The lists of contracts and of payments, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mithaq.apps.contracts import states
from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.contracts.presenters import common
from mithaq.apps.contracts.presenters.common import Parties, contract_url, settlement_url
from mithaq.web import formats
from mithaq.web.components import StripCell
from mithaq.web.languages import current_language, localized
from mithaq.web.tables import Column, State, Table


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract of the list."""

    number: str
    title: str
    url: str
    holder: str
    payer: str
    parent: str
    starts_on: Any
    ends_on: Any
    state: State
    exposure: Decimal
    paid: Decimal
    last: str
    last_amount: Any


def contract_rows(contracts: Sequence[Contract]) -> list[ContractRow]:
    """The rows; two more queries whatever their number."""
    parties = Parties([unit for one in contracts for unit in (one.holder, one.payer)])
    settled: dict[int, list[Settlement]] = {}
    standing = (
        Settlement.objects.standing().filter(contract__in=contracts).defer("result").order_by("period", "run_number")
    )
    for row in standing:
        settled.setdefault(row.contract_id, []).append(row)
    return [_row(one, settled.get(one.pk, []), parties) for one in contracts]


def _row(one: Contract, settled: Sequence[Settlement], parties: Parties) -> ContractRow:
    mark = common.CONTRACT_MARKS[Contract.State(one.state)]
    approved = [
        row.total_amount for row in settled if row.state == Settlement.State.APPROVED and row.total_amount is not None
    ]
    last = settled[-1] if settled else None
    return ContractRow(
        number=one.number,
        title=localized(one, "title"),
        url=contract_url(one),
        holder=parties.name(one.holder),
        payer=parties.name(one.payer),
        parent=one.parent.number if one.parent else "",
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        state=State("good" if mark.state == "done" else mark.state, mark.label),
        exposure=states.exposure(one),
        paid=sum(approved, Decimal(0)),
        last=formats.period(last.period) if last else "",
        last_amount=last.total_amount if last else None,
    )


def contracts_table(contracts: Sequence[Contract]) -> Table:
    """The contracts that a person may read."""
    return Table(
        "contracts",
        [
            Column("title", _("Contract"), "link", url=lambda row: row.url, sub=lambda row: row.number),
            Column("number", _("Number"), optional=True),
            Column("holder", _("Holder")),
            Column("payer", _("Payer")),
            Column("parent", _("Parent contract"), optional=True),
            Column("starts_on", _("From"), "day", optional=True),
            Column("ends_on", _("Until"), "day"),
            Column("state", _("State"), "state"),
            Column("exposure", _("Exposure of a year"), "money"),
            Column("paid", _("Countersigned"), "money", total="sum"),
            Column("last", _("Last quarter")),
            Column("last_amount", _("Amount"), "money", optional=True),
        ],
        contract_rows(contracts),
        _("Contracts"),
        total_label=_("Total"),
        empty=_("No contract yet. They are born of a signed entente."),
    )


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A contract's settlement of a quarter beside the quarter before."""

    contract: str
    number: str
    url: str
    holder: str
    state: State
    before: Any
    amount: Any
    change: Any
    pending: Any
    ceiling: Decimal
    digest: str


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """The payments of a quarter across contracts: figures and table."""

    period: str
    strip: Sequence[StripCell]
    table: Table


def payments_page(contracts: Sequence[Contract], period: str, before: str) -> PaymentsPage:
    """The quarter `period` beside `before`, for these contracts; two queries more."""
    parties = Parties([one.holder for one in contracts])
    rows = Settlement.objects.standing().filter(contract__in=contracts, period__in=[period, before])
    found = {(row.contract_id, row.period): row for row in rows.defer("result").order_by("run_number")}
    lines = [_payment(one, found.get((one.pk, period)), found.get((one.pk, before)), parties) for one in contracts]
    return PaymentsPage(period, _payments_strip(lines), _payments_table(lines, period, before))


def _payment(one: Contract, now: Settlement | None, was: Settlement | None, parties: Parties) -> PaymentRow:
    mark = common.SETTLEMENT_MARKS[Settlement.State(now.state)] if now else common.NOT_SETTLED
    amount, before = (now.total_amount if now else None), (was.total_amount if was else None)
    return PaymentRow(
        contract=localized(one, "title"),
        number=one.number,
        url=settlement_url(now) if now else contract_url(one, "money"),
        holder=parties.name(one.holder),
        state=State("good" if mark.state == "done" else mark.state, mark.label),
        before=before,
        amount=amount,
        change=amount - before if amount is not None and before is not None else None,
        pending=now.pending_amount if now else None,
        ceiling=one.quarter_ceiling_amount,
        digest=now.digest[:12] if now else "",
    )


def _payments_strip(lines: Sequence[PaymentRow]) -> list[StripCell]:
    currency = current_language().currency
    amounts = [line.amount for line in lines if line.amount is not None]
    pending = [line.pending for line in lines if line.pending is not None]
    waiting = sum(1 for line in lines if line.state.tone == "turn")
    return [
        StripCell(_("To pay"), sum(amounts, Decimal(0)) if amounts else None, currency, 2),
        StripCell(_("Waiting for data"), sum(pending, Decimal(0)) if pending else None, currency, 2),
        StripCell(_("Ceilings of the quarter"), sum((line.ceiling for line in lines), Decimal(0)), currency, 2),
        StripCell(_("Second looks awaited"), f"{waiting}/{len(lines)}"),
    ]


def _payments_table(lines: Sequence[PaymentRow], period: str, before: str) -> Table:
    return Table(
        "payments",
        [
            Column("contract", _("Contract"), "link", url=lambda row: row.url, sub=lambda row: row.number),
            Column("holder", _("Holder")),
            Column("state", _("State"), "state"),
            Column("before", formats.period(before), "money", total="sum"),
            Column("amount", formats.period(period), "money", total="sum", explain=lambda row: None),
            Column("change", _("Change"), "money", total="sum"),
            Column("pending", _("Waiting for data"), "money", total="sum"),
            Column("ceiling", _("Ceiling"), "money", total="sum", optional=True),
            Column("digest", _("Digest"), optional=True),
        ],
        lines,
        _("Payments of the %(period)s") % {"period": formats.period(period, long=True)},
        total_label=_("Total"),
        empty=_("No running contract in your scope."),
    )
