"""The whole demonstration for the stories: loaded once a session, given back whole to each test.

    pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demonstration")]

Loading takes half a minute; putting a copy back takes a fraction of a second, so a story may
change what it likes. MITHAQ_DEMONSTRATION names a file for the copy (SQLite only), made when it is
not there: it spares the loading to those who work on a story.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from mithaq import cli

Restore = Callable[[], None]


@pytest.fixture(scope="session")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Restore]:
    """Loads the demonstration and keeps a copy; gives what puts the copy back."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            yield _kept_in_file(tmp_path_factory.mktemp("demonstration") / "copy.sqlite3")
        else:
            yield from _kept_on_server(f"{connection.settings_dict['NAME']}_demonstration")


@pytest.fixture
def demonstration(loaded: Restore, transactional_db: None) -> None:
    """The demonstration as `mithaq demo` leaves it, open to the live server too."""
    loaded()


def _load() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert cli.main(["demo", "--quiet"]) == 0


def _kept_in_file(place: Path) -> Restore:
    place = Path(os.environ.get("MITHAQ_DEMONSTRATION", place))
    if not place.exists():
        _load()
        with sqlite3.connect(place) as copy:
            connection.connection.backup(copy)

    def restore() -> None:
        connection.ensure_connection()
        with sqlite3.connect(place) as copy:
            copy.backup(connection.connection)

    return restore


def _kept_on_server(name: str) -> Iterator[Restore]:
    own = connection.settings_dict["NAME"]
    _load()
    _copy(own, name)

    def restore() -> None:
        _copy(name, own)

    yield restore
    with _outside() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _outside() -> Iterator[Any]:
    """A cursor on the server, in none of our databases."""
    with connection._nodb_cursor() as cursor:  # Django's own way to make test databases
        yield cursor


def _copy(source: str, target: str) -> None:
    """`target` becomes a copy of `source`; whoever is connected to either is sent away."""
    connection.close()
    with _outside() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
