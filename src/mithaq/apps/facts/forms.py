"""Forms of a unit and month: what is declared, and what is verified of it, each with the rows that were seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mithaq.apps.facts.actions import Statement
from mithaq.apps.facts.models import DataElement, DataValue
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.values import Reason
from mithaq.web import formats
from mithaq.web.components import Conflict, Disagreement
from mithaq.web.languages import localized

ABSENCES = (Reason.NOT_REPORTED, Reason.NOT_APPLICABLE, Reason.NOT_EXPECTED)
CHANGED = gettext_lazy("Other values were declared meanwhile. Reload the page to see them, then decide.")


class MonthForm(forms.Form):
    """The values of one unit and month: a figure, or the reason why there is none.

    An empty line says nothing: missing is not zero. A line is declared when it differs from what
    the person saw (`seen-…`, the row that stood when the page was opened).
    """

    conflict: Conflict | None = None

    def __init__(self, elements: Sequence[DataElement], standing: Mapping[int, DataValue], *args: Any) -> None:
        super().__init__(*args)
        self.elements, self.standing = elements, standing
        for element in elements:
            self._add_line(element, standing.get(element.pk))

    def _add_line(self, element: DataElement, row: DataValue | None) -> None:
        name = localized(element, "name")
        self.fields[element.code] = forms.DecimalField(
            label=name,
            min_value=Decimal(0),
            max_digits=15,
            decimal_places=0,
            required=False,
            initial=int(row.value) if row and row.value is not None else None,
        )
        self.fields[f"why-{element.code}"] = forms.ChoiceField(
            label=_("If there is no figure"),
            choices=[("", "—"), *((str(one), formats.missing(one)) for one in ABSENCES)],
            widget=forms.Select({"aria-label": _("Why there is no figure: %(figure)s") % {"figure": name}}),
            required=False,
            initial=row.missing_reason if row else "",
        )
        self.fields[f"seen-{element.code}"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=row.pk if row else None
        )

    @property
    def lines(self) -> list[tuple[BoundField, BoundField]]:
        """The fields two by two: the figure, the reason why there is none."""
        return [(self[element.code], self[f"why-{element.code}"]) for element in self.elements]

    def clean(self) -> dict[str, Any]:
        """A line holds a figure or a reason, not both."""
        data = super().clean() or self.cleaned_data
        for element in self.elements:
            if data.get(element.code) is not None and data.get(f"why-{element.code}"):
                self.add_error(f"why-{element.code}", _("Give a figure or a reason, not both."))
        return data

    def statements(self, unit: OrgUnit, period: str) -> list[Statement]:
        """What was changed, each with the row that the person saw."""
        seen_rows, found = self._seen(unit, period), []
        for element in self.elements:
            value, why = self.cleaned_data[element.code], self.cleaned_data[f"why-{element.code}"]
            seen = self.cleaned_data[f"seen-{element.code}"]
            if (value is not None or why) and (value, why) != _said(seen_rows.get(seen)):
                found.append(Statement(element, unit, period, value, missing_reason=why, seen_id=seen))
        return found

    def _seen(self, unit: OrgUnit, period: str) -> dict[int, DataValue]:
        keys = [self.cleaned_data[f"seen-{element.code}"] for element in self.elements]
        rows = DataValue.objects.filter(unit=unit, period=period, pk__in=[key for key in keys if key])
        return {row.pk: row for row in rows}

    def after(self, current: Sequence[DataValue], unit: OrgUnit, period: str, *, reload_url: str) -> MonthForm:
        """The form again on the rows that stand now: what was typed is kept, the three values beside (`conflict`)."""
        seen_rows = self._seen(unit, period)
        data = {name: self.data.get(name) for name in self.data}
        rows = []
        for row in current:
            element = next(one for one in self.elements if one.pk == row.element_id)
            yours = self.cleaned_data[element.code], self.cleaned_data[f"why-{element.code}"]
            seen = self.cleaned_data[f"seen-{element.code}"]
            before, theirs = _said(seen_rows.get(seen)), _said(row)
            rows.append(Disagreement(localized(element, "name"), *map(_words, (before, theirs, yours))))
            data[f"seen-{element.code}"] = str(row.pk)
        form = MonthForm(self.elements, self.standing, data)
        form.conflict = Conflict(_("Someone declared other values for this month meanwhile."), rows, reload_url)
        return form


def _said(row: DataValue | None) -> tuple[Decimal | None, str]:
    """The figure of a row and the reason when it has none."""
    return (row.value, row.missing_reason) if row else (None, "")


def _words(said: tuple[Decimal | None, str]) -> str:
    value, why = said
    if value is not None:
        return formats.number(short(value))
    return formats.missing(why) if why else ""


class VerificationForm(forms.Form):
    """Declarations to verify: each ticked line at its declared value, or at the value found.

    `rows` are declarations of other people. A rate is typed in hundredths, as it is shown.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=gettext_lazy("Reason of the corrections"),
        help_text=gettext_lazy("Kept in the history of each corrected value."),
        max_length=300,
        required=False,
    )

    def __init__(self, rows: Sequence[DataValue], *args: Any) -> None:
        super().__init__(*args)
        self.rows = rows
        self.fields["seen"].initial = ",".join(str(row.pk) for row in rows)
        for row in rows:
            self.fields[f"take-{row.pk}"] = self._tick(row)
            self.fields[f"found-{row.pk}"] = self._value(row)

    def _tick(self, row: DataValue) -> forms.Field:
        label = _("Verify %(figure)s") % {"figure": localized(row.element, "name")}
        tick = forms.CheckboxInput({"aria-label": label, "class": "mq-check"})
        return forms.BooleanField(label=label, widget=tick, required=False, initial=True)

    def _value(self, row: DataValue) -> forms.Field:
        label = _("Value found for %(figure)s") % {"figure": localized(row.element, "name")}
        shown = in_hundredths(row)
        is_whole = shown is None or shown == shown.to_integral_value()
        return forms.DecimalField(
            label=label,
            widget=forms.NumberInput({"aria-label": label, "class": "mq-input mq-num"}),
            min_value=Decimal(0),
            max_value=Decimal(100) if row.element.is_rate else None,
            max_digits=15,
            decimal_places=2 if row.element.is_rate else 0 if is_whole else 4,
            required=False,
            initial=shown,
        )

    def clean(self) -> dict[str, Any]:
        """The lines ticked still stand, hold a value, and a correction says why."""
        data = super().clean() or self.cleaned_data
        known = {str(row.pk) for row in self.rows}
        if set(filter(None, data.get("seen", "").split(","))) - known:
            raise forms.ValidationError(CHANGED, code="changed")
        if not self.errors and not self.taken():
            raise forms.ValidationError(_("Tick at least one value."))
        for row in self.taken():
            if row.value is not None and data.get(f"found-{row.pk}") is None and f"found-{row.pk}" not in self.errors:
                self.add_error(f"found-{row.pk}", _("Write the value found, or untick the line."))
        if not self.errors and self.corrected() and not data.get("note"):
            self.add_error("note", _("Say why a value is corrected."))
        return data

    @property
    def is_outdated(self) -> bool:
        """Whether other values were declared since the page was opened."""
        return self.is_bound and self.has_error("__all__", "changed")

    def taken(self) -> list[DataValue]:
        """The declarations of the ticked lines."""
        return [row for row in self.rows if self.cleaned_data.get(f"take-{row.pk}")]

    def corrected(self) -> dict[int, Decimal | None]:
        """The values found that differ from the declared ones, by key of the declaration."""
        found = {row.pk: self.cleaned_data.get(f"found-{row.pk}") for row in self.taken()}
        return {
            row.pk: value / 100 if row.element.is_rate and value is not None else value
            for row in self.taken()
            if (value := found[row.pk]) != in_hundredths(row)
        }


def short(value: Decimal) -> Decimal:
    """The same number without the zeros that the database adds: 41.0000 reads 41."""
    return Decimal(f"{value.normalize():f}")


def in_hundredths(row: DataValue) -> Decimal | None:
    """The value as people read and write it: a rate in hundredths, without useless zeros."""
    return None if row.value is None else short(row.value * 100 if row.element.is_rate else row.value)
