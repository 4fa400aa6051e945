"""The first page: what awaits each person, where their territory stands, what was decided."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from mithaq.apps.accounts.demonstration import PEOPLE
from mithaq.apps.home import presenters, queries
from mithaq.apps.plans.queries import totals
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.periods import Period
from mithaq.core.values import Known, Missing
from mithaq.web.components import Task
from tests.support.cycle import person

TODAY = date(2025, 11, 20)
QUARTER = Period.parse("2025Q3")


def task(due_on):
    return Task("Contresigner", "/", due_on=due_on)


def words_of(due_on):
    [group] = presenters.task_groups([task(due_on)], TODAY)
    return group.label, group.tasks[0].due_words, group.tasks[0].due_state


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2025, 11, 19), ("En retard", "1 jour de retard", "bad")),
        (date(2025, 9, 1), ("En retard", "2 mois de retard", "bad")),
        (date(2025, 11, 20), ("Sous une semaine", "aujourd’hui", "watch")),
        (date(2025, 11, 27), ("Sous une semaine", "dans 7 jours", "watch")),
        (date(2025, 11, 28), ("Sous un mois", "dans 8 jours", "none")),
        (date(2026, 3, 1), ("Plus tard", "dans 101 jours", "none")),
        (None, ("Sans échéance", "", "none")),
    ],
)
def test_a_deadline_is_told_in_words(due_on, expected):
    assert words_of(due_on) == expected


def test_tasks_keep_their_order_within_a_deadline():
    groups = presenters.task_groups([task(date(2025, 11, 1)), task(date(2025, 11, 2)), task(None)], TODAY)
    assert [(group.label, len(group.tasks)) for group in groups] == [("En retard", 2), ("Sans échéance", 1)]


@pytest.fixture
def region(cycle, db):
    return OrgUnit.objects.get(code="03")


def standings_of(unit):
    return queries.standings(unit, list(unit.children.order_by("code")), QUARTER)


def test_a_standing_says_the_same_as_the_results(region):
    for one in standings_of(region):
        expected = totals([one.indicator], [region.path], QUARTER)[one.indicator.pk, region.path]
        assert one.total == expected
        assert one.series[-1] == expected.value
        assert len(one.series) == queries.N_PERIODS


def test_what_adds_up_adds_up_from_the_provinces(region):
    counts = [one for one in standings_of(region) if one.is_count]
    assert counts
    for one in counts:
        parts = [total.value.amount for total in one.below.values() if isinstance(total.value, Known)]
        assert sum(parts, Decimal(0)) == one.total.value.amount


def test_a_quarter_without_facts_is_missing_not_zero(region):
    [first, *_rest] = standings_of(region)[0].series
    assert isinstance(first, Missing)


def test_attainment_compares_with_the_target_of_the_period(region):
    one = next(one for one in standings_of(region) if one.target)
    assert one.attainment == one.total.value.amount / one.target


def test_the_number_of_queries_does_not_grow_with_the_units(region, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as some:
        queries.standings(region, list(region.children.all()[:1]), QUARTER)
    with django_assert_max_num_queries(len(some)):
        queries.standings(region, list(region.children.all()), QUARTER)


@pytest.mark.parametrize("username", [one.username for one in PEOPLE])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_demonstration_person_has_a_first_page(cycle, db, client: Client, username, language):
    client.force_login(person(username))
    client.cookies["django_language"] = language
    page = client.get("/")
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()


@pytest.mark.parametrize("username", ["ministere", "planificatrice", "directeur", "auditrice"])
def test_the_first_page_stays_within_its_queries(cycle, db, client, username, django_assert_max_num_queries):
    client.force_login(person(username))
    client.get("/")
    with django_assert_max_num_queries(90):
        assert client.get("/").status_code == 200


def test_the_planner_is_told_of_the_second_look(cycle, db, client):
    client.force_login(person("planificatrice"))
    assert "T3 2025" in client.get("/").content.decode()


def test_decisions_stay_within_the_territory(cycle, db, client):
    client.force_login(person("directeur"))
    page = client.get("/").content.decode()
    assert "CP-FM-2025-H" in page
    assert "CP-FM-2025-P" not in page


def test_somebody_without_mandate_is_told_what_is_missing(db, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("sans-role", password="x"))
    assert "Aucun territoire ne vous est encore ouvert" in client.get("/").content.decode()


def test_search_finds_units_and_contracts_by_their_words(cycle, db, client):
    client.force_login(person("planificatrice"))
    page = client.get("/search/", {"q": "CP-FM-2025"}).content.decode()
    assert "CP-FM-2025-H" in page
    assert "Aucun résultat" in client.get("/search/", {"q": "zzzzz"}).content.decode()


def test_search_does_not_show_what_is_not_mine(cycle, db, client):
    client.force_login(person("directeur"))
    page = client.get("/search/", {"q": "CP-FM-2025"}).content.decode()
    assert 'href="/contracts/CP-FM-2025-H/"' in page
    assert 'href="/contracts/CP-FM-2025-P/"' not in page


def test_a_hospital_is_shown_what_concerns_it_only(cycle, db):
    hospital = OrgUnit.objects.get(code="T-HOSPITAL")
    shown = {one.indicator.code for one in queries.standings(hospital, [], QUARTER)}
    assert "surgical-acts" in shown
    assert "fully-vaccinated-children" not in shown
