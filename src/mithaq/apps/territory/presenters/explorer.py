"""The explorer as the template shows it: map, table, tree, filters, the selected unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mithaq.apps.territory import measures, norms
from mithaq.apps.territory.explorer import LEVELS, SETTINGS, VIEWS, Chosen
from mithaq.apps.territory.measures import Measure
from mithaq.apps.territory.models import FacilityType, OrgUnit
from mithaq.apps.territory.norms import CONFIDENCE_LABELS, CONFIDENCE_STATES, NormInForce
from mithaq.apps.territory.queries import UnitFigures, gap_of
from mithaq.core.values import Known, Missing, Value
from mithaq.packs import geometry
from mithaq.web import formats
from mithaq.web.components import Crumb, Mark, StripCell
from mithaq.web.languages import localized
from mithaq.web.maps import Area, Classes, MapLayer, MapView, jenks, manual
from mithaq.web.tables import Column, State, Table

POPULATION_SOURCE = gettext_lazy("Population: census 2024 (HCP). Limits: HCP, simplified.")
_GAP_BOUNDS = (-6, -2, 1, 5)
_WATCH_FROM = -5  # a few facilities short: to watch; more: not reached


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter, and the address that makes it."""

    key: str
    label: Any
    is_chosen: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A line of the table: a unit, its figures, its values by measure."""

    figures: UnitFigures
    values: Mapping[str, Value]
    url: str

    @property
    def unit(self) -> OrgUnit:
        """The unit of the line."""
        return self.figures.unit


@dataclass(frozen=True, slots=True)
class SelectedCard:
    """The unit under the map: name, state in a badge, four figures, its pages."""

    label: str
    mark: Mark | None
    cells: Sequence[StripCell]
    explorer_url: str
    explorer_label: str
    sheet_url: str


def page_url(code: str, page: str = "explore") -> str:
    """The address of a unit's page; the nation's explorer is the section itself."""
    if page == "explore" and code == "MA":
        return reverse("territory:explorer")
    return reverse(f"territory:{page}", args=[code])


def crumbs_of(ancestors: Sequence[OrgUnit], last: Any = "") -> list[Crumb]:
    """The path from the nation to a unit; the last step has no address unless something follows."""
    steps = [Crumb(localized(unit, "name"), page_url(unit.code)) for unit in ancestors]
    return [*steps, Crumb(last)] if last else [*steps[:-1], Crumb(steps[-1].label)]


def heading_of(unit: OrgUnit) -> str:
    """The name with what it is, «Région Fès-Meknès»; a facility and the nation go by their name."""
    name = localized(unit, "name")
    if unit.kind_id in {"nation", "facility", "service"}:
        return name
    return f"{kind_of(unit)} {name}"


def kind_of(unit: OrgUnit) -> str:
    """What the unit is: a second-level unit is a province or a prefecture."""
    words = {"prefecture": _("Prefecture"), "province": _("Province")}
    return words.get(unit.designation) or localized(unit.kind, "name")


def context_line(figures: UnitFigures, children: Sequence[UnitFigures]) -> str:
    """«2 préfectures, 7 provinces, 194 communes · 4 467 911 habitants (RGPH 2024)»."""
    parts = [_counted(children)] if figures.unit.kind_id in {"nation", "region"} else []
    if figures.n_children and figures.unit.kind_id != "commune":
        parts.append(ngettext("%(n)s commune", "%(n)s communes", figures.n_children) % _n(figures.n_children))
    persons = figures.persons()
    text = _(", ").join(part for part in parts if part)
    if persons is None:
        return text
    people = ngettext("%(n)s inhabitant (census 2024)", "%(n)s inhabitants (census 2024)", persons) % _n(persons)
    return f"{text} · {people}" if text else people


def _counted(children: Sequence[UnitFigures]) -> str:
    kinds = [child.unit.designation or child.unit.kind_id for child in children]
    words = [
        ngettext("%(n)s region", "%(n)s regions", kinds.count("region")) % _n(kinds.count("region")),
        ngettext("%(n)s prefecture", "%(n)s prefectures", kinds.count("prefecture")) % _n(kinds.count("prefecture")),
        ngettext("%(n)s province", "%(n)s provinces", kinds.count("province")) % _n(kinds.count("province")),
    ]
    found = zip(words, ("region", "prefecture", "province"), strict=True)
    return _(", ").join(word for word, kind in found if kind in kinds)


def _n(count: int) -> dict[str, str]:
    return {"n": formats.number(count)}


# --------------------------------------------------------------- rows and table


def rows_of(figures: Sequence[UnitFigures], chosen: Chosen, select_url: str) -> list[UnitRow]:
    """The lines of the table, with every measure computed once."""
    return [
        UnitRow(one, {m.key: m.value(one, chosen.lens) for m in measures.MEASURES}, f"{select_url}{one.unit.code}")
        for one in figures
    ]


def table_of(rows: Sequence[UnitRow], whole: UnitFigures, chosen: Chosen, caption: str) -> Table:
    """The units with their figures; the last line is the unit above, never a sum of rates."""
    total = UnitRow(whole, {m.key: m.value(whole, chosen.lens) for m in measures.MEASURES}, "")
    columns = [
        Column("name", _("Unit"), value=lambda row: localized(row.unit, "name"), sub=_under_name, url=lambda r: r.url),
        _figure("population", total, label=_("Population 2024")),
        Column(
            "facilities",
            _("Existing facilities"),
            "number",
            0,
            total=lambda _rows: whole.n_facilities(chosen.lens.types),
            value=lambda row: row.figures.n_facilities(chosen.lens.types),
        ),
        *(_figure(key, total, is_optional=key not in _shown(chosen), beds=chosen) for key in _OTHER_COLUMNS),
        Column(
            "missing", _("Share missing"), "percent", 0, value=_share_missing, total=lambda _r: _share_missing(total)
        ),
    ]
    return Table(
        "units",
        columns,
        list(rows),
        caption,
        sort="-population",
        total_label=localized(whole.unit, "name"),
        note=_("Share missing: hospitals without a number of beds."),
        source=POPULATION_SOURCE,
        row_class=lambda row: "is-sel" if row.unit.code == chosen.selected else "",
    )


_OTHER_COLUMNS = (
    "persons-per-facility",
    "norm-gap",
    "beds-per-1000",
    "primary-per-10000",
    "hospitals-per-10000",
    "facilities-per-10000",
    "growth",
    "density",
)


def _shown(chosen: Chosen) -> set[str]:
    usual = {"persons-per-facility", "norm-gap", "beds-per-1000"}
    return {chosen.measure.key, "growth", "density"} if chosen.theme == "population" else usual | {chosen.measure.key}


def _figure(
    key: str, total: UnitRow, *, label: str = "", is_optional: bool = False, beds: Chosen | None = None
) -> Column:
    measure = measures.BY_KEY[key]
    return Column(
        key,
        label or measure.label,
        measure.kind,
        measure.decimals,
        total=lambda _rows: bare(total.values[key]),
        value=lambda row: row.values[key],
        tone=_gap_tone if key == "norm-gap" else _beds_tone if key == "beds-per-1000" else None,
        explain=lambda row: reverse("territory:explain", args=[row.unit.code, key]),
        optional=is_optional,
    )


def bare(value: Value) -> Decimal | None:
    """The number of a value for the last line of a table; None when it is missing."""
    return None if isinstance(value, Missing) else value.amount


def _under_name(row: UnitRow) -> str:
    n = row.figures.n_children
    if not n:
        return kind_of(row.unit)
    inside = ngettext("%(n)s commune", "%(n)s communes", n) % _n(n)
    words = f"{kind_of(row.unit)} · {inside}" if row.unit.kind_id != "commune" else kind_of(row.unit)
    return words.replace(" ", "\u00a0")  # on one line


def _gap_tone(row: UnitRow) -> State | None:
    return gap_state(row.values["norm-gap"])


def gap_state(gap: Value) -> State | None:
    """Reached, a few short, or many short of the norm."""
    if isinstance(gap, Missing):
        return None
    if gap.amount >= 0:
        return State("good", _("norm reached"))
    return State("watch", _("to watch")) if gap.amount >= _WATCH_FROM else State("bad", _("norm not reached"))


def _beds_tone(row: UnitRow) -> State | None:
    return beds_state(row.values["beds-per-1000"])


def beds_state(beds: Value) -> State | None:
    """Beds against the norm of the pack; two thirds of it are to watch."""
    norm = norms.beds_in_force()
    if isinstance(beds, Missing) or norm is None:
        return None
    if beds.amount >= norm:
        return State("good", _("norm reached"))
    return State("watch", _("to watch")) if beds.amount * 3 >= norm * 2 else State("bad", _("norm not reached"))


def _share_missing(row: UnitRow) -> float | None:
    n_hospitals = row.figures.n_hospitals
    return 1 - row.figures.n_beds_known / n_hospitals if n_hospitals else 0.0


# ------------------------------------------------------------------------- map


def map_of(unit: OrgUnit, rows: Sequence[UnitRow], chosen: Chosen, types: Sequence[FacilityType]) -> MapView | None:
    """The choropleth of the measure, with its facilities when asked for; None where no limits are known."""
    parent = "" if unit.kind_id == "nation" else unit.code[:6]
    shapes = geometry.shapes(chosen.level, parent)
    if unit.kind_id == "commune":
        shapes = {unit.code: shapes[unit.code]} if unit.code in shapes else {}
    if not shapes:
        return None
    context = {code: one for code, one in geometry.shapes("region").items() if parent and code != parent[:2]}
    values = [row.values[chosen.measure.key] for row in rows]
    return MapView(
        "territory",
        chosen.measure.label,
        shapes,
        [
            Area(row.unit.code, localized(row.unit, "name"), row.values[chosen.measure.key], row.url, kind_of(row.unit))
            for row in rows
            if row.unit.code in shapes
        ],
        classes_of(chosen.measure, values),
        unit=chosen.measure.unit,
        kind=chosen.measure.kind,
        decimals=chosen.measure.decimals,
        selected=chosen.selected,
        context=context,
        layer=_layer(unit, chosen, types) if chosen.has_facilities else MapLayer(),
        source=_("HCP, limits of the 2014 census, simplified"),
        area_head=_("Unit"),
        shows_table=False,
        is_live=chosen.has_facilities or len(rows) > _DRAWN_WELL,
    )


_DRAWN_WELL = 30  # above, names do not fit: the map zooms instead


def classes_of(measure: Measure, values: Sequence[Value]) -> Classes:
    """Five classes: around the norm for a gap, natural breaks for the rest."""
    if measure.key == "norm-gap":
        labels = [
            _("6 missing or more"),
            _("2 to 5 missing"),
            _("at the norm (± 1)"),
            _("2 to 5 more"),
            _("6 more or above"),
        ]
        return manual(_GAP_BOUNDS, "div", labels)
    return jenks(values)


def _layer(unit: OrgUnit, chosen: Chosen, types: Sequence[FacilityType]) -> MapLayer:
    shown = [one for one in types if one.code in chosen.lens.types]
    query = urlencode([("type", one.code) for one in shown])
    return MapLayer(
        url=f"{reverse('territory:points', args=[unit.code])}?{query}",
        kinds={one.code: localized(one, "name") for one in shown},
        label=_("Facilities"),
    )


# --------------------------------------------------------------------- filters


def filters_of(chosen: Chosen, unit: OrgUnit, in_force: Sequence[NormInForce]) -> dict[str, list[Option]]:
    """The choices of each filter."""
    lens = chosen.lens
    names = {"region": _("Regions"), "province": _("Provinces"), "commune": _("Communes")}
    return {
        "theme": [Option(key, label, key == chosen.theme) for key, label in measures.THEMES.items()],
        "indicator": [Option(m.key, m.label, m is chosen.measure) for m in measures.of_theme(chosen.theme)],
        "norm": [
            Option(norm.key, norm_label(norm), norm.key == lens.norm.key)
            for norm in in_force
            if norm.norm.theme == chosen.theme
        ],
        "setting": [Option(key, label, key == lens.setting) for key, label in SETTINGS.items()],
        "level": [Option(key, names[key], key == chosen.level) for key in LEVELS.get(unit.kind_id, ())],
    }


def norm_label(norm: NormInForce) -> str:
    """«Centres de santé : 1 pour 7 000 hab. (rural), 25 000 hab. (urbain)», or that the figure is not given."""
    if not norm.is_known:
        return _("%(norm)s: norm not given") % {"norm": norm.norm.label}
    settings = {"rural": _("rural"), "urban": _("urban")}
    parts = []
    for part in norm.parts:
        persons = _("%(n)s inhab.") % {"n": formats.number(part.persons)}
        parts.append(f"{persons} ({settings[part.part.setting]})" if part.part.setting else persons)
    return _("%(norm)s: 1 for %(persons)s") % {"norm": norm.norm.label, "persons": _(", ").join(parts)}


def view_options(chosen: Chosen, address: Mapping[str, str]) -> list[Option]:
    """Map and table, map, table, tree; each with its address."""
    return [Option(key, label, key == chosen.view, address[key]) for key, label in VIEWS.items()]


def norm_note(norm: NormInForce) -> tuple[str, Mark]:
    """Since when the norm applies, and how sure it is."""
    mark = Mark(CONFIDENCE_STATES[norm.confidence], CONFIDENCE_LABELS[norm.confidence])  # type: ignore[arg-type]  # the tones are literals
    text = _("Norm in force since %(day)s.") % {"day": formats.day(norm.since)} if norm.since else _("Norm not given.")
    return text, mark


# -------------------------------------------------------------------- selection


def selected_card(row: UnitRow, chosen: Chosen) -> SelectedCard:
    """What the norm says of the selected unit, its beds and its people."""
    figures, name = row.figures, localized(row.unit, "name")
    return SelectedCard(
        name,
        _mark(row),
        [_norm_cell(figures, chosen), _beds_cell(row), *_people_cells(row)],
        page_url(row.unit.code),
        _("Explore %(name)s") % {"name": name},
        page_url(row.unit.code, "unit"),
    )


def _mark(row: UnitRow) -> Mark | None:
    gap, beds = gap_state(row.values["norm-gap"]), beds_state(row.values["beds-per-1000"])
    if gap is None:
        return None
    if gap.tone == "good" and beds is not None and beds.tone != "good":
        return Mark("watch", _("Norm reached, beds missing"))
    words = {"good": _("Norm reached"), "watch": _("Close to the norm"), "bad": _("Norm not reached")}
    return Mark(gap.tone, words[gap.tone])  # type: ignore[arg-type]  # gap_state gives literals


def _norm_cell(figures: UnitFigures, chosen: Chosen) -> StripCell:
    gap = gap_of(figures, chosen.lens.norm, chosen.lens.setting)
    if isinstance(gap, Missing):
        return StripCell(_("What the norm says"), gap, note=norm_label(chosen.lens.norm))
    expected = ngettext("%(n)s expected", "%(n)s expected", gap.expected) % _n(gap.expected)
    existing = ngettext("%(n)s existing", "%(n)s existing", gap.existing) % _n(gap.existing)
    note = f"{expected}{_(', ')}{existing}"
    return StripCell(_("What the norm says"), formats.signed(gap.gap), _("facilities"), note=note)


def _beds_cell(row: UnitRow) -> StripCell:
    beds, norm, persons = row.values["beds-per-1000"], norms.beds_in_force(), row.figures.persons()
    if isinstance(beds, Missing) or norm is None or persons is None:
        return StripCell(_("Beds short of the norm"), beds if isinstance(beds, Missing) else None)
    short = max(int(norm * persons / 1000) - row.figures.n_beds, 0)
    return StripCell(_("Beds short of %(n)s for 1,000 inhabitants") % {"n": formats.number(norm)}, short, _("beds"))


def _people_cells(row: UnitRow) -> list[StripCell]:
    growth = row.values["growth"]
    text = formats.percent(growth) if isinstance(growth, Known) else growth
    return [
        StripCell(_("Population 2024"), row.values["population"], _("inhabitants"), 0),
        StripCell(_("Growth 2014–2024"), text),
    ]
