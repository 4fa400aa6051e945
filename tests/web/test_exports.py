"""Files of tables: typed, named, harmless."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils.translation import override
from openpyxl import load_workbook

from mithaq.web.exports import clean_name, harmless, sheet_title
from mithaq.web.tables import Column, Table, export_response

ROWS: list[dict[str, Any]] = [
    {"name": "=cmd|' /C calc'!A0", "amount": Decimal("-12500.50"), "rate": Decimal("0.852"), "on": date(2025, 7, 5)},
    {"name": "Fès\x00\x01", "amount": None, "rate": None, "on": None},
]


def table() -> Table:
    columns = [
        Column("name", "Nom"),
        Column("amount", "Montant", "money", total="sum"),
        Column("rate", "Taux", "percent"),
        Column("on", "Le", "day"),
    ]
    return Table("payments", columns, ROWS, "Paiements : T3 [2025]", source="calcul n° 7")


def exported(kind: str, query: str = "") -> Any:
    response = export_response(RequestFactory().get(f"/?export={kind}{query}"), table())
    assert response is not None
    return response


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_text_that_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text).startswith("'")


def test_nothing_is_exported_unless_asked() -> None:
    assert export_response(RequestFactory().get("/"), table()) is None
    assert export_response(RequestFactory().get("/?export=exe"), table()) is None


def test_the_text_file_is_what_french_spreadsheets_expect() -> None:
    with override("fr"):
        content = exported("csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Nom", "Montant (MAD)", "Taux", "Le"]
    assert rows[1] == ["'=cmd|' /C calc'!A0", "-12500,50", "0,852", "2025-07-05"]
    assert rows[2] == ["Fès", "", "", ""]


def test_the_text_file_is_english_in_english() -> None:
    with override("en"):
        rows = list(csv.reader(io.StringIO(exported("csv").content.decode("utf-8-sig"))))
    assert rows[1][1] == "-12500.50"


def test_the_workbook_is_typed_and_frozen() -> None:
    with override("fr"):
        book = load_workbook(io.BytesIO(exported("xlsx").content))
    page = book.worksheets[0]
    assert page.title == "Paiements   T3  2025"
    assert page.freeze_panes == "B2"
    assert not page.sheet_view.rightToLeft
    assert (page["A2"].value, page["A2"].data_type, page["A2"].quotePrefix) == ("=cmd|' /C calc'!A0", "s", True)
    assert (page["B2"].value, page["B2"].number_format) == (-12500.5, "#,##0.00")
    assert (page["C2"].value, page["C2"].number_format) == (0.852, "0.0%")
    assert page["D2"].value.date() == date(2025, 7, 5)
    assert page["B3"].value == "—", "missing is neither empty nor zero"
    assert page["B4"].value == -12500.5
    assert page["B4"].font.bold


def test_the_workbook_says_where_it_comes_from() -> None:
    with override("fr"):
        book = load_workbook(io.BytesIO(exported("xlsx", "&q=cmd").content))
    notes = " ".join(str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row)
    assert "calcul n° 7" in notes
    assert "cmd" in notes
    assert "Paiements" in notes


def test_arabic_workbooks_run_from_right_to_left() -> None:
    with override("ar"):
        book = load_workbook(io.BytesIO(exported("xlsx").content))
    assert all(page.sheet_view.rightToLeft for page in book.worksheets)


def test_names_are_clean() -> None:
    assert clean_name("Écart à la norme : Fès/Meknès") == "ecart_a_la_norme_fes_meknes"
    assert clean_name("../../etc") == "etc"
    assert clean_name("العقود") == "mithaq"
    assert sheet_title("[a]:b" + "x" * 40) == "a  b" + "x" * 27
    assert 'filename="payments_' in exported("csv")["Content-Disposition"]
