"""Writes docs/reference/formules.md from the chapters of tests/spec and the table of functions.

python tools/formula_reference.py
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from mithaq.core.formulas.evaluate import Given  # noqa: E402 # after the path is set
from mithaq.core.formulas.explain import written  # noqa: E402 # after the path is set
from mithaq.core.formulas.functions import FUNCTIONS, KEPT, Function  # noqa: E402 # after the path is set
from tests.support.chapters import Chapter, Paragraph, chapters  # noqa: E402 # after the path is set

PAGE = ROOT / "docs/reference/formules.md"
HEAD = """# Le langage des règles

<!-- Page produite par tools/formula_reference.py à partir de tests/spec : ne pas modifier à la main. -->

Les règles de paiement, de score et d’éligibilité s’écrivent dans un petit langage. Chaque exemple ci-dessous est
vérifié par la suite de tests, sur le calcul de référence et sur le calcul en colonnes.
"""
REASONS = {"not_reported": "manquant : non transmis", "not_computable": "manquant : non calculable"}


def page() -> str:
    """The whole page."""
    lines = [HEAD, *(line for chapter in chapters() for line in _chapter(chapter)), *_functions()]
    return "\n".join(lines) + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"## {chapter.title}\n"
    yield f"{chapter.intro}\n"
    for paragraph in chapter.paragraphs:
        yield f"{paragraph.text}\n"
        yield f"```\n{paragraph.formula}\n```\n"
        yield f"{_result(paragraph)}\n"


def _result(paragraph: Paragraph) -> str:
    if paragraph.refused:
        units = _listed({name: f"en `{unit}`" for name, unit in paragraph.units.items()})
        return f"→ refusé{units} : « {paragraph.refused} »"
    figures = _listed({name: f"= {_figure(one)}" for name, one in paragraph.figures.items()})
    result = REASONS[paragraph.missing] if paragraph.missing else f"**{_decimal(paragraph.gives)}**"
    return f"→ {result}{figures}"


def _listed(words: dict[str, str]) -> str:
    return f" (avec {', '.join(f'`{name}` {word}' for name, word in words.items())})" if words else ""


def _figure(given: Given) -> str:
    return _decimal(written(given))


def _decimal(text: str) -> str:
    return text.replace(".", ",")


def _functions() -> Iterator[str]:
    yield "## Toutes les fonctions\n"
    yield "| fonction | ce qu’elle donne | exemple |"
    yield "|---|---|---|"
    for function in sorted(FUNCTIONS.values(), key=lambda one: one.name):
        yield _row(function)
    yield f"\nMots réservés à des versions ultérieures : {', '.join(f'`{word}`' for word in KEPT)}, et le signe `@`."


def _row(function: Function) -> str:
    return f"| `{function.name}` | {function.meaning['fr']} | `{function.example}` |"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
