"""What a file holds once it is safe to look at: sheets of cells that know their own reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from mithaq.core.errors import DataProblem

Content = str | Decimal | date | datetime | time | bool | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold. Sizes in bytes; `ratio` is expanded over packed size."""

    size: int = 10 * 2**20
    expanded_size: int = 120 * 2**20
    ratio: int = 150
    entries: int = 1_000
    rows: int = 50_000
    columns: int = 120


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it stands: "Activité!E14" in a workbook, "E14" in a text file."""

    value: Content
    ref: str

    @property
    def text(self) -> str:
        """The value as trimmed text; whole numbers without a comma."""
        if isinstance(self.value, Decimal):
            return format(self.value.normalize(), "f")
        return "" if self.value is None else " ".join(str(self.value).replace("\u00a0", " ").split())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written there."""
        return self.text == ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its number as the person sees it, and its cells."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return all(cell.is_empty for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name ("" for a text file), its heading and the rows below, none of them empty."""

    name: str
    header: tuple[Cell, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that were read, and what was noticed without harm (hidden sheets left aside)."""

    name: str
    size: int
    sheets: tuple[Sheet, ...]
    notes: tuple[DataProblem, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    @property
    def n_cells(self) -> int:
        """How many cells hold something, headings left out."""
        return sum(not cell.is_empty for sheet in self.sheets for row in sheet.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Record:
    """A row by column keys: `record["beds"]` is the cell of that column."""

    number: int
    cells: Mapping[str, Cell] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Cell:
        return self.cells[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)


class UnusableFile(Exception):
    """A file that cannot be read at all; `problems` say why and what to do, in any language."""

    def __init__(self, *problems: DataProblem) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.text() for problem in problems))

    @property
    def problem(self) -> DataProblem:
        """The first of the problems."""
        return self.problems[0]


def problem(
    code: str, where: str, message: str, hint: str = "", *, is_blocking: bool = True, **params: Any
) -> DataProblem:
    """A problem whose `message` and `hint` were marked with `gettext_noop`."""
    return DataProblem(code, where, message, hint, params, is_blocking)


def words(each: DataProblem) -> str:
    """What a problem says and what to do, in the reader's language (without the place)."""
    parts = [gettext(part) % each.params for part in (each.message, each.hint) if part]
    return " ".join(parts)
