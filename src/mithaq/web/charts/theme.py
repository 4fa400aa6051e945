"""The colours of the theme, for what is drawn outside the style sheet: charts and paper.

`theme.css` stays the one place where colours are written; this module reads them from it. In a
specification a colour is named `mq:<token>` ("mq:accent"); the page replaces it by the live value
(light or dark), paper by the light one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from mithaq.web.languages import Language, language_of

_THEME = Path(__file__).resolve().parents[1] / "static" / "mithaq" / "theme.css"
_TOKEN = re.compile(r"--mq-([\w-]+)\s*:\s*([^;]+);")
_VAR = re.compile(r"var\(--mq-([\w-]+)\)")
_ROOT, _DARK = ":root {", '[data-bs-theme="dark"] {'
SIZE = 13
# Quoted: a family name that holds a digit is no CSS word. The screen has the variable fonts, paper the plain ones.
FONT = "'Source Sans 3 Variable', 'Source Sans 3', 'Noto Sans Arabic Variable', 'Noto Sans Arabic', sans-serif"
CATEGORIES = [f"mq:chart-{n}" for n in range(1, 7)]
SEQUENCE = [f"mq:seq-{n}" for n in range(1, 6)]
DIVERGENCE = [f"mq:div-{n}" for n in range(1, 6)]


@lru_cache(maxsize=2)
def tokens(*, dark: bool = False) -> Mapping[str, str]:
    """Each token of the theme and its colour: {"accent": "#a5471c", …}."""
    css = _THEME.read_text(encoding="utf-8")
    found = dict(_TOKEN.findall(_block(css, _ROOT)))
    if dark:
        found |= dict(_TOKEN.findall(_block(css, _DARK)))
    return {name: _resolved(value.strip(), found) for name, value in found.items()}


def coloured(thing: Any, *, dark: bool = False) -> Any:
    """A copy of a specification where every "mq:…" is the colour itself."""
    if isinstance(thing, str):
        return tokens(dark=dark)[thing[3:]] if thing.startswith("mq:") else thing
    if isinstance(thing, Mapping):
        return {key: coloured(value, dark=dark) for key, value in thing.items()}
    return [coloured(value, dark=dark) for value in thing] if isinstance(thing, list | tuple) else thing


def config() -> dict[str, Any]:
    """The Vega-Lite configuration of every chart, colours still by name."""
    label = {"labelColor": "mq:ink-2", "labelFontSize": SIZE, "titleColor": "mq:ink-2", "titleFontSize": SIZE}
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {
            **label,
            "titleFontWeight": 400,
            "grid": False,
            "domainColor": "mq:line-strong",
            "tickColor": "mq:line-strong",
            "labelLimit": 220,
        },
        "axisQuantitative": {"grid": True, "gridColor": "mq:line", "domain": False, "ticks": False, "tickCount": 5},
        "legend": {**label, "orient": "top", "title": None, "symbolType": "square", "symbolStrokeWidth": 0},
        "range": {
            "category": CATEGORIES,
            "ordinal": SEQUENCE,
            "ramp": SEQUENCE,
            "heatmap": SEQUENCE,
            "diverging": DIVERGENCE,
        },
        "line": {"strokeWidth": 2, "strokeCap": "round", "strokeJoin": "round"},
        "bar": {"cornerRadiusEnd": 2},
        "rule": {"color": "mq:accent"},
        "text": {"color": "mq:ink", "fontSize": SIZE},
    }


def number_locale(language: Language) -> dict[str, Any]:
    """How Vega writes figures in a language."""
    return {
        "decimal": language.decimal,
        "thousands": language.group,
        "grouping": [3],
        "currency": ["", f"\u00a0{language.currency}"],
        "minus": "\u2212",
        "percent": language.percent.format(""),
    }


def time_locale(code: str) -> dict[str, Any]:
    """How Vega writes dates in a language, with Moroccan month names in Arabic."""
    language = language_of(code)
    days = {
        "fr": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        "ar": ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"],
        "en": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    }[language.code]
    return {
        "dateTime": "%d/%m/%Y %H:%M",
        "date": "%d/%m/%Y",
        "time": "%H:%M",
        "periods": ["", ""],
        "days": days,
        "shortDays": days,
        "months": list(language.months),
        "shortMonths": list(language.months),
    }


def _block(css: str, opening: str) -> str:
    start = css.index(opening) + len(opening)
    return css[start : css.index("\n}", start)]


def _resolved(value: str, found: Mapping[str, str]) -> str:
    while match := _VAR.search(value):
        value = value.replace(match[0], found[match[1]])
    return value
