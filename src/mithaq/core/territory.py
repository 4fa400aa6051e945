"""Places compared: names that are written in many ways, densities, growth, norms, age pyramids.

Pure: no file, no clock, no database. Units are codes, populations are whole persons.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from mithaq.core.values import Known, Missing, Reason, Value

# --- names -----------------------------------------------------------------------------------

# Words that lists write or leave out as they please: Arabic articles (with their sun letters), French small words.
_ARTICLES = frozenset(
    [
        "el",
        "al",
        "l",
        "es",
        "as",
        "ech",
        "ach",
        "er",
        "ar",
        "ed",
        "ad",
        "en",
        "an",
        "ez",
        "az",
        "ett",
        "et",
        "le",
        "la",
        "les",
        "de",
        "du",
        "des",
        "d",
    ]
)
# One spelling for words that every list spells its own way.
_SPELLINGS = {
    variant: usual
    for usual, variants in {
        "moulay": "my mly mulay",
        "mohamed": "mohammed mohammad mohamad med md mhamed mhammed muhammad",
        "oulad": "ouled oulade awlad ulad",
        "bni": "beni banu",
        "abdalah": "abdellah abdelah abdullah abdallah",
        "zaouiat": "zaouia zaouiet zawiat zawya",
        "idris": "driss dris idriss",
        "lala": "lalla",
        "fquih": "fkih",
        "salah": "saleh",
        "jdid": "jadid",
        "mohamedia": "mohammadia mohammedia mohamadia",
    }.items()
    for variant in variants.split()
}
_BRACKETS = re.compile(r"\([^)]*\)")
_APOSTROPHES = re.compile(r"['’ʼ`ʿʾ]")
_WORD = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"(\D)\1+")
_ARABIC_FORMS = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None, "ٱ": "ا", "œ": "oe"})


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """The name without what lists disagree on: case, accents, articles, brackets, doubled letters.

    `fold("Sidi Slimane Echcharraâ (Mun.)")` and `fold("SIDI SLIMANE ECHCHARAA")` are equal.
    Arabic names lose vowels, tatweel and the article. An empty text means that nothing was left.
    """
    plain = _without_accents(_BRACKETS.sub(" ", name))
    words = [_usual(word) for word in _WORD.findall(_APOSTROPHES.sub("", plain))]
    kept = [word for word in words if word not in _ARTICLES] or words
    return " ".join(kept)


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(_ARABIC_FORMS)


def _usual(word: str) -> str:
    """The word in its usual spelling, doubled letters written once, Arabic article left out."""
    if word.startswith("ال") and len(word) > 4:
        return word[2:]
    simple = _DOUBLED.sub(r"\1", _SPELLINGS.get(word, word))
    return _SPELLINGS.get(simple, simple)


def is_city_district(name: str) -> bool:
    """True when a list marks the place as a district of a large city: «Souani (Arrond.)»."""
    return "(arr" in name.casefold()


def is_municipality(name: str) -> bool:
    """True when a list marks the place as an urban commune: «Ajdir (Mun.)»."""
    return "(mun" in name.casefold()


class MatchKind(StrEnum):
    """How a name found its place."""

    CODE = "code"  # the list gave the code
    EXACT = "exact"  # the same name once folded
    CLOSE = "close"  # nearly the same name, and no other near it
    DISTRICT = "district"  # a district of the only large city there
    CHOSEN = "chosen"  # somebody chose it among the proposals


@dataclass(frozen=True, slots=True)
class Match:
    """The place of a name: its code, and how alike the two names are (0 to 100)."""

    code: str
    score: int
    kind: MatchKind


@dataclass(frozen=True, slots=True)
class Place:
    """A place that names are compared with."""

    code: str
    names: tuple[str, ...]
    is_urban: bool = False


class NameIndex:
    """The places of one province (or of any set), found by name.

    `find` answers only when there is no doubt; `proposals` gives the nearest names with their
    score, for a person to choose from.
    """

    CERTAIN = 90  # two foldings that differ by a letter or so
    LEAD = 6  # and the next place is clearly further away
    WORTH_SHOWING = 55

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = list(places)
        self._codes: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            for folded in {fold(name) for name in place.names if name}:
                self._codes[folded].append(place)

    def find(self, name: str) -> Match | None:
        """The place of that name, or None when it is unknown or when several could be meant."""
        if same := self._codes.get(fold(name)):
            return self._only(same, name)
        if is_city_district(name):
            return self._city()
        nearest = self.proposals(name, limit=2)
        if not nearest or nearest[0].score < self.CERTAIN:
            return None
        if len(nearest) > 1 and nearest[0].score - nearest[1].score < self.LEAD:
            return None
        return nearest[0]

    def proposals(self, name: str, limit: int = 5) -> list[Match]:
        """The nearest places, best first, each once; none below `WORTH_SHOWING`."""
        found: dict[str, Match] = {}
        close = process.extract(fold(name), list(self._codes), scorer=_likeness, limit=limit * 3)
        for folded, score, _ in close:
            for place in self._codes[folded]:
                if score >= self.WORTH_SHOWING and place.code not in found:
                    found[place.code] = Match(place.code, round(score), MatchKind.CLOSE)
        return list(found.values())[:limit]

    def _only(self, same: Sequence[Place], name: str) -> Match | None:
        """The one place among those of the same name; «(Mun.)» parts a town from its countryside."""
        fitting = same if len(same) == 1 else [place for place in same if place.is_urban == is_municipality(name)]
        return Match(fitting[0].code, 100, MatchKind.EXACT) if len(fitting) == 1 else None

    def _city(self) -> Match | None:
        """The one city divided into districts: HCP codes it with a single final zero, 04.421.01.0."""
        cities = [place for place in self.places if place.code.endswith(".0")]
        return Match(cities[0].code, 100, MatchKind.DISTRICT) if len(cities) == 1 else None


def _likeness(one: str, other: str, **_: object) -> float:
    """0 to 100: letters in order, whatever the spaces; words may change places for a little less."""
    joined = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    return max(joined, fuzz.token_sort_ratio(one, other) - 2)


# --- figures ---------------------------------------------------------------------------------


def rate_per(count: int, population: int | None, per: int) -> Value:
    """How many for `per` inhabitants, exact; missing when the population is unknown or zero.

    `rate_per(58, 612650, 10_000)` is 0.9467…: facilities for 10,000 inhabitants.
    """
    if population is None:
        return Missing(Reason.NOT_REPORTED, "population")
    if population == 0:
        return Missing(Reason.NOT_COMPUTABLE, "population")
    return Known(Decimal(count) * per / Decimal(population))


def density(population: int | None, area_km2: float | None) -> Value:
    """Inhabitants per square kilometre."""
    if population is None or area_km2 is None:
        return Missing(Reason.NOT_REPORTED, "population" if population is None else "area")
    if area_km2 <= 0:
        return Missing(Reason.NOT_COMPUTABLE, "area")
    return Known(Decimal(population) / Decimal(str(area_km2)))


def growth(before: int | None, after: int | None) -> Value:
    """The change from one census to the next as a rate (0.12 = 12 % more)."""
    if before is None or after is None:
        return Missing(Reason.NOT_REPORTED, "population")
    if before == 0:
        return Missing(Reason.NOT_COMPUTABLE, "population")
    return Known(Decimal(after - before) / Decimal(before))


# --- norms -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoverageNorm:
    """One facility of these types for so many inhabitants of a setting ("" = everybody).

    `persons` is None when no text gives the figure: everything computed from it is then missing.
    """

    types: frozenset[str]
    setting: str
    persons: int | None


@dataclass(frozen=True, slots=True)
class NormGap:
    """What a norm expects of a place, what is there, and the difference (below zero: too few)."""

    expected: int
    existing: int

    @property
    def gap(self) -> int:
        """Existing less expected."""
        return self.existing - self.expected


def norm_gap(
    norms: Sequence[CoverageNorm], population: Mapping[str, int], existing: Mapping[str, int]
) -> NormGap | Missing:
    """The gap of a place to several norms taken together (rural centres and urban centres, say).

    `population` goes by setting ("", "urban", "rural"), `existing` by facility type. A norm gives
    right to a facility for each *full* number of inhabitants: 13,999 inhabitants at 7,000 expect
    one. A setting without a population figure makes the gap missing, never zero.
    """
    expected = 0
    for norm in norms:
        if norm.persons is None:
            return Missing(Reason.NOT_COMPUTABLE, "norm")
        if norm.setting not in population:
            return Missing(Reason.NOT_REPORTED, "population")
        expected += population[norm.setting] // norm.persons
    counted = frozenset().union(*(norm.types for norm in norms))
    return NormGap(expected, sum(count for code, count in existing.items() if code in counted))


# --- pyramids --------------------------------------------------------------------------------

AGE_GROUPS = (*(f"{age}-{age + 4}" for age in range(0, 75, 5)), "75+")


@dataclass(frozen=True, slots=True)
class PyramidBar:
    """Persons of one age group and sex, and their share of the whole population (0 to 1)."""

    age_group: str
    sex: str
    n_persons: int
    share: Decimal


def age_pyramid(persons: Mapping[tuple[str, str], int]) -> list[PyramidBar]:
    """The bars of a pyramid, youngest first, men then women; `persons` goes by (sex, age group).

    Shares are of all the persons given, so that two censuses of different size compare.
    Empty when there is nobody.
    """
    total = sum(persons.values())
    if not total:
        return []
    return [
        PyramidBar(group, sex, persons[sex, group], Decimal(persons[sex, group]) / total)
        for group in AGE_GROUPS
        for sex in ("male", "female")
        if (sex, group) in persons
    ]
