"""Rights on the tree: a mandate held on a unit covers everything below it.

A scope is a set of path prefixes: `/MA/03/` covers `/MA/03/03.231/`. Codes of mandates become
paths in one query for each person object, kept on it as long as the request lives.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.apps import apps
from django.db.models import Q

from mithaq.apps.accounts.access import Person, all_mandates, mandated_codes
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.places import Place
from mithaq.web.languages import localized


class Placed(Protocol):
    """Anything that hangs in the tree."""

    path: str


def may(user: Person, permission: Permission, unit: Placed, on: date | None = None) -> bool:
    """Whether the person holds the permission on this unit or above it, on a day (today by default)."""
    return any(unit.path.startswith(path) for path in scope_paths(user, permission, on))


def scope_q(user: Person, permission: Permission, prefix: str = "") -> Q:
    """Rows whose `<prefix>path` is in the person's scope; `prefix` leads to the unit: "unit__"."""
    scope = Q(pk__in=[])  # nothing is in the scope of a person without mandate
    for path in scope_paths(user, permission):
        scope |= Q(**{f"{prefix}path__startswith": path})
    return scope


def scope_paths(user: Person, permission: Permission | None = None, on: date | None = None) -> list[str]:
    """The highest paths covered by the person's mandates, sorted; a path below another is left out."""
    known = _paths_by_code(user)
    paths = sorted(known[code] for code in mandated_codes(user, permission, on) if code in known)
    return [path for path in paths if not any(path != above and path.startswith(above) for above in paths)]


def _paths_by_code(user: Person) -> dict[str, str]:
    known: dict[str, str] | None = getattr(user, "_known_paths", None)
    if known is None:
        # By name, because the QuerySets of `models` use this module.
        units = apps.get_model("territory", "OrgUnit")._default_manager
        codes = {mandate.unit_code for mandate in all_mandates(user)}
        known = dict(units.filter(code__in=codes).values_list("code", "path")) if codes else {}
        user._known_paths = known  # type: ignore[union-attr] # lives as long as the request's user
    return known


def known_places(codes: Iterable[str]) -> dict[str, Place]:
    """The units with these codes, as people see them."""
    units = apps.get_model("territory", "OrgUnit")._default_manager
    found = units.filter(code__in=list(codes)).only("code", "path", "name_fr", "name_ar")
    return {unit.code: Place(unit.code, localized(unit, "name"), unit.path) for unit in found}


def main_places() -> list[Place]:
    """The nation, its regions and provinces: proposed when a unit has to be named."""
    units = apps.get_model("territory", "OrgUnit")._default_manager
    found = units.filter(kind__in=("nation", "region", "province")).order_by("path")
    return [Place(unit.code, localized(unit, "name"), unit.path) for unit in found]
