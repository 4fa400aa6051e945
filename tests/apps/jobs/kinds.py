"""Kinds of work made to be killed, stopped and broken; run as a program, it is a worker that knows them.

Each writes people (any table would do) so that the tests count what was kept.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

from mithaq.apps.jobs.registry import Progress, job_kind

STEPS = 6


@job_kind("test.hold")
def hold(progress: Progress, *, gate: str) -> dict[str, Any]:
    """Writes a person a step; stops in the middle until the file `gate` exists."""
    write_people(progress, gate)
    return {"written": STEPS}


@job_kind("test.last", holds_transaction=False)
def last(progress: Progress, *, gate: str) -> None:
    """The same, with one transaction at the end."""
    with progress.last_transaction() as result:
        write_people(progress, gate)
        result["written"] = STEPS


@job_kind("test.break")
def break_off(progress: Progress) -> None:
    """Writes a person, then fails."""
    write_person("broken")
    raise ValueError("the column D is empty")


@job_kind("test.die")
def die(progress: Progress) -> None:
    """Takes its worker with it."""
    os._exit(9)


@job_kind("test.forget", holds_transaction=False)
def forget(progress: Progress) -> None:
    """Promises a last transaction and never opens it."""


def write_people(progress: Progress, gate: str) -> None:
    """One person a step, waiting for the gate at the middle."""
    for step in range(STEPS):
        write_person(f"step-{step}")
        progress.report(step + 1, STEPS, f"step {step + 1}")
        while step == STEPS // 2 and not Path(gate).exists():
            time.sleep(0.02)
            progress.report(step + 1, STEPS, f"step {step + 1}")


def write_person(name: str) -> None:
    """A person, without password."""
    from mithaq.apps.accounts.models import User

    User.objects.create(username=name)


if __name__ == "__main__":
    import django

    django.setup()

    from mithaq.cli import main

    sys.exit(main(sys.argv[1:]))
