"""`mithaq check-invoices` and its page: real invoices, altered copies, files with one mistake."""

import argparse
import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.contracts.invoice_commands import CHECK_INVOICES
from tests.support.people import build_person, build_tree
from tests.support.reference import REFERENCE

REAL = REFERENCE / "vectors/pbf_burundi_invoice_vectors.csv"
WRONG = Path(__file__).parents[2] / "wrong/invoices"
GOOD = (
    "invoice,line,indicator,declared,verified,validated,tariff_mad,paid_mad,remark\n"
    "F1,1,Consultations,40,38,38,100,3800,x\n"
    "F1,2,Accouchements,6,6,6,1500,9000,\n"
    "F1,SUBTOTAL,,,,,,12800,\n"
    "F1,BONUS,,,,,,200,\n"
    "F1,TOTAL,,,,,,13000,\n"
)


def run(path: Path, *options: str) -> int:
    parser = argparse.ArgumentParser()
    CHECK_INVOICES.configure(parser)
    with translation.override("en"):
        return CHECK_INVOICES.run(parser.parse_args([str(path), *options]))


def written(folder: Path, text: str, name: str = "invoices.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------- the command
@pytest.mark.reference
def test_the_two_real_invoices_hold_to_the_franc(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(REAL) == 0
    text = capsys.readouterr().out
    assert "BI-A: 14 lines, subtotal 11534000, bonus 14079010, total 25613010 — holds" in text
    assert "BI-B: 14 lines, subtotal 23716600, bonus 28562388, total 52278988 — holds" in text


def altered(folder: Path, **changes: str) -> Path:
    """The real invoices with some cells changed: `BI_A__3__tariff_fbu="1600"`."""
    rows = list(csv.DictReader(io.StringIO(REAL.read_text(encoding="utf-8"))))
    for place, value in changes.items():
        invoice, line, column = place.split("__")
        (row,) = [row for row in rows if (row["invoice"], row["line"]) == (invoice.replace("_", "-"), line)]
        row[column] = value
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written(folder, out.getvalue())


@pytest.mark.reference
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"BI_A__3__tariff_fbu": "1600"}, [("BI-A", "3", "411000", "438400")]),
        (
            {"BI_A__6__paid_fbu": "648001"},
            [("BI-A", "6", "648001", "648000"), ("BI-A", "SUBTOTAL", "11534000", "11534001")],
        ),
        ({"BI_B__TOTAL__paid_fbu": "52278989"}, [("BI-B", "TOTAL", "52278989", "52278988")]),
        (
            {"BI_A__1__tariff_fbu": "999", "BI_B__5__paid_fbu": "0", "BI_A__TOTAL__paid_fbu": "1"},
            [
                ("BI-A", "1", "38000", "37962"),
                ("BI-A", "TOTAL", "1", "25613010"),
                ("BI-B", "5", "0", "2310000"),
                ("BI-B", "SUBTOTAL", "23716600", "21406600"),
            ],
        ),
    ],
)
def test_an_altered_copy_reports_exactly_what_it_breaks(
    changes: dict[str, str], expected: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = altered(tmp_path, **changes)
    assert run(path, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    failures = [
        (one["invoice"], f["line"], f["found"], f["expected"]) for one in found["invoices"] for f in one["failures"]
    ]
    assert failures == expected
    assert run(path) == 1
    text = capsys.readouterr().out
    for invoice, line, was, should in expected:  # type: ignore[misc]  # four texts each
        assert f"{invoice}: " in text
        assert any(
            all(part in one for part in (f"line {line} ", f"found {was}", f"expected {should}"))
            for one in text.splitlines()
        )


def test_a_workbook_is_read_as_a_text_file_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    for cells in csv.reader(io.StringIO(GOOD)):
        book.active.append([float(cell) if cell.isdigit() else cell or None for cell in cells])
    book.save(tmp_path / "invoices.xlsx")
    assert run(tmp_path / "invoices.xlsx", "--json") == 0
    from_book = json.loads(capsys.readouterr().out)
    run(written(tmp_path, GOOD), "--json")
    from_text = json.loads(capsys.readouterr().out)
    assert (
        [one["total"] for one in from_book["invoices"]] == [one["total"] for one in from_text["invoices"]] == ["13000"]
    )


def test_french_headings_and_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    headings = "Facture;Ligne;Indicateur;Déclaré;Vérifié;Validé;Tarif (MAD);Montant payé\n"
    assert run(written(tmp_path, headings + "F1;1;Actes;10;10;10;12 500,50;125 005,00\n")) == 0
    assert "subtotal 125005" in capsys.readouterr().out


@pytest.mark.parametrize("path", sorted(WRONG.glob("*.csv")), ids=lambda path: path.stem)
def test_a_file_with_one_mistake_is_refused_with_its_words(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(path) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    for words in path.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        assert words in shown.err


def test_an_absent_file_is_an_unusable_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "nothing.csv") == 2
    assert "cannot be read" in capsys.readouterr().err


# ---------------------------------------------------------------- the page
@pytest.fixture
def verifier(client: Client, db: None) -> Client:
    build_tree()
    client.force_login(build_person("verificateur", Role.VERIFIER, "03"))
    return client


def posted(client: Client, text: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    file = SimpleUploadedFile("invoices.csv", text.encode())
    response = client.post(reverse("contracts:invoices"), {"file": file})
    assert response.status_code in (200, 422)
    return response.content.decode()


def test_the_page_opens_empty(verifier: Client) -> None:
    assert verifier.get(reverse("contracts:invoices")).status_code == 200


def test_the_page_names_what_does_not_hold(verifier: Client) -> None:
    page = posted(verifier, GOOD.replace("9000", "9001"), "fr")
    assert "conforme" in page
    assert "9\u00a0001" in page
    assert "12\u00a0801" in page


def test_the_page_says_that_everything_holds(verifier: Client) -> None:
    assert "Toutes les lignes" in posted(verifier, GOOD, "fr")


def test_the_page_names_the_cell_that_cannot_be_read(verifier: Client) -> None:
    page = posted(verifier, GOOD.replace("9000", "9.000"), "fr")
    assert "H3" in page
    assert "9.000" in page
