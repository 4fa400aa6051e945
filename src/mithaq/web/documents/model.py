"""What a document is made of: a head and a sequence of blocks, all plain text and numbers.

Text is already in the document's language and already formatted; renderers add only shape.
"""

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a column's content stands; `start` and `end` follow the direction of the text."""

    START = "start"
    END = "end"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside the document; level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a blank line in `text` parts two paragraphs."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A small print: source, reservation, what a sign means."""

    text: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """Label and value pairs: parties, dates, amounts."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered article: "Article 3", its heading, its text."""

    number: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width, where its content stands."""

    label: str
    width: int = 1
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; every row (and the total) has one text per column, in the order of the columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        lines = [*self.rows, *([self.total] if self.total else [])]
        for place, line in enumerate(lines, start=1):
            if len(line) != len(self.columns):
                raise ValueError(
                    f"table {self.caption!r}, row {place}: {len(line)} cells for {len(self.columns)} columns"
                )


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, as PNG bytes, with the sentence that says what it shows."""

    png: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class SignatureParty:
    """A party's place to sign, or its signature when it has been given."""

    party: str
    capacity: str
    signed: str = ""  # "Signé le 12/03/2025 par …", empty while unsigned


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signature blocks, side by side."""

    parties: tuple[SignatureParty, ...]
    place_and_date: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page (annexes)."""


Block = Heading | Paragraph | Note | FactSheet | Clause | TableBlock | Picture | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: who issues it, what it is, its number, and its blocks.

    `issuer` holds the lines of the letterhead. `marking` is printed in every footer beside the
    page number (fingerprint, "demonstration data"). `page_label` is a template: "Page {page} / {pages}".
    """

    language: str
    title: str
    number: str
    issuer: tuple[str, ...]
    blocks: tuple[Block, ...]
    subtitle: str = ""
    marking: str = ""
    page_label: str = "{page} / {pages}"

    @property
    def is_rtl(self) -> bool:
        """Whether the document reads from right to left."""
        return self.language == "ar"
