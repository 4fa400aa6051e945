"""Finds words of a template that no translate tag covers."""

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

SHOWN_ATTRIBUTES = {"placeholder", "title", "alt", "aria-label", "aria-description", "aria-roledescription", "label"}
TRANSLATED = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans"}
# Blocks of the base template that hold a key of the program, never words.
KEY_BLOCKS = {"block nav", "block help_page"}
SILENT = {"comment": "endcomment", "verbatim": "endverbatim"} | TRANSLATED
LETTERS = re.compile(r"[^\W\d_]{2}")
# A literal that reads like words, in a tag of ours or a filter: "Contracts", "No contract yet".
WORDS_IN_TAG = re.compile(r"""(?<!_\()(["'])([A-ZÀ-Ý](?:[a-zà-ÿ]{2,}|[a-zà-ÿ]* [a-zà-ÿ]{2,})[^"']*)\1""")
ENTITY = re.compile(r"&[a-z]+;|&#\w+;")

Found = tuple[int, str]  # line, text


def naked_texts(source: str, suffix: str, allowed: Collection[str] = ()) -> Iterator[Found]:
    """Line and text of each run of words shown as it is written.

    Left alone: what a `translate="no"` element holds (proper names, codes), `<code>`, `<script>`,
    `<style>`, and the words in `allowed`.
    """
    tokens = list(Lexer(source).tokenize())
    found = [*_in_tags(tokens)]
    flat = _without_tags(tokens)
    if suffix == ".html":
        reader = _Reader()
        reader.feed(flat)
        reader.close()
        found += reader.found
    else:
        found += [(number, line) for number, line in enumerate(flat.splitlines(), 1)]
    for line, text in sorted(found):
        words = " ".join(ENTITY.sub(" ", text).split())
        if LETTERS.search(words) and words.strip(" :·—.,()") not in allowed:
            yield line, words


def _in_tags(tokens: list[Token]) -> Iterator[Found]:
    for token in tokens:
        name = _name(token)
        silent = {"translate", "trans", "load", "extends", "include", "block", "url", "static", *TRANSLATED}
        if token.token_type in {TokenType.BLOCK, TokenType.VAR} and name not in silent:
            yield from ((token.lineno or 0, match[2]) for match in WORDS_IN_TAG.finditer(token.contents))


def _name(token: Token) -> str:
    """The first word of a tag: "if", "translate", …; of text, whatever comes first."""
    return (token.contents.split(maxsplit=1) or [""])[0]


def _without_tags(tokens: list[Token]) -> str:
    """The text with template tags and translated blocks blanked; lines keep their numbers."""
    parts: list[str] = []
    line, until = 1, ""
    for token in tokens:
        # Tokens know the line they start on; the newlines that a blanked part held are put back.
        start = token.lineno or line
        parts.append("\n" * max(0, start - line))
        line = max(line, start)
        name = _name(token)
        if until:
            until = "" if token.token_type is TokenType.BLOCK and name == until else until
            continue
        if token.token_type is TokenType.BLOCK:
            until = "endblock" if token.contents in KEY_BLOCKS else SILENT.get(name, "")
        if token.token_type is TokenType.TEXT:
            parts.append(token.contents)
            line += token.contents.count("\n")
        else:
            parts.append(" ")
    return "".join(parts)


class _Reader(HTMLParser):
    """Collects shown text and shown attributes outside elements that are not translated."""

    VOID = frozenset(
        ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Found] = []
        self._inside: list[str] = []  # the untranslated element and those within it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        untranslated = tag in {"script", "style", "code", "svg"} or values.get("translate") == "no"
        if tag not in self.VOID and (self._inside or untranslated):
            self._inside.append(tag)
        if not (self._inside or untranslated):
            shown = (values[name] for name in SHOWN_ATTRIBUTES & values.keys())
            self.found += [(self.getpos()[0], text) for text in shown if text]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        before = list(self._inside)
        self.handle_starttag(tag, attrs)
        self._inside = before

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.found += [(self.getpos()[0] + i, line) for i, line in enumerate(data.split("\n"))]
