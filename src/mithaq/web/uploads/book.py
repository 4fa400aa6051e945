"""Excel workbooks: values only, every cell with its reference."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from mithaq.core.errors import DataProblem, message_template
from mithaq.web.uploads.guard import damaged
from mithaq.web.uploads.model import Cell, Content, Limits, Row, Sheet, UnusableFile, Workbook, problem
from mithaq.web.uploads.text import too_many_columns, too_many_rows

_REF = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_SHOWN_AT_MOST = 50  # problems of one kind; the rest is counted


@dataclass(slots=True)
class _Scan:
    """What the XML of a sheet tells before its values are read."""

    formulas: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0


def read_book(name: str, content: bytes, limits: Limits) -> Workbook:
    """The visible sheets of a checked workbook package. Raises UnusableFile."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        ET.ParseError,
    ) as error:
        raise UnusableFile(damaged(name)) from error
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        notes = [_hidden(sheet.title) for sheet in book.worksheets if sheet.sheet_state != "visible"]
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        problems: list[DataProblem] = []
        for sheet in shown:
            problems += _check_sheet(sheet.title, _scan(name, package, sheet), limits)
        if problems:
            raise UnusableFile(*problems)
        sheets = tuple(_read_sheet(sheet) for sheet in shown)
    return Workbook(name, len(content), tuple(s for s in sheets if s.header), tuple(notes))


def _scan(name: str, package: zipfile.ZipFile, sheet: Any) -> _Scan:
    found = _Scan()
    # The package was refused if any part declares a document type, so no entity can expand here.
    try:
        with package.open(sheet._worksheet_path) as part:
            for _event, element in ET.iterparse(part):
                _note(found, element)
    except ET.ParseError as error:
        raise UnusableFile(damaged(name)) from error
    return found


def _note(found: _Scan, element: ET.Element) -> None:
    tag = element.tag.rpartition("}")[2]
    if tag == "mergeCell":
        found.merged.append(element.get("ref", "?"))
    elif tag == "c" and len(element):
        ref = element.get("r", "")
        if match := _REF.match(ref):
            found.last_row = max(found.last_row, int(match[2]))
            found.last_column = max(found.last_column, column_index_from_string(match[1]))
        if any(child.tag.rpartition("}")[2] == "f" for child in element):
            found.formulas.append(ref)
    elif tag == "row":
        element.clear()


def _check_sheet(title: str, scan: _Scan, limits: Limits) -> list[DataProblem]:
    if scan.last_row > limits.rows + 1:
        return [too_many_rows(title, limits)]
    if scan.last_column > limits.columns:
        return [too_many_columns(title, limits)]
    problems = [_formula(f"{title}!{ref}") for ref in scan.formulas[:_SHOWN_AT_MOST]]
    if len(scan.formulas) > _SHOWN_AT_MOST:
        problems.append(
            problem(
                "upload.formulas",
                title,
                message_template("There are %(n)s formulas on this sheet; the first ones are named."),
                message_template("Replace them all by their values."),
                n=len(scan.formulas),
            )
        )
    return problems + [_merged(f"{title}!{ref}") for ref in scan.merged[:_SHOWN_AT_MOST]]


def _read_sheet(sheet: Any) -> Sheet:
    rows = (row for row in _rows(sheet) if not row.is_empty)
    header = next(rows, None)
    if header is None:
        return Sheet(sheet.title, (), ())
    return Sheet(sheet.title, _trimmed(header.cells), tuple(rows))


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # a wrong announced size would make the reader invent or lose rows
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        title = sheet.title
        yield Row(
            number,
            tuple(
                Cell(_content(cell.value), f"{title}!{get_column_letter(at)}{number}")
                for at, cell in enumerate(cells, start=1)
            ),
        )


def _content(value: Any) -> Content:
    match value:
        case None | bool() | datetime() | date() | time():
            return value.date() if isinstance(value, datetime) and value.time() == time() else value
        case int() | float():
            return Decimal(str(value))
    return str(value).strip() or None


def _trimmed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    last = max((at for at, cell in enumerate(cells, start=1) if not cell.is_empty), default=0)
    return cells[:last]


def _hidden(title: str) -> DataProblem:
    return problem(
        "upload.hidden", title, message_template("This sheet is hidden and was not read."), is_blocking=False
    )


def _formula(where: str) -> DataProblem:
    return problem(
        "upload.formula",
        where,
        message_template("The cell holds a formula; only values are read, so that what you see is what is kept."),
        message_template("Copy the cell and paste it as a value."),
    )


def _merged(where: str) -> DataProblem:
    return problem(
        "upload.merged",
        where,
        message_template("These cells are merged: it is not known to which of them the value belongs."),
        message_template("Unmerge them and write the value in each cell where it applies."),
    )
