"""Draws a document as PDF with Typst; the page design is in `document.typ` beside this file."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.conf import settings

from mithaq.web.documents import model

TEMPLATE = Path(__file__).with_name("document.typ")


def to_pdf(document: model.Document) -> bytes:
    """The bytes of a PDF file. Equal documents give equal bytes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "document.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "document.json").write_text(json.dumps(_as_data(document, folder)), encoding="utf-8")
        return typst.compile(
            str(folder / "document.typ"),
            root=str(folder),
            font_paths=[str(settings.PRINT_FONTS_DIR)],
            ignore_system_fonts=True,
        )


def _as_data(document: model.Document, folder: Path) -> dict[str, Any]:
    """The document as JSON data: each block a mapping with its `kind`; pictures as files beside."""
    return {
        "language": document.language,
        "rtl": document.is_rtl,
        "title": document.title,
        "subtitle": document.subtitle,
        "number": document.number,
        "issuer": list(document.issuer),
        "marking": document.marking,
        "page_label": document.page_label,
        "blocks": [_block_data(block, place, folder) for place, block in enumerate(document.blocks)],
    }


def _block_data(block: model.Block, place: int, folder: Path) -> dict[str, Any]:
    match block:
        case model.Heading():
            return {"kind": "heading", "text": block.text, "level": block.level}
        case model.Paragraph():
            return {"kind": "paragraph", "parts": block.text.split("\n\n")}
        case model.Note():
            return {"kind": "note", "text": block.text}
        case model.FactSheet():
            return {"kind": "facts", "rows": block.rows}
        case model.Clause():
            heading = f"{block.number} — {block.heading}"
            return {"kind": "clause", "heading": heading, "parts": block.text.split("\n\n")}
        case model.TableBlock():
            columns = [{"label": c.label, "width": c.width, "align": c.align} for c in block.columns]
            return {
                "kind": "table",
                "caption": block.caption,
                "columns": columns,
                "rows": block.rows,
                "total": block.total,
            }
        case model.Picture():
            file = folder / f"picture-{place}.png"
            file.write_bytes(block.png)
            return {"kind": "picture", "file": file.name, "caption": block.caption}
        case model.Signatures():
            parties = [{"party": p.party, "capacity": p.capacity, "signed": p.signed} for p in block.parties]
            return {"kind": "signatures", "parties": parties, "place": block.place_and_date}
        case model.PageBreak():
            return {"kind": "page_break"}
