"""Names of places: the same place written in many ways is found, a doubtful one never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.territory import MatchKind, NameIndex, Place, fold

AL_HOCEIMA = NameIndex(
    [
        Place("01.051.01.01", ("Al Hoceima", "الحسيمة"), is_urban=True),
        Place("01.051.01.03", ("Bni Bouayach", "بني بوعياش"), is_urban=True),
        Place("01.051.13.05", ("Bni Abdellah", "بني عبد الله")),
        Place("01.051.13.07", ("Bni Hadifa", "بني حذيفة")),
        Place("01.051.09.11", ("Bni Gmil", "بني جميل")),
        Place("01.051.09.13", ("Bni Gmil Maksouline", "بني جميل مكصولين")),
    ]
)
TANGIER = NameIndex([Place("01.511.01.0", ("Tanger", "طنجة"), is_urban=True), Place("01.511.05.01", ("Al Manzla",))])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sidi Slimane Echcharraâ (Mun.)", "SIDI SLIMANE ECHCHARAA"),
        ("Méchouar Fès Jdid", "Méchouar-Fès-El Jadid"),
        ("M'diq-Fnideq", "Mdiq Fnideq"),
        ("Oulad Saïd", "Ouled  Said"),
        ("My Abdallah", "Moulay Abdellah"),
        ("Fkih Ben Saleh", "Fquih Ben Salah"),
        ("الحسيمة", "حسيمة"),
        ("فَاس", "فاس"),
    ],
)
def test_spellings_of_one_place_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_places_stay_different() -> None:
    assert fold("Bni Gmil") != fold("Bni Gmil Maksouline")
    assert fold("Ait Sedrate Sahl") != fold("Ait Sedrate Jbel")


@given(st.text(max_size=40))
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_name_of_articles_only_keeps_them() -> None:
    assert fold("El") == "el"


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("Al Hoceima (Mun.)", "01.051.01.01", MatchKind.EXACT),
        ("Bni Abdallah", "01.051.13.05", MatchKind.EXACT),
        ("الحسيمة", "01.051.01.01", MatchKind.EXACT),
        ("Bni Hadhifa", "01.051.13.07", MatchKind.CLOSE),
    ],
)
def test_a_clear_name_is_found(name: str, code: str, kind: MatchKind) -> None:
    match = AL_HOCEIMA.find(name)
    assert match is not None
    assert (match.code, match.kind) == (code, kind)


@pytest.mark.parametrize("name", ["Bni", "Azilal", "", "Bni Gmyl Mak"])
def test_a_doubtful_name_is_not_guessed(name: str) -> None:
    assert AL_HOCEIMA.find(name) is None


def test_proposals_come_nearest_first_each_once() -> None:
    proposals = AL_HOCEIMA.proposals("Bni Gmyl Mak")
    assert proposals[0].code == "01.051.09.11"
    assert "01.051.09.13" in [one.code for one in proposals]
    assert [one.score for one in proposals] == sorted((one.score for one in proposals), reverse=True)
    assert len({one.code for one in proposals}) == len(proposals)


def test_a_district_belongs_to_the_only_large_city() -> None:
    match = TANGIER.find("Souani (Arrond.)")
    assert match is not None
    assert (match.code, match.kind) == ("01.511.01.0", MatchKind.DISTRICT)
    assert AL_HOCEIMA.find("Souani (Arrond.)") is None


def test_a_town_and_its_countryside_of_one_name_are_parted_by_the_mark() -> None:
    both = NameIndex([Place("1", ("Sefrou",), is_urban=True), Place("2", ("Sefrou",))])
    town, country = both.find("Sefrou (Mun.)"), both.find("Sefrou")
    assert town is not None
    assert town.code == "1"
    assert country is not None
    assert country.code == "2"


def test_two_places_that_nothing_parts_are_both_proposed() -> None:
    both = NameIndex([Place("1", ("Tizi",)), Place("2", ("Tizi",))])
    assert both.find("Tizi") is None
    assert {one.code for one in both.proposals("Tizi")} == {"1", "2"}
