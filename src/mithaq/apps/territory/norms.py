"""Planning norms as the pack knows them on a day: which facilities for how many inhabitants.

A norm that no text gives stays empty, and everything computed from it is missing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mithaq import packs
from mithaq.core.params import Confidence, Parameter, ParameterValue
from mithaq.core.territory import CoverageNorm

# From the surest to the least sure.
_SURENESS = [Confidence.CONFIRMED, Confidence.SECONDARY, Confidence.UNCONFIRMED, Confidence.EMPTY]

CONFIDENCE_LABELS = {
    Confidence.CONFIRMED: _("read in the text"),
    Confidence.SECONDARY: _("to confirm: read in notes or press"),
    Confidence.UNCONFIRMED: _("to confirm"),
    Confidence.EMPTY: _("norm not given"),
}
CONFIDENCE_STATES = {
    Confidence.CONFIRMED: "good",
    Confidence.SECONDARY: "watch",
    Confidence.UNCONFIRMED: "watch",
    Confidence.EMPTY: "none",
}


@dataclass(frozen=True, slots=True)
class NormPart:
    """Types of facility, the setting whose inhabitants count, and the parameter that says how many."""

    types: frozenset[str]
    setting: str
    parameter: str


@dataclass(frozen=True, slots=True)
class NormDeclared:
    """A norm by name: what it is about, and its parts."""

    key: str
    label: Any
    theme: str
    parts: tuple[NormPart, ...]


_ABOVE_PROVINCIAL = frozenset({"HR", "HIR", "CHU"})

NORMS = (
    NormDeclared(
        "health-centres",
        _("Health centres"),
        "primary",
        (
            NormPart(frozenset({"CSR-1", "CSR-2"}), "rural", "planning/csr-1/population"),
            NormPart(frozenset({"CSU-1", "CSU-2"}), "urban", "planning/csu-1/population"),
        ),
    ),
    NormDeclared(
        "level-2",
        _("Health centres, level 2"),
        "primary",
        (
            NormPart(frozenset({"CSR-2"}), "rural", "planning/csr-2/population"),
            NormPart(frozenset({"CSU-2"}), "urban", "planning/csu-2/population"),
        ),
    ),
    NormDeclared(
        "local-hospital",
        _("Local hospitals"),
        "hospital",
        (NormPart(frozenset({"HPr"}), "", "planning/hpr/population"),),
    ),
    NormDeclared(
        "provincial-hospital",
        _("Provincial hospitals and above"),
        "hospital",
        (NormPart(_ABOVE_PROVINCIAL | {"HP"}, "", "planning/hp/population"),),
    ),
    NormDeclared(
        "regional-hospital",
        _("Regional hospitals and above"),
        "hospital",
        (NormPart(_ABOVE_PROVINCIAL, "", "planning/hr/population"),),
    ),
)
BY_KEY = {norm.key: norm for norm in NORMS}


@dataclass(frozen=True, slots=True)
class PartInForce:
    """A part with the value of its parameter on a day."""

    part: NormPart
    parameter: Parameter
    value: ParameterValue

    @property
    def persons(self) -> int | None:
        """Inhabitants for one facility, or None when no text gives it."""
        return int(self.value.value) if isinstance(self.value.value, Decimal) else None

    @property
    def coverage(self) -> CoverageNorm:
        """The part as the calculation takes it."""
        return CoverageNorm(self.part.types, self.part.setting, self.persons)


@dataclass(frozen=True, slots=True)
class NormInForce:
    """A norm on a day, with what it is worth."""

    norm: NormDeclared
    parts: tuple[PartInForce, ...]

    @property
    def key(self) -> str:
        """The name of the norm in addresses."""
        return self.norm.key

    @property
    def is_known(self) -> bool:
        """Whether every part has a figure."""
        return all(part.persons is not None for part in self.parts)

    @property
    def confidence(self) -> Confidence:
        """The confidence of the least sure part."""
        return max((part.value.confidence for part in self.parts), key=_SURENESS.index)

    @property
    def since(self) -> date | None:
        """The day from which the norm applies (the latest of its parts)."""
        return max((part.value.since for part in self.parts if part.value.since), default=None)

    @property
    def types(self) -> frozenset[str]:
        """Every type of facility that counts."""
        return frozenset().union(*(part.part.types for part in self.parts))

    def coverages(self, setting: str = "") -> list[CoverageNorm]:
        """The parts for the calculation; with a setting, only those about its inhabitants."""
        return [part.coverage for part in self.parts if not setting or part.part.setting in {"", setting}]


@lru_cache(maxsize=64)
def norms_on(day: date) -> tuple[NormInForce, ...]:
    """Every norm as it applies that day, by the pack of the installation."""
    pack = packs.load(settings.PACK)
    return tuple(
        NormInForce(
            norm,
            tuple(
                PartInForce(part, parameter := pack.parameter(part.parameter), parameter.on(day)) for part in norm.parts
            ),
        )
        for norm in NORMS
    )


def norm_on(key: str, day: date) -> NormInForce:
    """One norm on a day. Raises KeyError for an unknown name."""
    return next(norm for norm in norms_on(day) if norm.key == BY_KEY[key].key)


def norms_of(types: Collection[str], day: date) -> list[NormInForce]:
    """The norms that speak of one of these types."""
    return [norm for norm in norms_on(day) if norm.types & set(types)]


@lru_cache(maxsize=64)
def _beds_on(day: date) -> Decimal | None:
    value = packs.load(settings.PACK).parameter("planning/beds/per_1000").on(day).value
    return value if isinstance(value, Decimal) else None


def beds_in_force() -> Decimal | None:
    """Beds that the norm asks for 1,000 inhabitants today; None when no text gives it."""
    return _beds_on(timezone.localdate())
