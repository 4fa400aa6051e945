"""The people of the cycle: those who sign in to try the product, and those whom four eyes require beside them."""

from __future__ import annotations

from dataclasses import dataclass

from mithaq.apps.accounts.actions import give_mandate
from mithaq.apps.accounts.actions.people import create_demonstration_person
from mithaq.apps.accounts.demonstration import DEMO_PASSWORD, SINCE, DemoPerson, load_people
from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Cast:
    """Who does what in the cycle."""

    drafts_letter: User
    ministry: User
    planner: User
    group_head: User
    province_head: User
    hospital_head: User
    regional_entry: User
    hospital_entry: User
    verifier: User
    finance: User


def load_cast(*, region: str, province: str, hospital: str) -> Cast:
    """Everybody, created when missing."""
    people = {person.username: person for person in load_people(hospital=hospital)}
    others = (
        DemoPerson("cadrage", "Chargé de la programmation au ministère", Role.MINISTRY, "MA"),
        DemoPerson("direction", "Directrice générale du GST", Role.MANAGER, region),
        DemoPerson("delegue", "Délégué provincial", Role.MANAGER, province),
        DemoPerson("saisie-region", "Agent de saisie régional", Role.DATA_ENTRY, region),
    )
    for one in others:
        people[one.username] = _person(one)
    return Cast(
        drafts_letter=people["cadrage"],
        ministry=people["ministere"],
        planner=people["planificatrice"],
        group_head=people["direction"],
        province_head=people["delegue"],
        hospital_head=people["directeur"],
        regional_entry=people["saisie-region"],
        hospital_entry=people["saisie"],
        verifier=people["verificateur"],
        finance=people["finances"],
    )


def _person(one: DemoPerson) -> User:
    known = User.objects.filter(username=one.username).first()
    if known is not None:
        return known
    person = create_demonstration_person(username=one.username, function=one.function, password=DEMO_PASSWORD, by=None)
    give_mandate(user=person, role=one.role, unit_code=one.unit_code, since=SINCE, reason="Démonstration", by=None)
    return person
