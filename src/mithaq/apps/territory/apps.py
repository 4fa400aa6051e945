from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.territory"
    label = "territory"
