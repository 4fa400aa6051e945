"""The one door through which files come in."""

from __future__ import annotations

from pathlib import PurePath

from mithaq.core.errors import message_template
from mithaq.web.uploads.book import read_book
from mithaq.web.uploads.guard import Upload, check_package, kind_of, read_bounded
from mithaq.web.uploads.model import Limits, Sheet, UnusableFile, Workbook, problem
from mithaq.web.uploads.text import read_text

_FORMULA_MARKS = ("=", "@")


def read_workbook(file: Upload, *, limits: Limits | None = None) -> Workbook:
    """The sheets of an .xlsx or .csv file. Raises `UnusableFile` with what, where, why and what to do."""
    limits = limits or Limits()
    name = PurePath((file.name or "").replace("\\", "/")).name
    content = read_bounded(file, limits)
    if kind_of(name, content) == "xlsx":
        check_package(name, content, limits)
        book = read_book(name, content, limits)
    else:
        book = Workbook(name, len(content), (_without_formulas(read_text(name, content, limits)),))
    if not any(sheet.header for sheet in book.sheets):
        raise UnusableFile(
            problem(
                "upload.no_table",
                name,
                message_template("No table was found in the file."),
                message_template("The first row must hold the names of the columns, on a sheet that is not hidden."),
            )
        )
    return book


def _without_formulas(sheet: Sheet) -> Sheet:
    found = [cell for row in sheet.rows for cell in row.cells if cell.text.startswith(_FORMULA_MARKS)]
    if found:
        raise UnusableFile(
            *(
                problem(
                    "upload.formula",
                    cell.ref,
                    message_template(
                        "The cell holds a formula; only values are read, so that what you see is what is kept."
                    ),
                    message_template("Copy the cell and paste it as a value."),
                )
                for cell in found[:50]
            )
        )
    return sheet
