"""The programme: figures that add up, steps that are refused with their reason, a content that nobody alters unseen."""

from decimal import Decimal

import pytest
from django.db.models import Sum
from django.test import Client

from mithaq.apps.budgets.actions import NotAgreed, open_lines
from mithaq.apps.budgets.models import BudgetLine
from mithaq.apps.plans import states
from mithaq.apps.plans.actions import NotEditable, Wording, add_area, sign_entente, submit_programme
from mithaq.apps.plans.freeze import content_of, digest
from mithaq.apps.plans.models import (
    BudgetProgramme,
    Entente,
    Envelope,
    FramingLetter,
    PlannedCost,
    Target,
    TargetValue,
)
from mithaq.apps.plans.presenters import is_unchanged, programme_page
from mithaq.core.workflow import Refused
from tests.support.cycle import cycle, person

__all__ = ["cycle"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle")]


def programme() -> BudgetProgramme:
    return BudgetProgramme.objects.select_related("unit", "letter__issuer").get()


def drafted() -> BudgetProgramme:
    one = programme()
    one.state = BudgetProgramme.State.DRAFT
    return one


def missing(needed: tuple[object, ...]) -> set[str]:
    return {one.code for one in needed if not one.is_met}  # type: ignore[attr-defined]  # requirements


def test_costs_add_up_at_every_level() -> None:
    page = programme_page(programme(), person("planificatrice"))
    for area in page.areas:
        actions = [action for objective in area.objectives for action in objective.actions]
        assert [sum(costs) for costs in zip(*(one.costs for one in actions), strict=True)] == list(area.costs)
        assert all(sum(one.costs) == one.total for one in actions)
        assert sum(area.costs) == area.total
    assert [sum(costs) for costs in zip(*(area.costs for area in page.areas), strict=True)] == list(page.costs)
    assert sum(page.costs) == page.total
    stored = PlannedCost.objects.filter(action__objective__area__programme=programme())
    assert stored.aggregate(all=Sum("amount"))["all"] == page.total


def test_budget_lines_equal_the_costed_actions() -> None:
    one = programme()
    for year in (one.first_year, one.first_year + 1):
        lines = open_lines(programme=one, year=year, by=person("planificatrice"))
        assert open_lines(programme=one, year=year, by=person("planificatrice")) == lines
        costs = PlannedCost.objects.filter(action__objective__area__programme=one, year=year)
        for action in costs.order_by().values_list("action", flat=True).distinct():
            opened = BudgetLine.objects.filter(action=action, year=year).aggregate(all=Sum("appropriation_amount"))
            assert opened["all"] == costs.filter(action=action).aggregate(all=Sum("amount"))["all"]
        total = BudgetLine.objects.filter(unit=one.unit, year=year).aggregate(all=Sum("appropriation_amount"))
        assert total["all"] == costs.aggregate(all=Sum("amount"))["all"]


def test_no_line_is_opened_before_the_entente() -> None:
    with pytest.raises(NotAgreed):
        open_lines(programme=drafted(), year=2025, by=person("planificatrice"))


def test_what_contracts_below_promise_never_passes_what_is_promised_above() -> None:
    n = 0
    for parent in Target.objects.filter(contributions__isnull=False).exclude(indicator__unit_of_measure="%").distinct():
        for value in parent.values.all():
            below = TargetValue.objects.filter(target__contributes_to=parent, period=value.period)
            n += below.count()
            assert (below.aggregate(all=Sum("value"))["all"] or 0) <= value.value
    assert n


def test_quarters_of_a_target_add_up_to_its_year() -> None:
    for target in Target.objects.exclude(indicator__unit_of_measure="%").order_by("pk"):
        values = {row.period: row.value for row in target.values.all()}
        quarters = [values[f"2025Q{n}"] for n in (1, 2, 3, 4) if f"2025Q{n}" in values]
        if quarters and "2025" in values:
            assert sum(quarters, Decimal(0)) == values["2025"], target


def test_submitting_says_each_thing_that_misses() -> None:
    planner = person("planificatrice")
    assert missing(states.submit_requirements(programme(), planner)) == {"state"}
    assert missing(states.submit_requirements(drafted(), planner)) == set()
    assert "permission" in missing(states.submit_requirements(drafted(), person("directeur")))
    Envelope.objects.filter(year=2026).update(amount=1)
    assert missing(states.submit_requirements(drafted(), planner)) == {"within_envelope"}
    PlannedCost.objects.filter(action__code="D1.1.1").delete()
    FramingLetter.objects.update(state=FramingLetter.State.DRAFT)
    TargetValue.objects.filter(period="2027").delete()
    expected = {"within_envelope", "actions_costed", "letter_published", "objectives_measured"}
    assert missing(states.submit_requirements(drafted(), planner)) == expected
    with pytest.raises(Refused):
        submit_programme(programme=drafted(), by=planner)


def test_a_submitted_programme_no_longer_changes() -> None:
    with pytest.raises(NotEditable):
        add_area(programme=programme(), code="D9", title=Wording("Autre"), by=person("planificatrice"))


def test_the_entente_is_the_content_of_the_programme_to_the_byte() -> None:
    entente = Entente.objects.select_related("programme").get()
    assert content_of(programme()) == entente.content
    assert digest(entente.content) == entente.content_hash
    assert {row.content_hash for row in entente.signatures.all()} == {entente.content_hash}
    assert len({row.signed_by_id for row in entente.signatures.all()}) == 2
    assert is_unchanged(entente)


@pytest.mark.parametrize("what", ["cost", "target", "title", "content"])
def test_any_alteration_is_seen_and_stops_a_signature(what: str) -> None:
    entente = Entente.objects.get()
    entente.signatures.all().delete()
    BudgetProgramme.objects.update(state=BudgetProgramme.State.SUBMITTED)
    match what:
        case "cost":
            PlannedCost.objects.filter(pk=PlannedCost.objects.order_by("pk")[0].pk).update(amount=1)
        case "target":
            TargetValue.objects.filter(period="2026", target__unit=programme().unit).update(value=1)
        case "title":
            BudgetProgramme.objects.update(title_fr="Autre")
        case _:
            Entente.objects.update(content=entente.content + " ")
    entente = Entente.objects.select_related("programme__unit", "programme__letter__issuer").get()
    assert not is_unchanged(entente)
    with pytest.raises(Refused) as refused:
        sign_entente(entente=entente, unit=entente.programme.unit, by=person("planificatrice"))
    assert "content_unchanged" in {one.code for one in refused.value.missing}


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/plans/", 20),
        ("/plans/letters/LC-2025-DEMO/", 25),
        ("/plans/BP-FM-2025-2027/", 50),
        ("/plans/ententes/E-BP-FM-2025-2027/", 45),
        ("/results/", 40),
    ],
)
def test_pages_take_few_queries(url: str, most: int, django_assert_max_num_queries: object) -> None:
    client = Client()
    client.force_login(person("planificatrice"), backend="django.contrib.auth.backends.ModelBackend")
    client.get(url)
    with django_assert_max_num_queries(most):  # type: ignore[operator]  # a context manager of pytest-django
        assert client.get(url).status_code == 200
