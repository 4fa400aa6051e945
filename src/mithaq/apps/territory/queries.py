"""Figures of places: population by setting, facilities by type, beds, rolled up from paths.

Each function reads a whole level of the tree in a handful of queries, however many units it has:
facilities are read once with their path, and each counts for every unit named in that path.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mithaq.apps.territory.models import Facility, FacilityType, OrgUnit, Population
from mithaq.apps.territory.norms import NormInForce
from mithaq.core.territory import NormGap, PyramidBar, age_pyramid, norm_gap
from mithaq.core.values import Missing

BEFORE, NOW = 2014, 2024  # the two censuses that are compared

SETTINGS = ("urban", "rural")
HOSPITALS = "RH"  # the network of hospitals, in the types of the pack


@dataclass(slots=True)
class UnitFigures:
    """The figures of one unit. A figure that nobody gave is absent, never zero.

    `population` goes by (year, setting); `facilities` counts open ones by type; `n_beds` adds up
    the hospital beds that are known, `n_beds_known` says of how many of the `n_hospitals`.
    """

    unit: OrgUnit
    population: dict[tuple[int, str], int] = field(default_factory=dict)
    facilities: Counter[str] = field(default_factory=Counter)
    n_hospitals: int = 0
    n_beds: int = 0
    n_beds_known: int = 0
    n_children: int = 0

    def persons(self, year: int = NOW, setting: str = "") -> int | None:
        """The legal population of a year, of everybody or of one setting."""
        return self.population.get((year, setting))

    def by_setting(self, year: int = NOW) -> dict[str, int]:
        """The population of a year by setting ("" = everybody), for norms.

        A unit wholly urban has no rural population: that is a zero known from the whole.
        """
        found = {setting: persons for (one, setting), persons in self.population.items() if one == year}
        whole = found.get("")
        for setting, other in (SETTINGS, SETTINGS[::-1]):
            if setting not in found and whole is not None and found.get(other) == whole:
                found[setting] = 0
        return found

    def add_hospital(self, n_beds: int | None) -> None:
        """Counts a hospital, and its beds when they are known."""
        self.n_hospitals += 1
        if n_beds is not None:
            self.n_beds += n_beds
            self.n_beds_known += 1

    def n_facilities(self, types: Collection[str] | None = None) -> int:
        """How many open facilities, of some types or of all."""
        if types is None:
            return self.facilities.total()
        return sum(self.facilities[code] for code in types)


def level_figures(parent: OrgUnit, kind: str = "") -> list[UnitFigures]:
    """The figures of the units just below `parent` (or of all its units of a kind), `parent` itself last.

    Four queries however many units; closed facilities are left out.
    """
    wanted = OrgUnit.objects.filter(kind=kind, path__startswith=parent.path) if kind else parent.children.all()
    units = wanted.exclude(kind__in=("facility", "service")).select_related("kind").order_by("code")
    return _figures([*(unit for unit in units if unit.pk != parent.pk), parent], parent.path)


def unit_figures(units: Sequence[OrgUnit]) -> list[UnitFigures]:
    """The figures of some units, in the order given; one facility query over their common root."""
    if not units:
        return []
    return _figures(list(units), _common_path([unit.path for unit in units]))


def _common_path(paths: Sequence[str]) -> str:
    parts = [path.strip("/").split("/") for path in paths]
    common = [names[0] for names in zip(*parts, strict=False) if len(set(names)) == 1]
    return "/".join(["", *common, ""])


def _figures(units: list[OrgUnit], path: str) -> list[UnitFigures]:
    found = {unit.pk: UnitFigures(unit) for unit in units}
    by_code = {unit.code: found[unit.pk] for unit in units}
    _add_population(found)
    holders: dict[str, list[UnitFigures]] = {}  # the units that a facility of a place counts for
    for facility_path, type_code, network, n_beds in open_facilities(path):
        place = facility_path[: facility_path.rfind("/", 0, -1)]
        if (counting := holders.get(place)) is None:
            counting = holders[place] = [by_code[code] for code in place.split("/") if code in by_code]
        for figures in counting:
            figures.facilities[type_code] += 1
            if network == HOSPITALS:
                figures.add_hospital(n_beds)
    _add_children(found)
    return list(found.values())


def open_facilities(path: str) -> Iterable[tuple[str, str, str, int | None]]:
    """(path, type, network, beds) of each facility open today below a path."""
    rows = Facility.objects.open_below(path)
    return rows.order_by().values_list("unit__path", "type_id", "type__network", "n_beds")


def ancestors_of(unit: OrgUnit) -> list[OrgUnit]:
    """The units above, the nation first."""
    codes = unit.path.strip("/").split("/")[:-1]
    return list(OrgUnit.objects.filter(code__in=codes).select_related("kind").order_by("kind__level"))


def _add_population(found: Mapping[int, UnitFigures]) -> None:
    rows = Population.objects.filter(basis="legal", sex="", age_group="", year__in=(BEFORE, NOW))
    if len(found) < 400:  # else the whole table is as quick as a long list of keys
        rows = rows.filter(unit__in=found)
    for pk, year, setting, persons in rows.order_by().values_list("unit_id", "year", "setting", "n_persons"):
        if (figures := found.get(pk)) is not None:
            figures.population[year, setting] = persons


def _add_children(found: Mapping[int, UnitFigures]) -> None:
    """How many communes each unit holds."""
    codes = {figures.unit.code: figures for figures in found.values()}
    root = _common_path([figures.unit.path for figures in found.values()])
    paths = OrgUnit.objects.filter(kind="commune", path__startswith=root).order_by().values_list("path", flat=True)
    for path in paths:
        for code in path.strip("/").split("/")[:-1]:
            if (figures := codes.get(code)) is not None:
                figures.n_children += 1


def pyramid(unit: OrgUnit) -> dict[int, list[PyramidBar]]:
    """The age pyramid of the unit by census year; a year without ages is left out."""
    persons: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    rows = unit.populations.filter(basis="municipal", setting="").exclude(sex="").exclude(age_group="").order_by()
    for year, sex, group, count in rows.values_list("year", "sex", "age_group", "n_persons"):
        persons[year][sex, group] = count
    return {year: age_pyramid(found) for year, found in sorted(persons.items())}


def gap_of(figures: UnitFigures, norm: NormInForce, setting: str = "") -> NormGap | Missing:
    """The gap of a unit to a norm; with a setting, only the part of the norm for that setting."""
    return norm_gap(norm.coverages(setting), figures.by_setting(), figures.facilities)


@dataclass(frozen=True, slots=True)
class FacilityTypes:
    """The types of facility of the pack, in order, and the families that figures speak of."""

    all: tuple[FacilityType, ...]

    @property
    def primary(self) -> frozenset[str]:
        """Primary care: dispensaries and health centres."""
        return frozenset(one.code for one in self.all if one.care_level == "primary")

    @property
    def hospitals(self) -> frozenset[str]:
        """Hospitals of every level."""
        return frozenset(one.code for one in self.all if one.network == HOSPITALS)

    def named(self, codes: Collection[str]) -> list[FacilityType]:
        """The types of these codes, in order."""
        return [one for one in self.all if one.code in codes]


def facility_types() -> FacilityTypes:
    """Every type of facility, in one query."""
    return FacilityTypes(tuple(FacilityType.objects.order_by("rank", "code")))
