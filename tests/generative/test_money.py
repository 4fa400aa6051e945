"""Laws of money: nothing is lost, and a rounding stays within its step."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.money import CENT, Rounding, from_centimes, round_amount, split_pool, to_centimes

CENTIMES = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.decimals(0, 10**6, places=4, allow_nan=False, allow_infinity=False), min_size=1, max_size=12)


@given(st.integers(0, 10**11).map(from_centimes), WEIGHTS.filter(any))
def test_a_pool_is_shared_out_to_the_last_cent(pool: Decimal, weights: list[Decimal]) -> None:
    parts = split_pool(pool, weights)
    assert sum(parts) == pool
    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - pool * weight / total) < CENT + Decimal("1e-12")


@given(st.integers(0, 10**9).map(from_centimes), WEIGHTS.filter(any))
def test_who_weighs_more_never_receives_less(pool: Decimal, weights: list[Decimal]) -> None:
    shared = sorted(zip(weights, split_pool(pool, weights), strict=True))
    for (lighter, less), (heavier, more) in pairwise(shared):
        assert more >= less or lighter == heavier


@given(CENTIMES)
def test_centimes_and_dirhams_are_one_amount(centimes: int) -> None:
    assert to_centimes(from_centimes(centimes)) == centimes


@given(
    st.decimals(-(10**9), 10**9, places=6, allow_nan=False, allow_infinity=False),
    st.sampled_from(list(Rounding)),
    st.sampled_from([CENT, Decimal("0.05"), Decimal(1), Decimal(100)]),
)
def test_a_rounded_amount_is_the_nearest_step_and_stays_there(amount: Decimal, policy: Rounding, step: Decimal) -> None:
    found = round_amount(amount, policy, step)
    assert found % step == 0
    assert abs(found - amount) <= (step if policy is Rounding.DOWN else step / 2)
    assert policy is not Rounding.DOWN or abs(found) <= abs(amount)
    assert round_amount(found, policy, step) == found
