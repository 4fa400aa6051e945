"""Maps: values by unit, facilities on them, and the table that says the same.

MapView("gap", _("Gap to the norm"), shapes, [Area(code, name, value, url)], manual([-6, -2, 1, 5], "div"), …)
{% load mithaq_data %}{% map_view view %}
"""

from mithaq.web.maps.classes import Classes, jenks, manual, quantiles
from mithaq.web.maps.view import Area, MapLayer, MapView, Point, points_response, topology_response

__all__ = [
    "Area",
    "Classes",
    "MapLayer",
    "MapView",
    "Point",
    "jenks",
    "manual",
    "points_response",
    "quantiles",
    "topology_response",
]
