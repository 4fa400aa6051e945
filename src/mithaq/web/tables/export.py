"""The rows that the reader chose, as a workbook or a text file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mithaq.web import formats
from mithaq.web.exports import Sheet, SheetColumn, csv_bytes, download, xlsx_bytes
from mithaq.web.tables.choices import column_label
from mithaq.web.tables.declare import MOST_ROWS, Column, Table, is_missing, text_of
from mithaq.web.tables.view import TableView, bind

_PAGE = MOST_ROWS


def export_response(request: HttpRequest, table: Table) -> HttpResponse | None:
    """The file that `?export=xlsx` or `?export=csv` asks for; None when no file is asked.

    It holds every row that matches the filters, in the order shown, with the columns shown.
    """
    kind = request.GET.get(f"{table.prefix}export", "")
    if kind not in {"xlsx", "csv"}:
        return None
    sheet = sheet_of(bind(request, table))
    content = xlsx_bytes(sheet) if kind == "xlsx" else csv_bytes(sheet)
    return download(content, f"{table.name}_{timezone.localdate():%Y-%m-%d}", kind)


def sheet_of(view: TableView) -> Sheet:
    """The bound table as plain values with its notes."""
    columns = view.columns
    return Sheet(
        title=str(view.table.caption),
        columns=[SheetColumn(column_label(c), _number_format(c), c.decimals) for c in columns],
        rows=_plain_rows(view, columns),
        total=_plain_total(view),
        notes=list(_notes(view)),
    )


def sheet_of_rows(table: Table) -> Sheet:
    """A whole table as plain values, without a request: for charts, maps and documents."""
    return Sheet(
        title=str(table.caption),
        columns=[SheetColumn(column_label(c), _number_format(c), c.decimals) for c in table.columns],
        rows=[[_plain(column, column.read(row)) for column in table.columns] for row in table.rows],
    )


def _plain_rows(view: TableView, columns: list[Column]) -> Iterator[list[Any]]:
    for first in range(0, view.n_rows, _PAGE):
        for row in view.rows.slice(first, first + _PAGE):
            yield [_plain(column, column.read(row)) for column in columns]


def _plain_total(view: TableView) -> list[Any]:
    if not view.totals:
        return []
    others = [_plain(column, total.value) if total else "" for column, total in view.totals[1:]]
    return [view.total_label, *others]


def _plain(column: Column, value: Any) -> Any:
    if is_missing(value):
        return None
    if column.is_figure or column.kind == "day":
        return value
    return text_of(column, value)


def _number_format(column: Column) -> str:
    decimals = column.decimals
    match column.kind:
        case "money":
            return "#,##0.00"
        case "percent":
            return "0%" if decimals == 0 else f"0.{'0' * (decimals or 1)}%"
        case "number":
            return "#,##0" if decimals == 0 else f"#,##0.{'0' * decimals}" if decimals else "#,##0.###"
        case "day":
            return "dd/mm/yyyy"
    return ""


def _notes(view: TableView) -> Iterator[tuple[str, str]]:
    yield _("Rows"), view.n_shown_words if view.n_pages == 1 else formats.number(view.n_rows)
    for chip in view.chips:
        yield _("Filter"), chip.text
    if view.hidden_columns:
        yield _("Columns left out"), view.hidden_words
    if view.table.note:
        yield _("Note"), str(view.table.note)
    if view.table.source:
        yield _("Source"), str(view.table.source)
    yield _("Exported on"), formats.instant(timezone.now())
