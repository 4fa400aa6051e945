"""What the pages of long work show."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mithaq.apps.jobs.models import Job
from mithaq.web.components import Mark
from mithaq.web.tables import Column, State, Table

TONES = {
    Job.State.QUEUED: "none",
    Job.State.RUNNING: "info",
    Job.State.DONE: "good",
    Job.State.FAILED: "bad",
    Job.State.CANCELLED: "none",
}


@dataclass(frozen=True, slots=True)
class JobSheet:
    """A job as its page shows it; `total` is 0 while the number of steps is not known."""

    job: Job
    mark: Mark
    done: int
    total: int
    message: str
    elapsed: str
    remaining: str
    result_url: str
    result: list[tuple[str, Any]]


def job_sheet(job: Job) -> JobSheet:
    """The state of a job, its progress as last told, the time spent and about left."""
    pulse = job.pulse()
    done, total = (pulse.done, pulse.total or 0) if pulse else (job.done_steps, job.total_steps or 0)
    elapsed = job.elapsed()
    result = dict(job.result or {})
    return JobSheet(
        job=job,
        mark=mark(job),
        done=done,
        total=total,
        message=pulse.message if pulse else job.message,
        elapsed=duration(elapsed) if elapsed else "",
        remaining=duration(elapsed * ((total - done) / done)) if pulse and elapsed and 0 < done < total else "",
        result_url=_own_address(result.pop("url", "")),
        result=sorted(result.items()),
    )


def mark(job: Job) -> Mark:
    """The state of the job as shape and word."""
    state = Job.State(job.state)
    if state is Job.State.RUNNING and job.is_cancel_requested:
        return Mark("watch", _("Stopping"))
    return Mark(TONES[state], state.label)  # type: ignore[arg-type] # the tones above are states of components


def duration(length: timedelta) -> str:
    """A length of time in words, to the second or to the minute."""
    seconds = round(length.total_seconds())
    if seconds < 90:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def jobs_table(jobs: QuerySet[Job]) -> Table:
    """Jobs, the latest first."""
    return Table(
        "jobs",
        [
            Column("label", _("Work"), value=str, db_field="label", sub=lambda job: job.kind, url=_address),
            Column(
                "requested_by",
                _("Asked for by"),
                value=lambda job: str(job.requested_by or ""),
                db_field="requested_by__username",
            ),
            Column("requested_at", _("On"), "day", value=lambda job: job.requested_at.date(), db_field="requested_at"),
            Column(
                "state", _("State"), "state", states={code: State(tone, code.label) for code, tone in TONES.items()}
            ),
        ],
        jobs.select_related("requested_by"),
        _("Long work"),
        sort="-requested_at",
        empty=_("No long work yet. Imports and computations will be listed here."),
    )


def _address(job: Job) -> str:
    return reverse("jobs:detail", args=[job.pk])


def _own_address(url: Any) -> str:
    """Only an address of our own is offered as a link."""
    return url if isinstance(url, str) and url.startswith("/") and not url.startswith("//") else ""
