"""Exact amounts and named roundings.

Amounts are `Decimal` in calculations and integer centimes in storage. Rounding happens at
named steps only, by a named policy, so that two engines and two years agree to the cent.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
CENTIMES_PER_DIRHAM = 100


class Rounding(StrEnum):
    """How a step rounds; the code is stored with the result."""

    HALF_UP = "half_up"  # the usual rule of accounts: 0.005 becomes 0.01
    HALF_EVEN = "half_even"
    DOWN = "down"  # never pays a fraction that was not earned


_POLICIES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.DOWN: ROUND_DOWN}


def round_amount(amount: Decimal, policy: Rounding = Rounding.HALF_UP, step: Decimal = CENT) -> Decimal:
    """The amount rounded to a multiple of `step` (a cent unless told), in dirhams."""
    return (amount / step).quantize(Decimal(1), rounding=_POLICIES[policy]) * step


def to_centimes(amount: Decimal) -> int:
    """The amount as whole centimes. Refuses a fraction of a centime: round first, by name."""
    centimes = amount * CENTIMES_PER_DIRHAM
    if centimes != centimes.to_integral_value():
        raise ValueError(f"{amount} has a fraction of a centime; round it by a named policy first")
    return int(centimes)


def from_centimes(centimes: int) -> Decimal:
    """Whole centimes as dirhams with two decimals."""
    return Decimal(centimes).scaleb(-2)


def split_pool(pool: Decimal, weights: Sequence[Decimal], step: Decimal = CENT) -> list[Decimal]:
    """Parts of `pool` in proportion to `weights`, each a multiple of `step`, adding up exactly.

    Largest remainder: every part is first rounded down, then the steps left over go to the
    largest remainders (ties: the earlier part). Raises ValueError when the weights are negative
    or add up to nothing, or when the pool is not a multiple of the step.
    """
    total = sum(weights, Decimal(0))
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be zero or more and add up to more than zero")
    steps = pool / step
    if steps != steps.to_integral_value():
        raise ValueError(f"{pool} is not a multiple of {step}")
    exact = [steps * weight / total for weight in weights]
    parts = [share.to_integral_value(rounding=ROUND_DOWN) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: int(steps - sum(parts, Decimal(0)))]:
        parts[i] += 1
    return [part * step for part in parts]
