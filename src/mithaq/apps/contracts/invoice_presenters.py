"""Checked invoices as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from mithaq.core.contracts.invoices import Failure, InvoiceReport, Note, Remark, Role
from mithaq.web.components import Mark, StripCell

REMARKS = {
    Remark.VERIFIED_BELOW_DECLARED: _("Verified below declared"),
    Remark.VERIFIED_ABOVE_DECLARED: _("Verified above declared"),
    Remark.VALIDATED_BELOW_VERIFIED: _("Validated below verified"),
    Remark.VALIDATED_ABOVE_VERIFIED: _("Validated above verified"),
    Remark.LINE_TWICE: _("The line is there twice"),
    Remark.ROW_TWICE: _("The row is there twice; only the first one is checked"),
    Remark.NO_TOTAL: _("The invoice has no total row"),
}
RULES = {
    Role.LINE: _("paid = validated × tariff"),
    Role.SUBTOTAL: _("subtotal = sum of the paid amounts"),
    Role.TOTAL: _("total = subtotal + bonus"),
}
NAMES = {Role.SUBTOTAL: _("Subtotal"), Role.TOTAL: _("Total")}


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A figure that does not hold."""

    line: Any
    indicator: str
    rule: Any
    found: Decimal | None
    expected: Decimal | None
    gap: Decimal | None
    place: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A remark on a line."""

    line: str
    words: Any
    first: Decimal | None
    second: Decimal | None
    place: str


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One invoice: its mark, its figures, what does not hold, what is worth a look."""

    name: str
    mark: Mark
    cells: tuple[StripCell, ...]
    failures: tuple[FailureRow, ...]
    notes: tuple[NoteRow, ...]


def invoice_views(reports: Sequence[InvoiceReport]) -> tuple[InvoiceView, ...]:
    """One view an invoice, those that do not hold first."""
    return tuple(_view(report) for report in sorted(reports, key=lambda report: report.holds))


def _view(report: InvoiceReport) -> InvoiceView:
    mark = Mark("good", _("holds")) if report.holds else Mark("bad", _("does not hold"))
    cells = (
        StripCell(_("Lines"), Decimal(report.n_lines)),
        StripCell(_("Subtotal"), report.subtotal),
        StripCell(_("Bonus"), report.bonus),
        StripCell(_("Total"), report.total),
    )
    failures = tuple(_failure(failure) for failure in report.failures)
    return InvoiceView(report.invoice, mark, cells, failures, tuple(_note(note) for note in report.notes))


def _failure(one: Failure) -> FailureRow:
    name = NAMES.get(one.role, one.line)
    return FailureRow(name, one.indicator, RULES[one.role], one.found, one.expected, one.gap, one.place)


def _note(one: Note) -> NoteRow:
    return NoteRow(one.line, REMARKS[one.remark], one.first, one.second, one.place)
