"""Official documents: one source, drawn as Word and as PDF.

`model` says what a document is made of; `word` and `paper` draw it. No template is written
twice: a block added to the model is drawn by both, and a test holds them to it.
"""

from mithaq.web.documents.model import (
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
)
from mithaq.web.documents.paper import to_pdf
from mithaq.web.documents.word import to_docx

__all__ = [
    "Block",
    "Clause",
    "Column",
    "Document",
    "FactSheet",
    "Heading",
    "Note",
    "PageBreak",
    "Paragraph",
    "Picture",
    "SignatureParty",
    "Signatures",
    "TableBlock",
    "to_docx",
    "to_pdf",
]
