"""Limits: small files, valid shapes, in the right place."""

import csv
import json
from collections import Counter
from statistics import median

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mithaq.packs import census, geometry
from tests.support.reference import REFERENCE

FEZ, AT_SEA, MADRID = (-5.0, 34.03), (-9.0, 34.0), (-3.7, 40.4)


@pytest.mark.parametrize(("level", "kind"), [("region", "region"), ("province", "province"), ("commune", "commune")])
def test_every_unit_has_a_valid_shape(level: str, kind: str) -> None:
    shapes = geometry.shapes(level)
    assert set(shapes) == {place.code for place in census.places() if place.kind == kind}
    assert all(shape.is_valid and not shape.is_empty for shape in shapes.values())


def test_files_are_small_enough_for_a_page() -> None:
    sizes = Counter()
    for code in geometry.shapes("region"):
        sizes["communes"] += geometry.topojson_file("commune", code).stat().st_size
    assert geometry.topojson_file("region").stat().st_size < 60_000
    assert geometry.topojson_file("province").stat().st_size < 250_000
    assert sizes["communes"] < 1_200_000


def test_neighbours_share_their_border() -> None:
    """Nothing overlaps: the areas of a province's communes add up to the area of their union."""
    for code in ("03.231", "06.141", "09.541"):
        shapes = list(geometry.shapes("commune", code).values())
        assert sum(shape.area for shape in shapes) == pytest.approx(shapely.union_all(shapes).area, rel=1e-4)


def test_inside_points_lie_inside_their_unit() -> None:
    points = geometry.inside_points()
    for level in geometry.LEVELS:
        for code, shape in geometry.shapes(level).items():
            assert shape.contains(shapely.Point(points[code].lon, points[code].lat)), code


def test_the_areas_of_every_level_add_up_to_one_country() -> None:
    points = geometry.inside_points()
    sums = [sum(points[code].area_km2 for code in geometry.shapes(level)) for level in geometry.LEVELS]
    assert sums == pytest.approx([sums[0]] * 3, rel=1e-5)
    assert 680_000 < sums[0] < 715_000


def test_a_point_finds_its_commune() -> None:
    assert geometry.commune_at(*FEZ) == "03.231.01.0"
    assert geometry.commune_at(*AT_SEA) is None


def test_the_sea_and_other_countries_are_outside() -> None:
    assert geometry.is_outside(*AT_SEA)
    assert geometry.is_outside(*MADRID)
    assert not geometry.is_outside(*FEZ)


@given(st.sampled_from(sorted(geometry.inside_points())))
def test_the_inside_point_of_a_commune_leads_back_to_it(code: str) -> None:
    if code in geometry.shapes("commune"):
        point = geometry.inside_points()[code]
        assert geometry.commune_at(point.lon, point.lat) == code


def test_geojson_names_each_feature_by_its_code() -> None:
    found = geometry.geojson("commune", "03.231")
    assert {feature["id"][:6] for feature in found["features"]} == {"03.231"}
    json.dumps(found)


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a level with limits"):
        geometry.topojson_file("village")


@pytest.mark.reference
def test_limits_overlap_those_of_the_reference() -> None:
    content = json.loads((REFERENCE / "data/geo/ma_provinces.geojson").read_text(encoding="utf-8"))
    overlaps = []
    for feature in content["features"]:
        theirs = shapely.geometry.shape(feature["geometry"])
        ours = geometry.shapes("province")[feature["properties"]["code"]]
        overlaps.append(ours.intersection(theirs).area / ours.union(theirs).area)
    assert median(overlaps) >= 0.97
    assert min(overlaps) >= 0.95


@pytest.mark.reference
def test_areas_are_those_of_the_reference() -> None:
    with (REFERENCE / "data/geo/ma_communes.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["code"]: float(row["area_km2"]) for row in csv.DictReader(file)}
    points = geometry.inside_points()
    apart = {code: area for code, area in expected.items() if abs(points[code].area_km2 / area - 1) > 0.03}
    assert apart == {}


@pytest.mark.reference
def test_the_points_of_the_ministry_list_fall_in_their_commune() -> None:
    with (REFERENCE / "data/facilities/ma_primary_care_facilities_2024.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [geometry.commune_at(float(row["lon"]), float(row["lat"])) == row["commune_code"] for row in rows]
    assert all(found)
