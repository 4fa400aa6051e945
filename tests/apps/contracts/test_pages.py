"""Pages of contracts: what each person sees, the same bytes as the command line, and how many queries they take."""

from itertools import pairwise

import pytest
from django.test import Client

from mithaq.apps.contracts.models import Settlement
from mithaq.cli import main
from tests.support.cycle import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle")]
BACKEND = "django.contrib.auth.backends.ModelBackend"
REGIONAL, HOSPITAL = "CP-FM-2025", "CP-FM-2025-H"


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(person(username), backend=BACKEND)
    return client


def waiting(number: str) -> Settlement:
    return Settlement.objects.get(contract__number=number, state=Settlement.State.COMPUTED)


def test_a_hospital_director_reads_only_the_hospital_contract() -> None:
    client = signed_in("directeur")
    assert client.get(f"/contracts/{HOSPITAL}/").status_code == 200
    assert client.get(f"/contracts/{REGIONAL}/").status_code == 404
    assert client.get(f"/contracts/{REGIONAL}-P/").status_code == 404
    assert client.get(f"/contracts/payments/{waiting(REGIONAL).pk}/").status_code == 404
    assert client.get(f"/contracts/payments/{waiting(REGIONAL).pk}/record.json").status_code == 404
    assert "CP-FM-2025-P" not in client.get("/contracts/").content.decode()


@pytest.mark.parametrize("tab", ["content", "money", "undertakings", "duties", "documents", "history"])
def test_every_tab_answers(tab: str) -> None:
    assert signed_in("planificatrice").get(f"/contracts/{REGIONAL}/?tab={tab}").status_code == 200


@pytest.mark.parametrize("name", ["appropriation", "paid", "exposure", "kept", "missing"])
def test_every_figure_of_the_strip_explains_itself(name: str) -> None:
    client = signed_in("planificatrice")
    url = f"/contracts/{HOSPITAL}/figure/{name}"
    assert client.get(url).status_code == 200
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "mq-sheet-b" in fragment


def test_every_figure_of_a_settlement_explains_itself() -> None:
    from mithaq.apps.contracts.queries import result_of

    settlement, client = waiting(HOSPITAL), signed_in("auditrice")
    for key in result_of(settlement).figures():
        response = client.get(f"/contracts/payments/{settlement.pk}/explain/{key}")
        assert response.status_code == 200, key
    assert client.get(f"/contracts/payments/{settlement.pk}/explain/nothing").status_code == 404


def test_the_figure_of_another_date_is_shown_beside_this_one() -> None:
    url = f"/contracts/payments/{waiting(HOSPITAL).pk}/explain/L1/achieved?known_on=2025-09-30"
    text = signed_in("planificatrice").get(url).content.decode()
    assert "30/09/2025" in text


def test_the_page_and_the_command_line_give_the_same_bytes(capfd: pytest.CaptureFixture[str]) -> None:
    settlement = waiting(REGIONAL)
    page = signed_in("planificatrice").get(f"/contracts/payments/{settlement.pk}/record.json").content
    assert main(["settle", REGIONAL, "--period", "2025Q3", "--json"]) == 0
    assert capfd.readouterr().out.encode() == page


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_settle_explains_in_words(language: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["settle", HOSPITAL, "--period", "2025Q2", "--explain", "--lang", language]) == 0
    assert "2025" in capfd.readouterr().out
    assert main(["settle", "nothing", "--period", "2025Q2"]) == 2


@pytest.mark.parametrize(
    ("number", "period", "words"),
    [
        ("nothing", "2025Q3", REGIONAL),
        (REGIONAL, "2025X", "2025Q"),
        (REGIONAL, "202507", "2025Q1"),
        (REGIONAL, "2025", "2025Q1"),
        (REGIONAL, "2019Q1", "2027Q4"),
    ],
)
def test_settle_says_what_to_write(number: str, period: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["settle", number, "--period", period]) == 2
    shown = capfd.readouterr()
    assert shown.out == ""
    assert words in shown.err


def test_countersigning_and_sending_back_from_the_page() -> None:
    settlement, client = waiting(HOSPITAL), signed_in("planificatrice")
    url = f"/contracts/payments/{settlement.pk}/step/"
    client.post(f"{url}return", {"reason": ""})
    settlement.refresh_from_db()
    assert settlement.state == Settlement.State.COMPUTED
    client.post(f"{url}approve", {"reason": ""})
    settlement.refresh_from_db()
    assert settlement.state == Settlement.State.APPROVED


def test_the_parts_of_the_change_add_up() -> None:
    from mithaq.apps.contracts.presenters.why import changes, parts_of
    from mithaq.apps.contracts.queries import result_of
    from mithaq.core.contracts.difference import payable

    for number in (REGIONAL, HOSPITAL, f"{REGIONAL}-P"):
        rows = list(Settlement.objects.standing().filter(contract__number=number).order_by("period"))
        for before, after in pairwise(rows):
            found = changes(result_of(before), result_of(after))
            assert sum(part.amount for part in parts_of(found)) == payable(found.after) - payable(found.before)


QUERIES = {
    "/contracts/": 20,
    f"/contracts/{HOSPITAL}/": 45,
    "/contracts/payments/": 18,
    "/plans/": 18,
    "/plans/BP-FM-2025-2027/": 50,
    "/data/": 16,
    "/results/": 40,
}


@pytest.mark.parametrize("url", QUERIES)
def test_pages_take_few_queries(url: str, django_assert_max_num_queries: object) -> None:
    client = signed_in("planificatrice")
    client.get(url)
    with django_assert_max_num_queries(QUERIES[url]):  # type: ignore[operator] # a context manager of pytest-django
        assert client.get(url).status_code == 200
