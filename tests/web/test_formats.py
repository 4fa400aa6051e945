"""Figures, days and periods in the three languages, as the style of the house writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.periods import Period
from mithaq.core.values import Known, Missing, Reason
from mithaq.web import formats

NBSP = "\u00a0"
FRENCH, ARABIC, ENGLISH = "fr", "ar", "en"


@pytest.mark.parametrize(
    ("language", "expected"),
    [(FRENCH, f"1{NBSP}234{NBSP}567,89"), (ARABIC, f"1{NBSP}234{NBSP}567,89"), (ENGLISH, "1,234,567.89")],
)
def test_a_number_by_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.number(Decimal("1234567.89")) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, None, "0"),
        (12, None, "12"),
        (12, 2, "12,00"),
        (Decimal("84.60"), None, "84,60"),
        (Decimal("0.125"), 2, "0,13"),  # half goes away from zero, as in accounts
        (Decimal("0.135"), 2, "0,14"),
        (Decimal("-0.125"), 2, "\u22120,13"),
        (Decimal("-0.001"), 2, "0,00"),  # no minus before nothing
        (Decimal("-1234.5"), None, f"\u22121{NBSP}234,5"),
        (Decimal("1E+3"), None, f"1{NBSP}000"),
        (0.1, None, "0,1"),
        (2.675, 2, "2,68"),  # what a person reads in the float, not its binary neighbour
        (Known(Decimal("7.5")), 1, "7,5"),
    ],
)
def test_numbers_in_french(value: formats.Figure, decimals: int | None, expected: str) -> None:
    with translation.override(FRENCH):
        assert formats.number(value, decimals) == expected


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_written_number_reads_back(value: Decimal) -> None:
    with translation.override(FRENCH):
        text = formats.number(value, 2)
    assert Decimal(text.replace(NBSP, "").replace(",", ".").replace("\u2212", "-")) == value
    assert " " not in text, "an ordinary space would let the number break over two lines"


@pytest.mark.parametrize(
    ("language", "expected"),
    [(FRENCH, f"12{NBSP}500,00{NBSP}MAD"), (ARABIC, f"12{NBSP}500,00{NBSP}درهم"), (ENGLISH, f"12,500.00{NBSP}MAD")],
)
def test_money(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.money(Decimal(12500)) == expected


@pytest.mark.parametrize(("language", "expected"), [(FRENCH, f"18,40{NBSP}MDH"), (ARABIC, f"18,40{NBSP}مليون درهم")])
def test_millions(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.millions(Decimal("18400000")) == expected


@pytest.mark.parametrize(("language", "expected"), [(FRENCH, f"85,2{NBSP}%"), (ARABIC, "85,2%"), (ENGLISH, "85.2%")])
def test_percent(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.percent(Decimal("0.852")) == expected
        assert formats.percent(0.852) == expected


def test_signs_of_differences() -> None:
    with translation.override(FRENCH):
        assert formats.signed(Decimal("2.9")) == "+2,9"
        assert formats.signed(Decimal("-1.6")) == "\u22121,6"
        assert formats.signed(0) == "0"
        assert formats.signed(Decimal("0.001"), 1) == "0,0", "what rounds to nothing has no sign"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "—"),
        ("", "—"),
        (Missing(Reason.NOT_REPORTED), "—"),
        (Missing(Reason.NOT_EXPECTED), "—"),
        (Missing(Reason.NOT_COMPUTABLE), f"n.{NBSP}c."),
        (Missing(Reason.NOT_APPLICABLE), f"s.{NBSP}o."),
    ],
)
def test_what_is_missing_is_never_a_zero(value: formats.Figure, expected: str) -> None:
    with translation.override(FRENCH):
        for write in (formats.number, formats.money, formats.percent, formats.millions, formats.signed):
            assert write(value) == expected


def test_reasons_of_what_is_missing() -> None:
    with translation.override(ENGLISH):
        assert formats.missing(Missing(Reason.NOT_REPORTED, "2025Q3")) == "not reported (2025Q3)"
        assert formats.missing(Reason.NOT_COMPUTABLE) == "cannot be computed"
        assert formats.missing(None) == "not reported"
        assert formats.missing("the unit has no beds") == "the unit has no beds"


@pytest.mark.parametrize(
    ("language", "fifth", "first"),
    [
        (FRENCH, "5 juillet 2025", "1er juillet 2025"),
        (ARABIC, "5 يوليوز 2025", "فاتح يوليوز 2025"),
        (ENGLISH, "5 July 2025", "1 July 2025"),
    ],
)
def test_days_in_words(language: str, fifth: str, first: str) -> None:
    with translation.override(language):
        assert formats.day_long(date(2025, 7, 5)) == fifth
        assert formats.day_long(date(2025, 7, 1)) == first
        assert formats.day(date(2025, 7, 5)) == "05/07/2025"
        assert formats.day(None) == formats.day_long(None) == "—"


def test_the_months_are_those_of_morocco() -> None:
    with translation.override(ARABIC):
        words = [formats.period(f"2025{month:02}") for month in (1, 5, 7, 8, 9, 11, 12)]
    assert [word.split()[0] for word in words] == ["يناير", "ماي", "يوليوز", "غشت", "شتنبر", "نونبر", "دجنبر"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (FRENCH, f"05/07/2025 à 10{NBSP}h{NBSP}42"),
        (ARABIC, "05/07/2025 على الساعة 10:42"),
        (ENGLISH, "05/07/2025, 10:42"),
    ],
)
def test_instants_are_in_the_time_of_morocco(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.instant(datetime(2025, 7, 5, 9, 42, tzinfo=UTC)) == expected


def test_an_instant_late_in_the_evening_is_of_the_next_day_in_morocco() -> None:
    assert formats.day(datetime(2025, 7, 5, 23, 30, tzinfo=UTC)) == "06/07/2025"


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        (FRENCH, "T3 2025", "3e trimestre 2025"),
        (ARABIC, "الربع الثالث 2025", "الربع الثالث 2025"),
        (ENGLISH, "Q3 2025", "third quarter of 2025"),
    ],
)
def test_quarters(language: str, short: str, long: str) -> None:
    with translation.override(language):
        assert formats.period("2025Q3") == formats.period(Period.parse("2025Q3")) == short
        assert formats.period("2025Q3", long=True) == long


def test_other_periods() -> None:
    with translation.override(FRENCH):
        assert formats.period("2025") == "2025"
        assert formats.period("2025S1") == "S1 2025"
        assert formats.period("2025S1", long=True) == "1er semestre 2025"
        assert formats.period("202507") == "juillet 2025"
        assert formats.period(None) == "—"
    with translation.override(ARABIC):
        assert formats.period("2025S1", long=True) == "الأسدس الأول من سنة 2025"


def test_isolated_text_stays_left_to_right() -> None:
    assert formats.isolated("−3 %") == "\u2066−3 %\u2069"
