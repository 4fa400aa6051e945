"""Activity of the demonstration facilities: invented, seeded, plausible for each type of facility.

Nothing here is a measure of a real place. The same seed gives the same figures on any machine:
each series has its own generator, named by place and element.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from mithaq.core.periods import Period, PeriodKind

SEED = "mithaq-demonstration-1"
REFERENCE_YEAR = 2024

# Mean of a month by type of facility (of a quarter for the quality score, between 0 and 1).
MEANS: Mapping[str, Mapping[str, float]] = {
    "antenatal_fourth_visits": {"DR": 3, "CSR-1": 8, "CSR-2": 14, "CSU-1": 18, "CSU-2": 22},
    "attended_deliveries": {"CSR-2": 12, "CSU-2": 20, "HPr": 62, "HP": 215, "HR": 360, "CHU": 420},
    "fully_vaccinated_children": {"DR": 4, "CSR-1": 12, "CSR-2": 19, "CSU-1": 33, "CSU-2": 38},
    "outpatient_consultations": {
        "CSR-1": 310,
        "CSR-2": 460,
        "CSU-1": 880,
        "CSU-2": 990,
        "HPr": 1250,
        "HP": 3100,
        "HR": 5200,
        "CHU": 8800,
    },
    "surgical_acts": {"HPr": 24, "HP": 165, "HR": 310, "CHU": 540},
    "quality_score": {"CSR-2": 0.60, "CSU-2": 0.63, "HPr": 0.66, "HP": 0.70, "HR": 0.73, "CHU": 0.77},
}
# Change from the reference year to the next, and how much it differs from place to place.
TRENDS = {
    "antenatal_fourth_visits": 0.085,
    "attended_deliveries": 0.045,
    "fully_vaccinated_children": 0.035,
    "outpatient_consultations": -0.035,
    "surgical_acts": -0.16,
    "quality_score": 0.04,
}
SPREAD = 0.04
# Weight of each month in the year, January first: fewer visits in August and in the month of fasting.
SEASONS = {
    "antenatal_fourth_visits": (1.02, 1.0, 0.93, 0.99, 1.04, 1.03, 0.98, 0.90, 1.03, 1.05, 1.02, 1.01),
    "attended_deliveries": (0.97, 0.94, 0.96, 0.97, 0.99, 1.01, 1.06, 1.08, 1.06, 1.02, 0.98, 0.96),
    "fully_vaccinated_children": (1.02, 1.01, 0.95, 1.0, 1.03, 1.02, 0.97, 0.88, 1.02, 1.06, 1.03, 1.01),
    "outpatient_consultations": (1.10, 1.06, 0.90, 1.0, 1.02, 0.99, 0.94, 0.84, 0.99, 1.03, 1.05, 1.08),
    "surgical_acts": (1.04, 1.05, 0.90, 1.02, 1.05, 1.04, 0.95, 0.80, 1.02, 1.06, 1.05, 1.02),
}
NOISE = 0.07
MISSING_RATE = 0.012  # reports never received
CORRECTED_RATE = 0.015  # declarations corrected after more than thirty days
DECLARED_AFTER = timedelta(days=6)
VERIFIED_AFTER = timedelta(days=30)
CORRECTED_AFTER = timedelta(days=75)


@dataclass(frozen=True, slots=True)
class Place:
    """A facility as the generator sees it: its code, its type, how large it is among its type (1 = usual)."""

    code: str
    type_code: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one place for one period: declared, then maybe corrected.

    `value` None when the report never came. `corrected` None when it was right at once.
    """

    element: str
    place: str
    period: str
    value: Decimal | None
    corrected: Decimal | None = None


def reports_to(element: str, place: Place) -> bool:
    """Whether a place of this type reports that element."""
    return place.type_code in MEANS[element]


def yearly(element: str, places: Iterable[Place], year: int = REFERENCE_YEAR) -> Decimal:
    """What the places would have counted in a year without any gap (a mean for the quality score)."""
    periods = _periods(element, year)
    values = [_value(element, place, period) for place in places if reports_to(element, place) for period in periods]
    total = sum(values, Decimal(0))
    if element in SEASONS:
        return total
    return (total / max(len(values), 1)).quantize(Decimal("0.01"))


def reports(element: str, places: Iterable[Place], period: str) -> Iterator[Report]:
    """The reports of a period, in the order of the places, gaps and late corrections included."""
    for place in places:
        if not reports_to(element, place):
            continue
        chance = random.Random(f"{SEED}/gap/{element}/{place.code}/{period}")
        value = _value(element, place, period)
        if chance.random() < MISSING_RATE and element in SEASONS:
            yield Report(element, place.code, period, None)
        elif chance.random() < CORRECTED_RATE and element in SEASONS:
            yield Report(element, place.code, period, value, _corrected(value, chance))
        else:
            yield Report(element, place.code, period, value)


def declared_at(period: str, hour: int = 10) -> datetime:
    """When a period is declared: some days after its end."""
    return _at(Period.parse(period).ends_on + DECLARED_AFTER, hour)


def verified_at(period: str, hour: int = 15) -> datetime:
    """When a period is verified."""
    return declared_at(period, hour) + VERIFIED_AFTER


def corrected_at(period: str, hour: int = 11) -> datetime:
    """When late corrections of a period arrive."""
    return declared_at(period, hour) + CORRECTED_AFTER


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def _periods(element: str, year: int) -> list[str]:
    kind = PeriodKind.MONTH if element in SEASONS else PeriodKind.QUARTER
    return list(dict.fromkeys(str(month.within(kind)) for month in Period(year, 1, PeriodKind.YEAR).months()))


def _value(element: str, place: Place, period: str) -> Decimal:
    when = Period.parse(period)
    own = random.Random(f"{SEED}/{element}/{place.code}")
    size, slope = own.uniform(0.75, 1.3), TRENDS[element] + own.uniform(-SPREAD, SPREAD)
    noise = random.Random(f"{SEED}/{element}/{place.code}/{period}").gauss(1, NOISE)
    growth = 1 + slope * (when.year - REFERENCE_YEAR)
    mean = MEANS[element][place.type_code]
    if element not in SEASONS:
        score = mean * (0.9 + size / 10) * growth * (1 + (noise - 1) / 2)
        return Decimal(round(min(score, 0.98), 2)).quantize(Decimal("0.01"))
    return Decimal(max(round(mean * size * growth * SEASONS[element][when.number - 1] * noise), 0))


def _corrected(value: Decimal, chance: random.Random) -> Decimal:
    """Some entries of the register had been forgotten, or counted twice."""
    change = max(1, round(float(value) * chance.uniform(0.04, 0.15)))
    return value + change if chance.random() < 0.7 else max(value - change, Decimal(0))
