"""One database for the benchmarks of pages: the nation, the demonstration, the ministry's real lists."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from benchmarks.measure import Row

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = Path(os.environ.get("MITHAQ_REFERENCE", ROOT.parent / "shared")) / "data" / "facilities"
LISTS = ("ma_public_hospitals_2024.csv", "ma_primary_care_facilities_2024.csv")
EMPTY = "/help/"  # the frame of a page and nothing to compute
TARGET = 0.150
ENOUGH = 9  # times that a page is asked


@cache
def environment() -> dict[str, str]:
    """The environment of a product with its data loaded, made once and removed at the end.

    Without the ministry's lists beside the checkout, only the generated network is there.
    """
    folder = tempfile.mkdtemp(prefix="mithaq-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    env = {**os.environ, "MITHAQ_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "mithaq.config.settings.dev"}
    commands = [["-m", "django", "migrate", "--verbosity=0"], ["-m", "mithaq.cli", "demo"]]
    commands += [["-m", "django", "collectstatic", "--noinput", "--verbosity=0"]]
    lists = [REFERENCE / name for name in LISTS]
    commands += [["-m", "mithaq.cli", "import", "facilities", str(one), "--apply"] for one in lists if one.exists()]
    for command in commands:
        subprocess.run([sys.executable, *command], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return env


@contextmanager
def server() -> Iterator[int]:
    """The port of a real server on these data: gunicorn, a process for each core."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "mithaq.config.wsgi:application", f"--bind=127.0.0.1:{port}"]
    command += [f"--workers={os.cpu_count() or 1}", "--log-level=error", "--timeout=120"]
    running = subprocess.Popen(command, env=environment(), cwd=ROOT)
    try:
        _wait_for(port)
        yield port
    finally:
        running.terminate()
        running.wait(20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("the server did not start within a minute")


def pages(named: Mapping[str, str], person: str) -> Iterator[Row]:
    """One row a page for a person of the demonstration: median time in process, queries, size."""
    code = f"from benchmarks.nation import measure; measure({list(named.values())!r}, {person!r})"
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, env=environment(), cwd=ROOT, check=True, capture_output=True, text=True)
    floor, *found = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    for name, (seconds, queries, size) in zip(named, found, strict=True):
        verdict = "sous 150 ms" if float(seconds) < TARGET else "au-dessus de 150 ms"
        note = f"{queries} requêtes, {size} Ko, {verdict}"
        yield Row(name, float(seconds), "page sans chiffre", float(floor[0]), note)


def measure(paths: list[str], person: str) -> None:
    """Print a line a page, the empty one first: seconds, queries, size in kilobytes."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks.measure import median_seconds

    client = Client(headers={"host": "localhost"})
    user = get_user_model().objects.get(username=person)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for path in (EMPTY, *paths):
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f"{path} answers {response.status_code}")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        n_queries = len(queries)  # read now: the next request empties the log
        seconds = median_seconds(partial(client.get, path), repeats=ENOUGH)
        print(seconds, n_queries, len(response.content) // 1024, sep="\t")
