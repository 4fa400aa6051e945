from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.jobs"
    label = "jobs"
