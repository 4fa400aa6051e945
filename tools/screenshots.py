"""Takes the screenshots of the README and the guides from the demonstration, again and again alike.

    tools/screenshots.py [NAME…] [--address http://127.0.0.1:8000/] [--to FOLDER]

Serves the demonstration itself on a free port unless an address is given. A new screenshot is
one more line in SHOTS; its file is `docs/images/<name>.<language>.png`.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from tools.environment import ROOT, chromium

IMAGES = ROOT / "docs" / "images"
CHROMIUM_OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
)  # fmt: skip
PASSWORD = "mithaq-demo"


@dataclass(frozen=True, slots=True)
class Shot:
    """One screenshot: who looks at what, in which language.

    `path` is an address of the product; `follow` are selectors clicked one after the other (a link
    by its text: "text=Settlements"); `upload` is the text of a file given to the page's form before;
    `full` takes the whole page instead of the window.
    """

    name: str
    user: str
    path: str
    languages: tuple[str, ...] = ("fr",)
    size: tuple[int, int] = (1280, 800)
    follow: tuple[str, ...] = ()
    upload: str = ""
    full: bool = False


INVOICES = """invoice,line,indicator,declared,verified,validated,tariff_mad,paid_mad
F-2025-01,1,Consultations,412,405,405,6.50,2632.50
F-2025-01,2,Accouchements,38,38,38,260,9980
"""
FACILITIES = """facility_id,name,category,commune_code
P24-9001,Centre de santé d’exemple,CSR-1,03.451.01.09
P24-9002,Dispensaire d’exemple,CSX-1,03.451.01.09
"""
SUBMIT = "main form[enctype] button"

SHOTS = (
    Shot("accueil", "planificatrice", "/", languages=("fr", "ar")),
    Shot("territoire", "planificatrice", "/territory/", languages=("fr", "ar")),
    Shot("import", "planificatrice", "/territory/import/", upload=FACILITIES, follow=(SUBMIT,)),
    Shot("norme", "planificatrice", "/territory/norms/health-centres/"),
    Shot("contrat", "planificatrice", "/contracts/CP-FM-2025-H/"),
    Shot("explication", "planificatrice", "/contracts/CP-FM-2025-H/", follow=("main table tbody a.mq-fig",)),
    Shot("decompte", "planificatrice", "/contracts/payments/", follow=("main table tbody a",)),
    Shot("factures", "verificateur", "/contracts/invoices/", upload=INVOICES, follow=(SUBMIT,)),
    Shot("administration", "administrateur", "/administration/people/"),
    Shot("journal", "auditrice", "/audit/?person=finances"),
)


def take(browser: Browser, address: str, shot: Shot, language: str, folder: Path) -> Path:
    """Sign in, go there, and write the picture; gives its path."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=language,
        timezone_id="Africa/Casablanca",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": address}])
    page = context.new_page()
    sign_in(page, address, shot.user)
    go(page, address + shot.path.lstrip("/"))
    if shot.upload:
        text: FilePayload = {"name": "liste.csv", "mimeType": "text/csv", "buffer": shot.upload.encode()}
        page.locator("input[type=file]").set_input_files(text)
    for selector in shot.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(400)  # maps and charts draw after the network is quiet
    target = folder / f"{shot.name}.{language}.png"
    page.screenshot(path=str(target), full_page=shot.full, animations="disabled")
    context.close()
    return target


def sign_in(page: Page, address: str, user: str) -> None:
    """Through the form, as a person does."""
    go(page, address)
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if page.locator("input[name=password]").count():
        raise SystemExit(f"{user} cannot sign in on {address}: is the demonstration loaded?")


def go(page: Page, address: str) -> None:
    """Open the address; a page that is not there ends the program."""
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or answer.status >= 400:
        raise SystemExit(f"{address} answers {answer.status if answer else 'nothing'}")


@contextmanager
def served() -> Iterator[str]:
    """The demonstration on a free port, by `./dev run` itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    product = subprocess.Popen([str(ROOT / "dev"), "run", "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(address, timeout=5).close()
            except OSError:
                if product.poll() is not None:
                    raise SystemExit("./dev run did not start; its words are above") from None
                time.sleep(1)
            else:
                break
        yield address
    finally:
        product.terminate()
        product.wait()


@contextmanager
def given(address: str) -> Iterator[str]:
    """An address that somebody else serves."""
    yield address.rstrip("/") + "/"


def main(argv: list[str]) -> int:
    """Take all the screenshots, or those named."""
    parser = argparse.ArgumentParser(description="Take the screenshots of the documents.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--address", help="where the demonstration is already served")
    parser.add_argument("--to", type=Path, default=IMAGES, help="another folder for the pictures")
    options = parser.parse_args(argv)
    options.to.mkdir(parents=True, exist_ok=True)
    chosen = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    os.environ.setdefault("TZ", "Africa/Casablanca")
    with given(options.address) if options.address else served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()), args=list(CHROMIUM_OPTIONS))
        for shot in chosen:
            for language in shot.languages:
                print(take(browser, address, shot, language, options.to).name, flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
