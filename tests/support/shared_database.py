"""A database in a file (or on the server) that threads and processes share with the test."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.utils import load_backend

from mithaq.config.settings.base import database_from

LEASE_SECONDS = "1.5"


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[str]:
    """The address of a database that other processes can open; this process uses it too."""
    settings.DATA_DIR = tmp_path
    settings.JOB_LEASE_SECONDS = float(LEASE_SECONDS)
    own = connections["default"]
    if own.vendor == "sqlite":
        yield from _sqlite_file(own, tmp_path / "shared.sqlite3")
    else:
        name, place = own.settings_dict["NAME"], own.settings_dict
        yield f"postgresql://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}/{name}"


def _sqlite_file(own: Any, place: Path) -> Iterator[str]:
    own.ensure_connection()
    with sqlite3.connect(place) as copy:
        own.connection.backup(copy)
    open_database(f"sqlite:///{place}")
    try:
        yield f"sqlite:///{place}"
    finally:
        connections["default"].close()
        connections["default"] = own


def open_database(address: str) -> None:
    """Makes this database the default one of the present thread."""
    described = {**connections["default"].settings_dict, **database_from(address)}
    connections["default"] = load_backend(described["ENGINE"]).DatabaseWrapper(described, "default")
