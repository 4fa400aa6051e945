"""The three languages of the product, and how each writes figures, days and periods.

Facts of writing live here as data, so that formatting a cell is a table look-up: Moroccan month
names, the no-break space that groups thousands in French and Arabic alike, the words of a quarter.
Labels of data are columns or keys by language and are read with `localized`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True, eq=False)  # three objects, told apart by identity: cheap keys of caches
class Language:
    """One language: its own name, direction, and the pieces of figures, days and periods.

    `quarter`, `semester` and their long forms have one entry a number; `percent` and `clock`
    are patterns; `months` starts with January.
    """

    code: str
    name: str
    short_name: str
    direction: str
    group: str
    decimal: str
    percent: str
    currency: str
    million: str
    months: tuple[str, ...]
    first_of_month: str
    quarter: tuple[str, ...]
    quarter_long: tuple[str, ...]
    semester: tuple[str, ...]
    semester_long: tuple[str, ...]
    clock: str
    instant: str
    not_computable: str
    not_applicable: str


FRENCH = Language(
    code="fr",
    name="Français",
    short_name="FR",
    direction="ltr",
    group=NO_BREAK_SPACE,
    decimal=",",
    percent=f"{{}}{NO_BREAK_SPACE}%",
    currency="MAD",
    million="MDH",
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    first_of_month="1er",
    quarter=("T1 {}", "T2 {}", "T3 {}", "T4 {}"),
    quarter_long=("1er trimestre {}", "2e trimestre {}", "3e trimestre {}", "4e trimestre {}"),
    semester=("S1 {}", "S2 {}"),
    semester_long=("1er semestre {}", "2e semestre {}"),
    clock=f"{{hour}}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{{minute:02}}",
    instant="{day} à {clock}",
    not_computable=f"n.{NO_BREAK_SPACE}c.",
    not_applicable=f"s.{NO_BREAK_SPACE}o.",
)

ARABIC = Language(
    code="ar",
    name="العربية",
    short_name="ع",
    direction="rtl",
    group=NO_BREAK_SPACE,
    decimal=",",
    percent="{}%",
    currency="درهم",
    million="مليون درهم",
    months=(
        *("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو"),
        *("يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
    ),
    first_of_month="فاتح",
    quarter=("الربع الأول {}", "الربع الثاني {}", "الربع الثالث {}", "الربع الرابع {}"),
    quarter_long=("الربع الأول {}", "الربع الثاني {}", "الربع الثالث {}", "الربع الرابع {}"),
    semester=("الأسدس الأول {}", "الأسدس الثاني {}"),
    semester_long=("الأسدس الأول من سنة {}", "الأسدس الثاني من سنة {}"),
    clock="{hour:02}:{minute:02}",
    instant="{day} على الساعة {clock}",
    not_computable="غير قابل للاحتساب",
    not_applicable="غير معني",
)

ENGLISH = Language(
    code="en",
    name="English",
    short_name="EN",
    direction="ltr",
    group=",",
    decimal=".",
    percent="{}%",
    currency="MAD",
    million="MAD million",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    first_of_month="1",
    quarter=("Q1 {}", "Q2 {}", "Q3 {}", "Q4 {}"),
    quarter_long=("first quarter of {}", "second quarter of {}", "third quarter of {}", "fourth quarter of {}"),
    semester=("H1 {}", "H2 {}"),
    semester_long=("first half of {}", "second half of {}"),
    clock="{hour:02}:{minute:02}",
    instant="{day}, {clock}",
    not_computable="n/c",
    not_applicable="n/a",
)

LANGUAGES = {language.code: language for language in (FRENCH, ARABIC, ENGLISH)}


@lru_cache(maxsize=32)
def language_of(code: str | None) -> Language:
    """The language of a code such as "fr", "ar-ma" or None; French when we do not speak it."""
    return LANGUAGES.get((code or "fr").split("-")[0].split("_")[0], FRENCH)


def current_language() -> Language:
    """The language of the page being made."""
    return language_of(get_language())


def localized(thing: Any, name: str = "", language: str | None = None) -> str:
    """The label of a thing in a language (that of the page unless told); "" when it has none.

    `localized(unit, "name")` reads `name_ar`, else the French, English or Arabic one, else `name`.
    A mapping works too, by suffix ("name_ar") or, without a name, by language code.
    """
    wanted = language_of(language).code if language else current_language().code
    keys = [f"{name}_{code}" if name else code for code in (wanted, "fr", "en", "ar")]
    for key in (*keys, name):
        value = thing.get(key) if isinstance(thing, Mapping) else getattr(thing, key, None) if key else None
        if value:
            return str(value)
    return ""
