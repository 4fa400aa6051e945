"""Roundings by name, centimes, pools: the examples that accounts would check by hand."""

from decimal import Decimal

import pytest

from mithaq.core.money import Rounding, from_centimes, round_amount, split_pool, to_centimes

D = Decimal


@pytest.mark.parametrize(
    ("amount", "policy", "expected"),
    [
        ("0.005", Rounding.HALF_UP, "0.01"),
        ("-0.005", Rounding.HALF_UP, "-0.01"),
        ("0.005", Rounding.HALF_EVEN, "0.00"),
        ("0.015", Rounding.HALF_EVEN, "0.02"),
        ("0.019", Rounding.DOWN, "0.01"),
        ("-0.019", Rounding.DOWN, "-0.01"),
    ],
)
def test_each_policy_rounds_as_it_is_called(amount: str, policy: Rounding, expected: str) -> None:
    assert round_amount(D(amount), policy) == D(expected)


def test_a_fraction_of_a_centime_is_never_stored() -> None:
    assert to_centimes(D("12.34")) == 1234
    assert str(from_centimes(-5)) == "-0.05"
    with pytest.raises(ValueError, match="round it by a named policy first"):
        to_centimes(D("12.345"))


def test_the_last_steps_go_to_the_largest_remainders() -> None:
    assert split_pool(D("100.00"), [D(1), D(1), D(1)]) == [D("33.34"), D("33.33"), D("33.33")]
    assert split_pool(D("0.05"), [D(3), D(0), D(7)]) == [D("0.02"), D("0.00"), D("0.03")]
    assert split_pool(D(10), [D(1), D(2)], step=D(1)) == [D(3), D(7)]


@pytest.mark.parametrize(
    ("pool", "weights", "words"),
    [
        ("1.00", ["0", "0"], "add up to more than zero"),
        ("1.00", ["2", "-1"], "must be zero or more"),
        ("1.00", [], "add up to more than zero"),
        ("1.001", ["1"], "1.001 is not a multiple of 0.01"),
    ],
)
def test_a_pool_that_cannot_be_shared_is_refused(pool: str, weights: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        split_pool(D(pool), [D(weight) for weight in weights])
