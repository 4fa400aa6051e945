"""What changes the catalogue of indicators."""

from __future__ import annotations

from django.db import transaction

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.indicators.models import Indicator
from mithaq.packs.indicators import IndicatorFile


@transaction.atomic
def define_indicator(*, sheet: IndicatorFile, by: User | None) -> Indicator:
    """The indicator that a pack describes, created or brought up to date."""
    indicator, is_new = Indicator.objects.update_or_create(
        code=sheet.id,
        defaults={
            "name_fr": sheet.label.fr,
            "name_ar": sheet.label.ar,
            "name_en": sheet.label.en,
            "definition_fr": sheet.definition.fr,
            "definition_ar": sheet.definition.ar,
            "definition_en": sheet.definition.en,
            "formula": sheet.formula,
            "unit_of_measure": sheet.unit,
            "direction": sheet.direction,
            "frequency": sheet.frequency,
            "source": sheet.source,
            "is_gender_relevant": sheet.is_gender_relevant,
        },
    )
    record("indicator.defined", by=by, obj=indicator, data={"code": sheet.id, "is_new": is_new})
    return indicator
