"""Tags that draw tables, differences, charts and maps: `{% load mithaq_data %}`."""

from decimal import Decimal
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mithaq.web import formats
from mithaq.web.charts import Chart
from mithaq.web.differences import Change, Preview
from mithaq.web.maps import MapView
from mithaq.web.tables import TableView, bind
from mithaq.web.tables.cells import missing_html
from mithaq.web.tables.declare import is_missing

register = template.Library()


@register.inclusion_tag("web/data/table.html", takes_context=True)
def data_table(context: Any, view: TableView) -> dict[str, Any]:
    """The table with its tools, as a fragment that htmx can replace alone."""
    return {"view": view, "request": context.get("request")}


@register.inclusion_tag("web/data/differences.html", takes_context=True)
def differences(context: Any, preview: Preview) -> dict[str, Any]:
    """What an uploaded file would change, with the button that saves it."""
    return {"preview": preview, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def change_cell(change: Change) -> SafeString:
    """The cell of a value: as it is, added, refused, or before → after."""
    tone = change.tone
    if tone == "info":
        inner = format_html(
            '<span class="mq-num"><del>{}</del>&ensp;→&ensp;<ins>{}</ins></span>',
            _plain(change.before),
            _plain(change.after),
        )
    elif tone == "good":
        inner = format_html('<ins class="mq-num">{}</ins>', _plain(change.after))
    elif is_missing(change.after):
        inner = SafeString(missing_html(change.after))  # built of escaped words
    else:
        inner = format_html(
            '<span class="mq-num{}">{}</span>', " mq-strong" if tone == "bad" else "", _plain(change.after)
        )
    return format_html('<td class="mq-r {}">{}</td>', "mq-mute" if tone == "none" else f"is-{tone}", inner)


def _plain(value: Any) -> str:
    if is_missing(value):
        return formats.missing_sign(value)
    return formats.number(value) if isinstance(value, int | float | Decimal) else str(value)


@register.inclusion_tag("web/data/chart.html", takes_context=True)
def chart(context: Any, chart: Chart) -> dict[str, Any]:
    """The chart with its table and its text file."""
    request = context["request"]
    needs = _first_of_page(request, "charts") if chart.spec else False
    return {"chart": chart, "table_view": bind(request, chart.table), "request": request, "needs_assets": needs}


@register.inclusion_tag("web/data/map.html", takes_context=True)
def map_view(context: Any, view: MapView) -> dict[str, Any]:
    """The map with its legend, its table and its text file."""
    request = context["request"]
    table = bind(request, view.table) if view.shows_table else None
    needs = _first_of_page(request, "maps") if view.wants_live else False
    return {"view": view, "table_view": table, "request": request, "needs_assets": needs}


@register.filter
def as_data(json_text: str) -> SafeString:
    """JSON that may stand inside a script element: no text in it can close the element."""
    return mark_safe(json_text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@register.inclusion_tag("web/data/chart_assets.html")
def chart_assets() -> dict[str, Any]:
    """The scripts of charts; the first chart of a page brings them by itself."""
    return {}


@register.inclusion_tag("web/data/map_assets.html")
def map_assets() -> dict[str, Any]:
    """The scripts and styles of zooming maps; the first one of a page brings them by itself."""
    return {}


def _first_of_page(request: HttpRequest, kind: str) -> bool:
    """Whether this is the first thing of its kind in the page: only it brings the scripts."""
    brought: set[str] = request.__dict__.setdefault("data_assets", set())
    is_first = kind not in brought
    brought.add(kind)
    return is_first
