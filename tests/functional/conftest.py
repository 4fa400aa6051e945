"""Chromium for the stories: one browser a session, one fresh page a test, a picture when it fails.

    def test_story(page, live_server, sign_in, axe):
        sign_in(page, "planificatrice")
        page.goto(f"{live_server.url}/contracts/")
        axe(page)

`sign_in` opens a session directly; the story that is about signing in fills the form itself.
Tests marked `browser` are skipped with a reason where Chromium or the front-end files are absent,
unless MITHAQ_BROWSER=required.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from mithaq.apps.accounts.models import User
from mithaq.web.context import THEME_COOKIE
from tests.functional.demonstration import demonstration, loaded
from tests.functional.words import language, say

__all__ = ["demonstration", "language", "loaded", "say"]  # fixtures of the stories

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
AXE = Path(settings.FRONTEND_DIR) / "tests" / "axe.min.js"
SERIOUS = {"serious", "critical"}


def chromium() -> str:
    """The browser of this machine; "" when there is none."""
    named = os.environ.get("MITHAQ_CHROMIUM", "")
    return named or next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), "")


def why_absent() -> str:
    """Why these tests cannot run here; "" when they can."""
    if not chromium():
        return "Chromium is not installed (Debian: apt install chromium)"
    return "" if AXE.is_file() else "the front-end files are not built (python tools/frontend.py)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker drives the browser, so that the demonstration is loaded once; skip with the reason without one."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
    if not (reason := why_absent()) or os.environ.get("MITHAQ_BROWSER") == "required":
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, beside which Django would refuse the ORM.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep the result of the test where its fixtures can read it."""
    outcome: Any = yield
    report = outcome.get_result()
    setattr(item, f"result_{report.when}", report)


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(
    browser: Browser, request: pytest.FixtureRequest, live_server: LiveServer, tmp_path: Path
) -> Iterator[NewPage]:
    """Opens pages: `new_page(language="ar", theme="dark", size=PHONE, javascript=False)`.

    Anything the browser complains about (a script that fails, a file refused by the policy) fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        language: str = "fr", theme: str = "light", size: ViewportSize | None = None, javascript: bool = True
    ) -> Page:
        context = browser.new_context(viewport=size or DESK, locale=language, java_script_enabled=javascript)
        names = {settings.LANGUAGE_COOKIE_NAME: language, THEME_COOKIE: theme}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in names.items()])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None
        )
        return page

    yield open_page
    result = getattr(request.node, "result_call", None)
    if result is not None and result.failed:
        for number, context in enumerate(contexts):
            for page in context.pages:
                picture = tmp_path / f"failure-{number}.png"
                page.screenshot(path=picture, full_page=True)
                print(f"picture of the failure: {picture} ({page.url})")
    for context in contexts:
        context.close()
    assert not complaints, f"the browser complained: {complaints}"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A French page on a desk."""
    return new_page()


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, str], User]:
    """Opens a session for a person; gives the person."""

    def enter(page: Page, username: str) -> User:
        person: User = User.objects.get(username=username)
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return person

    return enter


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Fails on what hinders people: every serious or critical finding of axe-core, with the element."""

    def check(page: Page) -> None:
        session = page.context.new_cdp_session(page)  # not subject to the page's own security policy
        session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        grave = [
            f"{one['impact']} {one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in found["violations"]
            if one["impact"] in SERIOUS
        ]
        assert not grave, f"{page.url}\n" + "\n".join(grave)

    return check


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """Fails when the page is wider than the screen."""

    def check(page: Page) -> None:
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{page.url} is {beyond} px too wide"

    return check
