"""A list of facilities as its file says it: columns found, cells read, mistakes named. Nothing is compared yet.

The ministry publishes two lists a year: public hospitals, and primary care establishments. Each
row carries an identifier made of the list's letter, its year and a number: H24-0001, P24-0001.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from mithaq.apps.territory.models import Facility
from mithaq.core.errors import DataProblem
from mithaq.core.territory import fold
from mithaq.web.uploads import Cell, Limits, Row, Sheet, UnusableFile, Workbook, read_number

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
LIMITS = Limits(rows=20_000, columns=60)
_ID = re.compile(r"^([A-Z]+)(\d{2})-\d+$")
_MOST_PROBLEMS = 200
_LONGEST_ID = 30
_HALF_TURN, _QUARTER_TURN = 180, 90
_EMPTY = Cell(None, "")


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


def read_list(book: Workbook) -> FacilityList:
    """The list of a file: the first sheet that has its columns.

    Raises `UnusableFile` when no sheet has them, or when there is no row below the heading. A row
    with a blocking problem is left out of `rows` and named in `problems`.
    """
    sheet = next((one for one in book.sheets if not missing_columns(one)), None)
    if sheet is None:
        raise UnusableFile(_heading_problem(book.sheets[0]))
    if not sheet.rows:
        message = _("The list holds no facility: there is nothing below the heading.")
        raise UnusableFile(DataProblem("list.empty", book.name, message, _("Choose the list as it was published.")))
    places, reading = columns_of(sheet), _Reading()
    for row in sheet.rows:
        _read_row(reading, row, {name: row.cells[i] if i < len(row.cells) else _EMPTY for name, i in places.items()})
    return FacilityList(tuple(reading.rows), tuple(reading.problems), len(sheet.rows))


def list_day(listed: FacilityList) -> date:
    """The day from which a list counts when nobody says it: the last day of its year, today at the latest."""
    today = timezone.localdate()
    return min(date(listed.year, 12, 31), today) if listed.year else today


@dataclass(slots=True)
class _Reading:
    rows: list[ListedFacility] = field(default_factory=list)
    problems: list[DataProblem] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)


def columns_of(sheet: Sheet) -> dict[str, int]:
    """Where each known field stands in the heading; the usual name wins over its synonyms."""
    places = {_heading(cell.text): i for i, cell in reversed(list(enumerate(sheet.header)))}
    found: dict[str, int] = {}
    for name, headings in HEADINGS.items():
        for text in headings:
            if (place := places.get(_heading(text))) is not None:
                found.setdefault(name, place)
    return found


def _heading(text: str) -> str:
    return fold(text.replace("_", " "))


def missing_columns(sheet: Sheet) -> list[str]:
    """The usual names of the columns without which the list cannot be read."""
    found = columns_of(sheet)
    missing = [HEADINGS[name][0] for name in REQUIRED if name not in found]
    return missing if {"commune_code", "commune"} & found.keys() else [*missing, "commune_name"]


def _heading_problem(sheet: Sheet) -> DataProblem:
    found = ", ".join(cell.text for cell in sheet.header if not cell.is_empty)[:300]
    return DataProblem(
        "list.columns",
        sheet.name,
        _("The columns %(missing)s are missing. Columns found: %(found)s."),
        _("Give the list as the ministry publishes it: one facility a row, headings in the first row."),
        {"missing": ", ".join(missing_columns(sheet)), "found": found or "—"},
    )


def _read_row(reading: _Reading, row: Row, cells: Mapping[str, Cell]) -> None:
    where = cells["id"].ref or f"{row.number}"
    point = _point(cells)
    problems = [*_identity_problems(reading, where, cells), *([point] if isinstance(point, DataProblem) else [])]
    reading.problems += problems[: _MOST_PROBLEMS - len(reading.problems)]
    if not problems and not isinstance(point, DataProblem):
        reading.seen[cells["id"].text] = where
        reading.rows.append(_listed(where, cells, *point))


def _identity_problems(reading: _Reading, where: str, cells: Mapping[str, Cell]) -> list[DataProblem]:
    empty = [HEADINGS[name][0] for name in REQUIRED if cells[name].is_empty]
    if all(cells.get(name, _EMPTY).is_empty for name in ("commune_code", "commune")):
        empty.append("commune_name")
    if empty:
        message, hint = _("Nothing is written in %(columns)s."), _("Complete the row.")
        return [DataProblem("list.empty_cell", where, message, hint, {"columns": ", ".join(empty)})]
    code = cells["id"].text
    if (first := reading.seen.get(code)) is not None:
        message = _("The identifier %(id)s is already used in %(first)s.")
        hint = _("An identifier names one facility: correct one of the two rows.")
        return [DataProblem("list.duplicate", where, message, hint, {"id": code, "first": first})]
    if len(code) > _LONGEST_ID or not code.isascii() or "/" in code:
        message = _("“%(id)s” cannot be an identifier.")
        hint = _("Write at most 30 letters, figures and hyphens, such as H24-0001.")
        return [DataProblem("list.identifier", where, message, hint, {"id": code[:60]})]
    return []


def _point(cells: Mapping[str, Cell]) -> tuple[float, float] | tuple[None, None] | DataProblem:
    """Longitude and latitude in degrees, both or neither; else what is wrong with them."""
    given = cells.get("lon", _EMPTY), cells.get("lat", _EMPTY)
    if all(cell.is_empty for cell in given):
        return None, None
    lon, lat = (read_number(cell) for cell in given)
    if not isinstance(lon, Decimal) or not isinstance(lat, Decimal):
        message = _("“%(lon)s; %(lat)s” is not a longitude and a latitude.")
        hint = _("Write degrees, for example -4.99 and 34.03, or leave both cells empty.")
        params = {"lon": given[0].text, "lat": given[1].text}
        return DataProblem("list.position", given[0].ref, message, hint, params)
    if abs(lon) > _HALF_TURN or abs(lat) > _QUARTER_TURN:
        message = _("The position %(lat)s, %(lon)s is not on Earth.")
        hint = _("Longitude goes from -180 to 180, latitude from -90 to 90: look at the decimal point.")
        return DataProblem("list.position", given[0].ref, message, hint, {"lon": lon, "lat": lat})
    return float(lon), float(lat)


def _listed(where: str, cells: Mapping[str, Cell], lon: float | None, lat: float | None) -> ListedFacility:
    names = ("id", "name", "category", "category_label", "commune_code", "commune")
    texts = {name: cells.get(name, _EMPTY).text for name in (*names, "arrondissement_code", "coordinate_source")}
    province = next((cells[name].text for name in ("province", "delegation") if name in cells), "")
    code = _province_code(cells.get("province_code", _EMPTY))
    return ListedFacility(where=where, province=province, province_code=code, lon=lon, lat=lat, **texts)


def _province_code(cell: Cell) -> str:
    """A code such as 01.510, also when a spreadsheet took it for the number 1.51."""
    return f"{cell.value:06.3f}" if isinstance(cell.value, Decimal) else cell.text
