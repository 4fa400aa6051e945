"""Uploads are counted: a person sends so many files a minute, whatever the page."""

import inspect
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mithaq.apps.accounts.matrix import Role
from tests.support.people import build_person, build_tree

UPLOADS = ("territory:import", "contracts:invoices")
TIMES = 20


@pytest.fixture
def client(db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A planner, in a minute that does not end."""
    monkeypatch.setattr("mithaq.apps.accounts.limits.time.time", lambda: 1_800_000_000.0)
    build_tree()
    return signed_in("planner")


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(build_person(username, Role.PLANNER, "03"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, page: str) -> int:
    return client.post(reverse(page), {"file": SimpleUploadedFile("list.csv", b"nothing")}).status_code


def test_files_beyond_the_limit_wait_on_every_page_for_their_sender_alone(client: Client) -> None:
    answers = [send(client, UPLOADS[number % 2]) for number in range(TIMES)]
    assert 429 not in answers
    assert [send(client, page) for page in UPLOADS] == [429, 429]
    assert client.get(reverse(UPLOADS[0])).status_code == 200
    assert send(signed_in("other"), UPLOADS[0]) == 422


def test_every_view_that_takes_a_file_is_counted() -> None:
    takers = [view for view in views(get_resolver()) if "request.FILES" in inspect.getsource(inspect.unwrap(view))]
    assert len(takers) >= len(UPLOADS)
    for view in takers:
        source = inspect.getsource(inspect.unwrap(view))
        assert re.search(r'@limited\("upload"', source), view


def views(resolver: URLResolver) -> list[object]:
    """Every view below this resolver."""
    found: list[object] = []
    for one in resolver.url_patterns:
        found += [one.callback] if isinstance(one, URLPattern) else views(one)
    return found
