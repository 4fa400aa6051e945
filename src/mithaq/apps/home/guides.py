"""The pages of the guide, read from `docs/` and drawn as safe HTML.

A page is named by its slug, the name of its file. Markup written in a page is shown as text, and
a link leads to another page of the guide, to a picture or to the web, or stays plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

FOLDERS = ("guides", "reference")  # what people who use the product read; the rest is for those who build it
SLUG = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Guide:
    """One page: its slug, its title and its body as HTML without the title."""

    slug: str
    title: str
    body: SafeString


def guides() -> list[tuple[str, str]]:
    """The slug and title of each page, in the order of the titles."""
    pages = [page for folder in FOLDERS for page in (_docs() / folder).glob("*.md")]
    return sorted(((page.stem, _title(page.read_text(encoding="utf-8"))) for page in pages), key=lambda one: one[1])


def guide(slug: str) -> Guide | None:
    """The page of this slug; None when there is none."""
    page = _page(slug)
    if page is None:
        return None
    text = page.read_text(encoding="utf-8")
    body = text.partition("\n")[2] if text.startswith("# ") else text
    return Guide(slug, _title(text), drawn(body))


def picture(name: str) -> Path | None:
    """The file of a picture that the pages show; None when there is none."""
    place = _docs() / "images" / name
    return place if SLUG.match(name) and place.suffix == ".png" and place.is_file() else None


@lru_cache(maxsize=64)
def drawn(text: str) -> SafeString:
    """The HTML of a text in Markdown; its own markup is escaped."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    for name, rule in RULES.items():
        markdown.add_render_rule(name, rule)
    return mark_safe(markdown.render(text))  # safe: the renderer escapes all markup of the text


def _docs() -> Path:
    return Path(settings.DOCS_DIR)


def _page(slug: str) -> Path | None:
    if not SLUG.fullmatch(slug):
        return None
    return next((page for folder in FOLDERS if (page := _docs() / folder / f"{slug}.md").is_file()), None)


def _title(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ").strip()


def _link(renderer: RendererHTML, tokens: list[Token], at: int, options: object, env: object) -> str:
    """The opening of a link; without an address it is plain words."""
    target = str(tokens[at].attrs.get("href", ""))
    name = PurePosixPath(target.partition("#")[0])
    if target.startswith(("#", "https://")):
        tokens[at].attrs = {"href": target}
    elif name.suffix == ".md" and _page(name.stem):
        tokens[at].attrs = {"href": reverse("home:guide", args=[name.stem])}
    else:
        tokens[at].attrs = {}
    return renderer.renderToken(tokens, at, options, env)  # type: ignore[arg-type]  # passed on as received


def _image(renderer: RendererHTML, tokens: list[Token], at: int, options: object, env: object) -> str:
    source = PurePosixPath(str(tokens[at].attrs.get("src", "")))
    tokens[at].attrs["src"] = reverse("home:guide-picture", args=[source.name])
    tokens[at].attrs["loading"] = "lazy"
    return renderer.image(tokens, at, options, env)  # type: ignore[arg-type]  # passed on as received


def _code(renderer: RendererHTML, tokens: list[Token], at: int, options: object, env: object) -> str:
    """Lines to type: wide ones are reached with the keyboard too."""
    return f'<pre tabindex="0" dir="ltr"><code>{escape(tokens[at].content)}</code></pre>\n'


def _table(*_: object) -> str:
    return '<div class="mq-scroll" tabindex="0"><table class="mq-table">\n'


def _table_end(*_: object) -> str:
    return "</table></div>\n"


RULES: dict[str, Callable[..., str]] = {
    "link_open": _link,
    "image": _image,
    "fence": _code,
    "code_block": _code,
    "table_open": _table,
    "table_close": _table_end,
}
