from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.territory"
    label = "territory"

    def ready(self) -> None:
        """Answers the questions that accounts ask about units."""
        from mithaq.apps.accounts import places
        from mithaq.apps.territory import access

        places.ask(find=access.known_places, main=access.main_places)
