"""The sentences of the trail, made at display from an event's code and data, in the reader's language.

Each app gives its sentences in `AppConfig.ready`:

    sentences.register("plans.entente.signed", gettext_lazy("Signed the entente %(label)s."))

Places are keys of the event's data, and `object`. A code without a sentence is shown as it is:
the trail never hides an event.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import get_language_bidi

from mithaq.apps.accounts.matrix import ROLE_LABELS, Role
from mithaq.web import formats

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PERIOD = re.compile(r"\d{4}(S[12]|Q[1-4]|0[1-9]|1[0-2])?")
AMOUNT = re.compile(r"-?\d+(\.\d+)?")

_templates: dict[str, Any] = {}


def register(code: str, template: Any) -> None:
    """The sentence of a code: a lazy translation with named `%(…)s` places."""
    _templates[code] = template


def register_all(templates: Mapping[str, Any]) -> None:
    """Several sentences at once."""
    _templates.update(templates)


def known_codes() -> list[str]:
    """The codes that have a sentence, sorted."""
    return sorted(_templates)


def sentence(code: str, data: Mapping[str, Any], object_key: str = "") -> str:
    """The event in words; the code itself when no app has a sentence for it."""
    template = _templates.get(code)
    if template is None:
        return code
    values: Mapping[str, Any] = defaultdict(lambda: "—", {"object": isolated(object_key), **_readable(data)})
    return strip_tags(str(template) % values)


def _readable(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _word(key, value) for key, value in data.items()}


def _word(key: str, value: Any) -> Any:
    """A value as people read it: roles by their name; days, periods and amounts in the manner of the language."""
    if value in (None, ""):
        return "—"
    if key == "role" and value in ROLE_LABELS:
        return ROLE_LABELS[Role(value)]
    if key == "period" and PERIOD.fullmatch(str(value)):
        return formats.period(value)
    if key.endswith("amount") and AMOUNT.fullmatch(str(value)):
        return formats.money(Decimal(value))
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return formats.day_long(date.fromisoformat(value))
    return isolated(value)


def isolated(value: Any) -> Any:
    """Text kept apart from what surrounds it in a right-to-left sentence, so that a code such as 03.H stays whole."""
    return f"\u2068{value}\u2069" if isinstance(value, str) and get_language_bidi() else value
