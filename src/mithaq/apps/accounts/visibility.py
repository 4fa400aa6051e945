"""“Who can see this?”: for one object, the persons, by which mandate, since when, and what each may do.

Each app says how its objects are found: in `AppConfig.ready`,

    visibility.register("contract", _("Contract"), find_contract)   # key -> Subject | None

A mandate reaches an object when its unit is in the chain of one of the object's paths.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts import places
from mithaq.apps.accounts.matrix import GRANTS, Permission, Role
from mithaq.apps.accounts.models import Mandate


@dataclass(frozen=True, slots=True)
class Subject:
    """An object whose readers are asked for: its name, the paths of its units, what can be done with it.

    `view` is the permission that opens it; `permissions` are those that mean something on it.
    """

    label: str
    paths: tuple[str, ...]
    view: Permission
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object: its code, its name, how one is found by its key."""

    code: str
    label: Any
    find: Callable[[str], Subject | None]


@dataclass(frozen=True, slots=True)
class Sight:
    """One person's way to the object."""

    mandate: Mandate
    permissions: tuple[Permission, ...]


_kinds: dict[str, Kind] = {}


def register(code: str, label: Any, find: Callable[[str], Subject | None]) -> None:
    """Makes a kind of object known to the page."""
    _kinds[code] = Kind(code, label, find)


def kinds() -> list[Kind]:
    """The kinds of objects that can be asked about."""
    return list(_kinds.values())


def subject(code: str, key: str) -> Subject | None:
    """The object, None when there is none."""
    return _kinds[code].find(key) if code in _kinds and key else None


def who_can_see(asked: Subject, on: date) -> list[Sight]:
    """Every mandate in force that opens the object, by unit from the root, then by role and person."""
    codes = {code for path in asked.paths for code in path.strip("/").split("/")}
    mandates = Mandate.objects.in_force_on(on).filter(unit_code__in=codes).select_related("user", "delegated_by")
    found = [Sight(one, _means(one, asked)) for one in mandates.order_by("unit_code", "role", "user__username")]
    return [sight for sight in found if asked.view in sight.permissions]


def _means(mandate: Mandate, asked: Subject) -> tuple[Permission, ...]:
    return tuple(sorted(GRANTS[Role(mandate.role)] & asked.permissions))


def _find_unit(code: str) -> Subject | None:
    place = places.find([code]).get(code)
    if place is None:
        return None
    # Units are public knowledge; what is asked for is what happens on them.
    return Subject(place.name, (place.path,), Permission.TERRITORY_VIEW, frozenset(Permission))


register("unit", _("Unit"), _find_unit)
