"""What a list of facilities would change: each row held against what the territory already knows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from mithaq.apps.territory.facility_checks import position_doubt
from mithaq.apps.territory.facility_lists import FacilityList, ListedFacility
from mithaq.apps.territory.models import ExternalId, Facility, FacilityType, OrgUnit, UnitGroup
from mithaq.core.errors import DataProblem
from mithaq.core.territory import Match, MatchKind, NameIndex, Place, fold

SYSTEM = "msps"  # the ministry's lists, in `ExternalId.system`
_PLACE_KINDS = ("province", "commune", "arrondissement")
_QUALITY_RANK = {"unknown": 0, "area": 1, "matched": 2, "surveyed": 3}


class RowState(StrEnum):
    """What a row of the list would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNMATCHED = "unmatched"  # its commune or its type is not known: somebody must choose
    OUTSIDE = "outside"  # in a territory where the person may not import
    PAST = "past"  # of a list older than what is recorded: it opens and changes nothing


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided on the preview.

    `places` goes from the key of an unknown place to the code of a unit, `types` from a category
    to a type, `same` from an identifier of the list to the code of the facility that it is.
    `closed` holds the codes of the facilities to close: none is closed without being ticked.
    """

    places: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A province, commune or arrondissement of the tree."""

    pk: int
    code: str
    kind: str
    name_fr: str
    name_ar: str
    setting: str
    path: str


@dataclass(frozen=True, slots=True)
class KnownFacility:
    """A facility of the tree, with what a list may change of it."""

    pk: int
    code: str
    name: str
    type: str
    parent: int
    parent_name: str
    path: str
    lon: float | None
    lat: float | None
    coordinate_source: str
    quality: str
    is_closed: bool
    is_demonstration: bool
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it was and what it would be, as text or figures; None = nothing."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Proposal:
    """A possible answer: its code, its words, and how alike it is (0 to 100; 0 = not compared)."""

    code: str
    label: str
    score: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the list leaves open: an unknown place or category, with possible answers."""

    subject: str  # places, types
    key: str
    asked: str
    proposals: tuple[Proposal, ...]
    where: str = ""

    @property
    def problem(self) -> DataProblem:
        """The question as what is wrong with the row, and what to do."""
        if self.subject == "types":
            message, hint = _("No type of facility is called “%(asked)s”."), _("Choose the type above the list.")
        else:
            message, hint = _("No commune is surely “%(asked)s”."), _("Choose the commune above the list.")
        if self.proposals:
            hint = _("The nearest: %(nearest)s. Choose above the list.")
        nearest = ", ".join(f"{one.label} ({one.code})" for one in self.proposals[:3])
        params = {"asked": self.asked, "nearest": nearest}
        return DataProblem(f"list.unknown_{self.subject}", self.where, message, hint, params)


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row of the list held against the territory."""

    listed: ListedFacility
    state: RowState
    place: KnownPlace | None = None
    match: Match | None = None
    type: str = ""
    known: KnownFacility | None = None
    changes: tuple[FieldChange, ...] = ()
    look_alikes: tuple[Proposal, ...] = ()
    question: Question | None = None
    warnings: tuple[DataProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ListDifferences:
    """All that a list would change, ready to be shown or applied."""

    rows: tuple[RowDifference, ...]
    closings: tuple[KnownFacility, ...]
    problems: tuple[DataProblem, ...]
    n_demonstration: int = 0

    def of(self, state: RowState) -> list[RowDifference]:
        """The rows in one state."""
        return [row for row in self.rows if row.state is state]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows in each state, and how many closings are proposed."""
        return {state.value: len(self.of(state)) for state in RowState} | {"closings": len(self.closings)}

    @property
    def questions(self) -> list[Question]:
        """The open questions, each once: the same unknown commune may stand in many rows."""
        return list(
            {(row.question.subject, row.question.key): row.question for row in self.rows if row.question}.values()
        )


class TerritoryToday:
    """The part of the territory that a list is compared with, read in five queries."""

    def __init__(self) -> None:
        names = ("pk", "code", "kind_id", "name_fr", "name_ar", "setting", "path")
        units = OrgUnit.objects.filter(kind__in=_PLACE_KINDS, closed_on=None).values_list(*names)
        self.places = {code: KnownPlace(pk, code, *rest) for pk, code, *rest in units}
        self.types = {one.code: one for one in FacilityType.objects.all()}
        self._categories = {_bare(text): one.code for one in self.types.values() for text in (one.name_fr, one.code)}
        self.facilities = list(_known_facilities())
        self.by_id = {value: one for one in self.facilities for value in one.ids}
        self.by_code = {one.code: one for one in self.facilities}
        self._provinces = NameIndex(self._as_place(one) for one in self.places.values() if one.kind == "province")
        self._prefectures = dict(
            UnitGroup.objects.filter(kind=UnitGroup.Kind.PREFECTURE).values_list("name_fr", "anchor__code")
        )
        self._inside: dict[str, NameIndex] = {}

    def _as_place(self, one: KnownPlace) -> Place:
        return Place(one.code, (one.name_fr, one.name_ar), one.setting == "urban")

    def type_of(self, category: str) -> str:
        """The type that a category names, by its code or its label however written; "" when unknown."""
        return self._categories.get(_bare(category), "")

    def province_of(self, row: ListedFacility) -> str:
        """The code of the row's province, by code, by name, or by a prefecture of a city; "" when unknown."""
        if row.province_code in self.places:
            return row.province_code
        if match := self._provinces.find(row.province):
            return match.code
        groups = {fold(name): code for name, code in self._prefectures.items()}
        return groups.get(fold(row.province), "")

    def inside(self, province: str) -> NameIndex:
        """The communes and arrondissements of a province, by name; the whole country for ""."""
        if province not in self._inside:
            part = f"/{province}/" if province else "/"
            within = [one for one in self.places.values() if one.kind != "province" and part in one.path]
            self._inside[province] = NameIndex(self._as_place(one) for one in within)
        return self._inside[province]

    def find(self, row: ListedFacility, choices: Choices) -> Match | None:
        """The commune (or arrondissement) of a row: by choice, by code, or by name in its province."""
        if (chosen := choices.places.get(place_key(row))) in self.places:
            return Match(str(chosen), 100, MatchKind.CHOSEN)
        if row.arrondissement_code in self.places:
            return Match(row.arrondissement_code, 100, MatchKind.CODE)
        if row.commune_code:
            return Match(row.commune_code, 100, MatchKind.CODE) if row.commune_code in self.places else None
        province = self.province_of(row)
        return self.inside(province).find(row.commune) if province else None


def _bare(text: str) -> str:
    """A category without what lists write differently: «CSR 1», «CSR-1», «Centre de santé rural niveau 1»."""
    return fold(text).replace(" ", "")


def _known_facilities() -> Iterable[KnownFacility]:
    ids: dict[int, set[str]] = defaultdict(set)
    for unit, value in ExternalId.objects.filter(system=SYSTEM).values_list("unit_id", "value"):
        ids[unit].add(value)
    names = ("unit_id", "unit__code", "unit__name_fr", "type_id", "unit__parent_id", "unit__parent__name_fr")
    points = ("unit__path", "unit__lon", "unit__lat", "coordinate_source", "coordinate_quality")
    rows = Facility.objects.order_by("unit_id").values_list(
        *names, *points, "unit__closed_on", "unit__is_demonstration"
    )
    for pk, code, name, kind, parent, above, path, lon, lat, source, quality, closed_on, is_demonstration in rows:
        is_closed, known = closed_on is not None, frozenset(ids[pk])
        yield KnownFacility(
            pk, code, name, kind, parent, above, path, lon, lat, source, quality, is_closed, is_demonstration, known
        )


def place_key(row: ListedFacility) -> str:
    """What an unknown place is called in the choices: the same for all the rows that write it alike."""
    return f"{row.province_code or row.province}|{row.commune_code or row.commune}"


def compare(listed: FacilityList, choices: Choices, scope: Sequence[str] = ("/",)) -> ListDifferences:
    """What the list would change inside `scope` (paths), once the choices are made."""
    today = TerritoryToday()
    is_past = bool(listed.series and listed.year) and _latest_year(today, listed.series) > (listed.year or 0)
    rows = _differences(listed, today, choices, scope)
    rows = [_of_the_past(row) for row in rows] if is_past else rows
    closings = [] if is_past else _closings(listed, today, rows, scope)
    rows = _with_look_alikes(rows, closings)
    n_demonstration = sum(one.is_demonstration for one in today.facilities)
    return ListDifferences(tuple(rows), tuple(closings), tuple(listed.problems), n_demonstration)


def _differences(
    listed: FacilityList, today: TerritoryToday, choices: Choices, scope: Sequence[str]
) -> list[RowDifference]:
    rows = []
    claimed = {today.by_id[row.id].pk for row in listed.rows if row.id in today.by_id}
    finder = _Finder(today, choices, claimed)
    for row in listed.rows:
        type_code = choices.types.get(row.category) or today.type_of(row.category)
        match = today.find(row, choices)
        if match is None:
            rows.append(RowDifference(row, RowState.UNMATCHED, question=_about_place(row, today)))
        elif type_code not in today.types:
            rows.append(RowDifference(row, RowState.UNMATCHED, question=_about_type(row, today)))
        else:
            rows.append(_difference(row, match, type_code, today, finder, scope))
    return rows


def _difference(
    row: ListedFacility,
    match: Match,
    type_code: str,
    today: TerritoryToday,
    finder: "_Finder",
    scope: Sequence[str],
) -> RowDifference:
    place = today.places[match.code]
    known = finder.find(row, place, type_code)
    paths = [place.path, *([known.path] if known else [])]
    if not all(any(path.startswith(above) for above in scope) for path in paths):
        return RowDifference(row, RowState.OUTSIDE, place, match, type_code, known)
    if known is None:
        return RowDifference(row, RowState.NEW, place, match, type_code, warnings=_doubts(row, place))
    changes = tuple(_changes(row, place, type_code, known))
    state = RowState.CHANGED if changes else RowState.SAME
    has_moved = any(change.field == "position" for change in changes)
    warnings = _doubts(row, place) if has_moved else ()
    return RowDifference(row, state, place, match, type_code, known, changes, warnings=warnings)


def _doubts(row: ListedFacility, place: KnownPlace) -> tuple[DataProblem, ...]:
    commune = place.path.strip("/").split("/")[3] if place.kind != "province" else ""
    doubt = position_doubt(row, commune)
    return (doubt,) if doubt else ()


class _Finder:
    """Which known facility a row is: by identifier, by choice, else the only one of that name there."""

    def __init__(self, today: TerritoryToday, choices: Choices, claimed: set[int]) -> None:
        self.today, self.choices, self.claimed = today, choices, claimed
        self._named: dict[tuple[int, str], list[KnownFacility]] = defaultdict(list)
        for one in today.facilities:
            if one.ids and not one.is_demonstration:
                self._named[one.parent, fold(one.name)].append(one)

    def find(self, row: ListedFacility, place: KnownPlace, type_code: str) -> KnownFacility | None:
        known = self.today.by_id.get(row.id) or self._chosen(row) or self._by_name(row, place, type_code)
        if known is not None:
            self.claimed.add(known.pk)
        return known

    def _chosen(self, row: ListedFacility) -> KnownFacility | None:
        known = self.today.by_code.get(self.choices.same.get(row.id, ""))
        return known if known is not None and known.pk not in self.claimed else None

    def _by_name(self, row: ListedFacility, place: KnownPlace, type_code: str) -> KnownFacility | None:
        letters = row.id[:1]
        there = [
            one
            for one in self._named.get((place.pk, fold(row.name)), [])
            if one.pk not in self.claimed
            and any(value[:1] == letters for value in one.ids)
            # An identifier of the same list and year is another facility: the list would have repeated it.
            and not any(value[:3] == row.id[:3] for value in one.ids)
        ]
        same_type = [one for one in there if one.type == type_code]
        fitting = same_type or there
        return fitting[0] if len(fitting) == 1 else None


def _changes(row: ListedFacility, place: KnownPlace, type_code: str, known: KnownFacility) -> Iterable[FieldChange]:
    if row.id not in known.ids:
        yield FieldChange("id", ", ".join(sorted(known.ids)) or None, row.id)
    if known.is_closed:
        yield FieldChange("closed", True, False)
    pairs: list[tuple[str, object, object]] = [("name", known.name, row.name), ("type", known.type, type_code)]
    if place.pk != known.parent:
        pairs.append(("commune", known.parent_name, place.name_fr))
    if row.lon is not None and _QUALITY_RANK[row.quality] >= _QUALITY_RANK[known.quality]:
        pairs.append(("position", point(known.lon, known.lat), point(row.lon, row.lat)))
        pairs.append(("coordinate_source", known.coordinate_source, row.coordinate_source))
    yield from (FieldChange(name, before, after) for name, before, after in pairs if before != after)


def point(lon: float | None, lat: float | None) -> str | None:
    """A position as text, latitude first as people say it; None when there is none."""
    return None if lon is None or lat is None else f"{lat:.5f}, {lon:.5f}"


def _closings(
    listed: FacilityList, today: TerritoryToday, rows: Sequence[RowDifference], scope: Sequence[str]
) -> list[KnownFacility]:
    """Open facilities that an earlier list of the series named and that this one leaves out.

    None while the series is unknown: then nobody can tell what should have been listed.
    """
    if not (series := listed.series):
        return []
    found = {row.known.pk for row in rows if row.known}
    return [
        one
        for one in today.facilities
        if one.pk not in found
        and not one.is_closed
        and any(value.startswith(series) for value in one.ids)
        and any(one.path.startswith(above) for above in scope)
    ]


def _of_the_past(row: RowDifference) -> RowDifference:
    """What is left of a row when later lists are recorded: its identifier, for a facility still known."""
    ids = tuple(change for change in row.changes if change.field == "id")
    state = RowState.CHANGED if ids else RowState.SAME
    if row.known is None or row.state not in {RowState.CHANGED, RowState.SAME}:
        state = RowState.PAST
    return replace(row, state=state, changes=ids)


def _latest_year(today: TerritoryToday, series: str) -> int:
    years = [value[len(series) : len(series) + 2] for value in today.by_id if value.startswith(series)]
    return max((2000 + int(year) for year in years if year.isdigit()), default=0)


def _with_look_alikes(rows: list[RowDifference], closings: Sequence[KnownFacility]) -> list[RowDifference]:
    """New rows beside a facility of the same place that would close: perhaps the same, renamed."""
    there: dict[int, list[KnownFacility]] = defaultdict(list)
    for one in closings:
        there[one.parent].append(one)
    return [_with_look_alike(row, there) if row.state is RowState.NEW else row for row in rows]


def _with_look_alike(row: RowDifference, there: Mapping[int, Sequence[KnownFacility]]) -> RowDifference:
    beside = there.get(row.place.pk, []) if row.place else []
    if not beside:
        return row
    alike = tuple(Proposal(one.code, f"{one.name} ({', '.join(sorted(one.ids))})") for one in beside)
    return replace(row, look_alikes=alike)


def _about_place(row: ListedFacility, today: TerritoryToday) -> Question:
    province = today.province_of(row)
    nearest = today.inside(province).proposals(row.commune) if row.commune else []
    proposals = tuple(Proposal(one.code, _place_label(today, one.code), one.score) for one in nearest)
    asked = " · ".join(text for text in (row.commune or row.commune_code, row.province) if text)
    return Question("places", place_key(row), asked, proposals, row.where)


def _place_label(today: TerritoryToday, code: str) -> str:
    above = today.places[code].path.strip("/").split("/")
    province = next((today.places[part].name_fr for part in above if part in today.places and part != code), "")
    return f"{today.places[code].name_fr} · {province}" if province else today.places[code].name_fr


def _about_type(row: ListedFacility, today: TerritoryToday) -> Question:
    index = NameIndex(Place(one.code, (one.name_fr, one.code)) for one in today.types.values())
    words = row.category_label or row.category
    nearest = {one.code: one for text in (words, row.category) for one in index.proposals(text)}
    best = sorted(nearest.values(), key=lambda one: -one.score)[:5]
    proposals = tuple(Proposal(one.code, today.types[one.code].name_fr, one.score) for one in best)
    return Question("types", row.category, " · ".join(dict.fromkeys((row.category, words))), proposals, row.where)
