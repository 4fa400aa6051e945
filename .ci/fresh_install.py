"""The proof that a stranger can run the product: clone, start, sign in, stop — with nothing cached.

Clones the committed state into an empty folder, gives it a home and caches of its own, runs
`./dev run` on a free port as the README says, waits for the home page, signs in as the
demonstration planner, reads the role on the home page, stops with TERM and looks that nothing
stays behind. Plain Python. Status 0 when all of this holds.
"""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USER, PASSWORD = "planificatrice", "mithaq-demo"
SEEN_ON_HOME = "planificatrice"
START_SECONDS, STOP_SECONDS = 900, 40


def main() -> int:
    """Run the proof; gives the exit status."""
    place = Path(tempfile.mkdtemp(prefix="mithaq-fresh-"))
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(place / "clone")], check=True)
        prove(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print("fresh install: home page, sign-in and stop are as they should be")
    return 0


def prove(place: Path) -> None:
    """Start the clone, look at it as a person would, stop it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = place / "log"
    began = time.monotonic()
    with log.open("wb") as output:
        command = ["./dev", "run", "--port", str(port)]
        product = subprocess.Popen(
            command,
            cwd=place / "clone",
            env=own_environment(place),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            wait_for(address, product, began)
            print(f"fresh install: answers after {time.monotonic() - began:.0f} s")
            sign_in(address)
            stop(product, port)
        except BaseException:
            print(log.read_text(errors="replace")[-8000:], file=sys.stderr)
            raise
        finally:
            if product.poll() is None:
                os.killpg(product.pid, signal.SIGKILL)


def own_environment(place: Path) -> dict[str, str]:
    """The environment of somebody who has never run this: own home, own caches, no setting of ours."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MITHAQ_", "DJANGO_", "VIRTUAL_"))
    }
    home = place / "home"
    home.mkdir()
    return kept | {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "UV_CACHE_DIR": str(home / "uv"),
        "PIP_CACHE_DIR": str(home / "pip"),
        "npm_config_cache": str(home / "npm"),
    }


def wait_for(address: str, product: subprocess.Popen[bytes], began: float) -> None:
    """Wait until the home page answers."""
    while time.monotonic() - began < START_SECONDS:
        if product.poll() is not None:
            raise SystemExit(f"./dev run ended by itself (status {product.returncode})")
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit(f"./dev run did not answer within {START_SECONDS} s")


def sign_in(address: str) -> None:
    """Sign in through the form and find the person's function on the home page."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with browser.open(address, timeout=30) as page:
        form_address, form = page.geturl(), page.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    if not token:
        raise SystemExit(f"{form_address} shows no sign-in form")
    fields = {"csrfmiddlewaretoken": token[1], "username": USER, "password": PASSWORD}
    request = urllib.request.Request(form_address, urllib.parse.urlencode(fields).encode(), {"Referer": form_address})
    with browser.open(request, timeout=30) as page:
        landed, home = page.geturl(), page.read().decode()
    if urllib.parse.urlparse(landed).path != "/" or SEEN_ON_HOME not in home.lower():
        raise SystemExit(f"after signing in, {landed} does not greet the planner")


def stop(product: subprocess.Popen[bytes], port: int) -> None:
    """TERM ends it in order and leaves nothing that listens."""
    product.terminate()
    status = product.wait(STOP_SECONDS)
    if status != 0:
        raise SystemExit(f"./dev run ended with status {status} when asked to stop")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SystemExit(f"something still listens on port {port} after ./dev run has stopped")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
