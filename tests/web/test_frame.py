"""The frame of the pages: language, display, context, policy, error pages."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import Mandate, User
from mithaq.web import http, shell, views

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    person = User.objects.create(username="builder", position="Administratrice")
    Mandate.objects.create(user=person, role=Role.ADMINISTRATOR, unit_code="MA", since="2025-01-01")
    return person


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> shell.Hooks:
    """Hooks of our own, the real ones put back afterwards."""
    own = shell.Hooks()
    monkeypatch.setattr(shell, "hooks", own)
    return own


def test_the_language_is_kept_and_the_page_too(client: Client) -> None:
    response = client.post(reverse("web:set-language"), {"language": "ar", "next": "/gallery/?page=2"})
    assert response["Location"] == "/gallery/?page=2"
    assert client.cookies["django_language"].value == "ar"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_nobody_is_led_off_the_site(client: Client, target: str) -> None:
    assert client.post(reverse("web:set-language"), {"language": "ar", "next": target})["Location"] == "/"


def test_an_unknown_language_or_theme_changes_nothing(client: Client) -> None:
    client.post(reverse("web:set-language"), {"language": "xx"})
    client.post(reverse("web:set-theme"), {"theme": "pink"})
    assert "django_language" not in client.cookies
    assert "mithaq_theme" not in client.cookies


def test_choices_are_not_made_by_links(client: Client) -> None:
    for name in ("web:set-language", "web:set-theme"):
        assert client.get(reverse(name)).status_code == 405


def test_the_theme_reaches_the_page(signed_in: Client) -> None:
    signed_in.post(reverse("web:set-theme"), {"theme": "dark"})
    assert 'data-bs-theme="dark"' in signed_in.get(reverse("web:gallery")).content.decode()


def test_a_place_out_of_reach_is_not_chosen(signed_in: Client, hooks: shell.Hooks) -> None:
    hooks.places = lambda request: [shell.Place("03", "Fès-Meknès")]
    signed_in.post(reverse("web:choose"), {"place": "04"})
    assert http.PLACE_KEY not in signed_in.session
    response = signed_in.post(reverse("web:choose"), {"place": "03", "next": "/gallery/?place=04&page=2"})
    assert signed_in.session[http.PLACE_KEY] == "03"
    assert response["Location"] == "/gallery/?page=2"
    assert "Fès-Meknès" in signed_in.get(reverse("web:gallery")).content.decode()


def test_a_period_that_is_none_is_not_kept(signed_in: Client) -> None:
    signed_in.post(reverse("web:choose"), {"period": "2025Q9"})
    assert http.PERIOD_KEY not in signed_in.session
    signed_in.post(reverse("web:choose"), {"period": "2025Q3"})
    assert signed_in.session[http.PERIOD_KEY] == "2025Q3"


def test_the_policy_lets_only_our_files_run(signed_in: Client) -> None:
    first, second = (signed_in.get(reverse("web:gallery")) for _ in range(2))
    policy = first["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"script-src[^;]*unsafe-inline", policy)
    assert not re.search(r"style-src [^;]*unsafe-inline", policy)
    assert policy != second["Content-Security-Policy"], "the nonce serves once"


def test_no_page_carries_an_inline_script_without_its_nonce(signed_in: Client) -> None:
    text = signed_in.get(reverse("web:gallery")).content.decode()
    bare = [
        tag for tag in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) if "nonce=" not in tag and "json" not in tag
    ]
    assert bare == []
    assert re.findall(r"\son[a-z]+=", text) == []


def test_the_sheet_is_a_fragment_for_htmx_and_a_page_otherwise(signed_in: Client) -> None:
    address = reverse("web:gallery-explanation")
    page = signed_in.get(address).content.decode()
    fragment = signed_in.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page
    assert "<html" not in fragment
    assert "mq-sheet-title" in fragment


def test_the_gallery_is_not_for_everybody(client: Client) -> None:
    assert client.get(reverse("web:gallery")).status_code == 302
    client.force_login(User.objects.create(username="nobody"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("web:gallery")).status_code == 403


def test_sections_follow_rights(signed_in: Client, client: Client) -> None:
    assert "/gallery/" in signed_in.get(reverse("web:gallery")).wsgi_request.path
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert shell.open_sections(request) == []


def test_unknown_pages_have_the_face_of_the_product(signed_in: Client) -> None:
    response = signed_in.get("/nowhere/", headers={"Accept-Language": "fr"})
    assert response.status_code == 404
    assert "Cette page n’existe pas ou ne vous est pas ouverte" in response.content.decode()


def test_a_fault_has_a_number_that_the_log_repeats(person: User, caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/broken/")
    request.user = person
    text = views.server_error(request).content.decode()
    number = re.search(r"[0-9A-F]{8}", text)
    assert number
    assert number[0] in caplog.text


def test_a_fault_page_does_not_need_the_session_or_the_database(caplog: pytest.LogCaptureFixture) -> None:
    assert views.server_error(RequestFactory().get("/broken/")).status_code == 500


def test_search_gathers_what_the_apps_find(hooks: shell.Hooks) -> None:
    def units(request: HttpRequest, text: str) -> list[shell.Hit]:
        return [shell.Hit("Unit", text.title(), "/x/")]

    hooks.search.append(units)
    request = RequestFactory().get("/")
    assert [hit.title for hit in shell.find(request, " sefrou ")] == ["Sefrou"]
    assert shell.find(request, "s") == [], "one letter is not a search"
