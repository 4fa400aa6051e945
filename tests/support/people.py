"""Builders of units and people: a small tree of two regions, and persons with a mandate on one unit."""

from datetime import date

from mithaq.apps.accounts.actions import give_mandate
from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import User
from mithaq.apps.territory.models import OrgUnit, OrgUnitKind

PASSWORD = "a long enough password"
TREE = (
    ("MA", "nation", "", "Maroc"),
    ("03", "region", "MA", "Fès-Meknès"),
    ("04", "region", "MA", "Rabat-Salé-Kénitra"),
    ("03.H", "facility", "03", "Hôpital de la région 03"),
    ("04.H", "facility", "04", "Hôpital de la région 04"),
)
LEVELS = {"nation": 0, "region": 1, "province": 2, "commune": 3, "facility": 4}


def build_tree() -> dict[str, OrgUnit]:
    """Two regions with a hospital each, under the nation; gives the units by code."""
    units: dict[str, OrgUnit] = {}
    for code, kind, parent_code, name in TREE:
        kind_row, _ = OrgUnitKind.objects.get_or_create(code=kind, defaults={"name_fr": kind, "level": LEVELS[kind]})
        parent = units.get(parent_code)
        path = f"{parent.path if parent else '/'}{code}/"
        units[code] = OrgUnit.objects.create(
            code=code, kind=kind_row, parent=parent, path=path, name_fr=name, name_ar=name
        )
    return units


def build_person(username: str, role: Role | None = None, unit_code: str = "", **details: object) -> User:
    """A person who can sign in with `PASSWORD`, with one mandate when a role is given."""
    person = User(username=username, first_name=username.title(), **details)
    person.set_password(PASSWORD)
    person.save()
    if role is not None:
        give_mandate(user=person, role=role, unit_code=unit_code, since=date(2024, 1, 1), reason="test", by=None)
    return person
