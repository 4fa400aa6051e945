"""Signing in: passwords, lockout, second factor, first password, language."""

import time
from typing import Any

import pyotp
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from mithaq.apps.accounts import second_factor as factor
from mithaq.apps.accounts.actions import create_person, enrol_second_factor, unlock
from mithaq.apps.accounts.demonstration import PEOPLE, load_people
from mithaq.apps.accounts.limits import address_of
from mithaq.apps.accounts.lockout import closed_until
from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import SecondFactor, User
from mithaq.apps.audit.models import AuditEvent
from tests.support.people import PASSWORD, build_person, build_tree

pytestmark = pytest.mark.django_db

PROFILE, SIGN_IN, CODE = "/profile/", "/sign-in/", "/sign-in/code/"


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_page_states_the_browsers_and_shows_no_accounts_without_demonstration(client: Client) -> None:
    text = client.get(SIGN_IN).content.decode()
    assert "Firefox 121" in text
    assert "mithaq-demo" not in text


def test_the_demonstration_accounts_are_listed_and_open(client: Client) -> None:
    build_tree()
    load_people(hospital="03.H")
    text = client.get(SIGN_IN).content.decode()
    assert all(one.username in text for one in PEOPLE)
    assert sign_in(client, "planificatrice", "mithaq-demo", next=PROFILE).headers["Location"] == PROFILE


def test_loading_the_demonstration_people_twice_changes_nothing() -> None:
    load_people()
    before = User.objects.count()
    load_people()
    assert (User.objects.count(), before) == (len(PEOPLE), len(PEOPLE))


def test_signing_in_keeps_the_language_of_the_person_and_leaves_a_trace(client: Client) -> None:
    build_person("reader", language="ar")
    answer = sign_in(client, "reader", next=PROFILE)
    assert answer.cookies["django_language"].value == "ar"
    assert AuditEvent.objects.filter(code="accounts.session.opened", actor_name="Reader").exists()
    assert 'dir="rtl"' in client.get(PROFILE).content.decode()


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/x"])
def test_signing_in_leads_nowhere_else(client: Client, address: str) -> None:
    build_person("reader")
    assert "elsewhere" not in sign_in(client, "reader", next=address).headers["Location"]


def test_signing_out_is_asked_by_post(client: Client) -> None:
    build_person("reader")
    sign_in(client, "reader")
    assert client.get(reverse("accounts:sign-out")).status_code == 405
    client.post(reverse("accounts:sign-out"))
    assert not is_signed_in(client)


def test_five_wrong_passwords_close_the_account_and_the_page_says_until_when(client: Client) -> None:
    person = build_person("reader")
    for _ in range(4):
        assert sign_in(client, "reader", "wrong").status_code == 200
    answer = sign_in(client, "reader", "wrong")
    assert answer.status_code == 429
    until = closed_until("reader")
    assert until is not None
    assert "reader" in answer.content.decode()
    assert sign_in(client, "reader").status_code == 429, "the right password does not open it either"
    assert not is_signed_in(client)
    administrator = build_person("administrator", Role.ADMINISTRATOR, "MA")
    unlock(person=person, reason="it was them", by=administrator)
    assert sign_in(client, "reader", next=PROFILE).status_code == 302


def test_wrong_passwords_from_elsewhere_do_not_shut_the_owner_out(client: Client) -> None:
    build_person("reader")
    stranger = Client(REMOTE_ADDR="192.0.2.7")
    for _ in range(5):
        answer = sign_in(stranger, "reader", "wrong")
    assert answer.status_code == 429
    assert sign_in(client, "reader", next=PROFILE).status_code == 302


def test_another_browser_at_the_same_address_is_no_way_round(client: Client) -> None:
    build_person("reader")
    for number in range(5):
        answer = sign_in(Client(HTTP_USER_AGENT=f"browser {number}"), "reader", "wrong")
    assert answer.status_code == 429
    assert closed_until("reader", "127.0.0.1") is not None
    assert closed_until("reader", "192.0.2.7") is None


def test_one_account_cannot_be_tried_from_many_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mithaq.apps.accounts.limits.time.time", lambda: 1_800_000_000.0)
    build_person("reader")
    answers = [sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), "reader", "wrong") for number in range(51)]
    assert [answer.status_code for answer in answers] == [200] * 50 + [429]


@pytest.mark.parametrize(
    ("proxies", "said", "expected"),
    [
        (0, "192.0.2.7", "127.0.0.1"),
        (1, "203.0.113.9, 192.0.2.7", "192.0.2.7"),
        (2, "203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (3, "203.0.113.9, 192.0.2.7", "127.0.0.1"),
        (1, "not an address", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_an_address_is_what_our_own_proxies_say(
    proxies: int, said: str, expected: str, settings: Any, rf: RequestFactory
) -> None:
    settings.PROXIES = proxies
    assert address_of(rf.get("/", headers={"X-Forwarded-For": said})) == expected


def test_a_wrong_password_does_not_say_whether_the_name_exists(client: Client) -> None:
    build_person("reader")
    known, unknown = sign_in(client, "reader", "wrong"), sign_in(client, "nobody", "wrong")
    said = [list(answer.context["form"].non_field_errors()) for answer in (known, unknown)]
    assert said[0] == said[1]
    assert said[0]


def test_a_disabled_person_does_not_sign_in(client: Client) -> None:
    build_person("reader", is_active=False)
    sign_in(client, "reader")
    assert not is_signed_in(client)


def enrolled(username: str = "reader") -> tuple[User, str, list[str]]:
    person = build_person(username)
    secret = factor.new_secret()
    return person, secret, enrol_second_factor(person=person, secret=secret, step=0)


def test_the_code_is_asked_after_the_password_and_never_taken_twice(client: Client) -> None:
    _person, secret, _codes = enrolled()
    assert sign_in(client, "reader", next=PROFILE).headers["Location"] == CODE
    assert not is_signed_in(client)
    code = pyotp.TOTP(secret).now()
    assert client.post(CODE, {"code": code}).headers["Location"] == PROFILE
    client.logout()
    sign_in(client, "reader")
    assert client.post(CODE, {"code": code}).status_code == 200
    assert not is_signed_in(client)


def test_a_recovery_code_opens_once(client: Client) -> None:
    _person, _secret, codes = enrolled()
    for is_opened in (True, False):
        sign_in(client, "reader")
        client.post(CODE, {"code": codes[0]})
        assert is_signed_in(client) is is_opened
        client.logout()


def test_five_wrong_codes_close_the_step(client: Client) -> None:
    person, secret, _codes = enrolled()
    sign_in(client, "reader")
    for _ in range(5):
        client.post(CODE, {"code": "abcdef"})
    assert SecondFactor.objects.get(user=person).locked_until is not None
    client.post(CODE, {"code": pyotp.TOTP(secret).now()})
    assert not is_signed_in(client)


def test_the_code_page_without_a_password_leads_back(client: Client) -> None:
    assert client.get(CODE).headers["Location"] == SIGN_IN


def test_codes_follow_the_published_vectors() -> None:
    """RFC 6238, appendix B (SHA-1): the last six of the eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for moment, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert factor.matching_step(secret, code, now=moment) == moment // 30


def test_a_role_that_requires_a_second_factor_enrols_before_anything_else(client: Client, settings: Any) -> None:
    build_tree()
    settings.TOTP_ROLES = ["auditor"]
    build_person("auditor", Role.AUDITOR, "MA")
    sign_in(client, "auditor")
    enrol = reverse("accounts:second-factor")
    assert client.get(reverse("audit:trail")).headers["Location"] == enrol
    assert client.get(reverse("audit:trail"), headers={"HX-Request": "true"}).headers["HX-Redirect"] == enrol
    assert client.get(enrol).status_code == 200
    secret = client.session["second_factor_secret"]
    text = client.post(enrol, {"code": pyotp.TOTP(secret).at(time.time())}).content.decode()
    assert text.count("<li><code>") == factor.N_RECOVERY_CODES
    assert client.get(reverse("audit:trail")).status_code == 200
    assert client.get(reverse("accounts:second-factor-remove")).status_code == 302, "compulsory: not given up"


def test_the_first_password_is_changed_before_anything_else(client: Client) -> None:
    _person, password = create_person(username="new", details={"first_name": "New"}, by=None)
    sign_in(client, "new", password)
    change = reverse("accounts:password")
    assert client.get(PROFILE).headers["Location"] == change
    wrong = client.post(change, {"present": password, "new": "12345678", "again": "12345678"})
    assert wrong.status_code == 200, "a common password is refused"
    client.post(change, {"present": password, "new": PASSWORD, "again": PASSWORD})
    assert client.get(PROFILE).status_code == 200


def test_too_many_tries_from_one_address_are_slowed_down(client: Client) -> None:
    answers = [sign_in(client, f"name-{number}", "wrong").status_code for number in range(32)]
    assert answers[0] == 200
    assert answers[-1] == 429


@pytest.fixture(autouse=True)
def no_counters() -> None:
    from django.core.cache import caches

    caches["limits"].clear()
