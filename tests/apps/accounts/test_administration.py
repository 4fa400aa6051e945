"""The administrator's pages: people, one person, who can see what."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mithaq.apps.accounts import visibility
from mithaq.apps.accounts.matrix import Permission, Role
from mithaq.apps.accounts.models import User
from mithaq.apps.audit.models import AuditEvent
from tests.support.people import build_person, build_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> User:
    """The administrator of the nation, signed in."""
    build_tree()
    person = build_person("administrator", Role.ADMINISTRATOR, "MA")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def test_the_list_asks_the_same_number_of_questions_for_more_people(
    client: Client, administrator: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        build_person(f"person-{number}", Role.PLANNER, "03")
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("accounts:people"))
    assert answer.content.decode().count("Fès-Meknès") >= 20


def test_opening_an_account_shows_the_first_password_once(client: Client, administrator: User) -> None:
    details = {"username": "new", "first_name": "New", "last_name": "", "email": "", "position": "", "language": "fr"}
    answer = client.post(reverse("accounts:person-new"), details)
    password = answer.context["password"]
    assert User.objects.get(username="new").check_password(password)
    assert password not in str(list(AuditEvent.objects.values_list("data", flat=True)))
    assert "username" in client.post(reverse("accounts:person-new"), details).context["form"].errors


def test_a_mandate_is_given_with_a_reason_and_ended(client: Client, administrator: User) -> None:
    person = build_person("reader")
    new = reverse("accounts:mandate-new", args=["reader"])
    asked = {"role": "planner", "unit_code": "03", "since": "2025-01-01", "until": "", "reason": "appointed"}
    assert client.post(new, {**asked, "reason": ""}).context["form"].errors
    assert client.post(new, {**asked, "unit_code": "nowhere"}).context["form"].errors
    assert client.post(new, asked).status_code == 302
    mandate = person.mandates.get()
    assert client.post(reverse("accounts:mandate-end", args=[mandate.pk]), {"reason": "left"}).status_code == 302
    assert "planner" not in client.get(reverse("accounts:people")).content.decode()


def test_an_administrator_of_a_region_manages_this_region_only(client: Client) -> None:
    build_tree()
    person = build_person("regional", Role.ADMINISTRATOR, "03")
    build_person("here", Role.MANAGER, "03.H")
    build_person("there", Role.MANAGER, "04.H")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("accounts:person", args=["here"])).status_code == 200
    assert client.get(reverse("accounts:person", args=["there"])).status_code == 404
    asked = {"role": "planner", "unit_code": "04", "since": "2025-01-01", "reason": "appointed"}
    assert client.post(reverse("accounts:mandate-new", args=["here"]), asked).context["form"].non_field_errors()


def test_two_administrators_editing_one_person_lose_nothing(client: Client, administrator: User) -> None:
    build_person("reader", position="Auditor")
    edit = reverse("accounts:person-edit", args=["reader"])
    seen = client.get(edit).context["form"].initial["seen"]
    details = {"first_name": "Reader", "last_name": "", "email": "", "language": "fr"}
    assert client.post(edit, {**details, "position": "First", "seen": seen}).status_code == 302
    second = client.post(edit, {**details, "position": "Second", "seen": seen})
    assert second.status_code == 409
    assert "First" in second.content.decode()
    assert "Second" in second.content.decode()
    assert User.objects.get(username="reader").position == "First"


@pytest.mark.parametrize("name", ["person-disable", "person-unlock", "person-factor", "person-enable"])
def test_each_act_on_a_person_asks_for_a_reason_and_leaves_it(client: Client, administrator: User, name: str) -> None:
    build_person("reader")
    address = reverse(f"accounts:{name}", args=["reader"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "asked for in writing"}).status_code == 302
    assert AuditEvent.objects.filter(data__reason="asked for in writing", object_key="reader").count() == 1


def test_nobody_closes_their_own_account(client: Client, administrator: User) -> None:
    client.post(reverse("accounts:person-disable", args=["administrator"]), {"reason": "tired"})
    administrator.refresh_from_db()
    assert administrator.is_active


def test_who_can_see_a_unit(client: Client, administrator: User) -> None:
    build_person("above", Role.PLANNER, "03")
    build_person("here", Role.MANAGER, "03.H")
    build_person("elsewhere", Role.MANAGER, "04.H")
    text = client.get(reverse("accounts:who-can-see"), {"kind": "unit", "key": "03.H"}).content.decode()
    assert "above" in text
    assert "here" in text
    assert "elsewhere" not in text


def test_who_can_see_asks_only_about_what_the_permission_opens(administrator: User) -> None:
    build_person("workforce", Role.WORKFORCE, "03")
    build_person("planner", Role.PLANNER, "03")
    contracts = frozenset({Permission.CONTRACTS_VIEW, Permission.CONTRACTS_SIGN})
    asked = visibility.Subject("a contract", ("/MA/03/03.H/",), Permission.CONTRACTS_VIEW, contracts)
    from django.utils import timezone

    found = visibility.who_can_see(asked, timezone.localdate())
    assert [(one.mandate.user.username, one.permissions) for one in found] == [
        ("planner", (Permission.CONTRACTS_VIEW,))
    ]


def test_pages_answer_in_each_language(client: Client, administrator: User) -> None:
    build_person("reader", Role.PLANNER, "03")
    pages = ["administration", "people", "person-new", "who-can-see", "profile", "password", "second-factor"]
    for language in ("fr", "ar", "en"):
        client.cookies["django_language"] = language
        for page in pages:
            assert client.get(reverse(f"accounts:{page}")).status_code == 200
        assert client.get(reverse("accounts:person", args=["reader"])).status_code == 200
