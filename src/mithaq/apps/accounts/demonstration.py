"""The demonstration people: one for each way of using the product, with a password that all know.

They are functions, not persons; their accounts are marked and the sign-in page lists them.
Each name is said in the language of the page by `ROLE_LABELS`; the account keeps the French one.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mithaq.apps.accounts.actions.mandates import give_mandate
from mithaq.apps.accounts.actions.people import create_demonstration_person
from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import User

DEMO_PASSWORD = "mithaq-demo"
DEMO_REGION = "03"
DEMO_HOSPITAL = "DEMO-HP-SEFROU"
SINCE = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One demonstration account: sign-in name, function as shown, role, unit on which it is held."""

    username: str
    function: str
    role: Role
    unit_code: str


PEOPLE = (
    DemoPerson("ministere", "Chargée de la contractualisation au ministère", Role.MINISTRY, "MA"),
    DemoPerson("planificatrice", "Planificatrice régionale", Role.PLANNER, DEMO_REGION),
    DemoPerson("directeur", "Directeur d'hôpital", Role.MANAGER, DEMO_HOSPITAL),
    DemoPerson("auditrice", "Auditrice", Role.AUDITOR, "MA"),
    DemoPerson("administrateur", "Administrateur du système", Role.ADMINISTRATOR, "MA"),
    DemoPerson("verificateur", "Vérificateur régional", Role.VERIFIER, DEMO_REGION),
    DemoPerson("saisie", "Agente de saisie de l'hôpital", Role.DATA_ENTRY, DEMO_HOSPITAL),
    DemoPerson("finances", "Responsable financier régional", Role.FINANCE, DEMO_REGION),
)


@transaction.atomic
def load_people(*, hospital: str = DEMO_HOSPITAL) -> list[User]:
    """Creates the demonstration people that are missing; gives them all, in the order of `PEOPLE`.

    `hospital` is the code of the unit of the director and of data entry.
    """
    people = []
    for one in PEOPLE:
        person = User.objects.filter(username=one.username).first()
        if person is None:
            person = create_demonstration_person(
                username=one.username, function=one.function, password=DEMO_PASSWORD, by=None
            )
            unit = hospital if one.unit_code == DEMO_HOSPITAL else one.unit_code
            give_mandate(user=person, role=one.role, unit_code=unit, since=SINCE, reason="Démonstration", by=None)
        people.append(person)
    return people
