"""Text files: whatever the encoding and the separator a spreadsheet chose."""

from __future__ import annotations

import csv
import io

from openpyxl.utils import get_column_letter

from mithaq.core.errors import DataProblem, message_template
from mithaq.web.uploads.model import Cell, Limits, Row, Sheet, UnusableFile, problem

_SEPARATORS = ";,\t|"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ARABIC_SHARE = 0.5  # of the letters: French accents stay far below, Arabic is nearly all above


def read_text(name: str, content: bytes, limits: Limits) -> Sheet:
    """The one sheet of a text file; cells are text, referred to as a spreadsheet would ("E14")."""
    text = decode(name, content)
    if "\x00" in text:
        raise UnusableFile(
            problem(
                "upload.nul",
                name,
                message_template("The file holds bytes that no text holds."),
                message_template("Export it again from your spreadsheet as .csv."),
            )
        )
    rows = _parse(name, text, limits)
    header, *body = rows or [Row(1, ())]
    return Sheet("", header.cells, tuple(row for row in body if not row.is_empty))


def decode(name: str, content: bytes) -> str:
    """The text, by its byte-order mark, else UTF-8, else the Windows page of French or Arabic."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _decoded(name, content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(name, content, _windows_page(content))


def separator_of(text: str) -> str:
    """The separator that parts the first lines into the most columns, the same number on each."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    best, most = ";", (0, 0)
    for separator in _SEPARATORS:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        score = (sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0, max(widths, default=0))
        if score > most and score[0]:
            best, most = separator, score
    return best


def _windows_page(content: bytes) -> str:
    n_high = sum(byte > 0x7F for byte in content)
    n_latin = sum(0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A for byte in content)
    return "cp1256" if n_high > _ARABIC_SHARE * (n_high + n_latin) else "cp1252"


def _decoded(name: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnusableFile(
            problem(
                "upload.encoding",
                name,
                message_template("The letters of the file cannot be read."),
                message_template("Export it again as “CSV UTF-8”."),
            )
        ) from error


def _parse(name: str, text: str, limits: Limits) -> list[Row]:
    rows: list[Row] = []
    try:
        for number, values in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text)), start=1
        ):
            if number > limits.rows + 1:
                raise UnusableFile(too_many_rows(name, limits))
            if len(values) > limits.columns:
                raise UnusableFile(too_many_columns(name, limits))
            rows.append(Row(number, tuple(_cell(value, number, at) for at, value in enumerate(values, start=1))))
    except csv.Error as error:
        raise UnusableFile(
            problem(
                "upload.quotes",
                f"{name}, {len(rows) + 1}",
                message_template("The text cannot be parted into cells from row %(row)s on."),
                message_template("Look for a quotation mark that is never closed."),
                row=len(rows) + 1,
            )
        ) from error
    return rows


def _cell(value: str, row: int, column: int) -> Cell:
    return Cell(value.strip() or None, f"{get_column_letter(column)}{row}")


def too_many_rows(where: str, limits: Limits) -> DataProblem:
    """The problem of a table that is long."""
    return problem(
        "upload.rows",
        where,
        message_template("There are more than %(limit)s rows."),
        message_template("Split the table into several files."),
        limit=limits.rows,
    )


def too_many_columns(where: str, limits: Limits) -> DataProblem:
    """The problem of a table that is wide."""
    return problem(
        "upload.columns",
        where,
        message_template("There are more than %(limit)s columns."),
        message_template("Keep the columns of the template and remove the others."),
        limit=limits.columns,
    )
