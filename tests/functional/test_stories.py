"""What people do with the product, from the sign-in on: each story in French, and again in Arabic."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from mithaq.apps.accounts.demonstration import DEMO_HOSPITAL, DEMO_PASSWORD
from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.home.demonstration.texts import HOSPITAL, PROVINCIAL, REGIONAL
from mithaq.apps.territory.models import Facility, OrgUnit
from tests.functional.conftest import NewPage
from tests.functional.words import Say, beginning

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("demonstration"),
]
Enter = Callable[..., Page]
DATE = re.compile(r"\d{2}/\d{2}/\d{4}")
GOOD_LIST = (
    "facility_id,name,category,commune_code\n"
    "P24-9001,Centre de santé du récit,CSR-1,03.451.01.09\n"
    "P24-9002,Centre de santé du conte,CSU-1,03.451.01.09\n"
)
INVOICES = (
    "invoice,line,indicator,declared,verified,validated,tariff_mad,paid_mad\n"
    "F-1,1,Consultations,38,38,38,100,3800\n"
    "F-1,2,Accouchements,12,12,12,250,3100\n"
)


@pytest.fixture
def enter(new_page: NewPage, live_server: LiveServer, language: str, say: Say) -> Enter:
    """Signs in on the sign-in page, as a person does; gives the page, at home."""

    def sign_in(username: str, **choices: Any) -> Page:
        page = new_page(language=language, **choices)
        page.goto(f"{live_server.url}/sign-in/")
        page.get_by_label(say("User name")).fill(username)
        page.get_by_label(say("Password")).fill(DEMO_PASSWORD)
        page.get_by_role("button", name=say("Sign in"), exact=True).click()
        expect(page).to_have_url(f"{live_server.url}/")
        return page

    return sign_in


def go_to(page: Page, section: str) -> None:
    """Follows a link of the main navigation."""
    page.locator("nav.mq-nav").get_by_role("link", name=section, exact=True).click()


def downloaded(page: Page, link: Locator) -> bytes:
    """The file behind a link."""
    with page.expect_download() as arrived:
        link.click()
    return Path(arrived.value.path()).read_bytes()


def unit(code: str) -> OrgUnit:
    return OrgUnit.objects.get(code=code)


def descend(page: Page, say: Say, place: OrgUnit) -> None:
    """In the explorer: choose a unit in the table, then open the level below it."""
    page.get_by_role("table").first.get_by_role("link", name=say(place), exact=True).first.click()
    card = page.locator("#selected")
    expect(card.get_by_role("heading")).to_contain_text(say(place))
    card.get_by_role("link").last.click()
    expect(page).to_have_url(re.compile(f"/territory/{re.escape(place.code)}/explore/"))


def test_the_planner_goes_from_the_map_to_the_reason_of_a_payment(enter: Enter, say: Say, language: str) -> None:
    page = enter("planificatrice")
    expect(page.get_by_role("heading", name=say("What awaits me"))).to_be_visible()

    go_to(page, say("Territory"))
    region = unit("03")
    expect(page.get_by_role("link", name=beginning(say(region))).first).to_be_visible()  # a polygon of the map
    for code in ("03", "03.451", "03.451.01.09"):
        descend(page, say, unit(code))
    page.get_by_role("combobox", name=say("Theme"), exact=True).select_option(label=say("All facilities"))
    expect(page).to_have_url(re.compile("theme=all"))
    hospital = unit(DEMO_HOSPITAL)
    page.get_by_role("table").last.get_by_role("link", name=say(hospital), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(say(hospital))

    page.get_by_role("link", name=beginning(say("Contracts"))).last.click()
    contract = Contract.objects.get(number=HOSPITAL)
    page.get_by_role("row").filter(has_text=HOSPITAL).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(getattr(contract, f"title_{language}"))

    page.get_by_role("link", name=beginning(say("Settlement %(period)s", period=""))).first.click()
    _reads_the_reason(page, say)
    _compares_with_another_date(page, say)
    _takes_the_papers_away(page, say, language)


def _reads_the_reason(page: Page, say: Say) -> None:
    figure = page.get_by_role("table").first.locator("tbody tr").first.get_by_role("link").last
    figure.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name=say("The rule, in words"))).to_be_visible()
    assert len(sheet.locator(".mq-rule").inner_text()) > len("quantity × tariff")
    facts = sheet.get_by_role("table").last
    expect(facts.get_by_role("row")).to_have_count(4)  # the head, then the three months of the quarter
    for month in facts.get_by_role("row").all()[1:]:
        expect(month).to_contain_text("Agente de saisie")
        expect(month).to_contain_text(DATE)


def _compares_with_another_date(page: Page, say: Say) -> None:
    sheet = page.get_by_role("dialog")
    sheet.get_by_label(say("What was known on")).fill("2025-08-31")
    sheet.get_by_role("button", name=say("Compare")).click()
    expect(sheet.locator("div.mq-other")).to_contain_text("31/08/2025")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def _takes_the_papers_away(page: Page, say: Say, language: str) -> None:
    pdf = PdfReader(BytesIO(downloaded(page, page.get_by_role("link", name="PDF").first)))
    assert HOSPITAL in "".join(sheet.extract_text() for sheet in pdf.pages)
    fonts = {str(font.get_object()["/BaseFont"]) for sheet in pdf.pages for font in _fonts(sheet)}
    assert any("Arabic" in name or "Kufi" in name for name in fonts) == (language == "ar"), fonts
    word = Document(BytesIO(downloaded(page, page.get_by_role("link", name="Word").first)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert HOSPITAL in "".join([*cells, *(one.text for one in word.paragraphs)])


def _fonts(sheet: Any) -> list[Any]:
    return list(sheet["/Resources"]["/Font"].values())


def test_the_director_reaches_his_own_contract_and_no_other(enter: Enter, say: Say, live_server: LiveServer) -> None:
    elsewhere = Contract.objects.get(number=REGIONAL)
    elsewhere.pk, elsewhere.number, elsewhere.holder = None, "CP-RSK-2025", unit("04")
    elsewhere.save()
    page = enter("directeur")
    go_to(page, say("Contracts"))
    page.get_by_role("row").filter(has_text=HOSPITAL).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(HOSPITAL)
    for number in (REGIONAL, PROVINCIAL, "CP-RSK-2025"):
        answer = page.goto(f"{live_server.url}/contracts/{number}/")
        assert answer is not None
        assert answer.status == 404
        title = say("This page does not exist or is not open to you")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("main")).not_to_contain_text(number)


def test_the_auditor_reads_the_trail(enter: Enter, say: Say, live_server: LiveServer) -> None:
    page = enter("auditrice")
    page.goto(f"{live_server.url}/audit/")
    rows = page.get_by_role("table").first.locator("tbody tr")
    everything = rows.count()
    page.get_by_label(say("Person"), exact=True).fill("finances")
    page.get_by_role("combobox", name=say("Unit"), exact=True).fill(DEMO_HOSPITAL)
    page.get_by_role("button", name=say("Filter"), exact=True).click()
    expect(page).to_have_url(re.compile("person=finances"))
    assert 0 < rows.count() < everything
    expect(rows.first).to_contain_text(DATE)
    rows.first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/audit/events/\d+/"))
    expect(page.get_by_text(say("Seal of the event before"))).to_be_visible()


def test_four_eyes_countersign(enter: Enter, say: Say, live_server: LiveServer) -> None:
    waiting = Settlement.objects.get(contract__number=HOSPITAL, period="2025Q3", state="computed")
    address = f"{live_server.url}/contracts/payments/{waiting.pk}/"

    page = enter("finances")  # who computed it
    page.goto(address)
    duties = page.get_by_role("region", name=say("Second look awaited"))
    expect(duties.get_by_role("paragraph").last).to_have_text(say("You did not compute this settlement"))
    expect(page.get_by_role("button", name=say("Countersign"), exact=True)).to_have_count(0)
    posted = page.request.post(
        f"{address}step/approve",
        headers={"X-CSRFToken": page.locator("[name=csrfmiddlewaretoken]").first.input_value(), "Referer": address},
    )
    assert posted.status in {200, 403}
    waiting.refresh_from_db()
    assert waiting.state == "computed"

    page = enter("planificatrice")
    page.goto(address)
    page.get_by_role("button", name=say("Countersign"), exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=say("Countersign"), exact=True).last.click()
    expect(page.get_by_role("status")).to_contain_text(say("Settlement countersigned. It can be ordered for payment."))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_by and waiting.approved_by.username) == ("approved", "planificatrice")


def test_a_list_of_facilities_is_checked_then_applied_once(enter: Enter, say: Say, live_server: LiveServer) -> None:
    page = enter("planificatrice")
    before = Facility.objects.count()
    _upload(page, live_server, say, "nom_etab;ville\nIbn Baja;Taza\n")
    expect(page.get_by_role("alert")).to_contain_text(say("This file cannot be used. Nothing was changed."))
    assert Facility.objects.count() == before

    _upload(page, live_server, say, GOOD_LIST)
    expect(page.get_by_role("table").last).to_contain_text("Centre de santé du récit")
    assert Facility.objects.count() == before
    page.get_by_role("button", name=beginning(say("Save %(n)s change", "Save %(n)s changes", n=2))).click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert Facility.objects.count() == before + 2

    _upload(page, live_server, say, GOOD_LIST)
    expect(page.get_by_role("button", name=say("Nothing to save"))).to_be_disabled()


def _upload(page: Page, live_server: LiveServer, say: Say, content: str) -> None:
    page.goto(f"{live_server.url}/territory/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name=say("Compare with the territory")).click()


def test_invoices_are_checked_to_the_line(enter: Enter, say: Say, live_server: LiveServer) -> None:
    page = enter("verificateur")
    page.goto(f"{live_server.url}/contracts/invoices/")
    page.get_by_label(say("Invoice file")).set_input_files(
        {"name": "factures.csv", "mimeType": "text/csv", "buffer": INVOICES.encode()}
    )
    page.get_by_role("button", name=say("Check the invoices")).click()
    expect(page.get_by_role("status")).to_contain_text(
        say("%(n)s figure does not hold.", "%(n)s figures do not hold.", n=1)
    )
    wrong = page.get_by_role("table", name=say("What does not hold")).get_by_role("row").last
    expect(wrong).to_contain_text("Accouchements")
    expect(wrong).to_contain_text("H3")


def test_search_and_language_keep_the_place(enter: Enter, say: Say, language: str) -> None:
    page = enter("planificatrice")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name=say("Search"), exact=True)).to_be_focused()
    page.keyboard.type(DEMO_HOSPITAL)
    page.keyboard.press("Enter")
    hospital = unit(DEMO_HOSPITAL)
    page.get_by_role("main").get_by_role("link", name=re.compile(re.escape(say(hospital)))).first.click()
    expect(page).to_have_url(re.compile(DEMO_HOSPITAL))
    here, other = page.url, {"fr": "العربية", "ar": "Français"}[language]
    page.get_by_role("button", name=other).click()
    expect(page.locator("html")).to_have_attribute("dir", {"fr": "rtl", "ar": "ltr"}[language])
    assert page.url == here


def test_menus_serve_on_a_phone(enter: Enter, say: Say, fits: Callable[[Page], None]) -> None:
    page = enter("planificatrice", size={"width": 390, "height": 844})
    fits(page)
    go_to(page, say("Contracts"))
    page.get_by_role("row").filter(has_text=HOSPITAL).get_by_role("link").first.click()
    fits(page)
    page.locator("header summary").nth(1).click()
    expect(page.get_by_role("button", name="2025", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("header summary").last.click()
    expect(page.get_by_role("button", name=say("Sign out"))).to_be_visible()


def test_without_javascript_a_contract_and_its_reasons_are_readable(enter: Enter, say: Say) -> None:
    page = enter("planificatrice", javascript=False)
    go_to(page, say("Contracts"))
    page.get_by_role("row").filter(has_text=HOSPITAL).get_by_role("link").first.click()
    page.get_by_role("table").first.locator("tbody a.mq-fig").last.click()
    expect(page.get_by_role("heading", name=say("The rule, in words"))).to_be_visible()
    expect(page.locator("nav.mq-nav")).to_be_visible()
