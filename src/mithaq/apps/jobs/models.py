"""Long work that people follow: queued, with progress, cancellable, restartable."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from mithaq.apps.accounts.access import Person, holds
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.jobs.pulse import Pulse


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of the queue."""

    def visible_to(self, user: Person) -> "JobQuerySet":
        """The person's own jobs; all of them for an administrator."""
        if holds(user, Permission.ACCOUNTS_MANAGE):
            return self
        return self.filter(requested_by=user) if isinstance(user, User) else self.none()

    def waiting(self) -> "JobQuerySet":
        """Jobs to take up, the oldest first."""
        return self.filter(state=Job.State.QUEUED).order_by("requested_at", "id")

    def unseen_by(self, user: Person) -> "JobQuerySet":
        """Ended jobs of the person whose page was not opened since."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(requested_by=user, seen_at=None, ended_at__isnull=False)


class Job(models.Model):
    """One piece of long work. `kind` names a registered function, `arguments` are its keywords.

    A worker that dies stops renewing the job's pulse (a small file: see `pulse`); the job is then
    taken up again from the start. Work is one transaction: a failed or killed run leaves nothing.
    `attempts` numbers the runs; a run that is no longer the current one cannot end the job.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("job", "Queued")
        RUNNING = "running", pgettext_lazy("job", "Running")
        DONE = "done", pgettext_lazy("job", "Done")
        FAILED = "failed", pgettext_lazy("job", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    label = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED, db_index=True)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="jobs")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_steps = models.PositiveIntegerField(default=0)
    total_steps = models.PositiveIntegerField(null=True, blank=True)
    message = models.CharField(max_length=300, blank=True)
    is_cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return self.label or self.kind

    @property
    def is_ended(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    def pulse(self) -> Pulse | None:
        """What the run that is under way last told; None when none is."""
        pulse = Pulse.of(self.pk) if self.state == self.State.RUNNING else None
        return pulse if pulse and pulse.attempt == self.attempts else None

    def is_abandoned(self, now: datetime) -> bool:
        """Whether the job is marked as running while its worker no longer gives a sign of life."""
        pulse = self.pulse()
        last_sign = pulse.at if pulse else self.started_at
        lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
        return self.state == self.State.RUNNING and (last_sign is None or now - last_sign > lease)

    def elapsed(self) -> timedelta | None:
        """Time since the present run began, or that the last run took."""
        return (self.ended_at or timezone.now()) - self.started_at if self.started_at else None
