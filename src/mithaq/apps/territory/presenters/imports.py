"""The preview of a list of facilities: each row as a difference, and the questions that it leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mithaq.apps.territory.facility_differences import (
    FieldChange,
    KnownFacility,
    ListDifferences,
    Proposal,
    RowDifference,
    RowState,
)
from mithaq.apps.territory.facility_lists import FacilityList
from mithaq.core.errors import DataProblem
from mithaq.core.territory import MatchKind
from mithaq.web.differences import Change, Difference, Kind

_SURE = 100
_KINDS: Mapping[RowState, Kind] = {
    RowState.NEW: "new",
    RowState.CHANGED: "changed",
    RowState.UNMATCHED: "error",
    RowState.SAME: "unchanged",
    RowState.OUTSIDE: "unchanged",
    RowState.PAST: "unchanged",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the preview: the name of its field, what is asked, the answers, the one chosen."""

    name: str
    asked: str
    options: Sequence[Proposal]
    chosen: str


@dataclass(frozen=True, slots=True)
class ProposedClosing:
    """A facility that the list no longer names, and whether its closing was ticked."""

    code: str
    name: str
    detail: str
    is_ticked: bool


def columns() -> list[str]:
    """The headings of what may change."""
    return [_("Name"), _("Type"), _("Commune"), _("Position")]


def differences_of(listed: FacilityList, found: ListDifferences, closed: Sequence[str]) -> list[Difference]:
    """Every line of the preview: rows that cannot be read, rows compared, closings that were ticked."""
    lines = [_unreadable(problem) for problem in listed.problems]
    lines += [_line(row, place) for place, row in enumerate(found.rows)]
    return lines + [_closing(one) for one in found.closings if one.code in closed]


def _unreadable(problem: DataProblem) -> Difference:
    return Difference(problem.where, "error", _("Row left out"), changes=_blank(), problems=(problem,), place=-1)


def _blank() -> tuple[Change, ...]:
    return tuple(Change() for _name in columns())


def _line(row: RowDifference, place: int) -> Difference:
    listed = row.listed
    sub = " · ".join(text for text in (listed.id, row.type or listed.category) if text)
    kind = _KINDS[row.state]
    return Difference(listed.where, kind, listed.name, sub, _values(row), _problems(row), _note(row), place)


def _values(row: RowDifference) -> tuple[Change, ...]:
    changed = {one.field: one for one in row.changes}
    listed, commune = row.listed, row.place.name_fr if row.place else row.listed.commune
    now = {"name": listed.name, "type": row.type or listed.category, "commune": commune, "position": _position(row)}
    return tuple(_value(row, changed.get(name), name, value) for name, value in now.items())


def _value(row: RowDifference, change: FieldChange | None, name: str, value: Any) -> Change:
    if change is not None:
        return Change(change.before, change.after)
    asked = row.question.subject if row.question else ""
    is_wrong = (asked, name) in {("places", "commune"), ("types", "type")}
    return Change(value, value, has_problem=is_wrong, is_added=row.state is RowState.NEW and value is not None)


def _position(row: RowDifference) -> str | None:
    lon, lat = row.listed.lon, row.listed.lat
    return None if lon is None or lat is None else f"{lat:.4f}, {lon:.4f}"


def _problems(row: RowDifference) -> tuple[DataProblem, ...]:
    return (*((row.question.problem,) if row.question else ()), *row.warnings)


def _note(row: RowDifference) -> str:
    if row.state is RowState.OUTSIDE:
        return _("Outside the territory where you may import: left as it is.")
    if row.state is RowState.PAST:
        return _("A later list is already recorded, where this facility is not: left out.")
    if any(change.field == "closed" for change in row.changes):
        return _("Was closed: it opens again.")
    if row.match is not None and row.match.kind is MatchKind.CLOSE and row.match.score < _SURE and row.place:
        words = {"written": row.listed.commune, "found": row.place.name_fr, "score": row.match.score}
        return _("“%(written)s” was read as %(found)s (%(score)s %% alike).") % words
    if row.changes and {change.field for change in row.changes} == {"id"}:
        return _("Known under %(ids)s: gets its new identifier.") % {"ids": row.changes[0].before}
    return ""


def _closing(one: KnownFacility) -> Difference:
    changes = (Change(one.name, None), *_blank()[1:])
    return Difference(one.code, "closed", one.name, f"{one.code} · {one.type}", changes, note=_("No longer listed."))


def questions_of(found: ListDifferences, choices: Mapping[str, Any]) -> list[Asked]:
    """The open questions of the list, then those already answered stay answerable by the address."""
    prefixes = {"places": "place:", "types": "type:"}
    return [
        Asked(f"{prefixes[one.subject]}{one.key}", one.asked, one.proposals, choices[one.subject].get(one.key, ""))
        for one in found.questions
    ]


def look_alikes_of(found: ListDifferences, choices: Mapping[str, Any]) -> list[Asked]:
    """New rows beside a facility that the list no longer names: are they the same, renamed?"""
    return [
        Asked(f"same:{row.listed.id}", f"{row.listed.name} ({row.listed.id})", row.look_alikes, "")
        for row in found.rows
        if row.look_alikes
    ]


def closings_of(found: ListDifferences, choices: Mapping[str, Any]) -> list[ProposedClosing]:
    """The facilities that may be closed: none is, unless ticked."""
    return [
        ProposedClosing(one.code, one.name, f"{one.type} · {one.parent_name}", one.code in choices["closed"])
        for one in found.closings
    ]
