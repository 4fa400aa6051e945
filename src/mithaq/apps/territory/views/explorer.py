"""The explorer: map, table and tree of the units below one unit, and what feeds them."""

from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mithaq.apps.accounts.access import PersonRequest, holds, requires
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.territory import measures, norms
from mithaq.apps.territory.explorer import VIEWS, Chosen, read_chosen
from mithaq.apps.territory.models import Facility, OrgUnit
from mithaq.apps.territory.presenters import explorer as shown
from mithaq.apps.territory.presenters import units
from mithaq.apps.territory.queries import FacilityTypes, ancestors_of, facility_types, level_figures, unit_figures
from mithaq.web.languages import localized
from mithaq.web.maps import MapLayer, Point, points_response
from mithaq.web.tables import bind, export_response

NATION = "MA"
_ANY_CODE = "-code-"


def unit_or_404(request: PersonRequest, code: str) -> OrgUnit:
    """The unit of a code, if the person may see the territory."""
    return get_object_or_404(OrgUnit.objects.visible_to(request.user).select_related("kind", "parent"), code=code)


@requires(Permission.TERRITORY_VIEW)
@require_safe
def explore(request: PersonRequest, code: str = NATION) -> HttpResponseBase:
    """The units below one unit by a measure: map, table, tree; `?export=xlsx` gives the table."""
    unit = OrgUnit.objects.visible_to(request.user).select_related("kind", "parent").filter(code=code).first()
    if unit is None and code == NATION:
        return render(request, "territory/empty.html")
    if unit is None or unit.kind_id in {"facility", "service"}:
        raise Http404(code)
    types = facility_types()
    chosen = read_chosen(request.GET, unit.kind_id, types, timezone.localdate())
    return _page(request, unit, types, chosen)


def _page(request: PersonRequest, unit: OrgUnit, types: FacilityTypes, chosen: Chosen) -> HttpResponseBase:
    kind = chosen.level if unit.kind_id != "commune" else "arrondissement"
    *below, whole = level_figures(unit, kind)
    rows = shown.rows_of(below or [whole], chosen, f"{_address(request, selected=None)}selected=")
    table = shown.table_of(rows, whole, chosen, _("Units below %(name)s") % {"name": shown.heading_of(unit)})
    if response := export_response(request, table):
        return response
    selected = next((row for row in rows if row.unit.code == chosen.selected), None)
    facilities = units.facilities_table(unit, types, chosen.lens.types) if unit.kind_id == "commune" else None
    context = {
        "unit": unit,
        "heading": shown.heading_of(unit),
        "crumbs": shown.crumbs_of([*ancestors_of(unit), unit]),
        "context_line": shown.context_line(whole, below),
        "chosen": chosen,
        "filters": shown.filters_of(chosen, unit, norms.norms_on(timezone.localdate())),
        "types": types.named(types.primary | types.hospitals),
        "chosen_types": types.named(chosen.lens.types),
        "views": shown.view_options(chosen, {key: _address(request, view=key) for key in VIEWS}),
        "map": shown.map_of(unit, rows, chosen, types.all) if chosen.view in {"both", "map"} else None,
        "table": bind(request, table) if chosen.view in {"both", "table"} else None,
        "facilities": bind(request, facilities) if facilities else None,
        "branches": units.branches_of(below) if chosen.view == "tree" else None,
        "leaves": [],
        "norm": chosen.lens.norm,
        "norm_note": shown.norm_note(chosen.lens.norm),
        "card": shown.selected_card(selected, chosen) if selected else None,
        "sheet_url": shown.page_url(unit.code, "unit"),
        "may_import": holds(request.user, Permission.TERRITORY_IMPORT),
    }
    return render(request, "territory/explorer.html", context)


def _address(request: PersonRequest, **changes: str | None) -> str:
    """This page with some choices changed; without one it ends ready for more."""
    query = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = value
    return f"?{query.urlencode()}{'&' if query and None in changes.values() else ''}"


@requires(Permission.TERRITORY_VIEW)
@require_safe
def branches(request: PersonRequest, code: str) -> HttpResponse:
    """What hangs below a unit of the tree, as a list that unfolds."""
    unit = unit_or_404(request, code)
    *below, _whole = level_figures(unit)
    facilities = Facility.objects.filter(unit__parent=unit).select_related("unit", "type").order_by("unit__name_fr")
    context = {
        "branches": units.branches_of(below),
        "leaves": units.leaves_of(facilities),
        "unit": unit,
        "is_fragment": bool(getattr(request, "htmx", False)),
    }
    return render(request, "territory/branches.html", context)


@requires(Permission.TERRITORY_VIEW)
@require_safe
def points(request: PersonRequest, code: str) -> HttpResponse:
    """The facilities below a unit that have a position, for the map."""
    unit = unit_or_404(request, code)
    types = {one.code: localized(one, "name") for one in facility_types().all}
    asked = [code for code in request.GET.getlist("type") if code in types] or list(types)
    rows = Facility.objects.open_below(unit.path).filter(type__in=asked).exclude(unit__lon=None)
    names = rows.order_by("unit__code").values_list(
        "unit__lon", "unit__lat", "unit__name_fr", "type_id", "unit__code", "coordinate_quality"
    )
    qualities = {key: str(label) for key, label in Facility.CoordinateQuality.choices}
    page = shown.page_url(_ANY_CODE, "unit")  # one address for thousands of points
    found = [
        Point(lon, lat, name, kind, page.replace(_ANY_CODE, quote(code)), f"{types[kind]} · {qualities[quality]}")
        for lon, lat, name, kind, code, quality in names
        if lon is not None and lat is not None
    ]
    return points_response(MapLayer(found, kinds={code: types[code] for code in asked}))


@requires(Permission.TERRITORY_VIEW)
@require_safe
def explain(request: PersonRequest, code: str, indicator: str) -> HttpResponse:
    """How a figure of a unit comes about: rule in words, what goes in, sources."""
    unit = unit_or_404(request, code)
    measure = measures.BY_KEY.get(indicator)
    if measure is None:
        raise Http404(indicator)
    types = facility_types()
    theme = measure.themes[0] if request.GET.get("theme") not in measure.themes else request.GET["theme"]
    query = request.GET.copy()
    query.update({"theme": theme, "indicator": indicator})
    chosen = read_chosen(query, unit.kind_id, types, timezone.localdate())
    (figures,) = unit_figures([unit])
    context = units.explanation_of(figures, chosen) | {"back": shown.page_url(unit.code, "unit")}
    return render(request, "territory/explain.html", context)


@requires(Permission.TERRITORY_VIEW)
@require_safe
def norm(request: PersonRequest, key: str) -> HttpResponse:
    """A norm: its figures, where they are written, how sure they are, what they were."""
    if key not in norms.BY_KEY:
        raise Http404(key)
    in_force = norms.norm_on(key, timezone.localdate())
    return render(request, "territory/norm.html", {"norm": in_force, "parts": units.norm_parts(in_force)})
