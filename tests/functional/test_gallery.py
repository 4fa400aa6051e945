"""The gallery in both directions, light and dark, on a desk and on a phone; and what its components do."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import Mandate, User
from tests.functional.conftest import DESK, PHONE, NewPage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Page, str], User]


@pytest.fixture(autouse=True)
def builder() -> User:
    """Someone to whom the gallery is open."""
    person: User = User.objects.create(username="builder", first_name="Builder", position="Administratrice")
    Mandate.objects.create(user=person, role=Role.ADMINISTRATOR, unit_code="MA", since="2025-01-01")
    return person


@pytest.fixture
def gallery(new_page: NewPage, live_server: LiveServer, sign_in: SignIn) -> Callable[..., Page]:
    def open_gallery(**choices: object) -> Page:
        page = new_page(**choices)
        sign_in(page, "builder")
        page.goto(f"{live_server.url}/gallery/")  # ready when loaded: deferred scripts have run
        return page

    return open_gallery


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_axe_finds_nothing_grave(
    gallery: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    language: str,
    theme: str,
    size: ViewportSize,
) -> None:
    page = gallery(language=language, theme=theme, size=size)
    html = page.locator("html")
    expect(html).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(html).to_have_attribute("data-bs-theme", theme)
    axe(page)
    fits(page)


def test_a_figure_opens_beside_the_page_and_escape_gives_the_place_back(
    gallery: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = gallery()
    figure = page.locator("a.mq-fig").first
    figure.click()
    sheet = page.locator("#mq-sheet")
    expect(sheet).to_be_visible()
    expect(sheet.locator("#mq-sheet-title")).to_be_focused()
    expect(figure).to_have_attribute("aria-current", "true")
    axe(page)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(figure).to_be_focused()


def test_without_javascript_a_figure_opens_a_page(gallery: Callable[..., Page]) -> None:
    page = gallery(javascript=False)
    page.locator("a.mq-fig").first.click()
    expect(page.locator("h1")).to_contain_text("Facturation des actes aux urgences")
    expect(page.locator("nav.mq-nav")).to_be_visible()


def test_a_dialog_asks_for_its_reason(gallery: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = gallery()
    page.get_by_role("button", name="Rejeter la facture").click()
    dialog = page.locator("dialog#reject-sample")
    expect(dialog).to_be_visible()
    expect(dialog.locator("textarea")).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_without_javascript_the_dialog_is_reached_by_its_link(gallery: Callable[..., Page]) -> None:
    page = gallery(javascript=False)
    page.get_by_role("button", name="Rejeter la facture").click()
    expect(page.locator("dialog#reject-sample textarea")).to_be_visible()


def test_slash_goes_to_the_search(gallery: Callable[..., Page]) -> None:
    page = gallery()
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()


def test_the_language_changes_and_the_page_stays(gallery: Callable[..., Page]) -> None:
    page = gallery()
    page.goto(f"{page.url}?page=3")
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    assert page.url.endswith("/gallery/?page=3")


def test_the_period_is_chosen_once_for_all_pages(gallery: Callable[..., Page]) -> None:
    page = gallery()
    page.locator(".mq-ctx summary").nth(1).click()
    page.get_by_role("button", name="2025", exact=True).click()
    expect(page.locator(".mq-ctx summary").nth(1)).to_contain_text("2025")
    page.goto(page.url.replace("/gallery/", "/gallery/form/"))
    expect(page.locator(".mq-ctx summary").nth(1)).to_contain_text("2025")


def test_dark_is_kept_from_page_to_page(gallery: Callable[..., Page]) -> None:
    page = gallery()
    page.locator("[data-theme-toggle]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_errors_stand_beside_their_fields(gallery: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = gallery()
    page.goto(page.url + "form/")
    page.get_by_label("Montant (MAD)").fill("-3")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#id_amount_error")).to_be_visible()
    expect(page.get_by_label("Montant (MAD)")).to_have_value("-3")
    axe(page)


def test_an_unknown_page_says_so_and_leads_home(
    new_page: NewPage, live_server: LiveServer, sign_in: SignIn, axe: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page, "builder")
    page.goto(f"{live_server.url}/nowhere/")
    expect(page.locator("h1")).to_have_text("Cette page n’existe pas ou ne vous est pas ouverte")
    axe(page)
