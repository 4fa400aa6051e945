"""Everybody who uses the site is offered the source of the version that runs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mithaq import __version__

pytestmark = pytest.mark.django_db


def test_every_page_leads_to_the_source_before_signing_in_too(client: Client) -> None:
    assert f'href="{reverse("web:source")}"' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_page_says_version_licence_and_address(client: Client, settings: Any, language: str) -> None:
    settings.SOURCE_URL = "https://example.org/mithaq"
    client.cookies["django_language"] = language
    page = client.get(reverse("web:source")).content.decode()
    assert __version__ in page
    assert 'href="https://example.org/mithaq"' in page
    assert reverse("web:licence") in page


def test_without_an_address_the_page_says_whom_to_ask(client: Client, settings: Any) -> None:
    settings.SOURCE_URL = ""
    client.cookies["django_language"] = "en"
    assert "section 13" in client.get(reverse("web:source")).content.decode()


def test_the_licence_is_given_whole(client: Client) -> None:
    answer = client.get(reverse("web:licence"))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "13. Remote Network Interaction" in text
