"""The month of a unit, as a form: one field an element, with the row that was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from mithaq.apps.facts.actions import Statement
from mithaq.apps.facts.models import DataElement, DataValue
from mithaq.apps.territory.models import OrgUnit
from mithaq.web.languages import localized


class MonthForm(forms.Form):
    """The values of one unit and month. An empty field says nothing; a changed one is declared."""

    def __init__(self, elements: Sequence[DataElement], standing: Mapping[int, DataValue], *args: Any) -> None:
        super().__init__(*args)
        self.elements, self.standing = elements, standing
        for element in elements:
            row = standing.get(element.pk)
            self.fields[element.code] = forms.DecimalField(
                label=localized(element, "name"),
                min_value=Decimal(0),
                max_digits=15,
                decimal_places=0,
                required=False,
                initial=int(row.value) if row and row.value is not None else None,
            )
            self.fields[f"seen-{element.code}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=row.pk if row else None
            )

    def statements(self, unit: OrgUnit, period: str) -> list[Statement]:
        """What was changed, each with the row that the person saw."""
        found = []
        for element in self.elements:
            row, value = self.standing.get(element.pk), self.cleaned_data[element.code]
            before = row.value if row else None
            if value is not None and value != before:
                seen = self.cleaned_data[f"seen-{element.code}"]
                found.append(Statement(element, unit, period, value, seen_id=seen))
        return found
