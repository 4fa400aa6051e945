from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.facts"
    label = "facts"
