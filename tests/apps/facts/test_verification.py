"""The second look at declared values: another person, at the declared value or at the one found, never blindly."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import User
from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.facts.actions import ChangedMeanwhile, Statement, enter_values, verify_values
from mithaq.apps.facts.models import DataElement, DataValue
from mithaq.apps.territory.models import OrgUnit
from tests.support.people import build_person, build_tree

pytestmark = pytest.mark.django_db
PAGE = "/data/03.H/202503/verify"
BIRTHS, SCORE = "births", "score"


@pytest.fixture
def clerk() -> User:
    """Who has declared 210 births for March 2025 and a score of 82.5 % for its quarter."""
    build_tree()
    one = build_person("clerk", Role.DATA_ENTRY, "03.H")
    DataElement.objects.create(code=BIRTHS, name_fr="Naissances", unit_of_measure="births")
    DataElement.objects.create(code=SCORE, name_fr="Score", unit_of_measure="%", period_kind="quarter")
    declare(one, BIRTHS, "202503", "210")
    declare(one, SCORE, "2025Q1", "0.825")
    return one


@pytest.fixture
def verifier(clerk: User) -> User:
    return build_person("verifier", Role.VERIFIER, "03")


def declare(by: User, code: str, period: str, value: str, *, day: int = 3, seen: DataValue | None = None) -> None:
    unit, element = OrgUnit.objects.get(code="03.H"), DataElement.objects.get(code=code)
    statement = Statement(element, unit, period, Decimal(value), seen_id=seen.pk if seen else None)
    enter_values(statements=[statement], by=by, at=datetime(2025, 4, day, tzinfo=UTC))


def standing(code: str, stage: str = DataValue.Stage.DECLARED) -> DataValue:
    return DataValue.objects.known_at(None).get(element__code=code, stage=stage)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled(**changes: str) -> dict[str, str]:
    """The form as the page gives it: every line ticked, at its declared value."""
    births, score = standing(BIRTHS), standing(SCORE)
    data = {
        "seen": f"{births.pk},{score.pk}",
        f"take-{births.pk}": "on",
        f"found-{births.pk}": "210",
        f"take-{score.pk}": "on",
        f"found-{score.pk}": "82.5",
        "note": "",
    }
    names = {"births": f"found-{births.pk}", "births_ticked": f"take-{births.pk}"}
    return data | {names.get(name, name): value for name, value in changes.items()}


def test_the_page_shows_what_waits_with_who_declared_it(verifier: User) -> None:
    page = signed_in(verifier).get(PAGE).content.decode()
    assert "Naissances" in page
    assert "Score" in page  # the quarter that March ends
    assert "Clerk" in page
    assert "210,0" not in page
    assert 'value="82.5"' in page
    assert "Score" not in signed_in(verifier).get(PAGE.replace("202503", "202502")).content.decode()


def test_ticked_values_are_verified_at_their_declared_value(verifier: User) -> None:
    answer = signed_in(verifier).post(PAGE, filled())
    assert answer.status_code == 302
    assert standing(BIRTHS, DataValue.Stage.VERIFIED).value == 210
    assert standing(SCORE, DataValue.Stage.VERIFIED).value == Decimal("0.825")
    assert AuditEvent.objects.filter(code="facts.values.verified").count() == 1
    assert not DataValue.objects.awaiting_verification().exists()


def test_a_line_that_is_not_ticked_still_waits(verifier: User) -> None:
    signed_in(verifier).post(PAGE, filled(births_ticked=""))
    assert [row.element.code for row in DataValue.objects.awaiting_verification()] == [BIRTHS]


def test_a_correction_says_why_and_leaves_the_declaration_as_it_was(verifier: User) -> None:
    client = signed_in(verifier)
    assert client.post(PAGE, filled(births="204")).status_code == 200
    assert DataValue.objects.awaiting_verification().count() == 2
    assert client.post(PAGE, filled(births="204", note="Registre : 204 naissances")).status_code == 302
    found = standing(BIRTHS, DataValue.Stage.VERIFIED)
    assert (found.value, found.note) == (204, "Registre : 204 naissances")
    assert standing(BIRTHS).value == 210


@pytest.mark.parametrize("wrong", ["", "-1", "many"])
def test_a_ticked_line_needs_a_usable_value(verifier: User, wrong: str) -> None:
    assert signed_in(verifier).post(PAGE, filled(births=wrong, note="Registre")).status_code == 200
    assert DataValue.objects.awaiting_verification().count() == 2


def test_nobody_verifies_blindly_what_was_declared_again_meanwhile(clerk: User, verifier: User) -> None:
    form, seen = filled(), standing(BIRTHS)
    declare(clerk, BIRTHS, "202503", "220", day=4, seen=seen)
    assert signed_in(verifier).post(PAGE, form).status_code == 409
    assert DataValue.objects.awaiting_verification().count() == 2
    with pytest.raises(ChangedMeanwhile):
        verify_values(rows=[seen], by=verifier)


def test_what_is_declared_again_after_its_verification_waits_again(clerk: User, verifier: User) -> None:
    verify_values(rows=[standing(BIRTHS)], by=verifier, at=datetime(2025, 4, 5, tzinfo=UTC))
    declare(clerk, BIRTHS, "202503", "220", day=6, seen=standing(BIRTHS))
    assert BIRTHS in {row.element.code for row in DataValue.objects.awaiting_verification()}


def test_whoever_declared_sees_the_line_without_its_tick(clerk: User, verifier: User) -> None:
    declare(verifier, BIRTHS, "202503", "220", day=4, seen=standing(BIRTHS))
    form = signed_in(verifier).get(PAGE).context["form"]
    assert [row.element.code for row in form.rows] == [SCORE]
    own = standing(BIRTHS)
    signed_in(verifier).post(PAGE, filled())
    assert own in DataValue.objects.awaiting_verification()


def test_only_a_verifier_of_the_place_opens_the_page(clerk: User) -> None:
    assert signed_in(clerk).get(PAGE).status_code == 403
    assert signed_in(build_person("elsewhere", Role.VERIFIER, "04")).get(PAGE).status_code == 404
    assert signed_in(build_person("here", Role.VERIFIER, "03.H")).get(PAGE).status_code == 200


def test_a_quarter_or_nonsense_is_no_month_to_verify(verifier: User) -> None:
    for period in ("2025Q1", "2025", "202513", "nonsense"):
        assert signed_in(verifier).get(f"/data/03.H/{period}/verify").status_code == 404


def test_the_year_of_a_place_leads_to_the_months_that_wait(verifier: User) -> None:
    page = signed_in(verifier).get("/data/03.H/?year=2025").content.decode()
    assert page.count("/verify") == 1
    assert PAGE in page


def test_the_page_takes_the_same_queries_for_more_lines(
    clerk: User, verifier: User, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(20):
        code = f"more-{number}"
        DataElement.objects.create(code=code, name_fr=code, unit_of_measure="acts")
        declare(clerk, code, "202503", "1")
    client = signed_in(verifier)
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # pytest-django keeps the type private
        assert client.get(PAGE).status_code == 200


def test_a_year_that_is_none_opens_the_last_one(verifier: User) -> None:
    for year in ("", "0", "²", "99999999999", "-5"):
        assert signed_in(verifier).get("/data/03.H/", {"year": year}).status_code == 200
