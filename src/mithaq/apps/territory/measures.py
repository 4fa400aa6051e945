"""What can be shown of a territory: each measure, its theme, and how it comes from the figures."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from mithaq.apps.territory.norms import NormInForce
from mithaq.apps.territory.queries import BEFORE, FacilityTypes, UnitFigures, gap_of
from mithaq.core.territory import density, growth, rate_per
from mithaq.core.values import Known, Missing, Reason, Value
from mithaq.web.tables.declare import Kind

THEMES = {
    "primary": _("Primary care"),
    "hospital": _("Hospital care"),
    "population": _("Population"),
    "all": _("All facilities"),
}


@dataclass(frozen=True, slots=True)
class Lens:
    """How a reader looks at figures: the norm, the setting, the types, and the types of the pack."""

    norm: NormInForce
    setting: str
    types: frozenset[str]
    known_types: FacilityTypes


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: what it is called, how it is computed and written, and its rule in words."""

    key: str
    themes: tuple[str, ...]
    label: Any
    unit: Any
    value: Callable[[UnitFigures, Lens], Value]
    rule: Any
    kind: Kind = "number"
    decimals: int = 0
    is_signed: bool = False


def _persons(figures: UnitFigures, lens: Lens) -> Value:
    persons = figures.persons(setting=lens.setting)
    return Missing(Reason.NOT_REPORTED, "population") if persons is None else Known(Decimal(persons))


def _growth(figures: UnitFigures, lens: Lens) -> Value:
    return growth(figures.persons(BEFORE), figures.persons())


def _density(figures: UnitFigures, lens: Lens) -> Value:
    return density(figures.persons(), figures.unit.area_km2)


def _per_10_000(types: Callable[[Lens], Collection[str] | None]) -> Callable[[UnitFigures, Lens], Value]:
    def value(figures: UnitFigures, lens: Lens) -> Value:
        return rate_per(figures.n_facilities(types(lens)), figures.persons(), 10_000)

    return value


def persons_per_facility(figures: UnitFigures, lens: Lens) -> Value:
    """Inhabitants for one facility of the types chosen; cannot be computed where there is none."""
    persons, n_facilities = figures.persons(setting=lens.setting), figures.n_facilities(lens.types)
    if persons is None:
        return Missing(Reason.NOT_REPORTED, "population")
    return Known(Decimal(persons) / n_facilities) if n_facilities else Missing(Reason.NOT_COMPUTABLE)


def norm_difference(figures: UnitFigures, lens: Lens) -> Value:
    """Existing less expected by the norm."""
    gap = gap_of(figures, lens.norm, lens.setting)
    return gap if isinstance(gap, Missing) else Known(Decimal(gap.gap))


def beds_per_1000(figures: UnitFigures, lens: Lens) -> Value:
    """Known beds for 1,000 inhabitants; missing when no hospital of the place gave its beds."""
    if figures.n_hospitals and not figures.n_beds_known:
        return Missing(Reason.NOT_REPORTED, "beds")
    return rate_per(figures.n_beds, figures.persons(), 1_000)


MEASURES = (
    Measure(
        "norm-gap",
        ("primary", "hospital"),
        _("Gap to the norm"),
        _("facilities"),
        norm_difference,
        _("Existing facilities less those that the norm gives right to, one for each full number of inhabitants."),
        is_signed=True,
    ),
    Measure(
        "primary-per-10000",
        ("primary",),
        _("Primary care facilities for 10,000 inhabitants"),
        "",
        _per_10_000(lambda lens: lens.known_types.primary),
        _("Open primary care facilities, divided by the legal population, times 10,000."),
        decimals=2,
    ),
    Measure(
        "persons-per-facility",
        ("primary", "hospital", "all"),
        _("Inhabitants per facility"),
        _("inhabitants"),
        persons_per_facility,
        _("Legal population divided by the open facilities of the types chosen."),
    ),
    Measure(
        "hospitals-per-10000",
        ("hospital",),
        _("Hospitals for 10,000 inhabitants"),
        "",
        _per_10_000(lambda lens: lens.known_types.hospitals),
        _("Open public hospitals, divided by the legal population, times 10,000."),
        decimals=3,
    ),
    Measure(
        "beds-per-1000",
        ("hospital",),
        _("Beds for 1,000 inhabitants"),
        "",
        beds_per_1000,
        _("Beds that are known, divided by the legal population, times 1,000. Hospitals without beds known are told."),
        decimals=2,
    ),
    Measure(
        "population",
        ("population",),
        _("Population 2024"),
        _("inhabitants"),
        _persons,
        _("Legal population of the census of September 2024."),
    ),
    Measure(
        "growth",
        ("population",),
        _("Growth 2014–2024"),
        "",
        _growth,
        _("Legal population of 2024 less that of 2014, divided by that of 2014."),
        kind="percent",
        decimals=1,
    ),
    Measure(
        "density",
        ("population",),
        _("Inhabitants per km²"),
        "",
        _density,
        _("Legal population of 2024 divided by the area."),
        decimals=1,
    ),
    Measure(
        "facilities-per-10000",
        ("all",),
        _("Facilities for 10,000 inhabitants"),
        "",
        _per_10_000(lambda lens: lens.types),
        _("Open facilities of the types chosen, divided by the legal population, times 10,000."),
        decimals=2,
    ),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


def of_theme(theme: str) -> list[Measure]:
    """The measures of a theme, in order."""
    return [measure for measure in MEASURES if theme in measure.themes]
