from django.apps import AppConfig


class WebConfig(AppConfig):
    """Layout, components and template tags."""

    name = "mithaq.web"
    label = "web"
