from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.audit"
    label = "audit"
