"""The sheet of a unit or facility, and units side by side."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.audit.presenters import history
from mithaq.apps.territory import norms
from mithaq.apps.territory.explorer import read_chosen
from mithaq.apps.territory.models import Facility, HealthGroup, OrgUnit
from mithaq.apps.territory.panels import Panel, Registered, panels_of
from mithaq.apps.territory.presenters import explorer as shown
from mithaq.apps.territory.presenters import units
from mithaq.apps.territory.queries import ancestors_of, facility_types, level_figures, pyramid, unit_figures
from mithaq.apps.territory.views.explorer import unit_or_404
from mithaq.web.components import Tab
from mithaq.web.tables import bind, export_response

MOST_COMPARED = 6
_OWN_TABS = ("overview", "facilities", "below", "norms", "history")


@requires(Permission.TERRITORY_VIEW)
@require_safe
def unit(request: PersonRequest, code: str) -> HttpResponseBase:
    """The sheet of a unit: identity, figures, facilities, norms, what is below, its history."""
    one = unit_or_404(request, code)
    facility = Facility.objects.select_related("type", "unit__parent").filter(unit=one).first()
    if facility is not None:
        return _facility(request, one, facility)
    types = facility_types()
    chosen = read_chosen(request.GET, one.kind_id, types, timezone.localdate())
    *below, whole = level_figures(one)
    tables = {
        "facilities": lambda: units.facilities_table(one, types),
        "below": lambda: units.children_table(below, whole, chosen.lens),
    }
    offered = [key for key in _OWN_TABS if key != "below" or below]
    tab, panels = _tab(request, one, offered)
    table = tables[tab]() if tab in tables else None
    if table is not None and (response := export_response(request, table)):
        return response
    context = {
        "tab": tab,
        "tabs": _tabs(tab, offered, panels, len(below), whole.n_facilities()),
        "panel": next((panel for registered, panel in panels if registered.key == tab), None),
        "table": bind(request, table) if table is not None else None,
        "strip": units.strip_of(whole, chosen.lens),
        "context_line": shown.context_line(whole, below),
        "norm_lines": units.norm_lines(whole, norms.norms_on(timezone.localdate())),
        "settings": units.settings_of(whole),
        "pyramids": units.pyramids_of(pyramid(one)) if tab == "overview" else [],
        "health_group": HealthGroup.objects.filter(region__code__in=one.path.split("/")).first(),
        "explorer_url": shown.page_url(one.code) if one.kind_id != "arrondissement" else "",
    }
    return render(request, "territory/unit.html", _identity(one) | context)


def _identity(one: OrgUnit) -> dict[str, Any]:
    """What the sheets of units and of facilities share."""
    return {
        "unit": one,
        "heading": shown.heading_of(one),
        "kind": shown.kind_of(one),
        "crumbs": shown.crumbs_of([*ancestors_of(one), one]),
        "external_ids": list(one.external_ids.order_by("system", "value")),
        "attachments": list(one.attachments.select_related("parent").order_by("-since", "-id")),
        "groups": list(one.groups.order_by("kind", "code")),
        "events": history("territory.orgunit", one.code),
    }


def _tab(request: PersonRequest, one: OrgUnit, own: Sequence[str]) -> tuple[str, list[tuple[Registered, Panel]]]:
    panels = panels_of(request, one)
    known = [*own, *(registered.key for registered, _panel in panels)]
    asked = request.GET.get("tab", "")
    return (asked if asked in known else known[0]), panels


def _tabs(
    tab: str, own: Sequence[str], panels: list[tuple[Registered, Panel]], n_below: int, n_facilities: int
) -> list[Tab]:
    labels = {
        "overview": _("Overview"),
        "facilities": _("Facilities"),
        "below": _("Units below"),
        "norms": _("Norms"),
        "history": _("History"),
    }
    counts = {"below": n_below, "facilities": n_facilities}
    found = [Tab(labels[key], f"?tab={key}", key == tab, counts.get(key)) for key in own if key != "history"]
    found += [Tab(one.label, f"?tab={one.key}", one.key == tab, panel.count) for one, panel in panels]
    return [*found, Tab(labels["history"], "?tab=history", tab == "history")]


def _facility(request: PersonRequest, one: OrgUnit, facility: Facility) -> HttpResponse:
    tab, panels = _tab(request, one, ("overview", "history"))
    of_its_type = norms.norms_of([facility.type_id], timezone.localdate())
    context = {
        "facility": facility,
        "quality_state": units.QUALITY_STATES[facility.coordinate_quality],
        "services": list(facility.services.order_by("code")),
        "map": units.position_map(facility, _persons_around(one)) if tab == "overview" else None,
        "norm_list": [(shown.norm_label(norm), norm, *shown.norm_note(norm)) for norm in of_its_type],
        "tab": tab,
        "tabs": _tabs(tab, ("overview", "history"), panels, 0, 0),
        "panel": next((panel for registered, panel in panels if registered.key == tab), None),
    }
    return render(request, "territory/facility.html", _identity(one) | context)


def _persons_around(facility: OrgUnit) -> int | None:
    """The inhabitants of the commune (or arrondissement) of a facility."""
    return unit_figures([facility.parent])[0].persons() if facility.parent else None


@requires(Permission.TERRITORY_VIEW)
@require_safe
def compare(request: PersonRequest) -> HttpResponseBase:
    """Up to six units side by side, given by `?units=a,b,c`; `?export=xlsx` gives the same as a file."""
    codes = [code.strip() for text in request.GET.getlist("units") for code in text.split(",") if code.strip()]
    codes = list(dict.fromkeys(codes))
    visible = OrgUnit.objects.visible_to(request.user).exclude(kind__in=("facility", "service"))
    found = {one.code: one for one in visible.filter(code__in=codes[:MOST_COMPARED]).select_related("kind", "parent")}
    chosen = read_chosen(request.GET, "region", facility_types(), timezone.localdate())
    figures = unit_figures([found[code] for code in codes if code in found])
    if figures and (response := export_response(request, units.comparison_table(figures, chosen.lens))):
        return response
    context = {
        "columns": [(shown.heading_of(one.unit), shown.page_url(one.unit.code, "unit")) for one in figures],
        "lines": units.comparison(figures, chosen.lens),
        "codes": ",".join(found),
        "unknown": [code for code in codes[:MOST_COMPARED] if code not in found],
        "n_left": max(len(codes) - MOST_COMPARED, 0),
        "most": MOST_COMPARED,
        "candidates": visible.filter(kind__in=("region", "province")).order_by("path"),
    }
    return render(request, "territory/compare.html", context)
