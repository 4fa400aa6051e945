"""A chart: what is drawn, the same figures as a table, and the same drawing for paper."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert
from django.conf import settings
from django.utils.translation import get_language, override

from mithaq.web.charts import theme
from mithaq.web.exports import csv_bytes
from mithaq.web.languages import language_of
from mithaq.web.tables.declare import Table
from mithaq.web.tables.export import sheet_of_rows

PAPER_WIDTH = 560
# A drawing made by us rather than by Vega: given True for paper, it carries its colours itself.
Drawing = Callable[[bool], str]


@dataclass(frozen=True, slots=True)
class Legend:
    """An entry of a legend: the token of its colour, its words; `is_hatched` for what is pending."""

    token: str
    label: Any
    is_hatched: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of Vega-Lite (`spec`, from Altair) or drawn by us (`drawing`).

    `summary` says in a sentence what the chart shows; `table` holds the same figures. `note` is
    written beside the title (unit), `foot` and its unit under the drawing, `source` with them.
    """

    name: str
    title: Any
    table: Table
    spec: alt.TopLevelMixin | Mapping[str, Any] | None = None
    drawing: Drawing | None = None
    summary: Any = ""
    note: Any = ""
    foot: Any = ""
    foot_unit: Any = ""
    source: Any = ""
    legend: tuple[Legend, ...] = field(default=())

    @property
    def vega_lite(self) -> dict[str, Any] | None:
        """The specification with our theme, colours by name; None for our own drawings."""
        if self.spec is None:
            return None
        # Tests hold our charts to the schema; checking them again would be most of a page's time.
        spec = dict(self.spec) if isinstance(self.spec, Mapping) else self.spec.to_dict(validate=False)
        spec["config"] = theme.config()
        return spec

    @property
    def page_json(self) -> str:
        """What the page needs to draw: the specification and how the language writes figures and dates."""
        language = language_of(get_language())
        return json.dumps(
            {
                "spec": self.vega_lite,
                "numbers": theme.number_locale(language),
                "times": theme.time_locale(language.code),
            }
        )

    @property
    def markup(self) -> str:
        """Our own drawing for the page, coloured by its classes; empty for Vega charts."""
        return self.drawing(False) if self.drawing else ""

    @property
    def csv_uri(self) -> str:
        """The table as a text file inside a link: no view has to serve it."""
        return "data:text/csv;charset=utf-8;base64," + base64.b64encode(csv_bytes(sheet_of_rows(self.table))).decode()

    def svg(self, language: str = "fr", *, dark: bool = False) -> str:
        """The chart as SVG with its colours and fonts named, in a language."""
        with override(language):
            if self.drawing:
                return self.drawing(True)
            _know_fonts()
            return vl_convert.vegalite_to_svg(
                self._on_paper(dark=dark),
                format_locale=theme.number_locale(language_of(language)),
                time_format_locale=theme.time_locale(language),
            )

    def png(self, language: str = "fr", *, scale: float = 2.0) -> bytes:
        """The chart as a picture for Word and PDF, on a white ground."""
        _know_fonts()
        with override(language):
            if self.drawing:
                return vl_convert.svg_to_png(self.drawing(True), scale=scale)
            return vl_convert.vegalite_to_png(
                self._on_paper(),
                scale=scale,
                format_locale=theme.number_locale(language_of(language)),
                time_format_locale=theme.time_locale(language),
            )

    def _on_paper(self, *, dark: bool = False) -> dict[str, Any]:
        spec = {**(self.vega_lite or {}), "width": PAPER_WIDTH, "background": "mq:surface"}
        coloured: dict[str, Any] = theme.coloured(spec, dark=dark)
        return coloured


@lru_cache(maxsize=1)
def _know_fonts() -> None:
    """Source Sans 3 and Noto Sans Arabic for drawings made on the server."""
    folder = settings.FRONTEND_DIR / "fonts-print"
    if folder.is_dir():
        vl_convert.register_font_directory(str(folder))
