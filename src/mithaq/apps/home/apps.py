from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Registers the app, and tells the frame of every page what it asks for."""

    name = "mithaq.apps.home"
    label = "home"

    def ready(self) -> None:
        """Hands the frame its territories, period and sources."""
        from mithaq.apps.home import context
        from mithaq.web import shell

        shell.hooks.places = context.places
        shell.hooks.default_place = context.default_place
        shell.hooks.default_period = context.default_period
        shell.hooks.is_demonstration = context.is_demonstration
        shell.hooks.parameters_on = context.parameters_on
        shell.hooks.sources.append(_("Population and limits: HCP, censuses of 2014 and 2024; limits simplified."))
