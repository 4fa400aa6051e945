"""The limits of the pack: shapes by level, the commune of a point, an inside point of each unit.

Files are TopoJSON 1.0, small and shared by the browser
and the server. Limits are those of the 2014 census maps, simplified: for maps and for telling in
which commune a point lies, not for property or law.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from mithaq.packs import load

LEVELS = ("region", "province", "commune")
Coordinates = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class InsidePoint:
    """A point inside a unit, and its area on the ellipsoid."""

    lon: float
    lat: float
    area_km2: float


def topojson_file(level: str, parent: str = "") -> Path:
    """The file that draws the units of a level; communes come by region (the two first digits)."""
    folder = load().folder / "territory"
    if level not in LEVELS:
        raise ValueError(f"{level!r} is not a level with limits: {', '.join(LEVELS)}")
    return (
        folder
        / ("communes" if level == "commune" else "")
        / f"{parent[:2] if level == 'commune' else level + 's'}.topojson"
    )


def shapes(level: str, parent: str = "") -> Mapping[str, BaseGeometry]:
    """The shapes of a level by code, in degrees; those below `parent` when it is given."""
    found = _all_communes() if level == "commune" and len(parent) < 2 else _read(topojson_file(level, parent))
    return {code: shape for code, shape in found.items() if code.startswith(parent)} if parent else found


def geojson(level: str, parent: str = "") -> dict[str, Any]:
    """The same as a GeoJSON FeatureCollection; each feature has its code as `id`."""
    features = [
        {"type": "Feature", "id": code, "properties": {"code": code}, "geometry": shapely.geometry.mapping(shape)}
        for code, shape in shapes(level, parent).items()
    ]
    return {"type": "FeatureCollection", "features": features}


def commune_at(lon: float, lat: float) -> str | None:
    """The code of the commune where a point lies; None in the sea or abroad."""
    codes, tree = _tree()
    found = tree.query(shapely.Point(lon, lat), predicate="intersects")
    return min(codes[i] for i in found) if len(found) else None


def nearest_commune(lon: float, lat: float, within: float = 0.02) -> str | None:
    """The commune of a point, or the nearest within `within` degrees: shores are simplified."""
    codes, tree = _tree()
    found = tree.query_nearest(shapely.Point(lon, lat), max_distance=within)
    return min(codes[i] for i in found) if len(found) else None


def is_outside(lon: float, lat: float) -> bool:
    """True when a point is in the sea or abroad, beyond what simplified shores explain (some 2 km)."""
    return nearest_commune(lon, lat) is None


@cache
def inside_points() -> Mapping[str, InsidePoint]:
    """A point inside each unit and its area, by code: regions to communes, and arrondissements."""
    file = load().folder / "territory" / "points.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        return {
            row["code"]: InsidePoint(float(row["lon"]), float(row["lat"]), float(row["area_km2"]))
            for row in csv.DictReader(opened)
        }


@cache
def _all_communes() -> Mapping[str, BaseGeometry]:
    regions = sorted(_read(topojson_file("region")))
    return {code: shape for region in regions for code, shape in _read(topojson_file("commune", region)).items()}


@cache
def _tree() -> tuple[list[str], shapely.STRtree]:
    communes = _all_communes()
    return list(communes), shapely.STRtree(list(communes.values()))


@cache
def _read(file: Path) -> Mapping[str, BaseGeometry]:
    return shapes_of(json.loads(file.read_text(encoding="utf-8")))


def shapes_of(content: Mapping[str, Any]) -> Mapping[str, BaseGeometry]:
    """The shapes of a TopoJSON content by the `id` of each; it holds one collection."""
    (x0, y0), (kx, ky) = content["transform"]["translate"], content["transform"]["scale"]
    arcs = []
    for differences in content["arcs"]:
        xs = accumulate(step[0] for step in differences)
        ys = accumulate(step[1] for step in differences)
        arcs.append([(x0 + kx * x, y0 + ky * y) for x, y in zip(xs, ys, strict=True)])
    (collection,) = content["objects"].values()
    return {one["id"]: _shape(one["arcs"], arcs) for one in collection["geometries"]}


def _shape(polygons: list[list[list[int]]], arcs: list[Coordinates]) -> BaseGeometry:
    parts = []
    for outer, *holes in polygons:
        parts.append(Polygon(_ring(outer, arcs), [_ring(hole, arcs) for hole in holes]))
    whole = MultiPolygon(parts)
    # Rounding to the grid may make a border touch itself.
    return whole if whole.is_valid else shapely.make_valid(whole, method="structure", keep_collapsed=False)


def _ring(numbers: list[int], arcs: list[Coordinates]) -> Coordinates:
    points: Coordinates = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points
