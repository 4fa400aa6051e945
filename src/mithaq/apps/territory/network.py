"""The demonstration network: invented facilities on real communes, as many as are really counted.

Numbers by type and province are the published ones; everything else (names, places, beds) is
generated from a seed, and says so. The same seed gives the same network, on any machine.
"""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shapely import Point
from shapely.geometry.base import BaseGeometry

SEED = 2024
LABEL_FR, LABEL_AR = "(démonstration)", "(عرض تجريبي)"
RURAL = ("CSR-2", "CSR-1", "DR")
URBAN = ("CSU-2", "CSU-1")
LOCAL_HOSPITAL = "HPr"
GENERAL_HOSPITALS = ("HP", "HR")
INTERREGIONAL = "HIR"
LOCAL_BEDS = range(30, 60, 5)  # a local hospital has fewer than 60 beds
GENERAL_BEDS = (60, 400)  # smallest and largest size given to a general hospital
_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune as the generator needs it."""

    code: str
    name_fr: str
    name_ar: str
    setting: str
    n_persons: int
    shape: BaseGeometry
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many facilities of a type a province has; the published count."""

    province: str
    type: str
    n_facilities: int


@dataclass(frozen=True, slots=True)
class TypeName:
    """The names of a facility type."""

    name_fr: str
    name_ar: str


@dataclass(frozen=True, slots=True)
class DemoFacility:
    """An invented facility. `n_beds` is None where neither a norm nor a table gives a size."""

    code: str
    type: str
    commune: str
    name_fr: str
    name_ar: str
    lon: float
    lat: float
    n_beds: int | None


@dataclass(frozen=True, slots=True)
class Sizes:
    """What beds are generated from: beds for 1,000 inhabitants, and known beds of the CHU by region."""

    per_1000: float
    university_beds: Mapping[str, int]


def generate(
    communes: Sequence[Commune],
    quantities: Iterable[Quantity],
    types: Mapping[str, TypeName],
    sizes: Sizes,
    seed: int = SEED,
) -> list[DemoFacility]:
    """The network, by province and type; exactly the quantities asked for.

    Rural types stand on rural communes and urban types on urban ones, following population;
    hospitals in the largest town, local hospitals in the next ones. A province without communes
    of the wanted setting uses those that it has.
    """
    chance = random.Random(seed)
    names = _Names(types)
    wanted = sorted(quantities, key=lambda one: (one.province, _order(one.type)))
    n_of = {(one.province, one.type): one.n_facilities for one in wanted}
    made = []
    for province in sorted({one.province for one in wanted}):
        here = [one for one in communes if one.code.startswith(f"{province}.")]
        places, beds = _Places(here), _Beds(sizes, here, n_of, province)
        for one in (one for one in wanted if one.province == province):
            for commune in places.of(one):
                code, name_fr, name_ar = names.next(one.type, commune)
                lon, lat = _point(commune, chance)
                size = beds.of(one.type, chance)
                made.append(DemoFacility(code, one.type, commune.code, name_fr, name_ar, lon, lat, size))
    return made


def _order(type_code: str) -> tuple[int, str]:
    """Larger centres are placed before smaller ones of the same setting."""
    ordered = (*RURAL, *URBAN)
    return (ordered.index(type_code) if type_code in ordered else len(ordered), type_code)


class _Places:
    """Where the facilities of a province stand."""

    def __init__(self, here: Sequence[Commune]) -> None:
        by_size = sorted(here, key=lambda one: (-one.n_persons, one.code))
        self._towns = [one for one in by_size if one.setting == "urban"] or by_size
        self._country = [one for one in by_size if one.setting == "rural"] or by_size
        self._next_towns = self._towns[1:] or self._country
        self._n_given: Counter[str] = Counter()

    def of(self, quantity: Quantity) -> list[Commune]:
        """The commune of each facility of a type."""
        if quantity.type in RURAL:
            return self._spread(quantity.n_facilities, self._country)
        if quantity.type in URBAN:
            return self._spread(quantity.n_facilities, self._towns)
        if quantity.type == LOCAL_HOSPITAL:
            return self._spread(quantity.n_facilities, self._next_towns)
        return [self._towns[0]] * quantity.n_facilities

    def _spread(self, n: int, communes: Sequence[Commune]) -> list[Commune]:
        """`n` places by the highest average of inhabitants (Sainte-Laguë), earlier facilities counted."""
        chosen = []
        for _ in range(n):
            best = max(communes, key=lambda one: (one.n_persons / (2 * self._n_given[one.code] + 1), one.code))
            self._n_given[best.code] += 1
            chosen.append(best)
        return sorted(chosen, key=lambda one: one.code)


def _point(commune: Commune, chance: random.Random) -> tuple[float, float]:
    """A point drawn inside the commune; its known inside point when luck fails."""
    west, south, east, north = commune.shape.bounds
    for _ in range(100):
        lon, lat = round(chance.uniform(west, east), 5), round(chance.uniform(south, north), 5)
        if commune.shape.contains(Point(lon, lat)):
            return lon, lat
    return commune.lon, commune.lat


class _Names:
    """Codes and names, numbered where a commune has several facilities of a type."""

    def __init__(self, types: Mapping[str, TypeName]) -> None:
        self._types = types
        self._codes: Counter[str] = Counter()
        self._here: Counter[tuple[str, str]] = Counter()

    def next(self, type_code: str, commune: Commune) -> tuple[str, str, str]:
        """The code and the two names of the next facility of a type in a commune."""
        stem = f"DEMO-{type_code}-{slug(commune.name_fr)}"[: _LONGEST_CODE - 4].rstrip("-")
        self._codes[stem] += 1
        self._here[type_code, commune.code] += 1
        number, n_here = self._codes[stem], self._here[type_code, commune.code]
        names, suffix = self._types[type_code], f" {n_here}" if n_here > 1 else ""
        return (
            stem if number == 1 else f"{stem}-{number}",
            f"{names.name_fr} — {commune.name_fr}{suffix} {LABEL_FR}",
            f"{names.name_ar} — {commune.name_ar}{suffix} {LABEL_AR}",
        )


def slug(name: str) -> str:
    """A name in capitals without accents, words joined by hyphens: "Aïn Chock" gives AIN-CHOCK."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "-", plain.upper()).strip("-")


class _Beds:
    """Sizes of the hospitals of a province."""

    def __init__(
        self, sizes: Sizes, here: Sequence[Commune], n_of: Mapping[tuple[str, str], int], province: str
    ) -> None:
        n_general = sum(n_of.get((province, code), 0) for code in GENERAL_HOSPITALS)
        persons = sum(one.n_persons for one in here)
        self._general = self._rounded(persons * sizes.per_1000 / 1000 / n_general) if n_general else None
        region = province[:2]
        n_university = sum(n for (place, code), n in n_of.items() if place[:2] == region and code == INTERREGIONAL)
        university = sizes.university_beds.get(region)
        self._university = university // n_university if university and n_university else None

    def of(self, type_code: str, chance: random.Random) -> int | None:
        """Beds of the next hospital of a type; None where nothing says a size."""
        if type_code == LOCAL_HOSPITAL:
            return chance.choice(LOCAL_BEDS)
        if type_code == INTERREGIONAL:
            return self._university
        return self._general if type_code in GENERAL_HOSPITALS else None

    @staticmethod
    def _rounded(beds: float) -> int:
        return min(max(GENERAL_BEDS[0], round(beds / 10) * 10), GENERAL_BEDS[1])
