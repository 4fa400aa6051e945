"""The build of the limits: projections against published constants, topology read back."""

from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from tools.pack_build.projections import corrected_latitudes, equal_area
from tools.pack_build.topology import topology

ELLIPSOID_KM2 = 510_065_621.724  # the area of the WGS 84 ellipsoid


def test_the_whole_ellipsoid_has_its_published_area() -> None:
    world = shapely.transform(box(-180, -90, 180, 90), equal_area)
    assert world.area / 1e6 == pytest.approx(ELLIPSOID_KM2, rel=1e-9)


def test_the_correction_moves_fez_nineteen_kilometres_south_and_not_the_equator() -> None:
    fez, equator = corrected_latitudes(np.array([34.0, 0.0]))
    assert (34.0 - fez) * 111.2 == pytest.approx(19.8, abs=1.0)
    assert equator == pytest.approx(0.0, abs=1e-12)


@given(st.floats(20, 36), st.floats(0.001, 1))
def test_the_correction_keeps_the_order_of_latitudes(lat: float, step: float) -> None:
    south, north = corrected_latitudes(np.array([lat, lat + step]))
    assert south < north


def read_back(content: dict) -> dict[str, shapely.MultiPolygon]:
    """The shapes of a topology, by the reader of the product."""
    from mithaq.packs.geometry import shapes_of

    return dict(shapes_of(content))


def test_a_shared_border_is_written_once() -> None:
    content = topology({"a": box(0, 0, 1, 1), "b": box(1, 0, 2, 1)}, 100, "things")
    assert len(content["arcs"]) == 3
    used = [arc for one in content["objects"]["things"]["geometries"] for ring in one["arcs"][0] for arc in ring]
    assert sorted(Counter(arc if arc >= 0 else ~arc for arc in used).values()) == [1, 1, 2]


def test_holes_and_islands_come_back() -> None:
    island = box(5, 5, 6, 6)
    ring = Polygon(box(0, 0, 4, 4).exterior, [box(1, 1, 2, 2).exterior])
    shapes = {"ring": ring.union(island), "town": box(1, 1, 2, 2)}
    found = read_back(topology(shapes, 600, "things"))
    assert found["ring"].symmetric_difference(shapes["ring"]).area == pytest.approx(0, abs=1e-6)
    assert found["town"].symmetric_difference(shapes["town"]).area == pytest.approx(0, abs=1e-6)


@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.sampled_from("abc"), min_size=1))
def test_any_coverage_comes_back(cells: dict[tuple[int, int], str]) -> None:
    shapes = {
        name: shapely.union_all([box(x, y, x + 1, y + 1) for (x, y), owner in cells.items() if owner == name])
        for name in sorted(set(cells.values()))
    }
    content = topology(shapes, 1000, "things")
    found, step = read_back(content), content["transform"]["scale"][0]
    for name, shape in shapes.items():
        assert found[name].symmetric_difference(shape).area <= shape.length * step
