"""Densities, growth, norms and pyramids: exact, and missing when something is missing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.territory import AGE_GROUPS, CoverageNorm, NormGap, age_pyramid, density, growth, norm_gap, rate_per
from mithaq.core.values import Known, Missing, Reason, Value

CENTRES = [
    CoverageNorm(frozenset({"CSR1", "CSR2"}), "rural", 7_000),
    CoverageNorm(frozenset({"CSU1", "CSU2"}), "urban", 25_000),
]


def test_rate_is_exact() -> None:
    assert rate_per(3, 20_000, 10_000) == Known(Decimal("1.5"))


@pytest.mark.parametrize(("population", "reason"), [(None, Reason.NOT_REPORTED), (0, Reason.NOT_COMPUTABLE)])
def test_rate_without_population_is_missing(population: int | None, reason: Reason) -> None:
    assert rate_per(3, population, 10_000) == Missing(reason, "population")


def test_no_facility_is_a_true_zero() -> None:
    assert rate_per(0, 500, 10_000) == Known(Decimal(0))


def test_density_and_growth() -> None:
    assert density(1000, 40.0) == Known(Decimal(25))
    assert growth(1000, 900) == Known(Decimal("-0.1"))
    assert growth(None, 900) == Missing(Reason.NOT_REPORTED, "population")
    assert density(1000, None) == Missing(Reason.NOT_REPORTED, "area")


def test_a_norm_counts_full_numbers_of_inhabitants() -> None:
    population = {"": 63_999, "rural": 13_999, "urban": 50_000}
    assert norm_gap(CENTRES, population, {"CSR1": 2, "CSU1": 1, "DR": 9}) == NormGap(expected=3, existing=3)


def test_the_gap_is_negative_when_facilities_are_missing() -> None:
    gap = norm_gap(CENTRES, {"rural": 70_000, "urban": 0}, {"CSR1": 4})
    assert isinstance(gap, NormGap)
    assert gap.gap == -6


def test_an_unknown_norm_gives_no_gap() -> None:
    unknown = [CoverageNorm(frozenset({"CHR"}), "", None)]
    assert norm_gap(unknown, {"": 10}, {}) == Missing(Reason.NOT_COMPUTABLE, "norm")


def test_an_unknown_population_gives_no_gap() -> None:
    assert norm_gap(CENTRES, {"": 10}, {}) == Missing(Reason.NOT_REPORTED, "population")


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(1, 10**6))
def test_more_people_never_expect_fewer_facilities(one: int, more: int, persons: int) -> None:
    norm = [CoverageNorm(frozenset({"A"}), "", persons)]
    small, large = norm_gap(norm, {"": one}, {}), norm_gap(norm, {"": one + more}, {})
    assert isinstance(small, NormGap)
    assert isinstance(large, NormGap)
    assert small.expected <= large.expected


def test_pyramid_shares_add_up_and_keep_the_order_of_ages() -> None:
    bars = age_pyramid({(sex, group): 10 for sex in ("male", "female") for group in AGE_GROUPS})
    assert sum(bar.share for bar in bars) == 1
    assert [bar.age_group for bar in bars[::2]] == list(AGE_GROUPS)


def test_nobody_has_no_pyramid() -> None:
    assert age_pyramid({}) == []


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        (density(None, 3.5), "population"),
        (density(10, None), "area"),
        (growth(None, 10), "population"),
        (growth(10, None), "population"),
    ],
)
def test_what_was_not_published_is_missing_and_named(found: Value, missing: str) -> None:
    assert found == Missing(Reason.NOT_REPORTED, missing)


def test_nothing_divides_by_zero() -> None:
    assert density(10, 0.0) == Missing(Reason.NOT_COMPUTABLE, "area")
    assert growth(0, 10) == Missing(Reason.NOT_COMPUTABLE, "population")
