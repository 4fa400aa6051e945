"""Files from outside: one mistake in each, and the words that the person reads."""

import io
import struct
import time
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook as Book

from mithaq.core.errors import DataProblem
from mithaq.web.uploads import (
    Cell,
    Field,
    Limits,
    UnusableFile,
    Workbook,
    forget_old_uploads,
    keep_upload,
    open_upload,
    read_day,
    read_number,
    read_whole,
    read_workbook,
    records_of,
    store,
)

SMALL = Limits(size=200_000, expanded_size=2_000_000, rows=20, columns=5)


def book_bytes(change: Callable[[Book], object] = lambda book: None) -> bytes:
    """A good workbook of two columns, changed by the test."""
    book = Book()
    page = book.active
    page.title = "Activité"
    for row in (("Code", "Lits"), ("H-01", 42), ("H-02", 17.5)):
        page.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(change: Callable[[dict[str, bytes]], object], content: bytes = b"") -> bytes:
    """The good workbook with its parts changed by the test."""
    with zipfile.ZipFile(io.BytesIO(content or book_bytes())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def read(content: bytes, name: str = "lits.xlsx", limits: Limits = SMALL) -> Workbook:
    return read_workbook(SimpleUploadedFile(name, content), limits=limits)


def set_cell(ref: str, value: object) -> Callable[[Book], object]:
    return lambda book: book.active.__setitem__(ref, value)


def add_part(name: str, part: bytes = b"<x/>") -> bytes:
    return repacked(lambda parts: parts.__setitem__(name, part))


def with_entities() -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]><sst>&l2;</sst>'
    return repacked(lambda parts: parts.__setitem__("xl/workbook.xml", bomb + parts["xl/workbook.xml"]))


def with_utf16_entities() -> bytes:
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")
    return add_part("xl/theme/extra.xml", bomb)


def lying_about_its_size() -> bytes:
    """A part of three million bytes that announces ten: only expanding it tells."""
    content = bytearray(add_part("xl/media/picture.xml", b" " * 3_000_000))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(b"xl/media/picture.xml")
        while at >= 0:
            start = content.rfind(signature, 0, at)
            if start >= 0 and at - start in {30, 46}:
                struct.pack_into("<I", content, start + offset, 10)
            at = content.find(b"xl/media/picture.xml", at + 1)
    return bytes(content)


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


GOOD = book_bytes()
MISTAKES: dict[str, tuple[str, bytes, str, tuple[str, ...]]] = {
    # name of the mistake: file name, content, code, words that the message holds
    "empty": ("a.xlsx", b"", "upload.empty", ("empty", "heading row")),
    "too large": ("a.xlsx", bytes(200_001), "upload.size", ("larger than", "Split it")),
    "picture": ("plan.png", b"\x89PNG", "upload.extension", ("“.png”", ".xlsx")),
    "no extension": ("plan", b"Code;Lits", "upload.extension", (".csv",)),
    "renamed text": ("a.xlsx", b"Code;Lits\nH;1\n", "upload.content", ("“.xlsx”", "save it again")),
    "renamed workbook": ("a.csv", GOOD, "upload.content", ("“.csv”", "changing the name is not enough")),
    "old format": (
        "a.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
        "upload.old_format",
        ("old Excel format",),
    ),
    "password": ("a.xlsx", encrypted(), "upload.encrypted", ("password", "Remove the password")),
    "macros by name": ("a.xlsm", GOOD, "upload.macros", ("macros", "without macros")),
    "macros inside": ("a.xlsx", add_part("xl/vbaProject.bin"), "upload.macros", ("macros",)),
    "damaged": ("a.xlsx", GOOD[: len(GOOD) // 2], "upload.damaged", ("damaged", "save it again")),
    "archive": ("a.xlsx", repacked(lambda p: p.pop("xl/workbook.xml")), "upload.not_workbook", ("archive",)),
    "expands": ("a.xlsx", add_part("xl/media/a.bin", bytes(5_000_000)), "upload.bomb", ("far more room",)),
    "lies": ("a.xlsx", lying_about_its_size(), "upload.damaged", ("damaged",)),
    "entities": ("a.xlsx", with_entities(), "upload.entities", ("XML declarations",)),
    "entities in utf-16": ("a.xlsx", with_utf16_entities(), "upload.entities", ("XML declarations",)),
    "links": (
        "a.xlsx",
        add_part("xl/externalLinks/externalLink1.xml"),
        "upload.external",
        ("other files", "Break the links"),
    ),
    "connection": ("a.xlsx", add_part("xl/connections.xml"), "upload.external", ("network",)),
    "formula": (
        "a.xlsx",
        book_bytes(set_cell("B2", "=SUM(B3:B9)")),
        "upload.formula",
        ("Activité!B2", "paste it as a value"),
    ),
    "merged": (
        "a.xlsx",
        book_bytes(lambda b: b.active.merge_cells("A2:A3")),
        "upload.merged",
        ("Activité!A2:A3", "Unmerge"),
    ),
    "rows": ("a.xlsx", book_bytes(set_cell("A5000", "x")), "upload.rows", ("more than 20 rows", "Activité")),
    "columns": ("a.xlsx", book_bytes(set_cell("Z2", "x")), "upload.columns", ("more than 5 columns",)),
    "blank": (
        "a.xlsx",
        repacked(lambda p: None, book_bytes(lambda b: b.active.delete_rows(1, 9))),
        "upload.no_table",
        ("No table",),
    ),
    "nul": ("a.csv", b"Code;Lits\nH\x00;1\n", "upload.nul", ("bytes that no text holds",)),
    "text formula": ("a.csv", b"Code;Lits\n=cmd();1\n", "upload.formula", ("A2:", "paste it as a value")),
    "text rows": ("a.csv", b"Code;Lits\n" + b"H;1\n" * 21, "upload.rows", ("more than 20 rows",)),
    "text columns": ("a.csv", b";".join([b"x"] * 6), "upload.columns", ("more than 5 columns",)),
    "undefined bytes": ("a.csv", b"Code;Libelle\nabcdef;\x81\x8d\x8f\n", "upload.encoding", ("letters", "CSV UTF-8")),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_refused_in_words(mistake: str) -> None:
    name, content, code, words = MISTAKES[mistake]
    with pytest.raises(UnusableFile) as refused:
        read(content, name)
    assert refused.value.problem.code == code
    for word in words:
        assert word in str(refused.value)


def test_every_formula_is_named() -> None:
    def change(book: Book) -> None:
        book.active["B2"], book.active["B3"] = "=1+1", "=2+2"

    with pytest.raises(UnusableFile) as refused:
        read(book_bytes(change))
    assert [problem.where for problem in refused.value.problems] == ["Activité!B2", "Activité!B3"]


def test_cells_know_their_reference_and_numbers_are_exact() -> None:
    sheet = read(GOOD).sheets[0]
    assert [cell.text for cell in sheet.header] == ["Code", "Lits"]
    assert [(c.value, c.ref) for c in sheet.rows[1].cells] == [
        ("H-02", "Activité!A3"),
        (Decimal("17.5"), "Activité!B3"),
    ]


def test_hidden_sheets_are_left_aside_and_said() -> None:
    def change(book: Book) -> None:
        book.create_sheet("Listes").sheet_state = "hidden"

    book = read(book_bytes(change))
    assert [sheet.name for sheet in book.sheets] == ["Activité"]
    assert book.notes[0].where == "Listes"
    assert not book.notes[0].is_blocking


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_is_read_whatever_its_encoding_and_separator(encoding: str, separator: str) -> None:
    text = f"Établissement{separator}Lits\nFès «Ghassani»{separator}42\n\nTaza{separator}\n"
    sheet = read(text.encode(encoding), "lits.csv").sheets[0]
    assert [cell.text for cell in sheet.header] == ["Établissement", "Lits"]
    assert [(row.number, row.cells[0].text) for row in sheet.rows] == [(2, "Fès «Ghassani»"), (4, "Taza")]
    assert sheet.rows[0].cells[1].ref == "B2"


def test_arabic_windows_text_is_read() -> None:
    sheet = read("المؤسسة;الأسرة\nمستشفى فاس;42\n".encode("cp1256"), "a.csv").sheets[0]
    assert sheet.rows[0].cells[0].text == "مستشفى فاس"


def test_decimal_commas_do_not_part_columns() -> None:
    sheet = read(b"Code;Taux;Part\nA;1,5;2,5\nB;3,5;4,5\n", "a.csv").sheets[0]
    assert [cell.text for cell in sheet.rows[0].cells] == ["A", "1,5", "2,5"]


def outcome(content: bytes, name: str = "lits.xlsx") -> list[str]:
    """The sheets that were read, or what the refusal says; any other exception is a fault of ours."""
    try:
        return [f"{sheet.name} read" for sheet in read(content, name).sheets]
    except UnusableFile as refused:
        return [problem.text() for problem in refused.problems]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        assert outcome(content, name)


@given(st.integers(0, 6000), st.binary(min_size=1, max_size=8))
def test_a_workbook_altered_anywhere_is_read_or_refused_in_words(at: int, patch: bytes) -> None:
    content = GOOD[:at] + patch + GOOD[at + len(patch) :]
    assert outcome(content)


FIELDS = [
    Field("code", ["Code", "الرمز"]),
    Field("beds", ["Lits", "Beds"]),
    Field("note", ["Remarque"], is_required=False),
]


def test_columns_are_known_in_any_order_case_and_language() -> None:
    sheet = read("LITS;الرمز\n42;H-01\n".encode(), "a.csv").sheets[0]
    record = records_of(sheet, FIELDS)[0]
    assert (record["code"].text, record["beds"].text, record["note"].is_empty) == ("H-01", "42", True)


def test_a_misspelt_column_is_named_with_a_proposal() -> None:
    with pytest.raises(UnusableFile) as refused:
        records_of(read(b"Code;Litts\nH;1\n", "a.csv").sheets[0], FIELDS)
    text = str(refused.value)
    assert "The column “Lits” is missing. Is it “Litts”? Rename it. Columns found: Code, Litts." in text
    assert "B1: The column “Litts” is not expected. Did you mean “Lits”?" in text


def test_a_column_there_twice_is_refused() -> None:
    with pytest.raises(UnusableFile, match="The column “Code” is there twice"):
        records_of(read(b"Code;Lits;Code\nH;1;J\n", "a.csv").sheets[0], FIELDS)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 250,50", "1250.50"),
        ("1\u00a0250", "1250"),
        ("1.234.567,8", "1234567.8"),
        ("−3", "-3"),
        ("١٢", "12"),
        ("0.5", "0.5"),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, number: str) -> None:
    assert read_number(Cell(text, "A1")) == Decimal(number)


def test_a_letter_in_a_number_is_explained() -> None:
    problem = read_number(Cell("6O", "Activité!E14"))
    assert isinstance(problem, DataProblem)
    assert problem.text() == (
        "Activité!E14: “6O” is not a number. "
        "A letter stands where a figure should be. Write 60, or leave the cell empty."
    )


@pytest.mark.parametrize("text", ["abc", "1,2,3", "12 lits", "NaN", "1e5", "--1"])
def test_what_is_no_number_is_no_number(text: str) -> None:
    assert isinstance(read_number(Cell(text, "A1")), DataProblem)


def test_whole_numbers_and_days() -> None:
    assert read_whole(Cell(Decimal("42.0"), "A1")) == 42
    assert isinstance(read_whole(Cell(Decimal("42.5"), "A1")), DataProblem)
    assert read_whole(Cell(None, "A1")) is None
    assert read_day(Cell("05/07/2025", "A1")) == read_day(Cell("2025-07-05", "A1")) == date(2025, 7, 5)
    assert isinstance(read_day(Cell("31/02/2025", "A1")), DataProblem)


@pytest.fixture
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    return tmp_path


def kept(**more: Any) -> Any:
    return keep_upload(SimpleUploadedFile("../../lits.xlsx", GOOD), by=7, purpose="facts.import", **more)


def test_an_upload_is_found_again_by_its_token(media: Path) -> None:
    first = kept()
    again = open_upload(first.token, by=7, purpose="facts.import")
    assert (again.name, again.content, again.sha256) == ("lits.xlsx", GOOD, first.sha256)
    assert read_workbook(again.file).sheets[0].name == "Activité"


@pytest.mark.parametrize("change", [{"by": 8}, {"purpose": "territory.import"}])
def test_nobody_confirms_the_file_of_another(media: Path, change: dict[str, Any]) -> None:
    with pytest.raises(UnusableFile, match="no longer kept"):
        open_upload(kept().token, **{"by": 7, "purpose": "facts.import", **change})


def test_an_altered_token_is_refused(media: Path) -> None:
    with pytest.raises(UnusableFile, match="Nothing was written"):
        open_upload(kept().token[:-1] + "!", by=7, purpose="facts.import")


def test_uploads_are_forgotten_after_a_day(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = kept().token, time.time()
    monkeypatch.setattr(store.time, "time", lambda: now + 90_000)
    assert forget_old_uploads() == 1
    with pytest.raises(UnusableFile):
        open_upload(token, by=7, purpose="facts.import")
