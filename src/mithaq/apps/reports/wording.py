"""The words that every official document shares: letterhead, parties, footer."""

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mithaq.apps.contracts.models import Contract
from mithaq.apps.territory.models import HealthGroup, OrgUnit
from mithaq.web import formats
from mithaq.web.languages import localized

KINGDOM = _("Kingdom of Morocco")
MINISTRY = _("Ministry of Health and Social Protection")
PAGE_LABEL = _("Page {page} of {pages}")
DEMONSTRATION = _("Demonstration: generated data, without legal effect")


def language() -> str:
    """The language that the document is composed in: "fr", "ar" or "en"."""
    return (get_language() or "fr")[:2]


def code(text: str) -> str:
    """A number or code, kept left to right inside Arabic text."""
    return formats.isolated(text) if language() == "ar" else text


def named(number: str, thing: Any, name: str) -> str:
    """A number or code followed by the thing's name in the document's language."""
    return f"{code(number)} — {localized(thing, name)}"


def party_name(unit: OrgUnit) -> str:
    """How a unit is called as a party: the ministry for the nation, the health group for a region."""
    if unit.parent_id is None:
        return str(MINISTRY)
    group = HealthGroup.objects.filter(region=unit).first()
    return localized(group or unit, "name")


def issuer(contract: Contract) -> tuple[str, ...]:
    """The lines of the letterhead: the kingdom, the ministry, then the paying body if it is another."""
    lines = (str(KINGDOM), str(MINISTRY))
    payer = party_name(contract.payer)
    return lines if payer in lines else (*lines, payer)


def footer_marking(contract: Contract, fingerprint: str) -> str:
    """What every footer says: the number, the start of the fingerprint, and whether it is a demonstration."""
    parts = [code(contract.number)]
    if fingerprint:
        parts.append(gettext("Fingerprint %(digest)s") % {"digest": code(fingerprint[:12])})
    if contract.is_demonstration:
        parts.append(str(DEMONSTRATION))
    return " · ".join(parts)
