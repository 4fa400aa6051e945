"""Long work of the territory: applying a list of thousands of facilities."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.jobs.registry import Progress, job_kind
from mithaq.apps.territory.access import scope_paths
from mithaq.apps.territory.actions.facilities import ListOrigin, apply_facility_list
from mithaq.apps.territory.facility_differences import Choices
from mithaq.apps.territory.facility_lists import LIMITS, list_day, read_list
from mithaq.web.uploads import open_upload, read_workbook

PURPOSE = "territory.facilities"


@job_kind("territory.import")
def import_facilities(progress: Progress, *, token: str, user: int, choices: Mapping[str, Any]) -> dict[str, int]:
    """Apply an uploaded list with what its person chose, where that person may import."""
    by = User.objects.get(pk=user)
    kept = open_upload(token, by=by.pk, purpose=PURPOSE)
    listed = read_list(read_workbook(kept.file, limits=LIMITS))
    on = date.fromisoformat(choices["on"]) if choices.get("on") else list_day(listed)
    return apply_facility_list(
        by=by,
        listed=listed,
        origin=ListOrigin(kept.name, kept.sha256, on),
        choices=choices_from(choices),
        scope=scope_paths(by, Permission.TERRITORY_IMPORT),
        progress=progress,
    )


def choices_from(data: Mapping[str, Any]) -> Choices:
    """The choices kept as JSON."""
    places, types, same = (dict(data.get(name, {})) for name in ("places", "types", "same"))
    return Choices(places, types, same, frozenset(data.get("closed", ())))
