"""Write polygons as TopoJSON: whole numbers on a grid, each shared border once.

Borders shared by two polygons must have the same vertices in both, as those of a coverage have.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

Point = tuple[int, int]
Ring = tuple[Point, ...]  # not closed: the last point is not the first


def topology(shapes: Mapping[str, BaseGeometry], steps: int, name: str) -> dict[str, Any]:
    """The TopoJSON of polygons by code, on a grid of `steps` cells along the longer side."""
    grid = _Grid(shapes, steps)
    polygons = {code: grid.polygons(shape) for code, shape in shapes.items()}
    cutter = _Cutter(ring for rings in polygons.values() for polygon in rings for ring in polygon)
    geometries = [
        {"type": "MultiPolygon", "id": code, "arcs": [[cutter.arcs_of(ring) for ring in one] for one in rings]}
        for code, rings in polygons.items()
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [grid.scale, grid.scale], "translate": [grid.west, grid.south]},
        "objects": {name: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_as_differences(arc) for arc in cutter.arcs],
    }


class _Grid:
    def __init__(self, shapes: Mapping[str, BaseGeometry], steps: int) -> None:
        west, south, east, north = shapely.total_bounds(list(shapes.values()))
        self.west, self.south = round(float(west), 6), round(float(south), 6)
        self.scale = round(float(max(east - west, north - south)) / steps, 9)

    def polygons(self, shape: BaseGeometry) -> list[list[Ring]]:
        """The polygons of a shape, each a list of rings, the outer first; rings that vanish are left out."""
        found = []
        for part in getattr(shape, "geoms", [shape]):
            rings = [self._ring(ring) for ring in (part.exterior, *part.interiors)]
            if rings[0]:
                found.append([ring for ring in rings if ring])
        return found

    def _ring(self, ring: BaseGeometry) -> Ring:
        cells = [(round((x - self.west) / self.scale), round((y - self.south) / self.scale)) for x, y in ring.coords]
        kept = [cell for cell, after in pairwise(cells) if cell != after]
        return tuple(kept) if len(set(kept)) > 2 else ()


class _Cutter:
    """Cuts rings where borders meet, keeps each piece once."""

    def __init__(self, rings: Iterator[Ring]) -> None:
        self.arcs: list[Ring] = []
        self._index: dict[Ring, int] = {}
        pairs: dict[Point, frozenset[Point]] = {}
        self._junctions: set[Point] = set()
        for ring in rings:
            for before, point, after in zip((ring[-1], *ring), ring, (*ring[1:], ring[0]), strict=False):
                pair = frozenset((before, after))
                if pairs.setdefault(point, pair) != pair:
                    self._junctions.add(point)

    def arcs_of(self, ring: Ring) -> list[int]:
        """The numbers of the arcs that follow the ring; ~n is arc n walked backwards."""
        cuts = [i for i, point in enumerate(ring) if point in self._junctions]
        start = cuts[0] if cuts else ring.index(min(ring))
        turned = (*ring[start:], *ring[: start + 1])
        ends = [cut - start for cut in cuts[1:]] + [len(ring)]
        begins = [0, *ends[:-1]]
        return [self._number(turned[begin : end + 1]) for begin, end in zip(begins, ends, strict=True)]

    def _number(self, arc: Ring) -> int:
        if arc in self._index:
            return self._index[arc]
        if arc[::-1] in self._index:
            return ~self._index[arc[::-1]]
        self._index[arc] = len(self.arcs)
        self.arcs.append(arc)
        return self._index[arc]


def _as_differences(arc: Ring) -> list[list[int]]:
    origin = ((0, 0), *arc)
    return [[x - x0, y - y0] for (x0, y0), (x, y) in zip(origin, arc, strict=False)]
