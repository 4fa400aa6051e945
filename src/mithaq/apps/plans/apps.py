from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.plans"
    label = "plans"
