"""Finding units by their name in French or Arabic, by code or by identifier, whatever the accents."""

from collections.abc import Iterable

from django.db.models import Count, Max, Sum
from django.http import HttpRequest
from django.urls import reverse

from mithaq.apps.accounts.access import holds
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.territory import fold
from mithaq.web.languages import localized
from mithaq.web.shell import Hit

MOST = 12
Entry = tuple[int, int, str]  # level, key, all its words as one text

_kept: dict[str, tuple[tuple[int, ...], list[Entry]]] = {}


def find_units(request: HttpRequest, text: str) -> Iterable[Hit]:
    """At most a dozen units whose words start with those of the text, the largest places first."""
    if not holds(request.user, Permission.TERRITORY_VIEW):
        return []
    keys = find_keys(text)
    units = OrgUnit.objects.visible_to(request.user).select_related("kind", "parent").in_bulk(keys)
    return [_hit(units[key]) for key in keys if key in units]


def find_keys(text: str) -> list[int]:
    """The keys of the units found, in order: names that start with the text, then by level, then by name."""
    wanted = fold(text).split()
    if not wanted:
        return []
    start = " ".join(wanted)
    found = [
        (not words.startswith(start), level, words, key)
        for level, key, words in _index()
        if all(f" {word}" in f" {words}" for word in wanted)
    ]
    return [key for *_order, key in sorted(found)[:MOST]]


def _index() -> list[Entry]:
    """Every unit's folded words, made again when the units have changed (one small query to know)."""
    state = OrgUnit.objects.aggregate(n=Count("pk"), last=Max("pk"), versions=Sum("version"))
    now = tuple(int(value or 0) for value in state.values())
    kept = _kept.get("units")
    if kept is None or kept[0] != now:
        _kept["units"] = kept = (now, _read())
    return kept[1]


def _read() -> list[Entry]:
    rows = OrgUnit.objects.order_by("code").values_list("kind__level", "pk", "name_fr", "name_ar", "code")
    return [
        (level, key, " ".join((fold(name_fr), fold(name_ar), fold(code))))
        for level, key, name_fr, name_ar, code in rows
    ]


def _hit(unit: OrgUnit) -> Hit:
    above = localized(unit.parent, "name") if unit.parent else ""
    context = " · ".join(text for text in (localized(unit.kind, "name"), above, unit.code) if text)
    icon = "building-hospital" if unit.kind_id == "facility" else "map-2"
    url = reverse("territory:unit", args=[unit.code])
    return Hit(localized(unit.kind, "name"), localized(unit, "name"), url, context, icon)
