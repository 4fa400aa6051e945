"""Where rows come from: a list in memory, or a QuerySet asked as little as possible.

Both answer the same four questions: how many rows, which of them match, in which order, and the
totals of those that match. A QuerySet filters and sorts figures in SQL; words are ordered and
searched in Python on their keys alone, because no database we run on sorts French and Arabic
the same way (SQLite puts "É" after "z").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from mithaq.web.tables.choices import Choices
from mithaq.web.tables.collation import fold, matches, sort_key
from mithaq.web.tables.declare import Column, State, Table, is_missing, sum_of, text_of

# Above this, words are searched and sorted by the database, in its own way.
MOST_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class Total:
    """The total of a column over the filtered rows, and how many of them have no value."""

    value: Any
    n_missing: int = 0


class ListRows:
    """Rows held in memory."""

    def __init__(self, table: Table, choices: Choices) -> None:
        self.table, self.choices = table, choices
        self._all: Sequence[Any] = table.rows  # type: ignore[assignment]  # `rows_of` gives lists only
        self._matching: list[Any] | None = None

    def count_all(self) -> int:
        """How many rows there are."""
        return len(self._all)

    def matching(self) -> list[Any]:
        """The rows that match the filters, in order."""
        if self._matching is None:
            self._matching = _in_order(self.table, self.choices, [r for r in self._all if self._keeps(r)])
        return self._matching

    def count(self) -> int:
        """How many rows match."""
        return len(self.matching())

    def slice(self, first: int, last: int) -> list[Any]:
        """Matching rows from `first` to `last` (not included), counted from 0."""
        return self.matching()[first:last]

    def states_of(self, column: Column) -> list[str]:
        """The state codes that occur in a column, in the order they are met."""
        return list(dict.fromkeys(state_code(column.read(row)) for row in self._all if column.read(row) is not None))

    def total(self, column: Column) -> Total | None:
        """The total of a column over the matching rows; None when it has none."""
        if callable(column.total):
            return Total(column.total(self.matching()))
        if column.total == "sum":
            return Total(*sum_of(column.read(row) for row in self.matching()))
        return None

    def _keeps(self, row: Any) -> bool:
        chosen = self.choices
        if chosen.words and not matches(chosen.words, _searched(self.table, row)):
            return False
        for column in self.table.columns:
            key = column.key
            if key in chosen.equals and state_code(column.read(row)) != chosen.equals[key]:
                return False
            if (key in chosen.least or key in chosen.most) and not _within(chosen, column, row):
                return False
        return True


class QueryRows:
    """Rows of the database: filtered, ordered, paged and added up by it."""

    def __init__(self, table: Table, choices: Choices) -> None:
        self.table, self.choices = table, choices
        self._base: QuerySet[Any] = table.rows  # type: ignore[assignment]  # `rows_of` gives QuerySets only
        self._n_all: int | None = None
        self._n_matching: int | None = None
        self._keys: list[Any] | None = None
        self._query = self._filtered(self._base)
        self._by_keys = self._needs_keys() and self.count_all() <= MOST_KEYS

    def count_all(self) -> int:
        """How many rows there are."""
        if self._n_all is None:
            self._n_all = self._base.count()
        return self._n_all

    def matching(self) -> QuerySet[Any]:
        """The matching rows as a QuerySet, unordered when the order is made in Python."""
        if self._by_keys:
            return self._query if not self.choices.words else self._query.filter(pk__in=self._ordered_keys())
        return self._searched_in_sql(self._query)

    def count(self) -> int:
        """How many rows match."""
        if self._n_matching is None:
            if self._by_keys:
                self._n_matching = len(self._ordered_keys())
            else:
                self._n_matching = self.matching().count() if self.choices.is_filtered else self.count_all()
        return self._n_matching

    def slice(self, first: int, last: int) -> list[Any]:
        """Matching rows from `first` to `last` (not included), counted from 0."""
        if not self._by_keys:
            return list(self._ordered_in_sql(self.matching())[first:last])
        keys = self._ordered_keys()[first:last]
        # All of the rows: one plain query beats thousands of keys in its WHERE.
        wanted = self._query if len(keys) > 900 else self._query.filter(pk__in=keys)
        found = {row.pk: row for row in wanted.order_by()}
        return [found[key] for key in keys]

    def states_of(self, column: Column) -> list[str]:
        """The state codes that occur in a column."""
        if not column.path:
            return list(column.states)
        values = self._base.order_by().values_list(column.path, flat=True).distinct()
        return [code for code in column.states if code in set(values)] or sorted(str(v) for v in values if v)

    def total(self, column: Column) -> Total | None:
        """The total of a column over the matching rows; None when it has none."""
        if callable(column.total):
            return Total(column.total(self.matching()))
        if column.total != "sum":
            return None
        if not column.path:
            return Total(*sum_of(column.read(row) for row in self.matching()))
        rows = self.matching().order_by()
        return Total(rows.aggregate(t=Sum(column.path))["t"], rows.filter(**{f"{column.path}__isnull": True}).count())

    def _needs_keys(self) -> bool:
        column = self.table.column(self.choices.sort)
        return bool(self.choices.words) or (column is not None and not column.is_figure and column.kind != "day")

    def _filtered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = Q()
        for key, code in self.choices.equals.items():
            wanted &= Q(**{self._path(key): code})
        for key, bound in self.choices.least.items():
            wanted &= Q(**{f"{self._path(key)}__gte": bound})
        for key, bound in self.choices.most.items():
            wanted &= Q(**{f"{self._path(key)}__lte": bound})
        return rows.filter(wanted) if wanted else rows

    def _path(self, key: str) -> str:
        column = self.table.column(key)
        if column is None or not column.path:
            raise ValueError(f"table {self.table.name}: column {key} has no database field to filter by")
        return column.path

    def _word_paths(self) -> list[str]:
        return [c.path for c in self.table.columns if c.kind in {"text", "link"} and c.path]

    def _searched_in_sql(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for word in self.choices.search.split():
            anywhere = Q()
            for path in self._word_paths():
                anywhere |= Q(**{f"{path}__icontains": word})
            rows = rows.filter(anywhere)
        return rows

    def _ordered_in_sql(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        column = self.table.column(self.choices.sort)
        if column is None or not column.path:
            return rows if rows.ordered else rows.order_by("pk")
        field = F(column.path)
        by = field.desc(nulls_last=True) if self.choices.is_descending else field.asc(nulls_last=True)
        return rows.order_by(by, "pk")

    def _ordered_keys(self) -> list[Any]:
        if self._keys is None:
            self._keys = self._find_keys()
        return self._keys

    def _find_keys(self) -> list[Any]:
        column, words = self.table.column(self.choices.sort), self.choices.words
        by_words = column is not None and not column.is_figure and column.kind != "day"
        paths = self._word_paths() if words else []
        rows = self._query if by_words else self._ordered_in_sql(self._query)
        sort_path = [column.path] if by_words and column is not None and column.path else []
        found = list(rows.values_list("pk", *sort_path, *paths))
        first_word = 1 + len(sort_path)
        if words:
            found = [row for row in found if matches(words, " ".join(str(v) for v in row[first_word:] if v))]
        if sort_path and column is not None:
            found = _sorted(found, lambda row: _order(column, row[1]), self.choices.is_descending)
        return [row[0] for row in found]


Rows = ListRows | QueryRows


def rows_of(table: Table, choices: Choices) -> Rows:
    """The rows of a table behind the reader's choices."""
    return QueryRows(table, choices) if isinstance(table.rows, QuerySet) else ListRows(table, choices)


def state_code(value: Any) -> str:
    """The code by which a state is chosen: the tone of a `State`, else the stored code."""
    return str(value.label) if isinstance(value, State) else str(value)


def _searched(table: Table, row: Any) -> str:
    texts = [text_of(column, column.read(row)) for column in table.columns if not column.is_figure]
    texts += [str(column.sub(row) or "") for column in table.columns if column.sub]
    return fold(" ".join(texts))


def _within(chosen: Choices, column: Column, row: Any) -> bool:
    value = column.read(row)
    if is_missing(value):
        return False  # missing is not zero: it lies within no bounds
    least, most = chosen.least.get(column.key), chosen.most.get(column.key)
    return (least is None or value >= least) and (most is None or value <= most)


def _in_order(table: Table, choices: Choices, rows: list[Any]) -> list[Any]:
    column = table.column(choices.sort)
    if column is not None:
        rows = _sorted(rows, lambda row: _order(column, column.read(row)), choices.is_descending)
    if table.group is not None:
        ranks: dict[Any, int] = {}
        for row in table.rows:
            ranks.setdefault(table.group(row), len(ranks))
        rows = sorted(rows, key=lambda row: ranks[table.group(row)])  # type: ignore[misc]  # checked above
    return rows


def _order(column: Column, value: Any) -> Any:
    if is_missing(value):
        return None
    if column.is_figure or column.kind == "day":
        return value
    if column.states and value in column.states:
        return list(column.states).index(value)
    text = text_of(column, value)
    return sort_key(text) if text else None


def _sorted(rows: list[Any], order: Callable[[Any], Any], is_descending: bool) -> list[Any]:
    """The rows in order, the missing ones last both ways; equal rows keep their order."""
    keyed = [(order(row), row) for row in rows]
    there = [pair for pair in keyed if pair[0] is not None]
    there.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [row for _, row in there] + [row for key, row in keyed if key is None]
