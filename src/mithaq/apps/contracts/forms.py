"""What people type on the pages of contracts."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """A reason, compulsory for what undoes another person's work."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class OtherDateForm(forms.Form):
    """The day of "what was known on"."""

    known_on = forms.DateField(label=_("What was known on"), required=False)
