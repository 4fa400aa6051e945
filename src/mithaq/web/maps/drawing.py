"""Shapes as SVG: what is seen without JavaScript, in print and on paper."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

WIDTH = 640
_MARGIN = 6.0
_DETAIL = 0.35  # of the drawing's units: what the eye does not see
_ROOM_FOR_LABEL = 34.0  # radius below which a label would not fit on a phone
LINE_HEIGHT = 18
_LETTER_WIDTH = 8.2  # of the font of labels, on average
Box = tuple[float, float, float, float]
_DEGREES = 3  # decimals of degrees sent to the page: some hundred metres
_KEPT = 48
_known: OrderedDict[str, Ground] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands, and whether its polygon is too small to hold it on a phone.

    `room` is how wide the polygon is at that height, `size` its area.
    """

    x: float
    y: float
    is_tiny: bool
    room: float = 0.0
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A drawn territory: a path by code, paths of the context, the places of labels.

    `features` is the shapes as GeoJSON text, lightened for the map that zooms.
    """

    height: float
    paths: Mapping[str, str]
    context: Sequence[str]
    spots: Mapping[str, Spot]
    west: float
    north: float
    scale: float
    features: str

    def size_of(self, code: str) -> float:
        """The area of a unit in the drawing; 0 when it is not drawn."""
        spot = self.spots.get(code)
        return spot.size if spot else 0.0

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """A position in the drawing."""
        x, y = _mercator(np.array([[lon, lat]]))[0]
        return (float(x) - self.west) * self.scale + _MARGIN, (self.north - float(y)) * self.scale + _MARGIN


def ground_of(shapes: Mapping[str, BaseGeometry], context: Mapping[str, BaseGeometry], *, has_labels: bool) -> Ground:
    """The shapes (degrees) drawn in a box 640 wide; kept by content, as drawing takes a while."""
    key = _digest(shapes, context, has_labels)
    if key not in _known:
        _known[key] = _draw(shapes, context, has_labels)
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    _known.move_to_end(key)
    return _known[key]


def _digest(shapes: Mapping[str, BaseGeometry], context: Mapping[str, BaseGeometry], has_labels: bool) -> str:
    found = hashlib.blake2b(digest_size=16)
    for some in (shapes, context):
        for code, wkb in zip(some, shapely.to_wkb(list(some.values())), strict=True):
            found.update(code.encode())
            found.update(wkb)
        found.update(b"|")
    found.update(bytes([has_labels]))
    return found.hexdigest()


def _draw(shapes: Mapping[str, BaseGeometry], context: Mapping[str, BaseGeometry], has_labels: bool) -> Ground:
    flat = shapely.transform(np.array(list(shapes.values()), dtype=object), _mercator)
    west, south, east, north = shapely.total_bounds(flat)
    scale = (WIDTH - 2 * _MARGIN) / (max(east - west, 1e-9))
    height = (north - south) * scale + 2 * _MARGIN

    def to_box(points: Any) -> Any:
        return np.column_stack([(points[:, 0] - west) * scale + _MARGIN, (north - points[:, 1]) * scale + _MARGIN])

    drawn = shapely.simplify(shapely.transform(flat, to_box), _DETAIL)
    around = np.array(list(context.values()), dtype=object)
    if len(around):
        around = shapely.transform(shapely.transform(around, _mercator), to_box)
        around = shapely.simplify(shapely.clip_by_rect(around, 0, 0, WIDTH, height), 1.0)
    return Ground(
        height,
        {code: _path(shape) for code, shape in zip(shapes, drawn, strict=True)},
        [path for path in map(_path, around) if path],
        {code: _spot(shape) for code, shape in zip(shapes, drawn, strict=True)} if has_labels else {},
        float(west),
        float(north),
        float(scale),
        _features(shapes),
    )


def _features(shapes: Mapping[str, BaseGeometry]) -> str:
    lighter = shapely.simplify(np.array(list(shapes.values()), dtype=object), 10**-_DEGREES)
    rounded = shapely.set_precision(lighter, 10**-_DEGREES, mode="pointwise")
    features = [
        {"type": "Feature", "id": code, "geometry": shapely.geometry.mapping(shape), "properties": {}}
        for code, shape in zip(shapes, rounded, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _mercator(points: Any) -> Any:
    """Longitudes and latitudes as the projection of web maps, in radians."""
    radians = np.radians(points)
    return np.column_stack([radians[:, 0], np.log(np.tan(np.pi / 4 + radians[:, 1] / 2))])


def _path(shape: BaseGeometry) -> str:
    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        if polygon.geom_type != "Polygon" or polygon.is_empty:
            continue
        rings = (polygon.exterior, *polygon.interiors)
        parts += [_ring(np.round(shapely.get_coordinates(ring), 1)) for ring in rings]
    return "".join(parts)


def _ring(points: Any) -> str:
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = np.any(points[1:] != points[:-1], axis=1)
    texts = [f"{x:g} {y:g}" for x, y in points[keep][:-1]]
    return f"M{'L'.join(texts)}Z" if len(texts) > 2 else ""


def _spot(shape: BaseGeometry) -> Spot:
    if shape.is_empty:
        return Spot(0, 0, True)
    line = shapely.maximum_inscribed_circle(shape, 1.0)
    x, y = line.coords[0]
    across = shapely.LineString([(0, y), (WIDTH, y)]).intersection(shape)
    pieces = [piece.bounds for piece in getattr(across, "geoms", [across])]
    room = next((east - west for west, _, east, _ in pieces if west <= x <= east), 0.0)
    return Spot(round(x, 1), round(y, 1), line.length < _ROOM_FOR_LABEL, round(room, 1), round(shape.area, 1))


def label_width(name: str, value: str) -> float:
    """About how wide a label is written, in units of the drawing."""
    return max(len(name), len(value)) * _LETTER_WIDTH


def label_box(spot: Spot, name: str, value: str) -> Box:
    """The place that a label takes: left, top, right, bottom."""
    half = label_width(name, value) / 2
    return spot.x - half, spot.y - LINE_HEIGHT, spot.x + half, spot.y + (LINE_HEIGHT if name else 0)


def touch(one: Box, other: Box) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
