"""The chapters of the language's reference, as written in `tests/spec`."""

from dataclasses import dataclass
from pathlib import Path

from mithaq.core.formulas.evaluate import Given
from mithaq.core.marked import Marked, read_marked
from mithaq.core.values import Missing, Reason, known

SPEC = Path(__file__).parents[1] / "spec"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence and the formula that shows it: with these figures it gives this, or is refused."""

    chapter: str
    text: str
    formula: str
    figures: dict[str, Given]
    units: dict[str, str]
    gives: str
    missing: str
    refused: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A folder of the reference."""

    folder: str
    title: str
    intro: str
    paragraphs: tuple[Paragraph, ...]


def chapters() -> tuple[Chapter, ...]:
    """Every chapter, in order."""
    return tuple(_chapter(path) for path in sorted(SPEC.glob("*/chapitre.yaml")))


def _chapter(path: Path) -> Chapter:
    root = read_marked(path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.name}")
    root.only(("title", "intro", "paragraphs"))
    paragraphs = tuple(_paragraph(path.parent.name, entry) for entry in root.need("paragraphs").list())
    return Chapter(path.parent.name, root.need("title").text(), root.need("intro").text(), paragraphs)


def _paragraph(chapter: str, entry: Marked) -> Paragraph:
    entry.only(("text", "formula", "with", "units", "gives", "missing", "refused"))
    given, units = entry.get("with"), entry.get("units")
    return Paragraph(
        chapter=chapter,
        text=entry.need("text").text(),
        formula=entry.need("formula").text(),
        figures={name: _figure(one) for name, one in given.items()} if given else {},
        units={name: one.text() for name, one in units.items()} if units else {},
        **{key: found.text() if (found := entry.get(key)) else "" for key in ("gives", "missing", "refused")},
    )


def _figure(entry: Marked) -> Given:
    if isinstance(entry.content, tuple):
        return [_figure(item) for item in entry.content]  # type: ignore[misc]  # a column holds no column
    return Missing(Reason.NOT_REPORTED) if entry.text() == "—" else known(entry.text())
