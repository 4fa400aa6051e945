"""The bell: long work that has ended and whose page the person has not opened since."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mithaq.apps.jobs.models import Job
from mithaq.web.components import Task

MOST = 5


def ended_jobs(request: HttpRequest) -> list[Task]:
    """One task for each ended job that the person has not seen; an opened page takes it away."""
    return [
        Task(title=_titles()[Job.State(job.state)] % {"work": job}, url=reverse("jobs:detail", args=[job.pk]))
        for job in Job.objects.unseen_by(request.user)[:MOST]
    ]


def _titles() -> dict[Job.State, str]:
    return {
        Job.State.DONE: _("Done: %(work)s"),
        Job.State.FAILED: _("Failed: %(work)s"),
        Job.State.CANCELLED: _("Stopped: %(work)s"),
    }
