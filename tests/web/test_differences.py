"""The preview of an uploaded file: counts, order, words, and the file given back with its errors."""

import io
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from mithaq.core.errors import DataProblem
from mithaq.web.differences import Change, Difference, Preview, annotated_workbook
from mithaq.web.uploads import Cell, Row, Sheet, Workbook

WRONG = DataProblem(
    "value.number", "Lits!B3", message="“%(text)s” is not a number.", hint="Write a number.", params={"text": "x<y"}
)
BOOK = Workbook(
    "lits.xlsx",
    214_000,
    (Sheet("Lits", (Cell("Code", "Lits!A1"), Cell("Lits", "Lits!B1")), (Row(2, (Cell("H", "Lits!A2"),)),)),),
)
LINES = [
    Difference("Lits!A2", "changed", "H-01", changes=[Change(40, 42)], place=2, note="Reopens July."),
    Difference("Lits!A3", "error", "H-02", changes=[Change(17, "x<y", has_problem=True)], problems=[WRONG], place=3),
    Difference("Lits!A4", "new", "H-03", changes=[Change(None, 9, is_added=True)], place=4),
    *(Difference(f"Lits!A{n}", "unchanged", f"H-{n}", changes=[Change(5, 5)], place=n) for n in range(5, 25)),
]


def preview(query: str = "", lines: Any = LINES, **options: Any) -> Preview:
    request = RequestFactory().get(f"/import/{query}")
    return Preview(request, BOOK, lines, ["Beds"], token="signed", confirm_url="/confirm/", cancel_url="/", **options)


def drawn(one: Preview) -> str:
    template = engines["django"].from_string("{% load mithaq_data %}{% differences preview %}")
    return template.render({"preview": one}, one.request)


def test_errors_come_first_and_unchanged_lines_are_folded() -> None:
    one = preview()
    assert [line.kind for line in one.lines] == ["error", "changed", "new", "unchanged"]
    assert one.n_folded == 19
    assert [line.place for line in preview("?order=file").lines] == [2, 3, 4, 5]


def test_a_counter_is_a_filter() -> None:
    one = preview("?show=unchanged")
    assert len(one.lines) == 20
    assert [(c.kind, c.n) for c in one.counters] == [("error", 1), ("changed", 1), ("new", 1), ("unchanged", 20)]
    assert [c.is_current for c in one.counters] == [False, False, False, True]


def test_the_button_says_what_it_will_do() -> None:
    with override("en"):
        assert preview().button == "Save 2 changes without the 1 error"
        assert preview(lines=LINES[:1]).button == "Save 1 change"
        assert preview(lines=LINES[5:]).button == "Nothing to save"
        assert not preview(lines=LINES[5:]).can_save
        assert "nothing to save" in preview(lines=LINES[5:]).why_not
        assert not preview(may_skip_errors=False).can_save


def test_the_error_stands_in_its_line_and_is_escaped() -> None:
    with override("en"):
        html = drawn(preview(consent="I have seen that July is reopened"))
    row = html[html.index("Lits!A3") : html.index("Lits!A2")]
    assert "“x&lt;y” is not a number. Write a number." in row
    assert "<y" not in html
    assert "<del>40</del>" in html
    assert "<ins>42</ins>" in html
    assert 'role="alert"' in html
    assert 'name="token" value="signed"' in html
    assert 'name="consent" value="1" required' in html


def test_missing_after_zero_is_seen() -> None:
    html = drawn(preview(lines=[Difference("A1", "changed", "Scanner", changes=[Change(0, None)])]))
    assert "<del>0</del>&ensp;→&ensp;<ins>—</ins>" in html


def test_long_previews_are_cut_and_can_be_lengthened() -> None:
    many = [
        Difference(f"A{n}", "new", f"H-{n}", changes=[Change(None, n, is_added=True)], place=n) for n in range(1_000)
    ]
    assert len(preview(lines=many).lines) == 200
    assert "n=1000" in preview(lines=many).more_url
    assert len(preview("?n=1000", lines=many).lines) == 1_000
    assert preview("?n=1000", lines=many).more_url == ""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_comes_back_with_its_errors(kind: str) -> None:
    book, content = Book(), b"Code;Lits\nH-01;42\nH-02;x<y\n"
    page = book.active
    page.title = "Lits"
    for row in (("Code", "Lits"), ("H-01", 42), ("H-02", "x<y")):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    read = BOOK
    if kind == "csv":
        rows = tuple(
            Row(n, (Cell(a, f"A{n}"), Cell(b, f"B{n}"))) for n, a, b in ((2, "H-01", "42"), (3, "H-02", "x<y"))
        )
        read = Workbook("lits.csv", 20, (Sheet("", (Cell("Code", "A1"), Cell("Lits", "B1")), rows),))
    problem = DataProblem(
        "c", "Lits!B3" if kind == "xlsx" else "B3", message="“%(text)s” is not a number.", params={"text": "x"}
    )
    lines = [Difference("B3", "error", "H-02", problems=[problem])]
    with override("en"):
        given = annotated_workbook(out.getvalue() if kind == "xlsx" else content, read, lines)
    page = load_workbook(io.BytesIO(given)).worksheets[0]
    assert page["C1"].value == "What to correct"
    assert page["C3"].value == "“x” is not a number."
    assert page["C2"].value is None
    assert page["B3"].fill.fgColor.rgb == "FFFBE3E8"
    assert page["A3"].value == "H-02"
