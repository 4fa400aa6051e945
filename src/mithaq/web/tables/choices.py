"""What the reader chose: the state of a table, kept whole in the query string."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, QueryDict

from mithaq.web.languages import current_language
from mithaq.web.tables.collation import fold
from mithaq.web.tables.declare import Column, Table

DENSITIES = ("compact", "default", "comfortable")


@dataclass(frozen=True, slots=True)
class Choices:
    """Sort, search, filters, columns, page and density; anything unknown is left out."""

    sort: str = ""
    is_descending: bool = False
    search: str = ""
    equals: Mapping[str, str] = field(default_factory=dict)
    least: Mapping[str, Decimal] = field(default_factory=dict)
    most: Mapping[str, Decimal] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    page: int = 1
    wants_all: bool = False
    density: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The searched words, folded."""
        return tuple(fold(self.search).split())

    @property
    def is_filtered(self) -> bool:
        """Whether fewer rows than all may be shown."""
        return bool(self.search or self.equals or self.least or self.most)


def read_choices(request: HttpRequest, table: Table) -> Choices:
    """The choices found in the request's query string."""
    query, prefix = request.GET, table.prefix
    sort = query.get(f"{prefix}sort", table.sort)
    column = table.column(sort.lstrip("-"))
    is_known = column is not None and column.sortable and table.can_ask(column)
    return Choices(
        sort=sort.lstrip("-") if is_known else "",
        is_descending=is_known and sort.startswith("-"),
        search=query.get(f"{prefix}q", "").strip()[:100],
        equals=_equals(query, table),
        least=_bounds(query, table, "min"),
        most=_bounds(query, table, "max"),
        shown=_shown(query, table),
        page=max(_whole(query.get(f"{prefix}page", "1")), 1),
        wants_all=query.get(f"{prefix}size") == "all",
        density=_density(query.get(f"{prefix}density", table.density)),
    )


def read_number(text: str) -> Decimal | None:
    """A number as a person types it: "1 250,5" or "1250.5"; None when it is not one."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("−", "-").replace(",", ".")
    try:
        number = Decimal(plain.rstrip("%"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _equals(query: QueryDict, table: Table) -> dict[str, str]:
    columns = [column for column in table.columns if column.kind == "state" and table.can_ask(column)]
    chosen = {column.key: query.get(f"{table.prefix}is_{column.key}", "") for column in columns}
    return {key: value for key, value in chosen.items() if value}


def _bounds(query: QueryDict, table: Table, side: str) -> dict[str, Decimal]:
    found = {}
    for column in table.columns:
        if not column.is_figure or not table.can_ask(column):
            continue
        number = read_number(query.get(f"{table.prefix}{side}_{column.key}", ""))
        if number is not None:
            found[column.key] = number / 100 if column.kind == "percent" else number
    return found


def _shown(query: QueryDict, table: Table) -> tuple[str, ...]:
    asked = set(query.getlist(f"{table.prefix}cols")) | set(query.get(f"{table.prefix}cols", "").split(","))
    first, *others = table.columns
    wanted = [c.key for c in others if c.key in asked]
    return (first.key, *(wanted or (c.key for c in others if not c.optional)))


def _density(text: str) -> str:
    return text if text in DENSITIES else ""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def column_label(column: Column) -> str:
    """The heading of a column in words, with its unit."""
    unit = column.unit or (current_language().currency if column.kind == "money" else "")
    return f"{column.label} ({unit})" if unit else str(column.label)
