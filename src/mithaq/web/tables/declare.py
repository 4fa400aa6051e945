"""What a table is: columns and rows, declared once, drawn and exported from the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.db.models import QuerySet

from mithaq.core.values import Known, Missing, Reason

Kind = Literal["text", "number", "money", "percent", "day", "state", "link"]
FIGURES: frozenset[str] = frozenset({"number", "money", "percent"})
PAGE_SIZE = 100
MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class State:
    """A state in a cell: its tone (good, watch, bad, info, none, turn) and its word."""

    tone: str
    label: Any


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere."""

    text: Any
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` names the value in a mapping, or the attribute path ("unit__name_fr").

    `decimals` counts the digits after the comma. `total` is "sum" or a function of the filtered
    rows (a list, or the QuerySet) that returns the total; a rate never has a sum. An `optional`
    column is shown only when the reader asks for it. `value`, `sub`, `url`, `explain` and `tone`
    are functions of the row: the value itself, the small second line, the page that a word leads
    to, the explanation that a figure leads to, the state of a figure. `states` gives a state code
    its tone and word. `db_field` is the database path to sort and filter by when it is not `key`;
    a column with `value` and no `db_field` is sorted in Python, so it needs a list of rows.
    """

    key: str
    label: Any
    kind: Kind = "text"
    decimals: int | None = None
    total: Literal["sum"] | Callable[[Any], Any] | None = None
    sortable: bool = True
    optional: bool = False
    unit: Any = ""
    db_field: str = ""
    value: Callable[[Any], Any] | None = None
    sub: Callable[[Any], Any] | None = None
    url: Callable[[Any], str | None] | None = None
    explain: Callable[[Any], str | None] | None = None
    tone: Callable[[Any], State | None] | None = None
    states: Mapping[str, State] = field(default_factory=dict)
    is_filter: bool = True

    def __post_init__(self) -> None:
        if self.total == "sum" and self.kind == "percent":
            raise ValueError(f"column {self.key}: rates do not add up; give a function of the rows as total")
        if self.total == "sum" and self.kind not in FIGURES:
            raise ValueError(f"column {self.key}: only figures have a sum")

    @property
    def is_figure(self) -> bool:
        """Whether the values are figures: aligned at the end, filtered by bounds."""
        return self.kind in FIGURES

    @property
    def path(self) -> str:
        """The database path of the column, empty when the value is made in Python."""
        return self.db_field or ("" if self.value else self.key)

    def read(self, row: Any) -> Any:
        """The value of the column in a row: plain, `State`, `Link`, `Missing`, or None."""
        value = self.value(row) if self.value else reach(row, self.key)
        return value.amount if isinstance(value, Known) else value


@dataclass(frozen=True, slots=True)
class Table:
    """Columns over rows. The first column heads its row and stays in sight.

    `rows` is a list (mappings or objects) or a QuerySet; `group` gives a row its group heading;
    `total_label` names the last line; `prefix` parts the query strings of two tables in a page;
    `source` and `note` are shown under the table and go with every export; `sort` is the first
    order ("-population"); `row_class` may mark a row ("is-sel").
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Any] | QuerySet[Any]
    caption: Any
    prefix: str = ""
    sort: str = ""
    group: Callable[[Any], Any] | None = None
    total_label: Any = ""
    note: Any = ""
    source: Any = ""
    density: Literal["", "compact", "comfortable"] = ""
    page_size: int = PAGE_SIZE
    row_class: Callable[[Any], str] | None = None
    empty: Any = ""
    is_plain: bool = False  # no tools: a short table inside a page

    def can_ask(self, column: Column) -> bool:
        """Whether a column can be sorted and filtered by: in the database it needs a path there."""
        return bool(column.path) or not isinstance(self.rows, QuerySet)

    def column(self, key: str) -> Column | None:
        """The column of that key, or None."""
        return next((column for column in self.columns if column.key == key), None)


def reach(row: Any, key: str) -> Any:
    """The value at `key` in a mapping, or along attributes parted by two underscores."""
    if type(row) is dict or isinstance(row, Mapping):  # the first test is the quick one
        return row.get(key)
    for part in key.split("__"):
        if row is None:
            return None
        row = getattr(row, part)
    return row


def is_missing(value: Any) -> bool:
    """Whether a cell has no figure: never the same as zero or as empty text."""
    return value is None or isinstance(value, Missing)


def reason_of(value: Any) -> Missing:
    """Why a cell is missing; a bare None was simply not reported."""
    return value if isinstance(value, Missing) else Missing(Reason.NOT_REPORTED)


def text_of(column: Column, value: Any) -> str:
    """The words of a cell, for filters, sorting and exports; empty when missing."""
    if is_missing(value):
        return ""
    if isinstance(value, State):
        return str(value.label)
    if isinstance(value, Link):
        return str(value.text)
    if column.states and value in column.states:
        return str(column.states[value].label)
    return str(value)


def sum_of(values: Iterable[Any]) -> tuple[Decimal | int | float | None, int]:
    """The sum of the known values (None when there is none) and how many are missing."""
    known = [value.amount if isinstance(value, Known) else value for value in values]
    there = [value for value in known if not is_missing(value)]
    return (sum(there) if there else None), len(known) - len(there)
