"""Forms of the territory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ListForm(forms.Form):
    """A list of facilities to look at."""

    file = forms.FileField(
        label=_("List of facilities"),
        help_text=_("The ministry's workbook (.xlsx) or text file (.csv), as it was published."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def import_choices(query: Any) -> dict[str, Any]:
    """What the preview's query string chose, as JSON: places, types and same by key, closed as a list."""

    def by_key(prefix: str) -> dict[str, str]:
        return {name.removeprefix(prefix): value for name, value in query.items() if name.startswith(prefix) and value}

    return {
        "places": by_key("place:"),
        "types": by_key("type:"),
        "same": by_key("same:"),
        "closed": query.getlist("close"),
        "on": query.get("on", ""),
    }
