"""What an uploaded file would change, before anything is written.

An app compares a file with what it keeps and gives `Difference`s; the preview counts, orders and
draws them, says what its button will do, and gives the file back with the errors written in it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from mithaq.core.errors import DataProblem
from mithaq.web import formats
from mithaq.web.exports import harmless, sheet_title
from mithaq.web.uploads.model import Workbook, words

Kind = Literal["error", "changed", "closed", "new", "unchanged"]
TONES = {"error": "bad", "changed": "info", "closed": "watch", "new": "good", "unchanged": "none"}
SHAPES = {"error": "bad", "changed": "changed", "closed": "watch", "new": "new", "unchanged": "same"}
_ORDER: dict[Kind, int] = {"error": 0, "changed": 1, "closed": 2, "new": 3, "unchanged": 4}
_FIRST_UNCHANGED = 1  # one is shown, the others are counted
_PAGE = 200
_ERROR_FILL = PatternFill("solid", fgColor="FFFBE3E8")


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a line: what it was, what it would be. `problem` marks a value refused."""

    before: Any = None
    after: Any = None
    has_problem: bool = False
    is_added: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the value differs."""
        return not self.has_problem and not self.is_added and self.before != self.after

    @property
    def tone(self) -> str:
        """The tone of the cell."""
        return "bad" if self.has_problem else "good" if self.is_added else "info" if self.is_changed else "none"


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of the file: its reference, what happens to it, its values by preview column.

    `place` is its rank in the file; `problems` are errors (and warnings, not blocking) to show in the
    same line; `note` is a consequence that the reader should know.
    """

    ref: str
    kind: Kind
    label: Any
    sub: Any = ""
    changes: Sequence[Change] = ()
    problems: Sequence[DataProblem] = ()
    note: Any = ""
    place: int = 0

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES[self.kind]

    @property
    def shape(self) -> str:
        """The shape of its state."""
        return SHAPES[self.kind]

    @property
    def word(self) -> str:
        """Its state in a word."""
        return {
            "error": _("Error"),
            "changed": _("Changed"),
            "closed": _("Closed"),
            "new": _("New"),
            "unchanged": _("Unchanged"),
        }[self.kind]

    @property
    def messages(self) -> list[tuple[bool, str]]:
        """Each problem in words, and whether it blocks."""
        return [(problem.is_blocking, words(problem)) for problem in self.problems]


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter of the preview, which is also a filter."""

    kind: Kind
    n: int
    word: str
    note: str
    url: str
    is_current: bool

    @property
    def tone(self) -> str:
        """Its tone."""
        return TONES[self.kind]

    @property
    def shape(self) -> str:
        """Its shape."""
        return SHAPES[self.kind]


@dataclass(frozen=True)
class Preview:
    """The differences of a file. `columns` head the changes; `token` finds the file again.

    `consent` is a consequence to be ticked before saving ("I have seen that…"); `notes` say more
    under a counter, by kind; `confirm_url` receives the token by POST, `cancel_url` leaves.
    """

    request: HttpRequest
    workbook: Workbook
    differences: Sequence[Difference]
    columns: Sequence[Any] = ()
    token: str = ""
    confirm_url: str = ""
    cancel_url: str = ""
    other_file_url: str = ""
    consent: Any = ""
    details: Sequence[Any] = ()
    notes: dict[str, Any] = field(default_factory=dict)
    may_skip_errors: bool = True

    def count(self, *kinds: Kind) -> int:
        """How many lines are of these kinds."""
        return sum(each.kind in kinds for each in self.differences)

    @property
    def n_errors(self) -> int:
        """Lines that cannot be saved."""
        return self.count("error")

    @property
    def n_changes(self) -> int:
        """Lines that would be written."""
        return self.count("changed", "closed", "new")

    @property
    def shown_kind(self) -> Kind | None:
        """The kind of line the reader filtered on, or None for all."""
        return next((kind for kind in _ORDER if kind == self.request.GET.get("show")), None)

    @property
    def is_file_order(self) -> bool:
        """Whether lines are in the order of the file rather than errors first."""
        return self.request.GET.get("order") == "file"

    @property
    def counters(self) -> list[Counter]:
        """The counters, errors first; kinds that do not occur are left out, errors and changes apart."""
        counted = [(kind, self.count(kind)) for kind in _ORDER]
        return [
            Counter(
                kind,
                n,
                _count_word(kind, n),
                str(self.notes.get(kind, _count_note(kind))),
                self._url(show=kind),
                kind == self.shown_kind,
            )
            for kind, n in counted
            if n or kind != "closed"
        ]

    @cached_property
    def lines(self) -> list[Difference]:
        """The lines to draw: the unchanged ones are folded unless asked for, long lists are cut."""
        chosen = [each for each in self.differences if not self.shown_kind or each.kind == self.shown_kind]
        if self.is_file_order:
            chosen = sorted(chosen, key=lambda each: each.place)
        else:
            chosen = sorted(chosen, key=lambda each: (_ORDER[each.kind], each.place))
        if self.shown_kind != "unchanged":
            chosen = _fold_unchanged(chosen)
        return chosen[: self._n_asked]

    @property
    def n_folded(self) -> int:
        """Unchanged lines that are not drawn."""
        return 0 if self.shown_kind else max(self.count("unchanged") - _FIRST_UNCHANGED, 0)

    @property
    def more_url(self) -> str:
        """The link that draws more lines, empty when all are."""
        n = self.count(self.shown_kind) if self.shown_kind else len(self.differences) - self.n_folded
        return self._url(n=str(self._n_asked * 5)) if n > self._n_asked else ""

    @property
    def errors_first_url(self) -> str:
        """The link to errors first."""
        return self._url(order=None)

    @property
    def file_order_url(self) -> str:
        """The link to the order of the file."""
        return self._url(order="file")

    @property
    def all_url(self) -> str:
        """The link without filter."""
        return self._url(show=None)

    @property
    def annotated_url(self) -> str:
        """The link to the file with its errors written in it."""
        return self._url(annotated="1")

    @property
    def error_title(self) -> str:
        """What cannot be saved."""
        text = ngettext("%(n)s line cannot be saved.", "%(n)s lines cannot be saved.", self.n_errors)
        return text % {"n": formats.number(self.n_errors)}

    @property
    def error_advice(self) -> str:
        """What can be done about it."""
        if not self.may_skip_errors:
            return _("Nothing is saved as long as one line is wrong. Correct the file and upload it again.")
        if not self.n_changes:
            return _("Correct them in the file and upload it again.")
        text = ngettext(
            "Correct the file and upload it again, or save the other change without them.",
            "Correct the file and upload it again, or save the %(n)s other changes without them.",
            self.n_changes,
        )
        kept = _("The annotated workbook gives the wrong lines back to you.")
        return f"{text % {'n': formats.number(self.n_changes)}} {kept}"

    @property
    def can_save(self) -> bool:
        """Whether the button does something."""
        return bool(self.n_changes) and (self.may_skip_errors or not self.n_errors)

    @property
    def button(self) -> str:
        """What the button will do, in words."""
        n, n_errors = self.n_changes, self.n_errors
        if not n:
            return _("Nothing to save")
        saved = ngettext("Save %(n)s change", "Save %(n)s changes", n) % {"n": formats.number(n)}
        if not n_errors:
            return saved
        without = ngettext("without the %(n)s error", "without the %(n)s errors", n_errors)
        return f"{saved} {without % {'n': formats.number(n_errors)}}"

    @property
    def why_not(self) -> str:
        """Why the button is closed, empty when it is open."""
        if self.can_save:
            return ""
        return (
            self.error_advice
            if self.n_errors
            else _("The file says the same as what is kept: there is nothing to save.")
        )

    @property
    def file_words(self) -> str:
        """Sheets, cells and size of the file."""
        n_cells, n_sheets = self.workbook.n_cells, len(self.workbook.sheets)
        hidden = len(self.workbook.notes)
        sheets = ngettext("%(n)s sheet read", "%(n)s sheets read", n_sheets) % {"n": n_sheets}
        if hidden:
            sheets += _(", ") + ngettext("%(n)s hidden sheet left aside", "%(n)s hidden sheets left aside", hidden) % {
                "n": hidden
            }
        cells = ngettext("%(n)s cell", "%(n)s cells", n_cells) % {"n": formats.number(n_cells)}
        return f"{sheets} · {cells} · {_size(self.workbook.size)}"

    def _url(self, **changes: str | None) -> str:
        query = self.request.GET.copy()
        for key, value in changes.items():
            query.pop(key, None)
            if value is not None:
                query[key] = value
        return f"?{query.urlencode()}" if query else self.request.path

    @property
    def _n_asked(self) -> int:
        text = self.request.GET.get("n", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else _PAGE


def annotated_workbook(content: bytes, workbook: Workbook, differences: Sequence[Difference]) -> bytes:
    """The uploaded file as a workbook with one more column: what is wrong in each row.

    The cells at fault are coloured. Only rows of `differences` that carry problems get words.
    """
    book = _book_of(content, workbook)
    by_place: dict[tuple[str, int], list[str]] = {}
    for each in differences:
        for problem in each.problems:
            name, row, cell = _split(problem.where or each.ref, workbook)
            by_place.setdefault((name, row), []).append(words(problem))
            if cell and name in book.sheetnames:
                book[name][cell].fill = _ERROR_FILL
    for sheet in workbook.sheets:
        page = book[sheet.name or sheet_title(workbook.name)]
        column = page.max_column + 1
        head = page.cell(_row_of(sheet.header[0].ref), column, _("What to correct"))
        head.font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = 80
        for (title, row), texts in by_place.items():
            if title == page.title and row:
                page.cell(row, column, " ".join(texts)).data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _book_of(content: bytes, workbook: Workbook) -> Book:
    if content.startswith(b"PK"):
        return load_workbook(io.BytesIO(content), keep_links=False)
    book = Book()
    page = book.worksheets[0]
    page.title = sheet_title(workbook.name)
    sheet = workbook.sheets[0]
    for cells in (sheet.header, *(row.cells for row in sheet.rows)):
        for cell in cells:
            page[cell.ref] = harmless(cell.text)
    return book


def _split(where: str, workbook: Workbook) -> tuple[str, int, str]:
    """Sheet, row and cell of a reference: "Activité!E14" → ("Activité", 14, "E14")."""
    sheet, _mark, cell = where.rpartition("!")
    sheet = sheet or (workbook.sheets[0].name or sheet_title(workbook.name))
    cell = cell if cell[:1].isalpha() and cell[-1:].isdigit() and cell.isalnum() and cell.isascii() else ""
    return sheet, _row_of(where), cell


def _row_of(ref: str) -> int:
    digits = ref[len(ref.rstrip("0123456789")) :]
    return int(digits) if digits else 0


def _fold_unchanged(lines: list[Difference]) -> list[Difference]:
    n = 0
    kept = []
    for line in lines:
        n += line.kind == "unchanged"
        if line.kind != "unchanged" or n <= _FIRST_UNCHANGED:
            kept.append(line)
    return kept


def _count_word(kind: str, n: int) -> str:
    forms: dict[str, Callable[[], str]] = {
        "error": lambda: ngettext("error", "errors", n),
        "changed": lambda: ngettext("changed line", "changed lines", n),
        "closed": lambda: ngettext("closed line", "closed lines", n),
        "new": lambda: ngettext("new line", "new lines", n),
        "unchanged": lambda: ngettext("unchanged line", "unchanged lines", n),
    }
    return forms[kind]()


def _count_note(kind: str) -> str:
    notes = {"error": _("to correct or to leave aside"), "unchanged": _("folded")}
    return notes.get(kind, "")


def _size(size: int) -> str:
    if size < 1_000_000:
        return _("%(n)s KB") % {"n": formats.number(max(size // 1_000, 1))}
    return _("%(n)s MB") % {"n": formats.number(round(size / 1_000_000, 1), 1)}
