"""The territory and the censuses: totals that are published, parts that add up to them."""

import csv
from collections import Counter, defaultdict
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.packs import census
from tests.support.reference import REFERENCE


@cache
def persons() -> list[census.Persons]:
    return list(census.population())


def total(year: int, basis: str, kind: str, **cut: str) -> int:
    kinds = {place.code: place.kind for place in census.places()}
    wanted = {"setting": "", "sex": "", "age_group": ""} | cut
    return sum(
        one.n_persons
        for one in persons()
        if (one.year, one.basis, kinds[one.code]) == (year, basis, kind)
        and all(getattr(one, name) == value for name, value in wanted.items())
    )


def test_the_tree_has_the_units_of_the_law() -> None:
    kinds = Counter(place.kind for place in census.places())
    assert kinds == {"nation": 1, "region": 12, "province": 75, "commune": 1503, "arrondissement": 41}
    assert Counter(place.designation for place in census.places())["prefecture"] == 13


def test_every_unit_hangs_on_one_that_came_before() -> None:
    seen = {""}
    for place in census.places():
        assert place.parent in seen
        assert place.name_fr
        assert place.name_ar
        seen.add(place.code)


def test_cercles_hold_every_rural_commune_and_casablanca_its_arrondissements() -> None:
    by_kind = defaultdict(list)
    for group in census.groupings():
        by_kind[group.kind].append(group)
    rural = {place.code for place in census.places() if place.setting == "rural"}
    assert {code for group in by_kind["cercle"] for code in group.members} == rural
    assert len(by_kind["cercle"]) == 213
    assert (len(by_kind["prefecture"]), sum(len(group.members) for group in by_kind["prefecture"])) == (8, 16)


@pytest.mark.parametrize(("year", "official"), [(2014, 33_848_242), (2024, 36_828_330)])
@pytest.mark.parametrize("kind", ["nation", "region", "province", "commune"])
def test_the_legal_population_of_each_level_is_the_official_total(year: int, official: int, kind: str) -> None:
    assert total(year, "legal", kind) == official


# The four communes of the desert whose sexes and ages are not published.
WITHOUT_SEX = {"nation": 0, "region": 0, "province": 0, "commune": 646 + 3127 + 1006 + 592}


@pytest.mark.parametrize("kind", ["nation", "region", "province", "commune"])
def test_settings_and_sexes_add_up_to_the_municipal_population(kind: str) -> None:
    whole = total(2024, "municipal", kind)
    assert whole == 36_490_591
    assert sum(total(2024, "municipal", kind, setting=setting) for setting in ("urban", "rural")) == whole
    assert sum(total(2024, "municipal", kind, sex=sex) for sex in census.SEXES) == whole - WITHOUT_SEX[kind]


@pytest.mark.parametrize("kind", ["nation", "region", "province", "commune"])
def test_the_municipal_population_of_2014_is_the_official_one_cities_included(kind: str) -> None:
    assert total(2014, "municipal", kind) == 33_610_084


def test_ages_add_up_to_their_sex_in_every_unit() -> None:
    ages: Counter[tuple[str, int, str]] = Counter()
    sexes = {}
    for one in persons():
        if one.age_group:
            ages[one.code, one.year, one.sex] += one.n_persons
            assert one.is_derived
        elif one.sex:
            sexes[one.code, one.year, one.sex] = one.n_persons
    assert len(ages) > 3000
    assert all(sexes[key] == n for key, n in ages.items())


def test_no_figure_is_given_twice() -> None:
    keys = Counter((one.code, one.year, one.basis, one.setting, one.sex, one.age_group) for one in persons())
    assert keys.most_common(1)[0][1] == 1


@given(st.integers(0, 10**7), st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_largest_remainder_adds_up_and_strays_by_less_than_one(whole: int, shares: list[int]) -> None:
    parts = census.largest_remainder(whole, shares)
    assert sum(parts) == whole
    assert all(abs(part * sum(shares) - whole * share) < sum(shares) for part, share in zip(parts, shares, strict=True))


def test_shares_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to nothing"):
        census.largest_remainder(10, [0, 0])


@pytest.mark.reference
def test_communes_have_the_codes_and_populations_of_the_reference() -> None:
    with (REFERENCE / "data/geo/ma_communes.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["code"]: row for row in csv.DictReader(file)}
    ours = {place.code: place for place in census.places() if place.kind == "commune"}
    assert ours.keys() == expected.keys()
    assert all(ours[code].setting == row["type"] for code, row in expected.items())
    legal = {(one.code, one.year): one.n_persons for one in persons() if one.basis == "legal" and not one.setting}
    for code, row in expected.items():
        assert legal[code, 2024] == int(row["population_2024"])
        assert legal.get((code, 2014)) == (int(row["population_2014"]) if row["population_2014"] else None)


@pytest.mark.reference
def test_ages_agree_with_the_reference_within_rounding() -> None:
    """Two roundings of the same published shares: one person apart, and 0.1 % of the unit at most."""
    import pyarrow.parquet as parquet

    table = parquet.read_table(REFERENCE / "data/population/ma_population_age_sex_2024.parquet").to_pylist()
    ours = {(p.code, p.sex, p.age_group): p.n_persons for p in persons() if p.age_group and p.year == 2024}
    compared = 0
    for row in table:
        mine = ours.get((row["code"], row["sex"], row["age_group"]))
        if mine is not None and row["population"] is not None:
            compared += 1
            assert abs(mine - row["population"]) <= 1, row
    assert compared > 50_000
