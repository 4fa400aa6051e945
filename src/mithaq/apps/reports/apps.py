from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.reports"
    label = "reports"
