"""What a reader of the explorer chose, from the query string; anything unknown falls back quietly."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mithaq.apps.territory import measures, norms
from mithaq.apps.territory.measures import Lens, Measure
from mithaq.apps.territory.queries import FacilityTypes

VIEWS = {"both": _("Map and table"), "map": _("Map"), "table": _("Table"), "tree": _("Tree")}
SETTINGS = {"": _("Urban and rural"), "urban": _("Urban"), "rural": _("Rural")}
# The levels that may be drawn below each kind of unit, the usual one first.
LEVELS = {"nation": ("region", "province"), "region": ("province", "commune"), "province": ("commune",)}
_FIRST_NORM = {"primary": "health-centres", "hospital": "local-hospital"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choices of a reader, complete and consistent."""

    theme: str
    measure: Measure
    lens: Lens
    level: str
    view: str
    selected: str
    has_facilities: bool
    has_own_types: bool


def read_chosen(query: QueryDict, kind: str, types: FacilityTypes, today: date) -> Chosen:
    """The choices of a query string for a unit of a kind."""
    theme = _one_of(query.get("theme"), measures.THEMES)
    offered = measures.of_theme(theme)
    measure = next((one for one in offered if one.key == query.get("indicator")), offered[0])
    norm = norms.norm_on(_norm_key(query.get("norm", ""), theme), today)
    setting = _one_of(query.get("setting"), SETTINGS)
    own_types = frozenset(query.getlist("type")) & {one.code for one in types.all}
    levels = LEVELS.get(kind, ("commune",))
    return Chosen(
        theme=theme,
        measure=measure,
        lens=Lens(norm, setting, own_types or _usual_types(theme, measure, norm, types), types),
        level=_one_of(query.get("level"), dict.fromkeys(levels)),
        view=_one_of(query.get("view"), VIEWS),
        selected=query.get("selected", ""),
        has_facilities=query.get("facilities", "1" if kind in {"province", "commune"} else "") == "1",
        has_own_types=bool(own_types),
    )


def _one_of(value: str | None, choices: dict[str, Any]) -> str:
    return value if value in choices else next(iter(choices))


def _norm_key(asked: str, theme: str) -> str:
    declared = norms.BY_KEY.get(asked)
    if declared is not None and declared.theme == theme:
        return asked
    return _FIRST_NORM.get(theme, "health-centres")


def _usual_types(theme: str, measure: Measure, norm: norms.NormInForce, types: FacilityTypes) -> frozenset[str]:
    """The types that count when the reader chose none: those of the norm, else of the theme."""
    if measure.key in {"norm-gap", "persons-per-facility"} and theme in _FIRST_NORM:
        return norm.types
    return {"primary": types.primary, "hospital": types.hospitals}.get(theme, frozenset(one.code for one in types.all))
