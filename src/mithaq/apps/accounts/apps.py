"""People, their roles and what each role may do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under its short label, and keeps what people choose in the frame of a page."""

    name = "mithaq.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Hands the frame the keeper of language and theme."""
        from mithaq.apps.accounts import preferences
        from mithaq.web import shell

        shell.hooks.remember = preferences.remember
