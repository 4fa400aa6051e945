"""Asking for long work, and asking it to stop."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.jobs.models import Job
from mithaq.apps.jobs.registry import kind_named


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
