"""Following long work."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mithaq.apps.accounts.access import PersonRequest, signed_in
from mithaq.apps.jobs.actions import cancel_job, mark_seen
from mithaq.apps.jobs.models import Job
from mithaq.apps.jobs.presenters import job_sheet, jobs_table
from mithaq.web.tables import bind, export_response

HTMX_STOP_POLLING = 286


@signed_in
def jobs(request: PersonRequest) -> HttpResponse:
    """One's own jobs; an administrator sees everybody's."""
    table = jobs_table(Job.objects.visible_to(request.user))
    return export_response(request, table) or render(request, "jobs/list.html", {"table": bind(request, table)})


@signed_in
def detail(request: PersonRequest, job_id: int) -> HttpResponse:
    """One job: progress, time, cancel, result. Opening it takes the notification away."""
    job = _job(request, job_id)
    if job.requested_by == request.user:
        mark_seen(job=job)
    return render(request, "jobs/detail.html", {"sheet": job_sheet(job)})


@signed_in
def progress(request: PersonRequest, job_id: int) -> HttpResponse:
    """The part of the page that is asked for again every second until the job has ended."""
    job = _job(request, job_id)
    if job.requested_by == request.user:
        mark_seen(job=job)
    status = HTMX_STOP_POLLING if job.is_ended else 200
    return render(request, "jobs/progress.html", {"sheet": job_sheet(job)}, status=status)


@signed_in
@require_POST
def cancel(request: PersonRequest, job_id: int) -> HttpResponse:
    """Asks the job to stop."""
    job = _job(request, job_id)
    cancel_job(job=job, by=request.user)
    messages.info(request, _("The work stops at its next step. Nothing of it will be kept."))
    return redirect("jobs:detail", job_id=job.pk)


def _job(request: PersonRequest, job_id: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("requested_by"), pk=job_id)
