"""The page of the import: choose, check, decide, apply."""

import io
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import User
from mithaq.apps.jobs.models import Job
from mithaq.apps.territory.models import Facility
from tests.apps.territory.conftest import row, text_of
from tests.support.people import build_person

pytestmark = pytest.mark.django_db


def upload(client: Client, content: bytes, name: str = "list.csv") -> str:
    """Sends the list; gives the address of its preview."""
    file = io.BytesIO(content)
    file.name = name  # type: ignore[misc]  # the test client asks for it
    response = client.post(reverse("territory:import"), {"file": file})
    assert response.status_code == 302, response.content.decode()[:500]
    return response["Location"]


def test_a_list_is_checked_then_applied(client: Client, planner: User) -> None:
    client.force_login(planner)
    address = upload(client, text_of([row("P24-0001"), row("P24-0002", "Autre")]))
    preview = client.get(address)
    assert preview.status_code == 200
    assert "P24-0001" in preview.content.decode()
    assert not Facility.objects.exists()
    client.post(address)
    assert Facility.objects.count() == 2


def test_a_commune_is_chosen_on_the_page(client: Client, planner: User) -> None:
    client.force_login(planner)
    lost = row("P24-0001", commune_code="", province_name="Taza", src_commune="Bab Boudjer")
    address = upload(client, text_of([lost]))
    page = client.get(address)
    (question,) = page.context["questions"]
    assert question.options[0].code == "03.561.05.01"
    client.post(f"{address}&{urlencode({question.name: '03.561.05.01'})}")
    assert Facility.objects.get().unit.parent.code == "03.561.05.01"  # type: ignore[union-attr]  # it has one


def test_a_long_list_becomes_a_job(client: Client, planner: User) -> None:
    client.force_login(planner)
    rows = [row(f"P24-{number:04}", f"Centre {number}") for number in range(1, 320)]
    response = client.post(upload(client, text_of(rows)))
    job = Job.objects.get()
    assert (job.kind, response["Location"]) == ("territory.import", reverse("jobs:detail", args=[job.pk]))
    assert not Facility.objects.exists()


def test_an_unusable_file_says_why_and_changes_nothing(client: Client, planner: User) -> None:
    client.force_login(planner)
    file = io.BytesIO(b"colonne A;colonne B\n1;2\n")
    file.name = "list.csv"  # type: ignore[misc]  # the test client asks for it
    response = client.post(reverse("territory:import"), {"file": file})
    assert response.status_code == 422
    assert "facility_id" in response.content.decode()
    assert not Facility.objects.exists()


def test_the_preview_of_somebody_else_is_refused(client: Client, planner: User) -> None:
    client.force_login(planner)
    address = upload(client, text_of([row("P24-0001")]))
    other = Client()
    other.force_login(build_person("other", Role.PLANNER, "03"))
    assert other.get(address).status_code == 422


def test_who_may_not_import_is_refused(client: Client, places: object) -> None:
    client.force_login(build_person("quality", Role.QUALITY, "03"))
    assert client.get(reverse("territory:import")).status_code == 403
