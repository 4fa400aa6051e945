"""Tags that draw tables, differences, charts and maps: `{% load mithaq_data %}`."""

from typing import Any

from django import template

from mithaq.web.tables import TableView

register = template.Library()


@register.inclusion_tag("web/data/table.html", takes_context=True)
def data_table(context: Any, view: TableView) -> dict[str, Any]:
    """The table with its tools, as a fragment that htmx can replace alone."""
    return {"view": view, "request": context.get("request")}
