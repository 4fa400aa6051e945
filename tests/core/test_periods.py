"""Periods: their identifiers, their days, the way from one to another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.periods import MONTHS_IN, Period, PeriodKind, periods_between

KINDS = st.sampled_from(list(PeriodKind))
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PERIODS = st.builds(Period.of_date, DAYS, KINDS)


@given(PERIODS)
def test_an_identifier_is_read_back(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(DAYS, KINDS)
def test_a_day_lies_in_its_period_and_in_no_other(day: date, kind: PeriodKind) -> None:
    period = Period.of_date(day, kind)
    assert period.starts_on <= day <= period.ends_on
    assert period.next(-1).ends_on < day < period.next().starts_on


@given(PERIODS, st.integers(-40, 40))
def test_there_and_back_is_the_same_period(period: Period, steps: int) -> None:
    assert period.next(steps).next(-steps) == period


@given(PERIODS)
def test_months_fill_a_period(period: Period) -> None:
    months = period.months()
    assert len(months) == MONTHS_IN[period.kind]
    assert (months[0].starts_on, months[-1].ends_on) == (period.starts_on, period.ends_on)
    assert all(month.within(period.kind) == period for month in months)
    assert list(periods_between(months[0], months[-1])) == months


@pytest.mark.parametrize(
    ("text", "first", "last", "before"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2023"),
        ("2025S2", date(2025, 7, 1), date(2025, 12, 31), "2024S2"),
        ("2025Q3", date(2025, 7, 1), date(2025, 9, 30), "2024Q3"),
        ("202402", date(2024, 2, 1), date(2024, 2, 29), "202302"),
    ],
)
def test_days_and_the_year_before(text: str, first: date, last: date, before: str) -> None:
    period = Period.parse(text)
    assert (period.starts_on, period.ends_on, str(period.previous_year())) == (first, last, before)


@pytest.mark.parametrize("text", ["", "25Q1", "2025Q5", "2025S0", "202513", "2025-01", " 2025", "2025W10"])
def test_any_other_text_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="write 2025, 2025S1, 2025Q3 or 202507"):
        Period.parse(text)


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="no quarter number 5"):
        Period(2025, 5, PeriodKind.QUARTER)
    with pytest.raises(ValueError, match="does not lie within one month"):
        Period.parse("2025Q1").within(PeriodKind.MONTH)
    with pytest.raises(ValueError, match="not of the same kind"):
        list(periods_between(Period.parse("2025"), Period.parse("2025Q1")))
