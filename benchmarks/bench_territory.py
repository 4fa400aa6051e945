"""Pages du territoire.

Temps du serveur (client de Django, sans réseau) de chaque page pour une planificatrice connectée, avec toutes
les communes et les listes réelles du ministère quand elles sont à côté du dépôt, sinon le réseau de démonstration.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.measure import Row, median_seconds

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = Path(os.environ.get("MITHAQ_REFERENCE", ROOT.parent / "shared")) / "data" / "facilities"
LISTS = ("ma_public_hospitals_2024.csv", "ma_primary_care_facilities_2024.csv")
PAGES = {
    "carte nationale, 12 régions": "/territory/",
    "carte nationale, 75 provinces": "/territory/?level=province",
    "région, 9 provinces": "/territory/03/explore/?selected=03.561",
    "région, 194 communes": "/territory/03/explore/?level=commune",
    "province et ses communes": "/territory/03.561/explore/",
    "fiche d'une région": "/territory/03/",
    "établissements du pays": "/territory/MA/?tab=facilities",
    "comparaison de six régions": "/territory/compare/?units=01,02,03,04,05,06",
    "explication d'un chiffre": "/territory/03/why/norm-gap/",
    "points de la carte": "/territory/MA/points/",
    "recherche": "/search/?q=taounate",
}
EMPTY = "/territory/norms/regional-hospital/"  # the frame of a page and nothing to compute
TARGET = 0.150


def run() -> Iterator[Row]:
    """One row a page: its median time and queries, against a page without figures."""
    with tempfile.TemporaryDirectory() as name:
        env = {**os.environ, "MITHAQ_DATA_DIR": name, "DJANGO_SETTINGS_MODULE": "mithaq.config.settings.test"}
        lines = subprocess.run(
            [sys.executable, "-c", "from benchmarks.bench_territory import measure; measure()"],
            env=env,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
    found = [line.split("\t") for line in lines if line.count("\t") == 3]
    floor = next(float(seconds) for page, seconds, *_ in found if page == EMPTY)
    for page, seconds, queries, size in found:
        if page != EMPTY:
            verdict = "sous 150 ms" if float(seconds) < TARGET else "au-dessus de 150 ms"
            yield Row(page, float(seconds), "page sans chiffre", floor, f"{queries} requêtes, {size} Ko, {verdict}")


def measure() -> None:
    """Prepare a database of its own and print a line a page: name, seconds, queries, size."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(_planner_with_data())
    for name, path in (*PAGES.items(), (EMPTY, EMPTY)):
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f"bench_territory: {path} answers {response.status_code}")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        n_queries = len(queries)  # read now: the next request empties the log
        seconds = median_seconds(lambda path=path: client.get(path), repeats=9)
        print(name, seconds, n_queries, len(response.content) // 1024, sep="\t")


def _planner_with_data():  # type: ignore[no-untyped-def] # the model exists only once Django is set up
    """The territory, the real lists or the generated network, and a planner of the nation."""
    import argparse

    from mithaq.apps.accounts.matrix import Role
    from mithaq.apps.accounts.models import Mandate, User
    from mithaq.apps.territory import import_command
    from mithaq.apps.territory.actions.demonstration import load_demonstration_network
    from mithaq.apps.territory.actions.loading import load_territory

    load_territory(by=None)
    paths = [REFERENCE / name for name in LISTS]
    parser = argparse.ArgumentParser()
    import_command.configure(parser)
    if all(path.exists() for path in paths):
        for path in paths:
            import_command.run(parser.parse_args([str(path), "--apply"]))
    else:
        load_demonstration_network(by=None)
    planner = User.objects.create(username="bench")
    Mandate.objects.create(user=planner, role=Role.PLANNER, unit_code="MA", since=date(2020, 1, 1))
    return planner
