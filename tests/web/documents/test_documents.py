"""One source, two renderings: every block reaches Word and paper, in both directions."""

import struct
import zlib
from io import BytesIO
from typing import get_args

import docx
import pytest
from pypdf import PdfReader

from mithaq.web.documents import (
    Block,
    Clause,
    Column,
    Document,
    FactSheet,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    SignatureParty,
    Signatures,
    TableBlock,
    to_docx,
    to_pdf,
)
from mithaq.web.documents.model import Align
from mithaq.web.documents.word import _WordWriter


def grey_png(width: int, height: int) -> bytes:
    """A plain grey picture, made here."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


FRENCH = Document(
    language="fr",
    title="Contrat-programme",
    subtitle="Entre deux parties",
    number="CP-TEST-1",
    issuer=("Royaume du Maroc",),
    marking="Démonstration",
    page_label="Page {page} sur {pages}",
    blocks=(
        Heading("Les clauses"),
        Paragraph("Premier alinéa.\n\nSecond alinéa."),
        Note("Source : annexe."),
        FactSheet((("Payeur", "Ministère"), ("Titulaire", "Région"))),
        Clause("Article 1", "Objet", "Le contrat fixe les engagements."),
        TableBlock(
            "Engagements",
            (Column("Indicateur", 3), Column("Montant", 1, Align.END)),
            (("Accouchements", "45\u00a0600,00"), ("Césariennes", "—")),
            ("Total", "45\u00a0600,00"),
        ),
        Picture(grey_png(40, 10), "Évolution du trimestre"),
        PageBreak(),
        Signatures(
            (SignatureParty("Ministère", "Pour le ministère", "Signé le 12/03/2025"), SignatureParty("Région", "")),
            "Fait à Rabat",
        ),
    ),
)
ARABIC = Document(
    language="ar",
    title="العقد البرنامج",
    number="CP-TEST-1",
    issuer=("المملكة المغربية",),
    blocks=(
        Clause("المادة 1", "الموضوع", "يحدد هذا العقد التعهدات."),
        TableBlock("التعهدات", (Column("المؤشر"), Column("المبلغ", 1, Align.END)), (("الولادات", "1\u00a0200"),)),
    ),
)


def word_text(document: Document) -> str:
    """All text of the Word rendering, tables and footer included."""
    read = docx.Document(BytesIO(to_docx(document)))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    footer = [paragraph.text for paragraph in read.sections[0].footer.paragraphs]
    return "\n".join([paragraph.text for paragraph in read.paragraphs] + cells + footer)


def paper_pages(document: Document) -> list[str]:
    """The text of each page of the PDF rendering."""
    return [page.extract_text() for page in PdfReader(BytesIO(to_pdf(document))).pages]


def test_every_text_of_the_source_reaches_both_renderings():
    word, paper = word_text(FRENCH), " ".join(paper_pages(FRENCH))
    for text in (
        "Contrat-programme", "Entre deux parties", "CP-TEST-1", "Royaume du Maroc", "Démonstration", "Les clauses",
        "Premier alinéa.", "Second alinéa.", "Source : annexe.", "Titulaire", "Article 1 — Objet",
        "Le contrat fixe les engagements.", "Indicateur", "Césariennes", "Évolution du trimestre", "Fait à Rabat",
        "Signé le 12/03/2025",
    ):  # fmt: skip
        assert text in word, f"{text!r} is not in the Word file"
        assert text in paper.replace("\n", " "), f"{text!r} is not in the PDF file"


def test_the_sample_holds_every_kind_of_block():
    assert {type(block) for block in FRENCH.blocks} == set(get_args(Block))
    assert set(_WordWriter(FRENCH)._writers()) == set(get_args(Block))


def test_a_page_break_parts_pages_and_pages_are_numbered():
    pages = paper_pages(FRENCH)
    assert len(pages) == 2
    assert "Page 1 sur 2" in pages[0]
    assert "Page 2 sur 2" in pages[1]


@pytest.mark.parametrize("render", [to_docx, to_pdf])
@pytest.mark.parametrize("document", [FRENCH, ARABIC], ids=["fr", "ar"])
def test_equal_documents_give_equal_bytes(render, document):
    assert render(document) == render(document)


def test_arabic_is_marked_right_to_left_in_word():
    read = docx.Document(BytesIO(to_docx(ARABIC)))
    assert read.sections[0]._sectPr.xpath("./w:bidi")
    assert read.tables[0]._tbl.tblPr.xpath("./w:bidiVisual")
    written = [paragraph for paragraph in read.paragraphs if paragraph.text]
    assert all(paragraph._p.xpath("./w:pPr/w:bidi") for paragraph in written)


def test_arabic_is_drawn_with_an_arabic_font_on_paper():
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(to_pdf(ARABIC))).pages
        for font in page["/Resources"]["/Font"].get_object().values()
    }
    assert any("NotoSansArabic" in font for font in fonts), fonts


def test_table_rows_are_repeated_headed_and_ruled_in_word():
    table = docx.Document(BytesIO(to_docx(FRENCH))).tables[1]
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert [cell.text for cell in table.rows[-1].cells] == ["Total", "45\u00a0600,00"]


def test_a_row_with_a_cell_too_few_is_refused_by_name():
    with pytest.raises(ValueError, match=r"table 'Engagements', row 2: 1 cells for 2 columns"):
        TableBlock("Engagements", (Column("A"), Column("B")), (("1", "2"), ("3",)))


def test_an_unsigned_party_keeps_room_to_sign():
    table = docx.Document(BytesIO(to_docx(FRENCH))).tables[-1]
    assert table.rows[0].cells[1].text.endswith("\n\n\n")
