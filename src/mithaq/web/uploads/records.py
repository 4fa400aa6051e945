"""Rows by column, once the headings are recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from mithaq.core.errors import DataProblem, message_template
from mithaq.web.tables.collation import fold
from mithaq.web.uploads.model import Cell, Record, Sheet, UnusableFile, problem

_CLOSE_ENOUGH = 70  # of 100


@dataclass(frozen=True, slots=True)
class Field:
    """An expected column: its key and the headings by which it may be known, in any language."""

    key: str
    names: Sequence[Any]
    is_required: bool = True


def records_of(sheet: Sheet, fields: Sequence[Field]) -> list[Record]:
    """The rows of the sheet by field key. Columns may stand in any order; absent optional ones are
    empty cells. Raises `UnusableFile` naming each column missing, unknown or written twice."""
    places, problems = _places(sheet, fields)
    if problems:
        raise UnusableFile(*problems)
    return [
        Record(row.number, {f.key: _cell(row.cells, places.get(f.key), row.number) for f in fields})
        for row in sheet.rows
    ]


def closest(text: str, candidates: Sequence[str]) -> str | None:
    """The candidate most like the text, or None when none is like it."""
    found = process.extractOne(text, candidates, scorer=fuzz.WRatio, processor=fold, score_cutoff=_CLOSE_ENOUGH)
    return found[0] if found else None


def _places(sheet: Sheet, fields: Sequence[Field]) -> tuple[dict[str, int], list[DataProblem]]:
    known = {fold(str(name)): field.key for field in fields for name in (field.key, *field.names)}
    places: dict[str, int] = {}
    problems: list[DataProblem] = []
    unknown: list[Cell] = []
    for at, cell in enumerate(sheet.header):
        key = known.get(fold(cell.text))
        if key is None:
            unknown += [] if cell.is_empty else [cell]
        elif key in places:
            problems.append(_twice(cell))
        else:
            places[key] = at
    absent = [field for field in fields if field.key not in places]
    problems += [_absent(sheet, field, unknown) for field in absent if field.is_required]
    problems += [_unknown(cell, [str(field.names[0]) for field in absent]) for cell in unknown]
    return places, problems


def _cell(cells: tuple[Cell, ...], at: int | None, number: int) -> Cell:
    return cells[at] if at is not None and at < len(cells) else Cell(None, str(number))


def _twice(cell: Cell) -> DataProblem:
    return problem(
        "upload.column_twice",
        cell.ref,
        message_template("The column “%(name)s” is there twice."),
        message_template("Keep one of them."),
        name=cell.text,
    )


def _absent(sheet: Sheet, field: Field, unknown: Sequence[Cell]) -> DataProblem:
    like = closest(str(field.names[0]), [cell.text for cell in unknown])
    found = ", ".join(cell.text for cell in sheet.header if not cell.is_empty)
    hint = (
        message_template("Is it “%(like)s”? Rename it. Columns found: %(found)s.")
        if like
        else message_template("Add it. Columns found: %(found)s.")
    )
    return problem(
        "upload.column_missing",
        sheet.name,
        message_template("The column “%(name)s” is missing."),
        hint,
        name=str(field.names[0]),
        like=like,
        found=found,
    )


def _unknown(cell: Cell, absent: Sequence[str]) -> DataProblem:
    like = closest(cell.text, absent)
    hint = (
        message_template("Did you mean “%(like)s”?")
        if like
        else message_template("Remove it, or start from the template.")
    )
    return problem(
        "upload.column_unknown",
        cell.ref,
        message_template("The column “%(name)s” is not expected."),
        hint,
        name=cell.text,
        like=like,
    )
