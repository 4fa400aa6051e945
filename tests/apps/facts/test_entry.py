"""Declaring a month: what is written, what is refused, and two people at once."""

from decimal import Decimal

import pytest
from django.test import Client

from mithaq.apps.facts.models import DataElement, DataValue
from tests.support.cycle import HOSPITAL, cycle, person

__all__ = ["cycle"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle")]
MONTH = "202601"
URL = f"/data/{HOSPITAL}/{MONTH}/enter"
FIGURE = "attended_deliveries"


@pytest.fixture
def clerk() -> Client:
    client = Client()
    client.force_login(person("saisie"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def standing(code: str = FIGURE) -> DataValue | None:
    rows = DataValue.objects.known_at(None).filter(unit__code=HOSPITAL, period=MONTH, element__code=code)
    return rows.order_by("pk").first()


def seen() -> dict[str, object]:
    row = standing()
    return {f"seen-{FIGURE}": row.pk if row else ""}


def test_an_empty_line_says_nothing(clerk: Client) -> None:
    clerk.post(URL, {FIGURE: ""})
    assert standing() is None


def test_zero_is_a_figure(clerk: Client) -> None:
    clerk.post(URL, {FIGURE: "0"})
    row = standing()
    assert row is not None
    assert row.value == Decimal(0)
    assert row.missing_reason == ""


def test_an_absence_is_declared_with_its_reason(clerk: Client) -> None:
    assert clerk.post(URL, {f"why-{FIGURE}": "not_applicable"}).status_code == 302
    row = standing()
    assert row is not None
    assert (row.value, row.missing_reason) == (None, "not_applicable")


def test_a_figure_and_a_reason_together_are_refused(clerk: Client) -> None:
    answer = clerk.post(URL, {FIGURE: "3", f"why-{FIGURE}": "not_applicable"})
    assert answer.status_code == 200
    assert standing() is None


def test_saving_what_was_seen_writes_nothing(clerk: Client) -> None:
    clerk.post(URL, {FIGURE: "41"})
    clerk.post(URL, {FIGURE: "41", **seen()})
    assert DataValue.objects.filter(unit__code=HOSPITAL, period=MONTH).count() == 1


def test_a_correction_keeps_the_earlier_value(clerk: Client) -> None:
    clerk.post(URL, {FIGURE: "41"})
    first = standing()
    clerk.post(URL, {FIGURE: "43", **seen()})
    assert first is not None
    first.refresh_from_db()
    assert (first.value, first.replaced_at is not None) == (Decimal(41), True)
    last = standing()
    assert last is not None
    assert last.value == Decimal(43)


def test_the_second_of_two_editors_sees_three_values_then_decides(clerk: Client) -> None:
    clerk.post(URL, {FIGURE: "41"})
    opened = seen()
    clerk.post(URL, {FIGURE: "42", **opened})
    clerk.cookies["django_language"] = "fr"
    answer = clerk.post(URL, {FIGURE: "47", **opened})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "mq-conflict" in text
    conflict = text[text.index("mq-conflict") : text.index("</table>")]
    assert conflict.index(">41<") < conflict.index(">42<") < conflict.index(">47<")
    row = standing()
    assert row is not None
    assert row.value == Decimal(42)
    assert f'name="seen-{FIGURE}" value="{row.pk}"' in text
    assert 'value="47"' in text
    clerk.post(URL, {FIGURE: "47", **seen()})
    last = standing()
    assert last is not None
    assert last.value == Decimal(47)


def test_an_untouched_line_does_not_clash_with_the_other_editor(clerk: Client) -> None:
    other = "outpatient_consultations"
    assert DataElement.objects.filter(code=other).exists()
    clerk.post(URL, {FIGURE: "41"})
    opened = seen()
    clerk.post(URL, {FIGURE: "42", **opened})
    assert clerk.post(URL, {FIGURE: "41", other: "900", **opened}).status_code == 302
    row, added = standing(), standing(other)
    assert row is not None
    assert added is not None
    assert (row.value, added.value) == (Decimal(42), Decimal(900))
