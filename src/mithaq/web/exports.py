"""Tables as files: a typed workbook, and text for every other tool.

The text file is UTF-8 with a byte-order mark, because spreadsheets in French guess wrongly
without it. In French and Arabic, fields are parted by semicolons and decimals by commas, as
those spreadsheets expect; in English by commas and points. Text that a spreadsheet would run as
a formula is made harmless: an apostrophe before it in text files, a text type in workbooks.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
DASH = "—"
_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What XML cannot hold, and would break the workbook.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD_FILL = PatternFill("solid", fgColor="FFF5F1EA")
_HEAD_EDGE = Border(bottom=Side(style="thin", color="FFCDC5B7"))


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a file: heading, number format of the workbook ("" for text), decimals in text."""

    label: str
    number_format: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written: a title, columns, rows of plain values (None when missing), totals, notes."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Any]]
    total: Sequence[Any] = ()
    notes: Sequence[tuple[str, str]] = ()


def csv_bytes(sheet: Sheet) -> bytes:
    """The sheet as a text file; missing values are empty fields."""
    is_french_style = (get_language() or "fr")[:2] != "en"
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if is_french_style else ",", lineterminator="\r\n")
    writer.writerow([harmless(column.label) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_csv_text(value, is_french_style) for value in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheet: Sheet) -> bytes:
    """The sheet as a workbook: typed cells, frozen heading, and a second sheet of notes."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet_title(sheet.title))
    page.sheet_view.rightToLeft = get_language_bidi()
    page.freeze_panes = "B2"
    rows = [list(row) for row in sheet.rows]
    for number, column in enumerate(sheet.columns, start=1):
        width = _width(column, (row[number - 1] for row in rows[:200]))
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_head(page, column.label) for column in sheet.columns])
    writer = _RowWriter(page, sheet.columns)
    for row in rows:
        page.append(writer.cells(row))
    if sheet.total:
        page.append(_RowWriter(page, sheet.columns, Font(bold=True)).cells(sheet.total))
    if sheet.columns:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(rows) + 1}"
    _write_notes(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A response that downloads `content` under a clean file name."""
    response = HttpResponse(content, content_type=CSV if kind == "csv" else XLSX)
    response["Content-Disposition"] = f'attachment; filename="{clean_name(name)}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def clean_name(text: str) -> str:
    """A file name of plain letters, digits and underscores: "Écart à la norme" → "ecart_a_la_norme"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:80] or "mithaq"


def sheet_title(text: str) -> str:
    """A sheet name that spreadsheets accept: 31 characters, none of []:*?/\\."""
    return re.sub(r"[\[\]:*?/\\]", " ", _CONTROLS.sub("", text)).strip().strip("'")[:31] or "Mithaq"


def harmless(text: str) -> str:
    """Text that no spreadsheet will run as a formula."""
    text = _CONTROLS.sub("", text)
    return f"'{text}" if text.lstrip(" \n").startswith(_RUNS_AS_FORMULA) or text.startswith(_RUNS_AS_FORMULA) else text


def _csv_text(value: Any, is_french_style: bool) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case int() | Decimal() | float():
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
            return text.replace(".", ",") if is_french_style else text
        case datetime() | date():
            return value.isoformat()
    return harmless(str(value))


class _RowWriter:
    """Writes rows of one sheet. Each column keeps its styled cells and gives them new values: a
    row is written out at once, and styling thirty thousand cells one by one takes a second."""

    def __init__(self, page: WriteOnlyWorksheet, columns: Sequence[SheetColumn], font: Font | None = None) -> None:
        self._figures = [_styled(page, font, number_format=column.number_format) for column in columns]
        self._text = _styled(page, font)
        self._quoted = _styled(page, font, is_quoted=True)
        self._dash = _styled(page, font, alignment=Alignment(horizontal="right"))

    def cells(self, row: Sequence[Any]) -> Iterator[Any]:
        """The row as cells, in the order of the columns."""
        for figure, value in zip(self._figures, row, strict=True):
            if value is None:
                yield _said(self._dash, DASH)
            elif isinstance(value, str):
                text = _CONTROLS.sub("", value)
                yield _said(self._quoted if text.startswith(_RUNS_AS_FORMULA) else self._text, text)
            else:
                yield _said(figure, value)


def _styled(page: WriteOnlyWorksheet, font: Font | None, *, is_quoted: bool = False, **style: Any) -> Any:
    cell: Any = WriteOnlyCell(page)
    cell.font = font or Font()
    for name, value in style.items():
        if value:
            setattr(cell, name, value)
    if is_quoted:
        cell._style.quotePrefix = 1  # openpyxl has no other name for it
    return cell


def _said(cell: Any, value: Any) -> Any:
    """The styled cell with another value: it is written out before the next one is asked for.
    Text is text, never a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _head(page: WriteOnlyWorksheet, label: str) -> Any:
    cell = WriteOnlyCell(page, value=_CONTROLS.sub("", label))
    cell.data_type = "s"
    cell.font, cell.fill, cell.border = Font(bold=True), _HEAD_FILL, _HEAD_EDGE
    cell.alignment = Alignment(wrap_text=True, vertical="bottom")
    return cell


def _width(column: SheetColumn, values: Iterable[Any]) -> float:
    if column.number_format:
        return max(12.0, min(len(column.label) * 0.7, 24.0))
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return max(10.0, min(max(longest, len(column.label)) + 2.0, 60.0))


def _write_notes(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet_title(_("Notes")))
    page.sheet_view.rightToLeft = get_language_bidi()
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, 90
    for label, text in [(_("Table"), sheet.title), *sheet.notes, (DASH, _("Missing value: never the same as zero."))]:
        cells = [WriteOnlyCell(page, value=_CONTROLS.sub("", str(each))) for each in (label, text)]
        for cell in cells:
            cell.data_type = "s"
        cells[0].font = Font(bold=True)
        cells[1].alignment = Alignment(wrap_text=True, vertical="top")
        page.append(cells)
