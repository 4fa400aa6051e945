"""Dix personnes à la fois.

Un vrai serveur (gunicorn, autant de processus que de cœurs) sur les données nationales ; dix personnes
connectées parcourent les pages en même temps, depuis la même machine : d'abord sans aucune pause, ce qui mesure
la file d'attente de ce serveur, puis avec une à trois secondes de lecture entre deux pages.
"""

import http.client
import random
import re
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlencode

from benchmarks import nation
from benchmarks.measure import Row

N_PEOPLE, N_ROUNDS = 10, 4
READING_SECONDS = 2.0  # between two pages, give or take a half
PAGES = {
    "accueil": "/",
    "carte nationale": "/territory/",
    "région Fès-Meknès": "/territory/03/",
    "recherche": "/search/?q=taounate",
    "contrats": "/contracts/",
    "contrat de la région": "/contracts/CP-FM-2025/",
    "paiements": "/contracts/payments/",
    "résultats": "/results/",
}


def run() -> Iterator[Row]:
    """One row a page: median time, with the 95th percentile in the note, against the sign-in page."""
    with nation.server() as port:
        times, failures = _walk(port, pause=0)
        calm, more = _walk(port, pause=READING_SECONDS)
        failures |= more
    if failures:
        raise SystemExit("bench_load: " + "; ".join(sorted(failures)))
    floor = statistics.median(times.pop("page de connexion"))
    every = [seconds for measured in times.values() for seconds in measured]
    yield Row("toutes les pages, sans pause", statistics.median(every), "page de connexion", floor, _note(every))
    floor = statistics.median(calm.pop("page de connexion"))
    every = [seconds for measured in calm.values() for seconds in measured]
    yield Row("toutes les pages, en lisant", statistics.median(every), "page de connexion", floor, _note(every))
    for page, measured in calm.items():
        yield Row(f"{page}, en lisant", statistics.median(measured), "page de connexion", floor, _note(measured))


def _note(measured: list[float]) -> str:
    """The 95th percentile of the times, in words."""
    p95 = statistics.quantiles(measured, n=20)[-1]
    return f"p95 {p95 * 1000:.0f} ms, {len(measured)} demandes, {N_PEOPLE} personnes"


def _walk(port: int, *, pause: float) -> tuple[dict[str, list[float]], set[str]]:
    """Times by page of everybody's walk, and what failed."""
    times: dict[str, list[float]] = defaultdict(list)
    failures: set[str] = set()
    people = [_Person(port) for _ in range(N_PEOPLE)]
    for person in people:
        person.sign_in()
        for path in PAGES.values():  # caches warm, as on any working day
            person.get(path)
    threads = [
        threading.Thread(target=person.walk, args=(at, pause, times, failures)) for at, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    visitor = _Person(port)
    for _ in range(N_PEOPLE * N_ROUNDS):
        times["page de connexion"].append(visitor.timed("/sign-in/")[0])
    return times, failures


class _Person:
    """Somebody with a browser's cookies on one connection at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def sign_in(self) -> None:
        """By the page's own form."""
        _, page = self.get("/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"username": "planificatrice", "password": "mithaq-demo", "next": "/"}
        form["csrfmiddlewaretoken"] = token[1] if token else ""
        status, _ = self._ask("POST", "/sign-in/", urlencode(form))
        if status != http.client.FOUND:
            raise SystemExit(f"bench_load: sign-in answered {status}")

    def walk(self, start: int, pause: float, times: dict[str, list[float]], failures: set[str]) -> None:
        """Every page, several rounds, each person from another page on."""
        pages = list(PAGES.items())
        draw = random.Random(start)
        for step in range(N_ROUNDS * len(pages)):
            time.sleep(pause * draw.uniform(0.5, 1.5))
            page, path = pages[(start + step) % len(pages)]
            seconds, status = self.timed(path)
            times[page].append(seconds)
            if status != http.client.OK:
                failures.add(f"{path} answered {status}")

    def timed(self, path: str) -> tuple[float, int]:
        """Seconds from asking to the last byte, and the status."""
        began = time.perf_counter()
        status, _ = self.get(path)
        return time.perf_counter() - began, status

    def get(self, path: str) -> tuple[int, str]:
        """Status and page."""
        return self._ask("GET", path, None)

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, text
