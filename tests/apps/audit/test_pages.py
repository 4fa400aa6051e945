"""Reading the trail: who, what, filters, languages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.audit import sentences
from mithaq.apps.audit.actions import record
from mithaq.apps.audit.presenters import history
from tests.support.people import build_person, build_tree

pytestmark = pytest.mark.django_db
TRAIL = "audit:trail"


@pytest.fixture
def reader(client: Client) -> Client:
    """The auditor of region 03, with events of both regions."""
    units = build_tree()
    for code in ("03.H", "04.H"):
        record("test.visited", by=build_person(f"actor-{code}"), obj=units[code], data={"why": "<b>audit</b>"})
    record("test.general", by=None)
    person = build_person("auditor", Role.AUDITOR, "03")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(client: Client, **filters: str) -> str:
    return client.get(reverse(TRAIL), filters).content.decode()


def test_an_auditor_reads_the_events_of_their_units(reader: Client) -> None:
    text = text_of(reader)
    assert "03.H" in text
    assert "04.H" not in text
    assert "test.general" not in text


def test_the_auditor_of_the_nation_reads_all(client: Client, reader: Client) -> None:
    client.force_login(build_person("all", Role.AUDITOR, "MA"), backend="django.contrib.auth.backends.ModelBackend")
    text = text_of(client)
    assert all(word in text for word in ("03.H", "04.H", "test.general"))


@pytest.mark.parametrize(
    ("filters", "is_shown"),
    [
        ({"person": "actor-03"}, True),
        ({"person": "actor-99"}, False),
        ({"unit": "03"}, True),
        ({"unit": "nowhere"}, False),
        ({"object_key": "03.H"}, True),
        ({"object_key": "03.X"}, False),
        ({"code": "test."}, True),
        ({"code": "other."}, False),
        ({"since": "2020-01-01"}, True),
        ({"until": "2020-01-01"}, False),
    ],
)
def test_filters(reader: Client, filters: dict[str, str], is_shown: bool) -> None:
    assert ('<th scope="row"' in text_of(reader, **filters).partition("<tbody")[2]) is is_shown


def test_sentences_are_made_at_display_and_never_trusted(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sentences._templates, "test.visited", "Visited %(object)s: %(why)s, %(absent)s.")
    text = text_of(reader)
    assert "Visited 03.H: audit, —." in text
    assert "<b>audit</b>" not in text


def test_a_code_without_sentence_is_shown_as_it_is() -> None:
    assert sentences.sentence("unheard.of", {}) == "unheard.of"


def test_the_trail_leaves_as_a_workbook(reader: Client) -> None:
    answer = reader.get(reverse(TRAIL), {"export": "csv"})
    assert "03.H" in answer.content.decode()


def test_the_trail_asks_few_questions(reader: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        record("test.more", by=None, unit_path="/MA/03/", data={"n": number})
    with django_assert_max_num_queries(18):
        reader.get(reverse(TRAIL))


def test_the_history_of_an_object(reader: Client) -> None:
    assert [event.detail for event in history("territory.orgunit", "03.H")] == ["Actor-03.H"]


def test_periods_and_amounts_of_an_event_read_as_on_every_page():
    from django.utils import translation

    from mithaq.apps.audit import sentences

    sentences.register("test.paid", "%(period)s : %(amount)s")
    with translation.override("fr"):
        assert sentences.sentence("test.paid", {"period": "2025Q2", "amount": "472670.00"}) == (
            "T2 2025 : 472\u00a0670,00\u00a0MAD"
        )
        assert sentences.sentence("test.paid", {"period": "2025Q7", "amount": "?"}) == "2025Q7 : ?"
