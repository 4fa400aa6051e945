"""The ministry's real lists: every commune that is found is the right one."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from mithaq.core.territory import NameIndex, Place
from tests.support.reference import REFERENCE

pytestmark = pytest.mark.reference


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "most_left"), [("ma_primary_care_facilities_2024.csv", 20), ("ma_public_hospitals_2024.csv", 2)]
)
def test_names_as_published_find_their_commune(name: str, most_left: int) -> None:
    places = defaultdict(list)
    for row in rows(REFERENCE / "data/geo/ma_communes.csv"):
        place = Place(row["code"], (row["name_fr"], row["name_ar"]), row["type"] == "urban")
        places[row["province_code"]].append(place)
    provinces = {code: NameIndex(inside) for code, inside in places.items()}
    left = 0
    for row in rows(REFERENCE / "data/facilities" / name):
        match = provinces[row["province_code"]].find(row["src_commune"])
        assert match is None or match.code == row["commune_code"], row["src_commune"]
        left += match is None
        if match is None:
            proposals = [one.code for one in provinces[row["province_code"]].proposals(row["src_commune"])]
            assert row["commune_code"] in proposals, row["src_commune"]
    assert left <= most_left
