"""Figures as people write them."""

from decimal import Decimal

import pytest

from mithaq.core.figures import TwoReadings, read_figure


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("38000", "38000"),
        ("1250,50", "1250.50"),
        ("1250.50", "1250.50"),
        ("12 500,00", "12500.00"),
        ("12\u00a0500", "12500"),
        ("12\u202f500,5", "12500.5"),
        ("12.500,00", "12500.00"),
        ("12,500.00", "12500.00"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("1,250,000.5", "1250000.5"),
        ("\u221212,5", "-12.5"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
    ],
)
def test_one_reading(text: str, number: str) -> None:
    assert read_figure(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_blank_is_nothing_and_not_zero(text: str) -> None:
    assert read_figure(text) is None


@pytest.mark.parametrize(("text", "readings"), [("12.500", ("12.500", "12500")), ("1,250", ("1.250", "1250"))])
def test_two_readings_are_refused_with_both(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(TwoReadings) as caught:
        read_figure(text)
    assert caught.value.readings == tuple(map(Decimal, readings))


@pytest.mark.parametrize("text", ["abc", "12a", "1 25", "1.2.3", "1,25,5", "--1", "NaN", "1e5", "12.50.000,0"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        read_figure(text)
