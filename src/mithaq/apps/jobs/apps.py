"""Long work: queued, with progress, cancellable, restartable."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Gives the trail the sentences of long work, and the bell the work that has ended."""
        from mithaq.apps.audit import sentences
        from mithaq.apps.jobs import notices
        from mithaq.web import shell

        shell.hooks.tasks.append(notices.ended_jobs)
        sentences.register_all(
            {
                "jobs.job.queued": _("Asked for the work “%(label)s”."),
                "jobs.job.done": _("The work “%(label)s” was done."),
                "jobs.job.failed": _("The work “%(label)s” failed: %(why)s"),
                "jobs.job.stopped": _("The work “%(label)s” was stopped; nothing of it was kept."),
                "jobs.job.cancelled": _("Asked to stop the work “%(label)s”."),
                "jobs.job.recovered": _("The work “%(label)s” was taken up again after its worker died."),
            }
        )
