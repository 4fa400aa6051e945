"""The worker as a real process: killed, stopped, doubled. Nothing half-written, nothing twice."""

import signal
from pathlib import Path

import pytest
from django.utils import timezone

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.jobs.actions import cancel_job, start_job
from mithaq.apps.jobs.models import Job
from mithaq.apps.jobs.pulse import Pulse
from tests.apps.jobs.conftest import StartWorker, fresh, wait_until
from tests.apps.jobs.kinds import STEPS

pytestmark = [pytest.mark.slow]

MIDDLE = STEPS // 2 + 1


def queued(kind: str, **arguments: str) -> Job:
    return start_job(kind=kind, arguments=arguments, label="A test", by=None)


def wait_for_the_middle(job: Job) -> None:
    wait_until(lambda: (told := Pulse.of(job.pk)) is not None and told.done >= MIDDLE)


def n_written() -> int:
    return User.objects.filter(username__startswith="step-").count()


@pytest.mark.parametrize("kind", ["test.hold", "test.last"])
def test_a_job_whose_worker_is_killed_runs_again_once(kind: str, start_worker: StartWorker, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    job = queued(kind, gate=str(gate))
    first = start_worker()
    wait_for_the_middle(job)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert fresh(job).state == Job.State.RUNNING
    assert n_written() == 0, "a killed run leaves nothing"

    gate.touch()
    start_worker()
    wait_until(lambda: fresh(job).is_ended)
    ended = fresh(job)
    assert (ended.state, ended.attempts, ended.result) == (Job.State.DONE, 2, {"written": STEPS})
    assert n_written() == STEPS
    assert AuditEvent.objects.filter(code="jobs.job.done").count() == 1


def test_a_job_that_kills_its_workers_ends_as_failed(start_worker: StartWorker) -> None:
    job = queued("test.die")
    for _ in range(4):
        worker = start_worker("--until-empty")
        worker.wait()
        wait_until(lambda: fresh(job).is_ended or fresh(job).is_abandoned(timezone.now()))
    assert fresh(job).state == Job.State.FAILED
    assert "died 3 times" in fresh(job).error


def test_cancel_in_the_middle_leaves_nothing(start_worker: StartWorker, tmp_path: Path) -> None:
    somebody = User.objects.create(username="somebody")
    job = queued("test.hold", gate=str(tmp_path / "never"))
    start_worker()
    wait_for_the_middle(job)
    cancel_job(job=job, by=somebody)
    wait_until(lambda: fresh(job).is_ended)
    assert fresh(job).state == Job.State.CANCELLED
    assert n_written() == 0


def test_a_worker_asked_to_end_gives_its_job_back(start_worker: StartWorker, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    job = queued("test.hold", gate=str(gate))
    worker = start_worker()
    wait_for_the_middle(job)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert (fresh(job).state, fresh(job).attempts, n_written()) == (Job.State.QUEUED, 0, 0)
    gate.touch()
    start_worker("--until-empty").wait()
    assert (fresh(job).state, n_written()) == (Job.State.DONE, STEPS)


def test_workers_side_by_side_never_run_the_same_job(start_worker: StartWorker, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    jobs = [queued("test.break") for _ in range(12)]
    workers = [start_worker("--until-empty") for _ in range(3)]
    for worker in workers:
        assert worker.wait(timeout=60) == 0
    assert {fresh(job).attempts for job in jobs} == {1}
    assert AuditEvent.objects.filter(code="jobs.job.failed").count() == len(jobs)
