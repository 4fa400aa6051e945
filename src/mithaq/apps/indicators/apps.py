from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.indicators"
    label = "indicators"
