"""The pages of the guide: drawn safely, linked among themselves, reached from every page that names one."""

import re

import pytest
from django.test import Client

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.home import guides
from tests.support.people import build_person, build_tree
from tests.support.sources import PACKAGE, short


@pytest.fixture
def reader(db: None, client: Client) -> Client:
    build_tree()
    client.force_login(build_person("reader", Role.PLANNER, "03"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_markup_and_scripts_of_a_text_are_shown_as_text() -> None:
    drawn = guides.drawn("a <script>alert(1)</script> [b](javascript:alert(1)) ![c](javascript:alert(1))")
    assert "<script" not in drawn
    assert "href" not in drawn
    assert 'src="javascript' not in drawn


def test_lines_to_type_are_escaped_and_reached_with_the_keyboard() -> None:
    assert '<pre tabindex="0" dir="ltr"><code>a &lt;b&gt;\n</code></pre>' in guides.drawn("    a <b>")


def test_links_stay_in_the_guide_or_become_words() -> None:
    drawn = guides.drawn("[a](administration.md) [b](../decisions/0001-stack.md) [c](https://example.org/)")
    assert 'href="/help/administration/"' in drawn
    assert "0001" not in drawn
    assert 'href="https://example.org/"' in drawn


@pytest.mark.parametrize("slug", [slug for slug, _ in guides.guides()])
def test_each_page_is_served_with_its_pictures(reader: Client, slug: str) -> None:
    answer = reader.get(f"/help/{slug}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'lang="fr"' in text
    pictures = re.findall(r'src="(/help/images/[^"]+)"', text)
    assert [place for place in pictures if reader.get(place).status_code != 200] == []


@pytest.mark.parametrize(
    "address", ["/help/nothing/", "/help/README/", "/help/images/..%2Fguides", "/help/images/a.png"]
)
def test_what_is_not_there_is_not_served(reader: Client, address: str) -> None:
    assert reader.get(f"/help/{address}").status_code == 404


def test_every_help_link_leads_to_a_page() -> None:
    known = {slug for slug, _ in guides.guides()}
    wrong = []
    for page in sorted(PACKAGE.rglob("templates/**/*.html")):
        if page.name == "base.html":
            continue
        for slug in re.findall(r"{% block help_page %}([^{]*){% endblock %}", page.read_text(encoding="utf-8")):
            wrong += [f"{short(page)}: {slug}"] if slug and slug not in known else []
    assert not wrong, wrong


def test_the_list_names_every_page(reader: Client) -> None:
    text = reader.get("/help/").content.decode()
    assert all(f'href="/help/{slug}/"' in text for slug, _ in guides.guides())
