"""From an uploaded file to the rows of invoices; a cell that cannot be read is named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from mithaq.core.contracts.invoices import InvoiceRow, Role
from mithaq.core.errors import DataProblem
from mithaq.core.figures import TwoReadings, read_figure
from mithaq.web.tables.collation import fold
from mithaq.web.uploads import Cell, Row, Sheet, UnusableFile, Workbook, words

_CURRENCY = re.compile(r"[ _(-]+([a-z]{3}|dh)\)?$")  # after the word: tariff_fbu, Tarif (MAD)
_HEADINGS: Mapping[str, Sequence[str]] = {
    "invoice": ("invoice", "facture", "الفاتورة"),
    "line": ("line", "ligne", "السطر"),
    "indicator": ("indicator", "indicateur", "المؤشر"),
    "declared": ("declared", "déclaré", "déclarée", "المصرح به"),
    "verified": ("verified", "vérifié", "vérifiée", "المتحقق منه"),
    "validated": ("validated", "validé", "validée", "المصادق عليه"),
    "tariff": ("tariff", "tarif", "التعريفة"),
    "paid": ("paid", "payé", "montant payé", "المبلغ المؤدى"),
}
_FIELDS = {fold(heading): name for name, headings in _HEADINGS.items() for heading in headings}
_IN_CURRENCY = frozenset({"tariff", "paid"})
REQUIRED = ("invoice", "line", "validated", "tariff", "paid")
FIGURES = ("declared", "verified", "validated", "tariff", "paid")


class InvoiceFileForm(forms.Form):
    """The file to check."""

    file = forms.FileField(
        label=_("Invoice file"),
        help_text=_(
            "A .csv or .xlsx file with invoice, line, indicator, declared, verified, validated, "
            "tariff and paid columns."
        ),
    )


def invoice_rows(book: Workbook) -> list[InvoiceRow]:
    """The rows of the first sheet that has the columns of an invoice.

    Raises UnusableFile naming each missing column, or each cell that is not a number.
    """
    sheet = next((sheet for sheet in book.sheets if not _absent(_places(sheet))), book.sheets[0])
    places = _places(sheet)
    problems = [_absent_column(sheet, name) for name in _absent(places)] + _doubled(sheet)
    if problems:
        raise UnusableFile(*problems)
    rows = [_row(row, places, problems) for row in sheet.rows]
    if not any(row.role is Role.LINE for row in rows):
        problems.append(
            DataProblem(
                "invoices.no_line",
                book.name,
                "The file holds no invoice line.",
                "Write one line of the invoice on each row, below the headings.",
            )
        )
    if problems:
        raise UnusableFile(*problems)
    return rows


def _places(sheet: Sheet) -> dict[str, int]:
    """The column of each field; the first one when several have the heading."""
    found: dict[str, int] = {}
    for at, cell in enumerate(sheet.header):
        name = _field(cell)
        if name and name not in found:
            found[name] = at
    return found


def _field(cell: Cell) -> str | None:
    heading = fold(cell.text)
    field = _FIELDS.get(_CURRENCY.sub("", heading))
    return field if field in _IN_CURRENCY else _FIELDS.get(heading)


def _absent(places: Mapping[str, int]) -> list[str]:
    return [name for name in REQUIRED if name not in places]


def _absent_column(sheet: Sheet, name: str) -> DataProblem:
    found = ", ".join(cell.text for cell in sheet.header if not cell.is_empty)
    return DataProblem(
        "invoices.column_missing",
        sheet.name,
        "The column “%(name)s” is missing.",
        "Add it. Columns found: %(found)s.",
        {"name": name, "found": found},
    )


def _doubled(sheet: Sheet) -> list[DataProblem]:
    names = [_field(cell) for cell in sheet.header]
    return [
        DataProblem(
            "invoices.column_twice",
            cell.ref,
            "The column “%(name)s” is there twice.",
            "Keep one of them.",
            {"name": cell.text},
        )
        for at, cell in enumerate(sheet.header)
        if names[at] and names[at] in names[:at]
    ]


def _row(row: Row, places: Mapping[str, int], problems: list[DataProblem]) -> InvoiceRow:
    cells = {name: row.cells[at] if at < len(row.cells) else Cell(None, str(row.number)) for name, at in places.items()}
    problems += [_blank(cells[name], name) for name in ("invoice", "line") if cells[name].is_empty]
    figures = {name: _figure(cells[name], problems) for name in FIGURES if name in cells}
    return InvoiceRow(
        invoice=cells["invoice"].text,
        line=cells["line"].text,
        indicator=cells["indicator"].text if "indicator" in cells else "",
        place=cells["paid"].ref,
        **figures,
    )


def _figure(cell: Cell, problems: list[DataProblem]) -> Decimal | None:
    if isinstance(cell.value, Decimal):
        return cell.value
    try:
        return read_figure(cell.text)
    except TwoReadings as doubt:
        first, second = (f"{reading:f}" for reading in doubt.readings)
        problems.append(
            DataProblem(
                "invoices.two_readings",
                cell.ref,
                "“%(text)s” can be read as %(first)s or as %(second)s.",
                "Write the figure without a thousands separator.",
                {"text": cell.text, "first": first, "second": second},
            )
        )
    except ValueError:
        problems.append(
            DataProblem(
                "invoices.number",
                cell.ref,
                "“%(text)s” is not a number.",
                "Write a number, for example 12 500,00, or leave the cell empty.",
                {"text": cell.text},
            )
        )
    return None


def _blank(cell: Cell, name: str) -> DataProblem:
    return DataProblem(
        "invoices.blank",
        cell.ref,
        "The column “%(name)s” is empty on this row.",
        "Say to which invoice and line the row belongs, or remove it.",
        {"name": name},
    )


def problem_texts(problems: Sequence[DataProblem]) -> list[str]:
    """Each problem as one line in the reader's language, its place first."""
    return [f"{problem.where}: {words(problem)}" if problem.where else words(problem) for problem in problems]
