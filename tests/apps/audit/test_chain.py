"""The trail: sealed, append-only, and any tampering named."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections

from mithaq.apps.accounts.matrix import Role
from mithaq.apps.audit.actions import record
from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.audit.verification import parse_anchor, verify
from mithaq.cli import main
from tests.support.people import build_person, build_tree
from tests.support.shared_database import open_database

pytestmark = pytest.mark.django_db
N = 9


@pytest.fixture
def trail() -> None:
    """Nine events."""
    for number in range(1, N + 1):
        record("test.done", by=None, object_type="test", object_key=str(number), data={"n": number, "x": "é"})


def sql(statement: str, *values: Any) -> None:
    """What somebody with the database's password could type."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


COLUMNS = "at, actor_id, actor_name, code, object_type, object_key, unit_path, data, previous_hash, hash"
COPIED = COLUMNS.removesuffix("hash")


def swap() -> None:
    sql("UPDATE audit_auditevent SET id = -1 WHERE id = 4")
    sql("UPDATE audit_auditevent SET id = 4 WHERE id = 5")
    sql("UPDATE audit_auditevent SET id = 5 WHERE id = -1")


TAMPERINGS: dict[str, tuple[Callable[[], None], int, str]] = {
    "changed code": (lambda: sql("UPDATE audit_auditevent SET code = 'x' WHERE id = 4"), 4, "columns"),
    "changed data": (lambda: sql("UPDATE audit_auditevent SET data = '{\"n\": 99}' WHERE id = 4"), 4, "columns"),
    "changed actor's name": (lambda: sql("UPDATE audit_auditevent SET actor_name = 'y' WHERE id = 9"), 9, "columns"),
    "deleted row": (lambda: sql("DELETE FROM audit_auditevent WHERE id = 4"), 4, "event 4 is missing"),
    "deleted first row": (lambda: sql("DELETE FROM audit_auditevent WHERE id = 1"), 1, "event 1 is missing"),
    "truncated tail": (lambda: sql("DELETE FROM audit_auditevent WHERE id > 6"), 7, "cut off"),
    "emptied": (lambda: sql("DELETE FROM audit_auditevent"), 1, "cut off"),
    "swapped rows": (swap, 4, "columns"),
    "row put before the first": (
        lambda: sql(
            f"INSERT INTO audit_auditevent (id, {COLUMNS}) SELECT 0, {COPIED}'z' FROM audit_auditevent WHERE id = 4"
        ),
        1,
        "out of order",
    ),
    "row put at the end": (
        lambda: sql(
            f"INSERT INTO audit_auditevent (id, {COLUMNS}) SELECT 10, {COPIED}'z' FROM audit_auditevent WHERE id = 9"
        ),
        10,
        "columns",
    ),
}


@pytest.mark.usefixtures("trail")
def test_an_untouched_trail_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    verdict = verify()
    assert (verdict.n_events, verdict.fault) == (N, None)
    assert main(["audit", "verify"]) == 0
    assert f"{N}:{verdict.hash}" in capsys.readouterr().out


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_named(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    tamper, number, words = TAMPERINGS[name]
    tamper()
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"event {number}:")
    assert words in said


@pytest.mark.usefixtures("trail")
def test_a_trail_rewritten_from_end_to_end_is_shown_by_a_seal_kept_elsewhere() -> None:
    noted = verify()
    sql("DELETE FROM audit_auditevent")
    sql("DELETE FROM audit_chainhead")
    for number in range(N + 2):
        record("test.other", by=None, object_key=str(number))
    assert verify().fault is None
    fault = verify(parse_anchor(f"{noted.n_events}:{noted.hash}")).fault
    assert fault is not None
    assert fault.event == N


def test_a_bad_anchor_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--anchor", "nine"]) == 2
    assert "COUNT:SEAL" in capsys.readouterr().err


@pytest.mark.usefixtures("trail")
def test_the_model_refuses_to_change_or_remove() -> None:
    event = AuditEvent.objects.first()
    assert event
    for refused in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(code="x"),
    ):
        with pytest.raises(TypeError, match="append-only"):
            refused()


def test_what_is_recorded_reads_back_the_same_on_any_database() -> None:
    from datetime import date

    data = {
        "amount": Decimal("12.50"),
        "rate": 0.1,
        "day": date(2025, 1, 2),
        "n": 3,
        "none": None,
        "in": [1, {"é": 1e21}],
    }
    record("test.values", by=None, data=data)
    event = AuditEvent.objects.get(code="test.values")
    assert event.data == {
        "amount": "12.50",
        "rate": "0.1",
        "day": "2025-01-02",
        "n": 3,
        "none": None,
        "in": [1, {"é": "1e+21"}],
    }
    assert verify().fault is None


def test_an_object_names_itself() -> None:
    units = build_tree()
    person = build_person("actor", Role.PLANNER, "03")
    event = record("test.object", by=person, obj=units["03.H"])
    kept = (event.object_type, event.object_key, event.unit_path, event.actor_name)
    assert kept == ("territory.orgunit", "03.H", "/MA/03/03.H/", "Actor")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_writers_side_by_side_make_one_chain(shared_database: str) -> None:
    problems: list[BaseException] = []

    def write() -> None:
        try:
            open_database(shared_database)
            for number in range(15):
                record("test.parallel", by=None, data={"n": number})
        except Exception as problem:
            problems.append(problem)
        finally:
            connections["default"].close()

    with_own_connection = [threading.Thread(target=write) for _ in range(4)]
    for thread in with_own_connection:
        thread.start()
    for thread in with_own_connection:
        thread.join()
    assert problems == []
    assert (verify().n_events, verify().fault) == (60, None)
