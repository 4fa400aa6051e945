from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.contracts"
    label = "contracts"

    def ready(self) -> None:
        """Lets administrators ask who can see a contract."""
        from mithaq.apps.accounts import visibility
        from mithaq.apps.contracts.sight import find_contract

        visibility.register("contract", _("Contract"), find_contract)
