from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.home"
    label = "home"
