"""A list of facilities as its file says it: columns found, cells read, mistakes named. Nothing is compared yet.

The ministry publishes two lists a year: public hospitals, and primary care establishments. Each
row carries an identifier made of the list's letter, its year and a number: H24-0001, P24-0001.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mithaq.apps.territory.models import Facility
from mithaq.core.errors import DataProblem
from mithaq.core.territory import fold

Quality = Facility.CoordinateQuality

# What each field may be called at the head of a column, folded; the first name is the usual one.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("facility_id", "identifiant", "id", "code etablissement"),
    "year": ("year", "annee", "année"),
    "name": ("name", "nom", "etablissement", "nom etablissement", "établissement"),
    "category": ("category", "categorie", "catégorie", "type"),
    "category_label": ("category_label", "libelle categorie", "libellé"),
    "province_code": ("province_code", "code province"),
    "province": ("province_name", "province", "province ou prefecture"),
    "commune_code": ("commune_code", "code commune"),
    "arrondissement_code": ("arrondissement_code", "code arrondissement"),
    "commune": ("src_commune", "commune_name", "commune"),
    "delegation": ("src_delegation", "delegation", "délégation"),
    "lon": ("lon", "longitude"),
    "lat": ("lat", "latitude"),
    "coordinate_source": ("coord_source", "source coordonnees"),
    "osm_id": ("osm_id",),
}
REQUIRED = ("id", "name", "category")
# What the origin of a point is worth (`coord_source` of the lists).
QUALITIES = {
    "survey": Quality.SURVEYED,
    "osm_name": Quality.MATCHED,
    "osm_single_in_commune": Quality.MATCHED,
    "arrondissement_point": Quality.AREA,
    "commune_point": Quality.AREA,
}
_ID = re.compile(r"^([A-Z]+)(\d{2})-\d+$")
_MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class ListedFacility:
    """One row of a list, cells cleaned, places still as the list writes them."""

    where: str
    id: str
    name: str
    category: str
    category_label: str = ""
    province_code: str = ""
    province: str = ""
    commune_code: str = ""
    commune: str = ""
    arrondissement_code: str = ""
    lon: float | None = None
    lat: float | None = None
    coordinate_source: str = ""
    osm_id: str = ""

    @property
    def quality(self) -> Quality:
        """What the point is worth; a point of unsaid origin is unknown, never surveyed."""
        return QUALITIES.get(self.coordinate_source, Quality.UNKNOWN)


@dataclass(frozen=True, slots=True)
class FacilityList:
    """A list read from a file: its rows that can be used, and what is wrong with the others."""

    rows: tuple[ListedFacility, ...]
    problems: tuple[DataProblem, ...] = ()
    n_rows: int = 0

    @property
    def series(self) -> str:
        """The letters of its identifiers, which name the list whatever the year: "H"; "" when mixed."""
        found = {match[1] if (match := _ID.match(row.id)) else "" for row in self.rows}
        return found.pop() if len(found) == 1 else ""

    @property
    def year(self) -> int | None:
        """The year of its identifiers, or None when they disagree."""
        found = {2000 + int(match[2]) if (match := _ID.match(row.id)) else None for row in self.rows}
        return found.pop() if len(found) == 1 else None

    @property
    def has_errors(self) -> bool:
        """Whether some rows cannot be used."""
        return any(problem.is_blocking for problem in self.problems)


@dataclass(slots=True)
class _Reading:
    rows: list[ListedFacility] = field(default_factory=list)
    problems: list[DataProblem] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)


def columns_of(heading: Sequence[str]) -> dict[str, int]:
    """Where each known field stands in the heading; the usual name wins over its synonyms."""
    places = {fold(text.replace("_", " ")): i for i, text in reversed(list(enumerate(heading)))}
    found: dict[str, int] = {}
    for name, headings in HEADINGS.items():
        for text in headings:
            if (place := places.get(fold(text.replace("_", " ")))) is not None:
                found.setdefault(name, place)
    return found


def heading_problem(heading: Sequence[str]) -> DataProblem | None:
    """What is missing in the heading, or None when the list can be read."""
    found = columns_of(heading)
    missing = [HEADINGS[name][0] for name in REQUIRED if name not in found]
    if "commune_code" not in found and "commune" not in found:
        missing.append("commune_code or commune_name")
    if not missing:
        return None
    return DataProblem(
        "columns",
        "line 1",
        "The columns %(missing)s are missing; the file has: %(found)s.",
        "Give the list as the ministry publishes it, one facility a line, headings in the first line.",
        {"missing": ", ".join(missing), "found": ", ".join(text for text in heading if text)[:300] or "none"},
    )


def read_rows(heading: Sequence[str], lines: Iterable[tuple[str, Sequence[str]]]) -> FacilityList:
    """The rows of a list. `lines` gives (where, cells as text); blank lines are passed over.

    A row with a blocking problem is left out of `rows` and named in `problems`.
    """
    places, reading, n_rows = columns_of(heading), _Reading(), 0
    for where, cells in lines:
        values = {name: " ".join(cells[i].split()) if i < len(cells) else "" for name, i in places.items()}
        if not any(values.values()):
            continue
        n_rows += 1
        _read_row(reading, where, values)
    return FacilityList(tuple(reading.rows), tuple(reading.problems[:_MOST_PROBLEMS]), n_rows)


def _read_row(reading: _Reading, where: str, values: Mapping[str, str]) -> None:
    problems = [*_identity_problems(reading, where, values), *_formula_problems(where, values)]
    lon, lat, point_problem = _point(where, values)
    problems += [point_problem] if point_problem else []
    reading.problems += problems
    if not any(problem.is_blocking for problem in problems):
        reading.seen[values["id"]] = where
        reading.rows.append(_listed(where, values, lon, lat))


def _identity_problems(reading: _Reading, where: str, values: Mapping[str, str]) -> list[DataProblem]:
    empty = [name for name in REQUIRED if not values[name]]
    if not values.get("commune_code") and not values.get("commune"):
        empty.append("commune")
    if empty:
        names = ", ".join(HEADINGS[name][0] for name in empty)
        return [
            DataProblem("empty", where, "Nothing is written in %(columns)s.", "Complete the line.", {"columns": names})
        ]
    if (first := reading.seen.get(values["id"])) is not None:
        message = "The identifier %(id)s is already used at %(first)s."
        hint = "An identifier names one facility: correct one of the two lines."
        return [DataProblem("duplicate", where, message, hint, {"id": values["id"], "first": first})]
    return []


def _formula_problems(where: str, values: Mapping[str, str]) -> list[DataProblem]:
    guilty = next((text for name in ("id", "name", "category") if (text := values[name])[:1] in {"=", "+", "@"}), None)
    if guilty is None:
        return []
    message = "%(text)r looks like a formula, not like a name."
    return [DataProblem("formula", where, message, "Paste the values without their formulas.", {"text": guilty[:60]})]


def _point(where: str, values: Mapping[str, str]) -> tuple[float | None, float | None, DataProblem | None]:
    """Longitude and latitude, both or neither; a cell that is no number is a problem."""
    texts = values.get("lon", ""), values.get("lat", "")
    if not any(texts):
        return None, None, None
    try:
        lon, lat = (float(text.replace(",", ".")) for text in texts)
    except ValueError:
        message = "The position %(lon)r, %(lat)r is not a longitude and a latitude in degrees."
        hint = "Write for example -4.99 and 34.03, or leave both empty."
        return None, None, DataProblem("position", where, message, hint, {"lon": texts[0], "lat": texts[1]})
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        message = "The position %(lon)s, %(lat)s is not on Earth: longitude goes to 180, latitude to 90 degrees."
        return None, None, DataProblem("position", where, message, "Check the decimal point.", {"lon": lon, "lat": lat})
    return lon, lat, None


def _listed(where: str, values: Mapping[str, str], lon: float | None, lat: float | None) -> ListedFacility:
    texts = {
        name: values.get(name, "")
        for name in ("id", "name", "category", "category_label", "province_code", "commune_code", "commune")
        + ("arrondissement_code", "coordinate_source", "osm_id")
    }
    return ListedFacility(
        where=where, province=values.get("province", "") or values.get("delegation", ""), lon=lon, lat=lat, **texts
    )
