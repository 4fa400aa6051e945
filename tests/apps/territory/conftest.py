"""A province with two towns and a rural commune, real codes so that limits exist, and the types of the pack."""

import csv
import io
from collections.abc import Mapping, Sequence

import pytest

from mithaq import packs
from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import User
from mithaq.apps.territory.models import FacilityType, OrgUnit, OrgUnitKind, Population
from tests.support.people import build_person

PLACES = (
    ("MA", "nation", "", "Maroc", "المغرب", "", ""),
    ("03", "region", "MA", "Fès-Meknès", "فاس-مكناس", "", ""),
    ("04", "region", "MA", "Rabat-Salé-Kénitra", "الرباط-سلا-القنيطرة", "", ""),
    ("03.561", "province", "03", "Taza", "تازة", "", "province"),
    ("04.421", "province", "04", "Rabat", "الرباط", "", "prefecture"),
    ("03.561.01.05", "commune", "03.561", "Taza", "تازة", "urban", ""),
    ("03.561.01.03", "commune", "03.561", "Oued Amlil", "واد أمليل", "urban", ""),
    ("03.561.05.01", "commune", "03.561", "Bab Boudir", "باب بودير", "rural", ""),
    ("04.421.01.0", "commune", "04.421", "Rabat", "الرباط", "urban", ""),
)
PEOPLE = {
    "MA": (900_000, 1_000_000),
    "03": (500_000, 520_000),
    "03.561": (90_000, 100_000),
    "03.561.05.01": (15_000, 14_000),
}
LEVELS = ("nation", "region", "province", "commune", "arrondissement", "facility", "service")
HEADING = (
    "facility_id",
    "name",
    "category",
    "commune_code",
    "province_name",
    "src_commune",
    "lon",
    "lat",
    "coord_source",
)


@pytest.fixture
def places(db: None) -> dict[str, OrgUnit]:
    """The units by code, with some population and every type of facility."""
    for level, code in enumerate(LEVELS):
        OrgUnitKind.objects.create(code=code, name_fr=code, level=level)
    units: dict[str, OrgUnit] = {}
    for code, kind, above, fr, ar, setting, designation in PLACES:
        parent = units.get(above)
        units[code] = OrgUnit.objects.create(
            code=code,
            kind_id=kind,
            parent=parent,
            path=f"{parent.path if parent else '/'}{code}/",
            name_fr=fr,
            name_ar=ar,
            setting=setting,
            designation=designation,
            area_km2=100.0,
        )
    for code, (before, now) in PEOPLE.items():
        Population.objects.create(unit=units[code], year=2014, n_persons=before)
        Population.objects.create(unit=units[code], year=2024, n_persons=now)
        Population.objects.create(unit=units[code], year=2024, n_persons=now // 2, setting="urban")
        Population.objects.create(unit=units[code], year=2024, n_persons=now - now // 2, setting="rural")
    for rank, row in enumerate(packs.load().table("facility_types")):
        names = {name: row[name] for name in ("code", "name_fr", "name_ar", "network", "care_level", "setting")}
        FacilityType.objects.create(rank=rank, **names)
    return units


@pytest.fixture
def planner(places: dict[str, OrgUnit]) -> User:
    """A planner of the region."""
    return build_person("planner", Role.PLANNER, "03")


def row(key: str, name: str = "Al Massira", category: str = "CSU-1", **cells: str) -> dict[str, str]:
    """A row of a list, in the town of Taza unless told."""
    return {"facility_id": key, "name": name, "category": category, "commune_code": "03.561.01.05", **cells}


def text_of(rows: Sequence[Mapping[str, str]], heading: Sequence[str] = HEADING) -> bytes:
    """The rows as a text file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, heading)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
