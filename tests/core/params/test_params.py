"""A parameter answers for a day, and for what was known on a day."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.params import NOTHING, Confidence, Kind, Parameter, ParameterValue
from mithaq.core.values import Known, Missing


def value(amount: str | None, since: date, known_from: date | None = None) -> ParameterValue:
    number = None if amount is None else Decimal(amount)
    return ParameterValue(number, "a-law", since, Confidence.CONFIRMED, known_from=known_from)


def parameter(*values: ParameterValue) -> Parameter:
    return Parameter("test/parameter", {"fr": "Essai"}, "persons", Kind.THRESHOLD, values)


def test_the_value_in_force_is_the_last_one_begun() -> None:
    norm = parameter(value("15000", date(1980, 1, 1)), value("7000", date(2015, 8, 20)))
    assert norm.on(date(2015, 8, 19)).value == Decimal(15000)
    assert norm.on(date(2015, 8, 20)).value == Decimal(7000)


def test_before_the_first_value_there_is_nothing_not_zero() -> None:
    norm = parameter(value("7000", date(2015, 8, 20)))
    assert norm.on(date(2000, 1, 1)) is NOTHING
    assert isinstance(norm.number_on(date(2000, 1, 1)), Missing)


def test_a_repealed_value_is_missing_and_names_the_parameter() -> None:
    norm = parameter(value("7000", date(2015, 8, 20)), value(None, date(2024, 1, 1)))
    missing = norm.number_on(date(2024, 6, 1))
    assert isinstance(missing, Missing)
    assert missing.detail == "test/parameter"


def test_what_was_learnt_later_does_not_change_an_older_answer() -> None:
    norm = parameter(
        value("7000", date(2015, 1, 1), date(2025, 1, 1)),
        value("8000", date(2015, 1, 1), date(2026, 1, 1)),  # a correction
    )
    assert norm.number_on(date(2020, 1, 1)) == Known(Decimal(8000))
    assert norm.number_on(date(2020, 1, 1), known_on=date(2025, 6, 1)) == Known(Decimal(7000))
    assert norm.on(date(2020, 1, 1), known_on=date(2024, 6, 1)) is NOTHING


@given(st.lists(st.dates(), min_size=1, unique=True), st.dates())
def test_the_answer_never_starts_after_the_day_asked(starts: list[date], day: date) -> None:
    norm = parameter(*(value(str(i), since) for i, since in enumerate(sorted(starts))))
    found = norm.on(day)
    begun = [since for since in starts if since <= day]
    assert found.since == (max(begun) if begun else None)
