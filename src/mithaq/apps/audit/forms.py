"""The filters of the trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts import places


class TrailFilters(forms.Form):
    """Person, object, unit, dates, kind of act; everything is optional."""

    person = forms.CharField(label=_("Person"), required=False)
    object_type = forms.CharField(label=_("Kind of object"), required=False)
    object_key = forms.CharField(label=_("Object"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Last day"), required=False)
    code = forms.CharField(label=_("Act"), required=False)

    def criteria(self) -> dict[str, Any]:
        """What was chosen, as keywords of `TrailQuerySet.matching`; an unknown unit matches nothing."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value and name != "unit"}
        if unit := self.cleaned_data.get("unit"):
            place = places.find([unit]).get(unit)
            chosen["unit_path"] = place.path if place else "?"
        return chosen
