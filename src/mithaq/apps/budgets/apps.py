from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.budgets"
    label = "budgets"
