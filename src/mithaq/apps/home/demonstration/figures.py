"""From the generated activity to what is promised: baselines, targets by year and quarter, ceilings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from mithaq.apps.facts.demonstration import REFERENCE_YEAR, SEASONS, Place, yearly
from mithaq.apps.home.demonstration.texts import PROMISES, YEARS
from mithaq.core.money import split_pool

QUARTERS = tuple(f"{YEARS[0]}Q{number}" for number in (1, 2, 3, 4))
ROOM = Decimal("1.09")  # the ceiling leaves a little room above the targets, less than a full bonus
STEP = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Promised:
    """The baseline of the reference year and the values promised, by period id."""

    baseline_period: str
    baseline: Decimal
    values: Mapping[str, Decimal]


def promised(indicator: str, element: str, places: Sequence[Place]) -> Promised:
    """What a unit promises on an indicator, from the generated activity of its places."""
    baseline = yearly(element, places)
    step = Decimal(1) if element in SEASONS else Decimal("0.01")
    years = {
        str(year): (baseline * (1 + Decimal(growth))).quantize(step)
        for year, growth in zip(range(YEARS[0], YEARS[1] + 1), PROMISES[indicator].growth, strict=True)
    }
    return Promised(str(REFERENCE_YEAR), baseline, {**years, **_quarters(element, years[str(YEARS[0])])})


def _quarters(element: str, year: Decimal) -> dict[str, Decimal]:
    """A count is spread over the quarters by season; a score is the same in each."""
    if element not in SEASONS:
        return dict.fromkeys(QUARTERS, year)
    season = SEASONS[element]
    weights = [Decimal(str(round(sum(season[start : start + 3]), 4))) for start in range(0, 12, 3)]
    return dict(zip(QUARTERS, split_pool(year, weights, Decimal(1)), strict=True))


def quarter_ceiling(promises: Mapping[str, Promised]) -> Decimal:
    """A quarter of the year's targets at their tariffs, with a little room, to the thousand above."""
    year = str(YEARS[0])
    amount = sum((one.values[year] * Decimal(PROMISES[code].tariff) for code, one in promises.items()), Decimal(0))
    return (amount / len(QUARTERS) * ROOM / STEP).quantize(Decimal(1), rounding=ROUND_UP) * STEP
