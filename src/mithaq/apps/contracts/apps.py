from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.contracts"
    label = "contracts"
