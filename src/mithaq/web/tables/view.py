"""A table bound to a request: what is shown, how to change it, and what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mithaq.web import formats
from mithaq.web.tables.cells import rows_html, value_html
from mithaq.web.tables.choices import Choices, column_label, read_choices
from mithaq.web.tables.declare import MOST_ROWS, Column, State, Table
from mithaq.web.tables.sources import Rows, Total, rows_of, state_code


@dataclass(frozen=True, slots=True)
class Heading:
    """A column heading: its label, the link that sorts by it, and how it is sorted now."""

    column: Column
    label: str
    sort_url: str
    aria_sort: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class StateFilter:
    """The choice of a state: its column, the codes with their words, the chosen one."""

    key: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class BoundFilter:
    """The least and most of a figure, as the reader typed them."""

    key: str
    label: str
    least: str
    most: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the link that removes it."""

    text: str
    remove_url: str


class TableView:
    """A table ready to be drawn: rows of the page, headings, filters, totals, links."""

    def __init__(self, request: HttpRequest, table: Table) -> None:
        self.request, self.table = request, table
        self.choices: Choices = read_choices(request, table)
        self.rows: Rows = rows_of(table, self.choices)

    @property
    def dom_id(self) -> str:
        """The id of the table's fragment, which htmx replaces."""
        return f"table-{self.table.name}"

    @property
    def columns(self) -> list[Column]:
        """The columns shown, in their declared order."""
        return [column for column in self.table.columns if column.key in self.choices.shown]

    @property
    def hidden_columns(self) -> list[Column]:
        """The columns not shown: the reader is told of them."""
        return [column for column in self.table.columns if column.key not in self.choices.shown]

    @cached_property
    def n_rows(self) -> int:
        """How many rows match the filters."""
        return self.rows.count()

    @cached_property
    def n_all(self) -> int:
        """How many rows there are without filters."""
        return self.rows.count_all()

    @cached_property
    def page_size(self) -> int:
        """Rows of one page: all of them, up to a limit, when the reader asks."""
        return MOST_ROWS if self.choices.wants_all else self.table.page_size

    @property
    def n_pages(self) -> int:
        """How many pages."""
        return max(-(-self.n_rows // self.page_size), 1)

    @property
    def page(self) -> int:
        """The page shown, from 1; a page too far is the last one."""
        return min(self.choices.page, self.n_pages)

    @cached_property
    def page_rows(self) -> list[Any]:
        """The rows of the page."""
        first = (self.page - 1) * self.page_size
        return self.rows.slice(first, first + self.page_size)

    @cached_property
    def body(self) -> SafeString:
        """The rows of the page as HTML."""
        return rows_html(self.page_rows, self.columns, group=self.table.group, row_class=self.table.row_class)

    @cached_property
    def density(self) -> str:
        """Row height: the reader's choice, else compact for wide or long tables."""
        is_dense = len(self.columns) > 8 or len(self.page_rows) > 20
        return self.choices.density or ("compact" if is_dense else "default")

    @cached_property
    def totals(self) -> list[tuple[Column, Total | None]]:
        """A total for each column shown, or an empty list when the table has none."""
        if not any(column.total for column in self.columns) or not self.n_rows:
            return []
        return [(column, self.rows.total(column)) for column in self.columns]

    @property
    def total_line(self) -> SafeString:
        """The cells of the last line after its heading."""
        cells = [_total_html(column, total) for column, total in self.totals[1:]]
        return mark_safe("".join(cells))

    @property
    def total_label(self) -> str:
        """What the last line adds up: everything, or only what the filters left."""
        if not self.choices.is_filtered:
            return str(self.table.total_label or _("Total"))
        text = ngettext(
            "Total of the %(n)s row shown by the filters", "Total of the %(n)s rows shown by the filters", self.n_rows
        )
        return text % {"n": formats.number(self.n_rows)}

    @property
    def headings(self) -> list[Heading]:
        """The headings of the columns shown."""
        return [self._heading(column) for column in self.columns]

    @property
    def state_filters(self) -> list[StateFilter]:
        """A choice for each column of states."""
        return [self._state_filter(c) for c in self.table.columns if self._filters(c) and c.kind == "state"]

    @property
    def bound_filters(self) -> list[BoundFilter]:
        """Bounds for each column of figures."""
        query, prefix = self.request.GET, self.table.prefix
        return [
            BoundFilter(
                c.key, column_label(c), query.get(f"{prefix}min_{c.key}", ""), query.get(f"{prefix}max_{c.key}", "")
            )
            for c in self.table.columns
            if c.is_figure and self._filters(c)
        ]

    @property
    def chips(self) -> list[Chip]:
        """The filters in force, each with the link that removes it."""
        chips = (
            [Chip(_("Search: %(text)s") % {"text": self.choices.search}, self.url(q=None))]
            if self.choices.search
            else []
        )
        for each in self.state_filters:
            if each.chosen:
                words = dict(each.options).get(each.chosen, each.chosen)
                chips.append(
                    Chip(
                        _("%(label)s: %(value)s") % {"label": each.label, "value": words},
                        self.url(**{f"is_{each.key}": None}),
                    )
                )
        for bound in self.bound_filters:
            if bound.least:
                chips.append(Chip(f"{bound.label} ≥ {bound.least}", self.url(**{f"min_{bound.key}": None})))
            if bound.most:
                chips.append(Chip(f"{bound.label} ≤ {bound.most}", self.url(**{f"max_{bound.key}": None})))
        return chips

    @property
    def clear_url(self) -> str:
        """The address without any filter."""
        keys = [k for k in self.request.GET if self._own(k).startswith(("is_", "min_", "max_")) or self._own(k) == "q"]
        return self.url(**{self._own(key): None for key in keys})

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: everything of the query string it does not set."""
        own = ("q", "page", "cols")
        return [
            (key, value)
            for key, values in self.request.GET.lists()
            for value in values
            if not self._own(key).startswith(("is_", "min_", "max_")) and self._own(key) not in own
        ]

    @property
    def n_shown_words(self) -> str:
        """How many rows are shown, of how many."""
        shown, every = formats.number(len(self.page_rows)), formats.number(self.n_rows)
        if self.n_rows == self.n_all:
            text = ngettext("%(shown)s of %(every)s row", "%(shown)s of %(every)s rows", self.n_rows)
            return text % {"shown": shown, "every": every}
        text = ngettext(
            "%(shown)s of %(every)s row that matches, %(all)s in all",
            "%(shown)s of %(every)s rows that match, %(all)s in all",
            self.n_rows,
        )
        return text % {"shown": shown, "every": every, "all": formats.number(self.n_all)}

    @property
    def hidden_words(self) -> str:
        """The names of the columns not shown."""
        return _(", ").join(str(column.label) for column in self.hidden_columns)

    @property
    def density_links(self) -> list[tuple[str, str, bool]]:
        """Each density: its word, its link, whether it is the present one."""
        words = {"compact": _("Compact"), "default": _("Normal"), "comfortable": _("Comfortable")}
        return [(word, self.url(density=key), key == self.density) for key, word in words.items()]

    def url(self, **changes: str | None) -> str:
        """The present address with some choices changed (None removes); back to the first page unless told."""
        query: QueryDict = self.request.GET.copy()
        for key in ("page", "export"):
            query.pop(self.table.prefix + key, None)
        for key, value in changes.items():
            query.pop(self.table.prefix + key, None)
            if value is not None:
                query[self.table.prefix + key] = value
        return f"?{query.urlencode()}" if query else self.request.path

    @property
    def previous_url(self) -> str:
        """The link to the previous page, empty on the first."""
        return self.url(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The link to the next page, empty on the last."""
        return self.url(page=str(self.page + 1)) if self.page < self.n_pages else ""

    @property
    def all_url(self) -> str:
        """The link that shows all rows at once, empty when they are shown."""
        return self.url(size="all") if self.n_pages > 1 and not self.choices.wants_all else ""

    @property
    def xlsx_url(self) -> str:
        """The link to the same rows as a workbook."""
        return self.url(export="xlsx")

    @property
    def csv_url(self) -> str:
        """The link to the same rows as a text file."""
        return self.url(export="csv")

    def fragment(self) -> HttpResponse | None:
        """Only the table, when htmx asked for it; None when the whole page is wanted."""
        if self.request.headers.get("HX-Target") != self.dom_id:
            return None
        return HttpResponse(render_to_string("web/data/table.html", {"view": self}, request=self.request))

    def _filters(self, column: Column) -> bool:
        return column.is_filter and self.table.can_ask(column)

    def _own(self, key: str) -> str:
        return key.removeprefix(self.table.prefix) if key.startswith(self.table.prefix) else ""

    def _heading(self, column: Column) -> Heading:
        is_sorted = self.choices.sort == column.key
        descending = self.choices.is_descending
        # Figures are first wanted from the largest, words from the first letter.
        first = f"-{column.key}" if column.is_figure else column.key
        then = column.key if first.startswith("-") else f"-{column.key}"
        now = f"-{column.key}" if descending else column.key
        can_sort = column.sortable and self.table.can_ask(column)
        url = self.url(sort=then if is_sorted and now == first else first) if can_sort else ""
        aria = ("descending" if descending else "ascending") if is_sorted else ""
        return Heading(column, column_label(column), url, aria, column is self.table.columns[0])

    def _state_filter(self, column: Column) -> StateFilter:
        words = {code: str(state.label) for code, state in column.states.items()}
        options = [(code, words.get(code, code)) for code in self.rows.states_of(column)]
        return StateFilter(column.key, str(column.label), options, self.choices.equals.get(column.key, ""))


def bind(request: HttpRequest, table: Table) -> TableView:
    """The table as the request's query string asks for it."""
    return TableView(request, table)


def _total_html(column: Column, total: Total | None) -> str:
    css = ' class="mq-r"' if column.is_figure else ""
    if total is None:
        return f"<td{css}></td>"
    value = total.value
    inner = value_html(column, value.label if isinstance(value, State) and not column.states else value)
    if total.n_missing:
        note = ngettext("%(n)s value missing", "%(n)s values missing", total.n_missing)
        inner += f'<span class="mq-sub">{note % {"n": formats.number(total.n_missing)}}</span>'
    return f"<td{css}>{inner}</td>"


__all__ = ["TableView", "bind", "state_code"]
