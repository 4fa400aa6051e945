"""Loading the territory of the pack and the demonstration network into the database."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Sum
from pytest_django import DjangoDbBlocker

from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.territory.actions.demonstration import load_demonstration_network, quantities
from mithaq.apps.territory.actions.loading import load_territory
from mithaq.apps.territory.models import (
    ExternalId,
    Facility,
    HealthGroup,
    OrgUnit,
    Population,
    UnitAttachment,
    UnitGroup,
)
from mithaq.cli import main
from mithaq.packs import geometry, load

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything, loaded once for this module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_territory(by=None)
        load_demonstration_network(by=None)
        yield
        transaction.set_rollback(True)


def test_units_hang_where_the_law_says() -> None:
    fez = OrgUnit.objects.get(code="03.231.01.0")
    assert fez.path == "/MA/03/03.231/03.231.01.0/"
    assert fez.parent.designation == "prefecture"
    assert Counter(OrgUnit.objects.filter(is_demonstration=False).values_list("kind", flat=True)) == {
        "nation": 1,
        "region": 12,
        "province": 75,
        "commune": 1503,
        "arrondissement": 41,
    }


def test_every_unit_but_the_nation_has_one_present_attachment_to_its_parent() -> None:
    present = UnitAttachment.objects.filter(until=None).values_list("unit_id", "parent_id")
    assert sorted(present) == sorted(OrgUnit.objects.exclude(code="MA").values_list("pk", "parent_id"))


def test_units_are_known_by_hcp_and_iso() -> None:
    assert ExternalId.objects.get(system="iso-3166-2", value="MA-FES").unit.code == "03.231"
    assert ExternalId.objects.filter(system="hcp").count() == 1631


def test_every_unit_has_an_inside_point_and_an_area() -> None:
    assert not OrgUnit.objects.filter(is_demonstration=False, lon=None).exclude(code="MA").exists()


def test_the_nation_counts_its_communes() -> None:
    communes = Population.objects.filter(
        unit__kind="commune", year=2024, basis="legal", setting="", sex="", age_group=""
    )
    assert communes.aggregate(total=Sum("n_persons"))["total"] == 36_828_330
    assert Population.objects.count() < 120_000


def test_health_groups_have_their_seat_and_only_confirmed_dates() -> None:
    group = HealthGroup.objects.get(code="GST-FM")
    assert (group.region.code, group.seat_fr, group.decree, group.starts_on) == ("03", "Fès", "2.25.1045", None)
    assert "à confirmer" in group.start_note


def test_loading_again_changes_nothing_and_leaves_no_trace() -> None:
    n_events = AuditEvent.objects.count()
    again = [*load_territory(by=None).values(), *load_demonstration_network(by=None).values()]
    assert {(tally.n_created, tally.n_changed) for tally in again} == {(0, 0)}
    assert AuditEvent.objects.count() == n_events


def test_loading_repairs_a_name_and_keeps_what_people_moved() -> None:
    unit = OrgUnit.objects.get(code="03.451.01.09")
    elsewhere = OrgUnit.objects.get(code="03.531")
    OrgUnit.objects.filter(pk=unit.pk).update(name_fr="Sefru", parent=elsewhere)
    assert load_territory(by=None)["units"].n_changed == 1
    unit.refresh_from_db()
    assert (unit.name_fr, unit.parent_id) == ("Sefrou", elsewhere.pk)


def test_loading_is_recorded_once_with_its_counts() -> None:
    event = AuditEvent.objects.get(code="territory.pack.loaded")
    assert event.actor is None
    assert event.data["tables"]["units"]["created"] == 1632


def test_the_network_has_the_published_number_of_facilities() -> None:
    made = Counter((code[:6], kind) for code, kind in Facility.objects.values_list("unit__parent__code", "type"))
    assert made == {(one.province, one.type): one.n_facilities for one in quantities(load())}
    assert Facility.objects.count() == 177 + 3224


def test_the_network_says_that_it_is_a_demonstration() -> None:
    units = OrgUnit.objects.filter(kind="facility")
    assert not units.filter(is_demonstration=False).exists()
    assert not units.exclude(name_fr__endswith="(démonstration)").exists()
    assert not units.exclude(name_ar__endswith="(عرض تجريبي)").exists()
    assert not Facility.objects.exclude(source__startswith="Réseau de démonstration").exists()


def test_facilities_stand_inside_their_commune() -> None:
    for code, lon, lat in OrgUnit.objects.filter(kind="facility").values_list("parent__code", "lon", "lat"):
        assert geometry.commune_at(lon, lat) == code


def test_local_hospitals_stay_under_the_norm_and_centres_have_no_beds() -> None:
    assert not Facility.objects.filter(type="HPr").exclude(n_beds__lt=60).exists()
    assert not Facility.objects.filter(type__in=["CSR-1", "CSU-1", "DR"]).exclude(n_beds=None).exists()


def test_each_province_with_hospitals_has_its_network() -> None:
    network = UnitGroup.objects.get(code="DEMO-RH-03.451")
    assert [unit.code for unit in network.members.all()] == ["DEMO-HP-SEFROU"]


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["territory", "load", "--demo-network"]) == 0
    printed = capsys.readouterr().out
    assert "population: 0 new, 0 changed, 71" in printed
    assert "demonstration facilities: 0 new, 0 changed, 3401 unchanged" in printed
