"""What happens to a job: asked for, taken up, ended, released, stopped.

A change of state is one conditional update: two workers never win the same job, and a run that
was given up for dead cannot end the job when it comes back.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import plain, record
from mithaq.apps.jobs import pulse
from mithaq.apps.jobs.models import Job
from mithaq.apps.jobs.registry import kind_named

QUEUED, RUNNING = Job.State.QUEUED, Job.State.RUNNING


class RunOvertaken(Exception):
    """The run is no longer the job's current one: its transaction is undone."""


@transaction.atomic
def start_job(*, kind: str, arguments: Mapping[str, Any], label: str, by: User | None) -> Job:
    """Queues long work of a declared kind; gives the job, whose page shows its progress.

    `arguments` are the keywords of the work's function, as JSON. `label` names the work for people.
    """
    job = Job.objects.create(
        kind=kind_named(kind).name,
        arguments=dict(arguments),
        label=label,
        requested_by=by,
        requested_at=timezone.now(),
    )
    record("jobs.job.queued", by=by, obj=job, data={"kind": kind, "label": label})
    return job


def claim_job(*, job: Job) -> bool:
    """Takes up a waiting job for a new run; False when another worker was quicker."""
    now = timezone.now()
    is_won = Job.objects.filter(pk=job.pk, state=QUEUED, attempts=job.attempts).update(
        state=RUNNING, attempts=job.attempts + 1, started_at=now, message="", error=""
    )
    if is_won:
        job.refresh_from_db()
        pulse.Pulse(attempt=job.attempts, at=now).beat(job.pk)
    return bool(is_won)


@transaction.atomic
def finish_job(*, job: Job, result: Mapping[str, Any]) -> None:
    """Marks the run as done, in the transaction of its work; raises `RunOvertaken` when it is no longer current."""
    _end(job, Job.State.DONE, result=plain(result), done_steps=job.total_steps or job.done_steps)
    record("jobs.job.done", by=job.requested_by, obj=job, data={"kind": job.kind, "label": job.label})


@transaction.atomic
def fail_job(*, job: Job, reason: str) -> None:
    """Marks the run as failed, with the reason that people read."""
    _end(job, Job.State.FAILED, error=reason)
    record("jobs.job.failed", by=job.requested_by, obj=job, data={"kind": job.kind, "label": job.label, "why": reason})


@transaction.atomic
def stop_job(*, job: Job) -> None:
    """Marks the run as stopped at a person's wish; nothing of it was kept."""
    _end(job, Job.State.CANCELLED)
    record("jobs.job.stopped", by=job.requested_by, obj=job, data={"kind": job.kind, "label": job.label})


def release_job(*, job: Job) -> None:
    """Puts the job of a worker that is asked to end back in the queue; this run does not count."""
    Job.objects.filter(pk=job.pk, state=RUNNING, attempts=job.attempts).update(
        state=QUEUED, attempts=job.attempts - 1, started_at=None
    )


@transaction.atomic
def recover_job(*, job: Job) -> None:
    """Takes a job back from a worker that died: in the queue again, or failed after too many deaths."""
    if job.attempts < settings.JOB_MAX_ATTEMPTS:
        current = Job.objects.filter(pk=job.pk, state=RUNNING, attempts=job.attempts)
        if current.update(state=QUEUED, started_at=None):
            record("jobs.job.recovered", by=None, obj=job, data={"label": job.label, "attempt": job.attempts})
    else:
        fail_job(job=job, reason=f"The worker died {job.attempts} times in the middle of this work.")


def cancel_job(*, job: Job, by: User) -> None:
    """Asks a job to stop: a waiting job ends at once, a running one at its next step."""
    if job.is_ended:
        return
    # First the word in a file: on SQLite the running job may hold the database until it has read it.
    pulse.ask_to_stop(job.pk)
    with transaction.atomic():
        # The job first, the trail last, as every action does: a worker that ends the job takes them in this order.
        Job.objects.filter(pk=job.pk).update(is_cancel_requested=True)
        Job.objects.filter(pk=job.pk, state=QUEUED).update(state=Job.State.CANCELLED, ended_at=timezone.now())
        record("jobs.job.cancelled", by=by, obj=job, data={"kind": job.kind, "label": job.label})


def mark_seen(*, job: Job) -> None:
    """Remembers that the person who asked has read the end of the job."""
    Job.objects.filter(pk=job.pk, seen_at=None, ended_at__isnull=False).update(seen_at=timezone.now())


def _end(job: Job, state: Job.State, **columns: Any) -> None:
    current = Job.objects.filter(pk=job.pk, state=RUNNING, attempts=job.attempts)
    told = pulse.Pulse.of(job.pk)
    if told is not None:
        columns = {"done_steps": told.done, "total_steps": told.total, "message": told.message[:300], **columns}
    if not current.update(state=state, ended_at=timezone.now(), **columns):
        raise RunOvertaken(f"job {job.pk}: run {job.attempts} is no longer the current one")
