"""Figures, amounts, days and periods as plain text, in the language of the page.

Decimal comma and no-break spaces in French and Arabic, a real minus sign, "—" for what is
missing. These functions give text for documents, files and attributes; the template filters
of `templatetags/mithaq.py` wrap the same text in `.mq-num`, which keeps a figure left to right.
They are called for thousands of cells: no locale library on the way, one look-up and one `format`.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mithaq.core.periods import Period, PeriodKind
from mithaq.core.values import Known, Missing, Reason
from mithaq.web.languages import Language, current_language

MINUS = "\u2212"
DASH = "—"
_MILLION = Decimal(1_000_000)
_STEPS = [Decimal(1).scaleb(-places) for places in range(13)]

REASONS = {
    Reason.NOT_REPORTED: _("not reported"),
    Reason.NOT_APPLICABLE: _("not applicable"),
    Reason.NOT_EXPECTED: _("not expected: the unit was not open"),
    Reason.NOT_COMPUTABLE: _("cannot be computed"),
}

Number = Decimal | int | float
Figure = Number | Known | Missing | None


def plain(value: Any) -> Number | None:
    """The bare number of a figure; None when it is missing."""
    if isinstance(value, Known):
        return value.amount
    return None if value is None or isinstance(value, Missing) or value == "" else value


def _written(value: Number, decimals: int | None, language: Language) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(value if isinstance(value, int) else repr(value))
    if decimals is not None:
        exact = exact.quantize(_STEPS[decimals], ROUND_HALF_UP)
    text = f"{exact:,f}"
    if not exact:
        text = text.lstrip("-")  # a small negative rounded to nothing is plain zero
    whole, _, fraction = text.partition(".")
    if whole[0] == "-":
        whole = MINUS + whole[1:]
    if language.group != ",":
        whole = whole.replace(",", language.group)
    return whole + language.decimal + fraction if fraction else whole


def number(value: Figure, decimals: int | None = None) -> str:
    """A figure such as "1 234,5" (as many decimals as it has unless told); "—" when missing."""
    bare = plain(value)
    return missing_sign(value) if bare is None else _written(bare, decimals, current_language())


def signed(value: Figure, decimals: int | None = None) -> str:
    """A difference with its sign, "+2,9" or "−1,6"; zero has none."""
    bare = plain(value)
    text = number(value, decimals)
    return f"+{text}" if bare is not None and bare > 0 and any(c in "123456789" for c in text) else text


def money(amount: Figure) -> str:
    """An amount in dirhams with its currency: "12 500,00 MAD"."""
    bare = plain(amount)
    language = current_language()
    return missing_sign(amount) if bare is None else f"{_written(bare, 2, language)}\u00a0{language.currency}"


def millions(amount: Figure, decimals: int = 2) -> str:
    """An amount in millions of dirhams, for charts and strips: "18,40 MDH"."""
    bare = plain(amount)
    if bare is None:
        return missing_sign(amount)
    language = current_language()
    return f"{_written(Decimal(bare) / _MILLION, decimals, language)}\u00a0{language.million}"


def percent(rate: Figure, decimals: int = 1) -> str:
    """A rate between 0 and 1 as "85,2 %" (no space in Arabic and English)."""
    bare = plain(rate)
    if bare is None:
        return missing_sign(rate)
    language = current_language()
    hundredfold = bare.scaleb(2) if isinstance(bare, Decimal) else Decimal(repr(bare)).scaleb(2)
    return language.percent.format(_written(hundredfold, decimals, language))


def missing(reason: Missing | Reason | str | None) -> str:
    """Why there is no figure, in words; the detail follows when there is one."""
    if isinstance(reason, Missing):
        words = str(REASONS[reason.reason])
        return f"{words} ({reason.detail})" if reason.detail else words
    if reason in REASONS:
        return str(REASONS[Reason(reason)])
    return str(reason or REASONS[Reason.NOT_REPORTED])


def missing_sign(value: Any = None) -> str:
    """What stands in the place of a missing figure: "—", or the sign for "not computable"."""
    if isinstance(value, Missing):
        if value.reason is Reason.NOT_COMPUTABLE:
            return current_language().not_computable
        if value.reason is Reason.NOT_APPLICABLE:
            return current_language().not_applicable
    return DASH


def day(value: date | None) -> str:
    """A day in a table, "05/07/2025"; an instant gives its day in Morocco."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = _local(value)
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def day_long(value: date | None) -> str:
    """A day in a sentence: "5 juillet 2025", "1er juillet 2025"."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = _local(value)
    language = current_language()
    first = language.first_of_month if value.day == 1 else value.day
    return f"{first} {language.months[value.month - 1]} {value.year}"


def clock(value: datetime) -> str:
    """The time of day, "10 h 42"."""
    local = _local(value)
    return current_language().clock.format(hour=local.hour, minute=local.minute)


def instant(value: datetime | None) -> str:
    """A day and time, "05/07/2025 à 10 h 42", in the time of Morocco."""
    return DASH if value is None else current_language().instant.format(day=day(value), clock=clock(value))


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def period(value: Period | str | None, *, long: bool = False) -> str:
    """A period, "T3 2025" or "juillet 2025"; with `long`, "3e trimestre 2025"."""
    return _period(value, long, current_language()) if value else DASH


@lru_cache(maxsize=4096)
def _period(value: Period | str, long: bool, language: Language) -> str:
    one = Period.parse(value) if isinstance(value, str) else value
    match one.kind:
        case PeriodKind.YEAR:
            return f"{one.year:04}"
        case PeriodKind.SEMESTER:
            forms = language.semester_long if long else language.semester
        case PeriodKind.QUARTER:
            forms = language.quarter_long if long else language.quarter
        case PeriodKind.MONTH:
            return f"{language.months[one.number - 1]} {one.year:04}"
    return forms[one.number - 1].format(f"{one.year:04}")


def isolated(text: str) -> str:
    """The text kept left to right inside plain Arabic text (attributes, file names, messages)."""
    return f"\u2066{text}\u2069"
