"""The pages of the territory: what they show, what they cost, what they refuse."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import User
from mithaq.apps.territory import search
from mithaq.apps.territory.models import ExternalId, Facility, HealthGroup, OrgUnit
from mithaq.apps.territory.queries import level_figures, unit_figures
from tests.support.people import build_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(places: dict[str, OrgUnit]) -> dict[str, OrgUnit]:
    """Two health centres and a hospital in the province of Taza."""
    for code, type_code, commune, n_beds in (
        ("A", "CSR-1", "03.561.05.01", None),
        ("B", "CSU-1", "03.561.01.05", None),
        ("H", "HP", "03.561.01.05", 120),
    ):
        above = places[commune]
        unit = OrgUnit.objects.create(
            code=code, kind_id="facility", parent=above, path=f"{above.path}{code}/", name_fr=f"Centre {code}"
        )
        unit.lon, unit.lat = -4.01, 34.21
        unit.save()
        Facility.objects.create(unit=unit, type_id=type_code, n_beds=n_beds)
        ExternalId.objects.create(unit=unit, system="msps", value=f"P24-{code}")
        places[code] = unit
    HealthGroup.objects.create(region=places["03"], code="GST-FM", name_fr="GST Fès-Meknès", seat_fr="Fès")
    return places


@pytest.fixture
def reader(client: Client, planner: User) -> Client:
    """A client signed in as a planner."""
    client.force_login(planner)
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/territory/",
        "/territory/?level=province&facilities=1&theme=hospital",
        "/territory/?view=tree",
        "/territory/03/explore/?selected=03.561&indicator=growth&theme=population",
        "/territory/03.561/explore/?norm=regional-hospital&theme=hospital&setting=rural",
        "/territory/03.561.05.01/explore/",
        "/territory/03/",
        "/territory/03/?tab=norms",
        "/territory/03/?tab=below",
        "/territory/03/?tab=facilities",
        "/territory/03/?tab=history",
        "/territory/H/",
        "/territory/H/?tab=history",
        "/territory/compare/?units=03,04,unknown",
        "/territory/03/why/norm-gap/",
        "/territory/03.561/why/beds-per-1000/",
        "/territory/norms/regional-hospital/",
        "/territory/03/branches/",
        "/territory/03/points/",
    ],
)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_opens_in_each_language_in_few_queries(
    reader: Client, network: Any, language: str, address: str, django_assert_max_num_queries: Any
) -> None:
    reader.cookies["django_language"] = language
    with django_assert_max_num_queries(32):
        assert reader.get(address).status_code == 200


def test_a_region_costs_as_many_queries_as_the_nation(network: Any, django_assert_num_queries: Any) -> None:
    nation = network["MA"]
    with django_assert_num_queries(4):
        assert [one.unit.code for one in level_figures(nation)] == ["03", "04", "MA"]
    with django_assert_num_queries(4):
        level_figures(nation, "commune")


def test_figures_roll_up_along_the_tree(network: Any) -> None:
    province, region = unit_figures([network["03.561"], network["03"]])
    assert province.facilities == region.facilities == {"CSR-1": 1, "CSU-1": 1, "HP": 1}
    assert (province.n_beds, province.n_hospitals, province.n_beds_known) == (120, 1, 1)


def test_a_closed_facility_no_longer_counts(network: Any) -> None:
    OrgUnit.objects.filter(code="H").update(closed_on="2020-01-01")
    (province,) = unit_figures([network["03.561"]])
    assert province.n_hospitals == 0


def test_an_unknown_norm_is_said_not_guessed(reader: Client, network: Any) -> None:
    text = reader.get("/territory/03/?tab=norms").content.decode()
    assert "norme non renseignée" in text


def test_an_unknown_unit_does_not_exist(reader: Client, network: Any) -> None:
    for address in ("/territory/99/", "/territory/99/explore/", "/territory/H/explore/", "/territory/norms/none/"):
        assert reader.get(address).status_code == 404, address


def test_without_territory_the_page_says_what_will_be_there(client: Client, db: None) -> None:
    client.force_login(build_person("early", Role.PLANNER, "MA"))
    assert "mithaq territory load" in client.get(reverse("territory:explorer")).content.decode()


def test_the_table_leaves_as_a_workbook(reader: Client, network: Any) -> None:
    response = reader.get("/territory/03/explore/?export=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    cells = [cell.value for line in book.worksheets[0].iter_rows() for cell in line]
    assert "Taza" in cells
    assert 100_000 in cells


def test_a_comparison_leaves_as_a_workbook(reader: Client, network: Any) -> None:
    assert reader.get("/territory/compare/?units=03,04&export=xlsx")["Content-Type"].endswith("sheet")


FOUND = [("taza", "03.561"), ("TÂZ", "03.561"), ("تازة", "03.561"), ("centre h", "H")]


@pytest.mark.parametrize(("text", "code"), FOUND)
def test_units_are_found_whatever_the_accents(network: Any, text: str, code: str) -> None:
    found = OrgUnit.objects.in_bulk(search.find_keys(text))
    assert code in {unit.code for unit in found.values()}
    assert search.find_keys("zzz") == []
    assert search.find_keys("") == []
