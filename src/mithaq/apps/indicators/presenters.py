"""How the catalogue of indicators reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from mithaq.web import formats
from mithaq.web.languages import current_language

UNITS = {
    "persons": _("persons"),
    "consultations": _("consultations"),
    "operations": _("operations"),
    "%": "%",
}
DIRECTIONS = {"up": _("Higher is better"), "down": _("Lower is better")}
MONEY, RATE = "MAD", "%"


def unit_label(unit: str) -> str:
    """A unit of measure in the language of the page: "persons", "%", "MAD/persons"."""
    return "/".join(
        current_language().currency if part == MONEY else str(UNITS.get(part, part)) for part in unit.split("/")
    )


def written(value: Any, unit: str) -> str:
    """A figure with the decimals that its unit asks for: amounts two, rates as percentages."""
    if unit == RATE:
        return formats.percent(value, 1)
    if unit.startswith(MONEY):
        return formats.number(value, 2)
    return formats.number(value)


def shown(value: Any, unit: str) -> tuple[Any, str, int | None]:
    """(figure, unit beside it, decimals): a rate is shown in hundredths beside its sign."""
    bare = formats.plain(value)
    if unit == RATE and bare is not None:
        return Decimal(str(bare)) * 100, "%", 1
    return value, unit_label(unit), 2 if unit.startswith(MONEY) else None
