"""Doubts about a row of a list that do not prevent it from being imported."""

import shapely
from django.utils.translation import gettext_noop as _

from mithaq.apps.territory.facility_lists import ListedFacility
from mithaq.core.errors import DataProblem
from mithaq.packs import geometry

_TOLERANCE = 0.02  # degrees, some 2 km: limits are simplified


def position_doubt(row: ListedFacility, commune: str) -> DataProblem | None:
    """Whether the position lies in the sea, abroad or in another commune; None when it is plausible."""
    shape = geometry.shapes("commune").get(commune)
    if row.lon is None or row.lat is None or shape is None:
        return None
    if shapely.distance(shape, shapely.Point(row.lon, row.lat)) <= _TOLERANCE:
        return None
    params = {"lat": row.lat, "lon": row.lon}
    hint = _("Check it: the facility is kept where the list says, with this position.")
    nearest = geometry.nearest_commune(row.lon, row.lat)
    if nearest is None:
        message = _("The position %(lat)s, %(lon)s is in the sea or abroad.")
        return DataProblem("list.at_sea", row.where, message, hint, params, is_blocking=False)
    message = _("The position %(lat)s, %(lon)s lies in another commune (%(other)s).")
    return DataProblem("list.elsewhere", row.where, message, hint, params | {"other": nearest}, is_blocking=False)
