"""Two people editing the same thing never lose each other's work: the second sees the difference.

The form carries, signed, the version and the values that its editor saw. The action saves through
`mithaq.web.actions.save_checked`, which refuses when someone else has saved in between; the view then shows the form
again with the three values of each field: before, the other's, yours.

    class PlanForm(LockedForm):                      # a Form; fields named as the model's
        title = forms.CharField(…)

    form = PlanForm(request.POST or None, subject=plan)
    if request.method == "POST" and form.is_valid():
        try:
            edit_plan(plan=plan, seen=form.seen, changes=form.changes, by=request.user)
        except EditConflict as clash:
            form = form.after(clash)                 # status 409; `form.conflict` goes to {% conflict_state %}
        else:
            return redirect(…)

    @transaction.atomic
    def edit_plan(*, plan: Plan, seen: Seen, changes: Mapping[str, Any], by: User) -> None:
        record("plan.edited", by=by, obj=plan, data=save_checked(subject=plan, seen=seen, changes=changes))

`{% hidden_fields form %}` writes the signed field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from mithaq.web import formats
from mithaq.web.components import Conflict, Disagreement
from mithaq.web.fields import Versioned

SALT = "mithaq.web.locking"
FIELD = "seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the editor had before their eyes: the version, and each field as the text of its control."""

    version: int
    values: Mapping[str, str]

    def signed(self, subject: models.Model) -> str:
        """The text of the hidden field; good for this object only."""
        return signing.dumps([_identity(subject), self.version, dict(self.values)], salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str, subject: models.Model) -> "Seen":
        """What a hidden field says. Raises BadSignature when it was altered or is of another object."""
        identity, version, values = signing.loads(text, salt=SALT)
        if identity != _identity(subject):
            raise signing.BadSignature("the form was made for another object")
        return cls(version, values)


class EditConflict(Exception):
    """Someone else saved the object between its being shown and this save; `current` is as they left it."""

    def __init__(self, current: Versioned, seen: Seen) -> None:
        self.current, self.seen = current, seen
        super().__init__(f"{current._meta.label} {current.pk}: version {seen.version} seen, {current.version} stored")


def _identity(subject: models.Model) -> str:
    return f"{subject._meta.label_lower}:{subject.pk}"


def text_of(value: Any) -> str:
    """A stored value as plain text; "" for none."""
    return "" if value is None else str(value)


class LockedForm(forms.Form):
    """A form on a `Versioned` object, with fields named as the object's; it carries what its editor saw."""

    conflict: Conflict | None = None

    def __init__(self, data: Any = None, *args: Any, subject: Versioned, **kwargs: Any) -> None:
        self.subject = subject
        given = kwargs.pop("initial", None) or {}
        names = [name for name in self.base_fields if hasattr(subject, name)]
        kwargs["initial"] = {**{name: getattr(subject, name) for name in names}, **given}
        super().__init__(data, *args, **kwargs)
        self.fields[FIELD] = forms.CharField(widget=forms.HiddenInput)
        self.initial[FIELD] = self._now().signed(subject)

    def clean_seen(self) -> Seen:
        """What was seen; a text that we did not write is refused."""
        try:
            return Seen.read(self.cleaned_data[FIELD], self.subject)
        except (signing.BadSignature, ValueError) as problem:
            raise forms.ValidationError(
                _("This form is not of this page. Reload the page and start again.")
            ) from problem

    @property
    def seen(self) -> Seen:
        """What the editor saw (of a valid form)."""
        seen: Seen = self.cleaned_data[FIELD]
        return seen

    @property
    def changes(self) -> dict[str, Any]:
        """The values that the editor changed from what they saw; nothing else is written."""
        cleaned: dict[str, Any] = self.cleaned_data
        was = self.seen.values
        return {name: cleaned[name] for name in was if name in cleaned and self._asked(name) != was[name]}

    def after(self, clash: EditConflict) -> Self:
        """The form again, on the newer version: your changes kept, the other's values elsewhere."""
        fresh = type(self)(None, subject=clash.current)
        theirs = {name: fresh._control_text(name, fresh.initial.get(name)) for name in self.seen.values}
        yours = {name: self._asked(name) for name in self.changes}
        mine = type(self)({**theirs, **yours, FIELD: fresh.initial[FIELD]}, subject=clash.current)
        mine.conflict = Conflict(
            _("Another person saved this page while you were editing it."),
            [
                Disagreement(
                    self._label(name),
                    self._shown(name, was),
                    self._shown(name, theirs[name]),
                    self._shown(name, yours.get(name, was)),
                )
                for name, was in self.seen.values.items()
                if theirs[name] != was
            ],
        )
        return mine

    def _now(self) -> Seen:
        names = [name for name in self.fields if name != FIELD and name in self.initial]
        return Seen(self.subject.version, {name: self._control_text(name, self.initial[name]) for name in names})

    def _control_text(self, name: str, value: Any) -> str:
        """A value as the text that its control sends back."""
        prepared = self.fields[name].prepare_value(value)
        if isinstance(prepared, bool):
            return "on" if prepared else ""
        if isinstance(prepared, date):
            return prepared.isoformat()
        if isinstance(prepared, Decimal):
            return f"{prepared.normalize():f}"  # 88 and 88.00 are one value
        return text_of(getattr(prepared, "pk", prepared))

    def _asked(self, name: str) -> str:
        return self._control_text(name, self.cleaned_data.get(name))

    def _label(self, name: str) -> str:
        return str(self[name].label)

    def _shown(self, name: str, text: str) -> str:
        """The text of a control as people read it: the words of a choice, figures by language."""
        field = self.fields[name]
        choices = dict(getattr(field, "choices", []))
        if text in {str(key) for key in choices}:
            return str(next(label for key, label in choices.items() if str(key) == text))
        if isinstance(field, forms.BooleanField):
            return str(_("yes") if text else _("no"))
        if isinstance(field, forms.DecimalField | forms.FloatField) and text:
            return formats.number(Decimal(text))
        return formats.day(date.fromisoformat(text)) if isinstance(field, forms.DateField) and text else text
