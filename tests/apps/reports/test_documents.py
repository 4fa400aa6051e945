"""Contracts and settlements as official files: complete, in both languages, for those who may."""

from io import BytesIO

import docx
import pytest
from django.utils import translation
from pypdf import PdfReader

from mithaq import cli
from mithaq.apps.contracts.models import Settlement
from mithaq.apps.contracts.queries import result_of, rule_of
from mithaq.apps.reports.contract_document import compose_contract
from mithaq.apps.reports.settlement_document import compose_settlement
from mithaq.web import formats
from mithaq.web.documents.model import Clause, Paragraph, Signatures, TableBlock
from tests.support.cycle import contract, person

NUMBERS = ("CP-FM-2025", "CP-FM-2025-P", "CP-FM-2025-H")
pytestmark = [pytest.mark.usefixtures("cycle"), pytest.mark.django_db]


def composed(compose, thing, language):
    with translation.override(language):
        return compose(thing)


def settlement(number="CP-FM-2025-H", period="2025Q3"):
    return Settlement.objects.filter(contract__number=number, period=period).order_by("-run_number")[0]


def tables(document):
    return {block.caption: block for block in document.blocks if isinstance(block, TableBlock)}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_contract_holds_its_clauses_undertakings_and_duties(number, language):
    one = contract(number)
    document = composed(compose_contract, one, language)
    targets, payment, duties = tables(document).values()
    assert len([block for block in document.blocks if isinstance(block, Clause)]) == one.clauses.count()
    assert len(targets.rows) == one.undertakings.count()
    assert len(payment.rows) == one.undertakings.filter(role="quantity").count()
    assert len(duties.rows) == one.duties.count()


def test_both_parties_have_signed_by_different_hands():
    [signatures] = [
        b for b in composed(compose_contract, contract(NUMBERS[0]), "fr").blocks if isinstance(b, Signatures)
    ]
    words = [party.signed for party in signatures.parties]
    assert len(words) == 2
    assert all(word.startswith("Signé le ") for word in words)
    assert words[0].split(" — ")[1] != words[1].split(" — ")[1]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_rule_is_told_in_words_without_empty_places(language):
    one = contract(NUMBERS[0])
    told = [block.text for block in composed(compose_contract, one, language).blocks if isinstance(block, Paragraph)]
    rule = rule_of(one.rule_set)
    assert len(told) == len(rule.line_steps) + len(rule.contract_steps)
    assert not any("{" in text or "()" in text for text in told)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_settlement_says_what_is_paid_and_what_waits(language):
    one = settlement()
    result = result_of(one)
    document = composed(compose_settlement, one, language)
    lines, steps = tables(document).values()
    assert len(lines.rows) == len(result.lines)
    with translation.override(language):
        assert steps.total[1] == formats.money(one.total_amount)
        waiting = translation.gettext("pending")
    assert [row[-1] == waiting for row in lines.rows] == [line.is_pending for line in result.lines]


def test_no_figure_of_a_line_that_waits_is_written_as_zero():
    result = result_of(settlement())
    lines = tables(composed(compose_settlement, settlement(), "fr"))["Lignes du décompte"]
    for row, line in zip(lines.rows, result.lines, strict=True):
        if line.is_pending:
            assert "0" not in (row[2], row[4])
            assert "—" in row


def test_an_altered_record_is_not_printed():
    one = settlement()
    written = f'"{result_of(one).total.amount.normalize():f}"'
    assert written in one.result
    one.result = one.result.replace(written, '"999999.99"')
    with pytest.raises(ValueError, match=r"\w"):
        composed(compose_settlement, one, "fr")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_files_come_down_with_their_numbers(client, language):
    client.force_login(person("planificatrice"))
    pdf = client.get(f"/reports/contracts/CP-FM-2025/{language}.pdf")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="CP-FM-2025-{language}.pdf"'
    assert "CP-FM-2025" in "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    word = client.get(f"/reports/settlements/{settlement().pk}/{language}.docx")
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(word.content)).paragraphs)
    assert "CP-FM-2025-H" in text


@pytest.mark.parametrize("address", ["/reports/contracts/CP-FM-2025/fr.pdf", "/reports/contracts/CP-FM-2025-P/ar.docx"])
def test_a_director_reaches_no_other_contract(client, address):
    client.force_login(person("directeur"))
    assert client.get(address).status_code == 404
    assert client.get("/reports/contracts/CP-FM-2025-H/fr.pdf").status_code == 200


@pytest.mark.parametrize("address", ["/reports/contracts/CP-FM-2025/fr.exe", "/reports/contracts/CP-FM-2025/xx.pdf"])
def test_an_unknown_format_or_language_is_no_page(client, address):
    client.force_login(person("planificatrice"))
    assert client.get(address).status_code == 404


def test_the_shelf_takes_few_queries(client, django_assert_max_num_queries):
    client.force_login(person("planificatrice"))
    client.get("/reports/")
    with django_assert_max_num_queries(20):
        page = client.get("/reports/").content.decode()
    assert page.count("/ar.pdf") >= len(NUMBERS)


def test_the_command_writes_the_same_bytes_as_the_page(client, tmp_path, capsys):
    client.force_login(person("planificatrice"))
    target = tmp_path / "contract.pdf"
    assert cli.main(["document", "CP-FM-2025", "--lang", "ar", "--out", str(target)]) == 0
    assert target.read_bytes() == client.get("/reports/contracts/CP-FM-2025/ar.pdf").content


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["NO-SUCH", "--out", "x.pdf"], "does not exist"),
        (["CP-FM-2025", "--out", "x.txt"], "ends in .docx or .pdf"),
        (["CP-FM-2025", "--period", "2027Q1", "--out", "x.pdf"], "no settlement for 2027Q1"),
    ],
)
def test_what_cannot_be_written_is_told(arguments, words, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["document", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
