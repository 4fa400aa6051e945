"""The sheet of a unit or facility, the comparison of units, and explanations."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mithaq import packs
from mithaq.apps.territory import measures, norms
from mithaq.apps.territory.explorer import Chosen
from mithaq.apps.territory.measures import Lens
from mithaq.apps.territory.models import Facility, FacilityType, OrgUnit
from mithaq.apps.territory.norms import CONFIDENCE_LABELS, CONFIDENCE_STATES, NormInForce
from mithaq.apps.territory.presenters.explorer import bare, gap_state, kind_of, norm_label, page_url
from mithaq.apps.territory.queries import BEFORE, NOW, FacilityTypes, UnitFigures, gap_of
from mithaq.core.territory import AGE_GROUPS, PyramidBar
from mithaq.core.values import Missing
from mithaq.packs import geometry
from mithaq.web import formats
from mithaq.web.charts import Chart, pyramid
from mithaq.web.components import Mark, StripCell
from mithaq.web.languages import localized
from mithaq.web.maps import Area, MapLayer, MapView, Point, manual
from mithaq.web.tables import Column, State, Table

QUALITY_STATES = {"surveyed": "good", "matched": "info", "area": "watch", "unknown": "none"}


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the tree: name, what it is, its pages; `more_url` unfolds what is below it."""

    label: str
    detail: str
    url: str
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class NormLine:
    """A norm held against a unit: what it expects, what is there, how sure the norm is."""

    label: str
    expected: Any
    existing: Any
    state: State | None
    mark: Mark
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NormPartShown:
    """A figure of a norm with its text: source, article, note, address, history."""

    label: str
    value: Any
    mark: Mark
    source: str
    href: str
    article: str
    note: str
    since: Any
    history: Sequence[tuple[Any, Any]]


def branches_of(figures: Iterable[UnitFigures]) -> list[Branch]:
    """The units as branches of the tree, by name."""
    found = [
        Branch(
            localized(one.unit, "name"),
            f"{kind_of(one.unit)} · {formats.number(one.n_facilities())} {_('facilities')}",
            page_url(one.unit.code, "unit"),
            reverse("territory:branches", args=[one.unit.code]),
        )
        for one in figures
    ]
    return sorted(found, key=lambda branch: branch.label)


def leaves_of(facilities: Iterable[Facility]) -> list[Branch]:
    """The facilities just below a unit."""
    return [
        Branch(localized(one.unit, "name"), localized(one.type, "name"), page_url(one.unit.code, "unit"))
        for one in facilities
    ]


# ------------------------------------------------------------------- unit sheet


def strip_of(figures: UnitFigures, lens: Lens) -> list[StripCell]:
    """Five key figures of a unit, each open to its explanation."""
    keys = ("population", "growth", "density", "primary-per-10000", "beds-per-1000")
    return [_cell(figures, lens, measures.BY_KEY[key]) for key in keys]


def _cell(figures: UnitFigures, lens: Lens, measure: measures.Measure) -> StripCell:
    value = measure.value(figures, lens)
    url = reverse("territory:explain", args=[figures.unit.code, measure.key])
    share = None
    if measure.key == "beds-per-1000" and figures.n_hospitals:
        share = 1 - figures.n_beds_known / figures.n_hospitals
    if measure.kind == "percent" and not isinstance(value, Missing):
        return StripCell(measure.label, formats.percent(value), url=url)
    return StripCell(measure.label, value, measure.unit, measure.decimals, url, share_missing=share)


def settings_of(figures: UnitFigures) -> list[tuple[str, Any, Any]]:
    """(setting, persons, share) of the latest census, urban then rural."""
    whole, by_setting = figures.persons(), figures.by_setting()
    names = {"urban": _("Urban"), "rural": _("Rural")}
    return [
        (name, by_setting.get(key), Decimal(by_setting[key]) / whole if whole and key in by_setting else None)
        for key, name in names.items()
    ]


def pyramids_of(found: dict[int, list[PyramidBar]]) -> list[Chart]:
    """A pyramid for each census year."""
    return [_pyramid(year, bars) for year, bars in found.items() if bars]


def _pyramid(year: int, bars: Sequence[PyramidBar]) -> Chart:
    persons = {(bar.sex, bar.age_group): bar.n_persons for bar in bars}
    young = sum(bar.share for bar in bars if bar.age_group in AGE_GROUPS[:3])
    return pyramid(
        f"pyramid-{year}",
        _("Age pyramid %(year)s") % {"year": year},
        AGE_GROUPS,
        [persons.get(("male", group)) for group in AGE_GROUPS],
        [persons.get(("female", group)) for group in AGE_GROUPS],
        source=_("HCP, census %(year)s; persons by age derived from published shares") % {"year": year},
        summary=_("%(share)s are under 15 years old.") % {"share": formats.percent(young)},
    )


def norm_lines(figures: UnitFigures, in_force: Sequence[NormInForce]) -> list[NormLine]:
    """Every norm held against the unit, those that nobody gave included."""
    return [_norm_line(figures, norm) for norm in in_force]


def _norm_line(figures: UnitFigures, norm: NormInForce) -> NormLine:
    gap = gap_of(figures, norm)
    mark = Mark(CONFIDENCE_STATES[norm.confidence], CONFIDENCE_LABELS[norm.confidence])  # type: ignore[arg-type]  # the tones are literals
    url = reverse("territory:norm", args=[norm.key])
    existing = figures.n_facilities(norm.types)
    if isinstance(gap, Missing):
        return NormLine(norm_label(norm), gap, existing, None, mark, url)
    difference = formats.signed(gap.gap)
    state = gap_state(measures.norm_difference(figures, Lens(norm, "", norm.types, FacilityTypes(()))))
    return NormLine(norm_label(norm), gap.expected, gap.existing, state, mark, url, difference)


def norm_parts(norm: NormInForce) -> list[NormPartShown]:
    """Each figure of a norm with the text that gives it and the values it had."""
    sources = packs.load(settings.PACK).sources
    found = []
    for part in norm.parts:
        value, source = part.value, sources.get(part.value.source)
        found.append(
            NormPartShown(
                localized(part.parameter.label),
                part.persons,
                Mark(CONFIDENCE_STATES[value.confidence], CONFIDENCE_LABELS[value.confidence]),  # type: ignore[arg-type]  # the tones are literals
                (source.title.fr + (f" ({source.number})" if source.number else "")) if source else "",
                source.href if source else "",
                value.article,
                value.note,
                value.since,
                [(one.since, one.value) for one in part.parameter.values],
            )
        )
    return found


def facilities_table(unit: OrgUnit, types: FacilityTypes, wanted: Collection[str] | None = None) -> Table:
    """The open facilities below a unit."""
    rows = Facility.objects.open_below(unit.path).select_related("unit__parent")
    if wanted is not None:
        rows = rows.filter(type__in=wanted)
    labels = {one.code: localized(one, "name") for one in types.all}
    qualities = {code: State(QUALITY_STATES[code], label) for code, label in Facility.CoordinateQuality.choices}
    columns = [
        Column(
            "name",
            _("Facility"),
            "link",
            db_field="unit__name_fr",
            value=lambda row: localized(row.unit, "name"),
            url=lambda row: page_url(row.unit.code, "unit"),
            sub=lambda row: row.unit.code,
        ),
        Column("type", _("Type"), db_field="type__rank", value=lambda row: labels[row.type_id]),
        Column("commune", _("Commune"), db_field="unit__parent__name_fr", value=_commune_name),
        Column("n_beds", _("Beds"), "number", 0, total="sum"),
        Column("coordinate_quality", _("Position"), "state", states=qualities),
    ]
    return Table(
        "facilities",
        columns,
        rows.order_by("type__rank", "unit__name_fr", "pk"),
        _("Open facilities"),
        prefix="f_",
        page_size=50,
        empty=_("No open facility here."),
    )


def _commune_name(row: Facility) -> str:
    return localized(row.unit.parent, "name") if row.unit.parent else ""


def children_table(children: Sequence[UnitFigures], whole: UnitFigures, lens: Lens) -> Table:
    """The units below, side by side."""
    shown = ("population", "growth", "density", "primary-per-10000", "hospitals-per-10000", "beds-per-1000", "norm-gap")
    columns = [
        Column(
            "name",
            _("Unit"),
            value=lambda row: localized(row.unit, "name"),
            sub=lambda row: kind_of(row.unit),
            url=lambda row: page_url(row.unit.code, "unit"),
        ),
        *(_measure_column(measures.BY_KEY[key], lens, whole) for key in shown),
    ]
    return Table(
        "children",
        columns,
        list(children),
        _("Units below"),
        prefix="c_",
        sort="-population",
        total_label=localized(whole.unit, "name"),
    )


def _measure_column(measure: measures.Measure, lens: Lens, whole: UnitFigures) -> Column:
    return Column(
        measure.key,
        measure.label,
        measure.kind,
        measure.decimals,
        value=lambda row: measure.value(row, lens),
        total=lambda _rows: bare(measure.value(whole, lens)),
        tone=(lambda row: gap_state(measure.value(row, lens))) if measure.key == "norm-gap" else None,
    )


# ---------------------------------------------------------------------- facility


def position_map(facility: Facility, persons: int | None) -> MapView | None:
    """Where a facility lies in its commune, with the commune's inhabitants; None without a position."""
    unit = facility.unit
    code = unit.path.strip("/").split("/")[3] if unit.path.count("/") > 4 else ""
    shape = geometry.shapes("commune").get(code)
    if unit.lon is None or unit.lat is None or shape is None:
        return None
    kinds = {"here": localized(facility.type, "name")}
    return MapView(
        "position",
        _("Position"),
        {code: shape},
        [Area(code, localized(unit.parent, "name") if unit.parent else "", persons)],
        manual([], labels=[_("Commune")]),
        unit=_("inhabitants"),
        layer=MapLayer([Point(unit.lon, unit.lat, localized(unit, "name"), "here")], kinds=kinds),
        shows_table=False,
    )


# -------------------------------------------------------------------- comparison


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A measure over the units compared: one text a unit, and which is highest and lowest."""

    label: Any
    unit: Any
    cells: Sequence[tuple[Any, str]]


def comparison(figures: Sequence[UnitFigures], lens: Lens) -> list[ComparedLine]:
    """Every measure over the units, the highest and lowest told apart by a word."""
    return [_compared(measure, figures, lens) for measure in measures.MEASURES]


def _compared(measure: measures.Measure, figures: Sequence[UnitFigures], lens: Lens) -> ComparedLine:
    values = [measure.value(one, lens) for one in figures]
    known = {value.amount for value in values if not isinstance(value, Missing)}
    words = {max(known): _("highest"), min(known): _("lowest")} if len(known) > 1 else {}
    marks = ["" if isinstance(value, Missing) else words.get(value.amount, "") for value in values]
    texts = [_written(measure, value) for value in values]
    return ComparedLine(measure.label, measure.unit, list(zip(texts, marks, strict=True)))


def _written(measure: measures.Measure, value: Any) -> str:
    if measure.kind == "percent":
        return formats.percent(value)
    return formats.signed(value, measure.decimals) if measure.is_signed else formats.number(value, measure.decimals)


def comparison_table(figures: Sequence[UnitFigures], lens: Lens) -> Table:
    """The same comparison as a table to export: one line a measure, one column a unit."""
    rows = [
        {"measure": measure.label} | {one.unit.code: measure.value(one, lens) for one in figures}
        for measure in measures.MEASURES
    ]
    columns = [Column("measure", _("Figure"))]
    columns += [Column(one.unit.code, localized(one.unit, "name"), "number", 4) for one in figures]
    return Table("comparison", columns, rows, _("Comparison of units"))


# ------------------------------------------------------------------- explanation

_CENSUS = gettext_lazy("legal population, census %(year)s (HCP)")


def explanation_of(figures: UnitFigures, chosen: Chosen) -> dict[str, Any]:
    """The value, its rule in words, and what goes in, for the side sheet."""
    measure, lens = chosen.measure, chosen.lens
    value = measure.value(figures, lens)
    return {
        "measure": measure,
        "unit": figures.unit,
        "value": _written(measure, value),
        "is_missing": isinstance(value, Missing),
        "reason": formats.missing(value) if isinstance(value, Missing) else "",
        "inputs": _inputs(figures, lens, measure),
        "norm": lens.norm if measure.key == "norm-gap" else None,
        "norm_label": norm_label(lens.norm),
        "norm_parts": norm_parts(lens.norm) if measure.key == "norm-gap" else [],
        "beds_norm": norms.beds_in_force() if measure.key == "beds-per-1000" else None,
        "on": timezone.localdate(),
    }


def _inputs(figures: UnitFigures, lens: Lens, measure: measures.Measure) -> list[tuple[str, Any, str]]:
    """(what, figure, where it comes from) of everything that may enter the measure."""
    census = str(_CENSUS)
    lines: list[tuple[str, Any, str]] = [(_("Population 2024"), figures.persons(), census % {"year": NOW})]
    if measure.key == "growth":
        lines.append((_("Population 2014"), figures.persons(BEFORE), census % {"year": BEFORE}))
    if measure.key == "density":
        lines.append((_("Area (km²)"), figures.unit.area_km2, _("HCP limits, before simplification")))
    if measure.key == "norm-gap":
        by_setting = figures.by_setting()
        lines += [(name, by_setting.get(key), census % {"year": NOW}) for key, name in _settings().items()]
    counted = _counted_types(lens, measure)
    lines += [(localized(one, "name"), figures.facilities[one.code], _("open today")) for one in counted]
    if measure.key == "beds-per-1000":
        lines.append((_("Beds known"), figures.n_beds, _("facilities' own figures")))
        lines.append((_("Hospitals without a number of beds"), figures.n_hospitals - figures.n_beds_known, ""))
    return lines


def _settings() -> dict[str, str]:
    return {"urban": _("Urban population"), "rural": _("Rural population")}


def _counted_types(lens: Lens, measure: measures.Measure) -> list[FacilityType]:
    if measure.key in {"population", "growth", "density"}:
        return []
    hospitals = lens.known_types.hospitals
    codes = {
        "primary-per-10000": lens.known_types.primary,
        "hospitals-per-10000": hospitals,
        "beds-per-1000": hospitals,
        "norm-gap": lens.norm.types,
    }
    return lens.known_types.named(codes.get(measure.key, lens.types))
