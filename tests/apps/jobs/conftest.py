"""A database in a file (or on the server) that worker processes share with the test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from mithaq.apps.jobs.models import Job
from tests.support.shared_database import LEASE_SECONDS, shared_database

__all__ = ["shared_database"]


StartWorker = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start_worker(shared_database: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts a real worker process; whatever the test does, none is left behind."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> "subprocess.Popen[str]":
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mithaq.config.settings.test",
            "MITHAQ_DATABASE_URL": shared_database,
            "MITHAQ_DATA_DIR": str(tmp_path),
            "MITHAQ_JOB_LEASE_SECONDS": LEASE_SECONDS,
        }
        program = [sys.executable, str(Path(__file__).with_name("kinds.py")), "worker", *arguments]
        with (tmp_path / f"worker-{len(started)}.log").open("w") as log:
            started.append(subprocess.Popen(program, env=environment, stdout=log, stderr=log, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(is_so: Callable[[], Any], *, seconds: float = 40) -> None:
    """Waits for something that another process does; fails when it takes too long."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.03)


def fresh(job: Job) -> Job:
    """The job as the database has it now."""
    connection.close()  # a new connection sees what other processes have written
    return Job.objects.get(pk=job.pk)
