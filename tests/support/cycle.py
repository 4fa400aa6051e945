"""The living cycle on a small invented network: real actions, few places, so that tests stay quick."""

from __future__ import annotations

import pytest

from mithaq.apps.accounts.models import User
from mithaq.apps.contracts.models import Contract
from mithaq.apps.home.demonstration import load_cycle
from mithaq.apps.territory.models import Facility, FacilityType, OrgUnit, OrgUnitKind

HOSPITAL = "T-HOSPITAL"
PLACES = {
    "Sefrou": {HOSPITAL: "HP", "T-S1": "CSU-2", "T-S2": "CSR-2", "T-S3": "CSR-1"},
    "Taounate": {"T-T0": "HP", "T-T1": "CSR-2", "T-T2": "CSR-1", "T-T3": "CSR-1", "T-T4": "DR", "T-T5": "CSU-2"},
}


def small_network() -> None:
    """Nation, two regions, two provinces and ten facilities marked as demonstration."""
    for level, code in enumerate(("nation", "region", "province", "commune", "facility")):
        OrgUnitKind.objects.create(code=code, name_fr=code, level=level)
    nation = _unit("MA", "Royaume du Maroc", "nation", None)
    region = _unit("03", "Fès-Meknès", "region", nation)
    _unit("04", "Rabat-Salé-Kénitra", "region", nation)
    for rank, (name, places) in enumerate(PLACES.items()):
        province = _unit(f"03.9{rank}", name, "province", region)
        for code, type_code in places.items():
            _facility(code, type_code, province)


def _unit(code: str, name: str, kind: str, parent: OrgUnit | None, **columns: object) -> OrgUnit:
    path = f"{parent.path if parent else '/'}{code}/"
    return OrgUnit.objects.create(
        code=code, name_fr=name, name_ar=name, kind_id=kind, parent=parent, path=path, **columns
    )


def _facility(code: str, type_code: str, province: OrgUnit) -> None:
    kind, _ = FacilityType.objects.get_or_create(code=type_code, defaults={"name_fr": type_code})
    unit = _unit(code, f"{type_code} {code}", "facility", province, is_demonstration=True)
    Facility.objects.create(unit=unit, type=kind)


def whole_cycle() -> None:
    """The small network and the demonstration cycle on it."""
    small_network()
    load_cycle(hospital_code=HOSPITAL)


@pytest.fixture(scope="module")
def cycle(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> object:
    """The whole cycle, made once for a module; each test works in a transaction on top of it."""
    from django.db import transaction

    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django keeps the type private
        atomic = transaction.atomic()
        atomic.__enter__()
        whole_cycle()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django keeps the type private
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def person(username: str) -> User:
    """A demonstration person, read afresh."""
    return User.objects.get(username=username)


def contract(number: str) -> Contract:
    """A contract of the cycle, read afresh."""
    return Contract.objects.get(number=number)
