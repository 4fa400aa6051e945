"""Draws a document as Word (.docx) with python-docx."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document as new_docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from mithaq.web.documents import model

GREEN = RGBColor(0x1A, 0x5C, 0x45)
INK_2 = RGBColor(0x5A, 0x53, 0x47)
HEAD_FILL, LINE = "F5F1EA", "CDC5B7"
LATIN_FONT, ARABIC_FONT = "Source Sans 3", "Noto Sans Arabic"
TEXT_WIDTH = Mm(170)
# Word stamps files with the clock; a fixed instant keeps the bytes of one content equal.
STAMP = datetime(2025, 1, 1, tzinfo=UTC)


def to_docx(document: model.Document) -> bytes:
    """The bytes of a .docx file: A4, letterhead, blocks, footer with marking and page numbers."""
    return _WordWriter(document).bytes()


class _WordWriter:
    """Writes one document; each block type has one method."""

    def __init__(self, document: model.Document) -> None:
        self.source = document
        self.docx = new_docx()
        self._set_page()
        self._set_styles()

    def bytes(self) -> bytes:
        self._head()
        for block in self.source.blocks:
            self._writers()[type(block)](block)
        self._footer()
        properties = self.docx.core_properties
        properties.title, properties.author = self.source.title, "Mithaq"
        properties.created = properties.modified = STAMP
        properties.language = self.source.language
        stream = BytesIO()
        self.docx.save(stream)
        return _with_fixed_times(stream)

    def _writers(self) -> dict[type, Callable[[Any], None]]:
        return {
            model.Heading: self._heading,
            model.Paragraph: self._paragraph,
            model.Note: self._note,
            model.FactSheet: self._fact_sheet,
            model.Clause: self._clause,
            model.TableBlock: self._table,
            model.Picture: self._picture,
            model.Signatures: self._signatures,
            model.PageBreak: self._page_break,
        }

    # --- page and styles
    def _set_page(self) -> None:
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(20), Mm(20)
        if self.source.is_rtl:
            section._sectPr.append(OxmlElement("w:bidi"))

    def _set_styles(self) -> None:
        sizes = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Heading 2": 11.5}
        for name, size in sizes.items():
            style = self.docx.styles[name]
            style.font.name, style.font.size = LATIN_FONT, Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
            fonts.set(qn("w:cs"), ARABIC_FONT)
            complex_size = OxmlElement("w:szCs")
            complex_size.set(qn("w:val"), str(int(size * 2)))
            style.element.get_or_add_rPr().append(complex_size)
            if name != "Normal":
                style.font.color.rgb, style.font.bold = GREEN, True
                style.element.get_or_add_rPr().append(OxmlElement("w:bCs"))
            # The stock title is underlined in blue and spaced out: spacing breaks Arabic joins.
            for unwanted in style.element.xpath("./w:pPr/w:pBdr | ./w:rPr/w:spacing | ./w:rPr/w:kern"):
                unwanted.getparent().remove(unwanted)
        self.docx.styles["Normal"].paragraph_format.space_after = Pt(6)

    # --- text
    def _write(
        self, text: str, style: str = "Normal", *, into: Any = None, bold: bool = False, small: bool = False
    ) -> Any:
        paragraph = (into or self.docx).add_paragraph(style=style)
        self._fill(paragraph, text, bold=bold, small=small)
        return paragraph

    def _fill(self, paragraph: Any, text: str, *, bold: bool = False, small: bool = False) -> None:
        run = paragraph.add_run(text)
        run.bold = bold or None
        if small:
            run.font.size, run.font.color.rgb = Pt(9), INK_2
        if self.source.is_rtl:
            paragraph.paragraph_format.element.get_or_add_pPr().insert(0, OxmlElement("w:bidi"))
            if bold:
                run._r.get_or_add_rPr().append(OxmlElement("w:bCs"))
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))

    def _head(self) -> None:
        for line in self.source.issuer:
            self._write(line, small=True).paragraph_format.space_after = Pt(0)
        self._write(self.source.title, "Title").paragraph_format.space_before = Pt(14)
        if self.source.subtitle:
            self._write(self.source.subtitle)
        self._write(self.source.number, bold=True)

    def _heading(self, block: model.Heading) -> None:
        self._write(block.text, f"Heading {block.level}").paragraph_format.keep_with_next = True

    def _paragraph(self, block: model.Paragraph) -> None:
        for part in block.text.split("\n\n"):
            self._write(part)

    def _note(self, block: model.Note) -> None:
        self._write(block.text, small=True)

    def _clause(self, block: model.Clause) -> None:
        heading = self._write(f"{block.number} — {block.heading}", "Heading 2")
        heading.paragraph_format.keep_with_next = True
        self._paragraph(model.Paragraph(block.text))

    # --- tables
    def _grid(self, n_rows: int, widths: list[int]) -> Any:
        table = self.docx.add_table(rows=n_rows, cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            for cell in column.cells:
                cell.width = int(TEXT_WIDTH * width / sum(widths))
        if self.source.is_rtl:
            table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
        return table

    def _cell(self, cell: Any, text: str, align: model.Align = model.Align.START, *, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        self._fill(paragraph, text, bold=bold)
        paragraph.paragraph_format.space_after = Pt(2)
        # In a right-to-left paragraph Word reads "left" as the start of the line.
        paragraph.alignment = {
            model.Align.START: WD_ALIGN_PARAGRAPH.LEFT,
            model.Align.END: WD_ALIGN_PARAGRAPH.RIGHT,
            model.Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
        }[align]

    def _table(self, block: model.TableBlock) -> None:
        caption = self._write(block.caption, bold=True)
        caption.paragraph_format.keep_with_next = True
        lines = [*block.rows, *([block.total] if block.total else [])]
        table = self._grid(len(lines) + 1, [column.width for column in block.columns])
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            self._cell(cell, column.label, column.align, bold=True)
            _shade(cell, HEAD_FILL)
        _repeat_as_header(table.rows[0])
        for row, line in zip(table.rows[1:], lines, strict=True):
            _keep_whole(row)
            for cell, text, column in zip(row.cells, line, block.columns, strict=True):
                self._cell(cell, text, column.align, bold=line is block.total)
        _rule_rows(table)
        self.docx.add_paragraph()

    def _fact_sheet(self, block: model.FactSheet) -> None:
        table = self._grid(len(block.rows), [2, 5])
        for row, (label, value) in zip(table.rows, block.rows, strict=True):
            self._cell(row.cells[0], label)
            self._cell(row.cells[1], value, bold=True)
        _rule_rows(table)
        self.docx.add_paragraph()

    def _signatures(self, block: model.Signatures) -> None:
        if block.place_and_date:
            self._write(block.place_and_date)
        table = self._grid(1, [1] * len(block.parties))
        _keep_whole(table.rows[0])
        for cell, party in zip(table.rows[0].cells, block.parties, strict=True):
            self._cell(cell, party.party, bold=True)
            self._write(party.capacity, into=cell)
            self._write(party.signed or "\n\n\n", into=cell, small=True)

    def _picture(self, block: model.Picture) -> None:
        self.docx.add_picture(BytesIO(block.png), width=Cm(16))
        self._note(model.Note(block.caption))

    def _page_break(self, block: model.PageBreak) -> None:
        self.docx.add_page_break()

    def _footer(self) -> None:
        paragraph = self.docx.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, _, rest = self.source.page_label.partition("{page}")
        between, _, after = rest.partition("{pages}")
        self._fill(paragraph, f"{self.source.marking} · {before}" if self.source.marking else before, small=True)
        _field(paragraph, "PAGE")
        self._fill(paragraph, between, small=True)
        _field(paragraph, "NUMPAGES")
        self._fill(paragraph, after, small=True)


def _with_fixed_times(archive: BytesIO) -> bytes:
    """The same archive with every member dated `STAMP`: equal documents give equal bytes."""
    stream = BytesIO()
    with ZipFile(archive) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, STAMP.timetuple()[:6]), old.read(name), ZIP_DEFLATED)
    return stream.getvalue()


def _shade(cell: Any, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat_as_header(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _rule_rows(table: Any) -> None:
    """A hairline under each row; no vertical rules."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    table._tbl.tblPr.append(borders)


def _field(paragraph: Any, instruction: str) -> None:
    """A field that Word computes: PAGE or NUMPAGES."""
    run = paragraph.add_run()
    run.font.size = Pt(9)
    for kind in ("begin", "instr", "end"):
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = instruction
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
