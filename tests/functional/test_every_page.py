"""Every kind of page hinders nobody: axe-core on a desk, on a phone, in Arabic, in the dark; no page is too wide."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from mithaq.apps.accounts.demonstration import DEMO_HOSPITAL
from mithaq.apps.accounts.models import User
from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.contracts.models import Settlement
from mithaq.apps.home.demonstration.texts import HOSPITAL, LETTER, PROGRAMME, REGIONAL
from mithaq.apps.plans.models import Entente
from tests.functional.conftest import DESK, PHONE, NewPage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("demonstration"),
]
SignIn = Callable[[Page, str], User]
UNKNOWN = "/contracts/NO-SUCH-CONTRACT/"


def addresses() -> dict[str, list[str]]:
    """Every kind of page, by who opens it; "" is nobody."""
    waiting = Settlement.objects.get(contract__number=HOSPITAL, period="2025Q3", state="computed")
    entente = Entente.objects.get(programme__number=PROGRAMME)
    event = AuditEvent.objects.order_by("pk").first()
    assert event
    tabs = ("undertakings", "content", "money", "duties", "documents", "history")
    return {
        "": ["/sign-in/"],
        "directeur": ["/"],
        "saisie": [f"/data/{DEMO_HOSPITAL}/", f"/data/{DEMO_HOSPITAL}/202509/enter"],
        "ministere": ["/territory/", f"/plans/letters/{LETTER}/"],
        "planificatrice": [
            *("/", "/territory/03/explore/", "/territory/03/", f"/territory/{DEMO_HOSPITAL}/?tab=contracts"),
            *("/territory/compare/?units=03&units=04", "/territory/import/", "/territory/03/why/norm-gap/"),
            *("/plans/", f"/plans/{PROGRAMME}/", f"/plans/ententes/{entente.number}/"),
            *("/contracts/", *(f"/contracts/{REGIONAL}/?tab={tab}" for tab in tabs)),
            *(f"/contracts/{REGIONAL}/undertakings/1", "/contracts/invoices/", "/contracts/payments/"),
            reverse("contracts:settlement", args=[waiting.pk]),
            reverse("contracts:explain", args=[waiting.pk, "L1/line_amount"]),
            *("/data/", "/results/", "/results/outpatient-consultations/", "/reports/", "/profile/"),
            *("/search/?q=sefrou", "/help/", "/help/lire-un-contrat/", UNKNOWN),
        ],
        "auditrice": ["/", "/audit/", f"/audit/events/{event.pk}/"],
        "administrateur": [
            *("/", "/administration/", "/administration/people/", "/administration/people/planificatrice/"),
            *("/administration/who-can-see/?unit=03", "/jobs/"),
        ],
    }


@pytest.mark.parametrize(
    ("language", "theme", "size"),
    [("fr", "light", DESK), ("fr", "light", PHONE), ("ar", "light", DESK), ("fr", "dark", DESK)],
    ids=["french", "phone", "arabic", "dark"],
)
def test_no_page_hinders_anybody(
    new_page: NewPage,
    live_server: LiveServer,
    sign_in: SignIn,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    language: str,
    theme: str,
    size: ViewportSize,
) -> None:
    found: list[str] = []
    for username, places in addresses().items():
        page = new_page(language=language, theme=theme, size=size)
        if username:
            sign_in(page, username)
        for place in places:
            answer = page.goto(live_server.url + place)
            assert answer is not None
            if answer.status != (404 if place == UNKNOWN else 200):
                found.append(f"{username} {place} answers {answer.status}")
                continue
            expect(page.locator("h1")).to_have_count(1)
            found += [str(wrong) for check in (axe, fits) if (wrong := _wrong(check, page))]
        page.close()
    assert not found, "\n".join(found)


def _wrong(check: Callable[[Page], None], page: Page) -> AssertionError | None:
    try:
        check(page)
    except AssertionError as wrong:
        return wrong
    return None
