"""Forms about people. Each field says its label; the actions hold the rules."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts import places
from mithaq.apps.accounts.matrix import ROLE_LABELS
from mithaq.apps.accounts.models import User
from mithaq.web.locking import LockedForm


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("User name"), widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class CodeForm(forms.Form):
    """The code of the second factor, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "dir": "ltr"}),
    )


class ProfileForm(forms.Form):
    """What a person changes of their own account."""

    position = forms.CharField(label=_("Function"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Colours"), choices=User.Theme.choices)


class PasswordForm(forms.Form):
    """The present password and the new one, twice."""

    present = forms.CharField(
        label=_("Present password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("New password, again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not self.person.check_password(present):
            raise forms.ValidationError(_("This is not your present password."))
        return present

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.person)
        return new

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if "new" in found and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", _("The two new passwords differ. Type the same one twice."))
        return found


class PersonFields(forms.Form):
    """Who a person is."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"}))
    position = forms.CharField(label=_("Function"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class PersonForm(LockedForm, PersonFields):
    """Who a person is, edited without losing another administrator's work."""


class NewPersonForm(PersonFields):
    """A person to open an account for."""

    username = forms.SlugField(label=_("User name"), max_length=60, widget=forms.TextInput(attrs={"dir": "ltr"}))
    field_order = ("username", "first_name", "last_name", "email", "position", "language")

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("This user name is taken. Choose another one."))
        return username


class UnitField(forms.CharField):
    """The code of a unit that exists; regions and provinces are proposed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"list": "places", "dir": "ltr", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value: Any) -> str:
        code: str = super().clean(value)
        if code and code not in places.find([code]):
            raise forms.ValidationError(
                _("No unit has the code “%(code)s”. Choose one from the list.") % {"code": code}
            )
        return code


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A date, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class MandateForm(forms.Form):
    """A role on a unit between two dates."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    unit_code = UnitField(label=_("Unit (code)"), help_text=_("Choose from the list or type a code."))
    since = day_field(_("From"), initial=timezone.localdate)
    until = day_field(_("Until (included)"), required=False, help_text=_("Leave empty while no end is known."))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class DelegationForm(forms.Form):
    """The person, unit and dates of a delegation."""

    to = forms.ModelChoiceField(label=_("To whom"), queryset=User.objects.none(), to_field_name="username")
    unit_code = UnitField(label=_("On the unit (code)"))
    since = day_field(_("From"), initial=timezone.localdate)
    until = day_field(_("Until (included)"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined] # the field is a ModelChoiceField


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class EndForm(ReasonForm):
    """The last day of a mandate, and why."""

    until = day_field(_("Last day (included)"), required=False, help_text=_("Leave empty to end it at once."))
    field_order = ("until", "reason")
