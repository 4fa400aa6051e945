from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    """Registers the app under its short label."""

    name = "mithaq.apps.territory"
    label = "territory"

    def ready(self) -> None:
        """Answers the questions that accounts ask about units; gives the trail and the search their words."""
        from mithaq.apps.accounts import places
        from mithaq.apps.audit import sentences
        from mithaq.apps.territory import access, search
        from mithaq.web import shell

        places.ask(find=access.known_places, main=access.main_places)
        sentences.register_all(
            {
                "territory.pack.loaded": _("Loaded the territory of the pack %(pack)s: %(n_rows)s rows."),
                "territory.facilities.imported": _("Imported the list of facilities %(file)s."),
                "territory.network.loaded": _(
                    "Loaded the demonstration network of the pack %(pack)s: %(n_rows)s rows."
                ),
            }
        )
        shell.hooks.search.append(search.find_units)
