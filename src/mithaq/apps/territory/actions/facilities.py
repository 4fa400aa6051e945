"""Applying a list of facilities: openings, changes, closings, in one transaction and one event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.jobs.registry import Progress, SilentProgress
from mithaq.apps.territory.facility_differences import (
    SYSTEM,
    Choices,
    KnownFacility,
    ListDifferences,
    RowDifference,
    RowState,
    compare,
)
from mithaq.apps.territory.facility_lists import FacilityList
from mithaq.apps.territory.models import ExternalId, Facility, OrgUnit, UnitAttachment

BATCH = 1000


@dataclass(frozen=True, slots=True)
class ListOrigin:
    """Where a list comes from and from when it counts."""

    name: str
    sha256: str
    on: date


@transaction.atomic
def apply_facility_list(
    *,
    by: User | None,
    listed: FacilityList,
    origin: ListOrigin,
    choices: Choices,
    scope: Sequence[str] = ("/",),
    progress: Progress | None = None,
) -> dict[str, int]:
    """Bring the facilities to what the list says; gives how many were opened, changed, closed, left.

    Compares again inside the transaction, so that what happened since the preview is not undone.
    Rows that nobody could place are left out. A second run changes nothing and leaves no event.
    """
    steps = progress or SilentProgress()
    differences = compare(listed, choices, scope)
    new, changed = differences.of(RowState.NEW), differences.of(RowState.CHANGED)
    closed = [one for one in differences.closings if one.code in choices.closed]
    total = len(new) + len(changed) + len(closed)
    _open(new, differences, origin, _has_precedent(listed), steps, total)
    _change(changed, origin, steps, len(new), total)
    _close(closed, origin)
    done = {"new": len(new), "changed": len(changed), "closed": len(closed), "same": len(differences.of(RowState.SAME))}
    done["left"] = len(differences.rows) - len(new) - len(changed) - done["same"]
    if total:
        _record(by, origin, done, new, changed, closed)
    return done


def _has_precedent(listed: FacilityList) -> bool:
    """Whether an earlier list of the series is known: then what is new opened since."""
    if not listed.series:
        return False
    return ExternalId.objects.filter(system=SYSTEM, value__startswith=listed.series).exists()


def _open(
    rows: Sequence[RowDifference],
    differences: ListDifferences,
    origin: ListOrigin,
    has_precedent: bool,
    steps: Progress,
    total: int,
) -> None:
    opened_on = origin.on if has_precedent else None
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        units = OrgUnit.objects.bulk_create([_new_unit(row, opened_on) for row in batch])
        pairs = list(zip(units, batch, strict=True))
        Facility.objects.bulk_create([_new_facility(unit, row, origin) for unit, row in pairs])
        ExternalId.objects.bulk_create([ExternalId(unit=u, system=SYSTEM, value=r.listed.id) for u, r in pairs])
        UnitAttachment.objects.bulk_create(
            [UnitAttachment(unit=u, parent_id=r.place.pk, since=opened_on) for u, r in pairs if r.place]
        )
        steps.report(start + len(batch), total)


def _new_unit(row: RowDifference, opened_on: date | None) -> OrgUnit:
    listed, place = row.listed, row.place
    assert place is not None  # a row without a place is never new
    return OrgUnit(
        code=listed.id,
        kind_id="facility",
        parent_id=place.pk,
        path=f"{place.path}{listed.id}/",
        name_fr=listed.name,
        setting=place.setting,
        lon=listed.lon,
        lat=listed.lat,
        opened_on=opened_on,
    )


def _new_facility(unit: OrgUnit, row: RowDifference, origin: ListOrigin) -> Facility:
    return Facility(
        unit=unit,
        type_id=row.type,
        coordinate_source=row.listed.coordinate_source,
        coordinate_quality=row.listed.quality,
        source=origin.name,
    )


def _change(rows: Sequence[RowDifference], origin: ListOrigin, steps: Progress, done: int, total: int) -> None:
    units = OrgUnit.objects.select_related("facility").in_bulk([row.known.pk for row in rows if row.known])
    for row in rows:
        if row.known is not None:
            _change_one(units[row.known.pk], row, origin)
    changed = list(units.values())
    fields = ["name_fr", "parent", "path", "setting", "lon", "lat", "closed_on", "version"]
    OrgUnit.objects.bulk_update(changed, fields, batch_size=BATCH // 4)
    points = ["type", "coordinate_source", "coordinate_quality", "source"]
    Facility.objects.bulk_update([unit.facility for unit in changed], points, batch_size=BATCH // 4)
    new_ids = [row for row in rows if row.known and row.listed.id not in row.known.ids]
    ExternalId.objects.bulk_create(
        [ExternalId(unit_id=row.known.pk, system=SYSTEM, value=row.listed.id) for row in new_ids if row.known]
    )
    steps.report(done + len(rows), total)


def _change_one(unit: OrgUnit, row: RowDifference, origin: ListOrigin) -> None:
    listed, place = row.listed, row.place
    assert place is not None  # a row without a place is never changed
    unit.version += 1
    if {change.field for change in row.changes} == {"id"}:
        return
    unit.name_fr, unit.closed_on = listed.name, None
    facility = unit.facility
    facility.type_id, facility.source = row.type, origin.name
    if {change.field for change in row.changes} & {"position", "coordinate_source"}:
        unit.lon, unit.lat = listed.lon, listed.lat
        facility.coordinate_source, facility.coordinate_quality = listed.coordinate_source, listed.quality
    if unit.parent_id != place.pk:
        _move(unit, place.pk, place.path, origin)
        unit.setting = place.setting


def _move(unit: OrgUnit, parent: int, parent_path: str, origin: ListOrigin) -> None:
    """Hang the unit elsewhere from the date of the list on; what is below follows."""
    before, after = unit.path, f"{parent_path}{unit.code}/"
    below = list(OrgUnit.objects.filter(path__startswith=before).exclude(pk=unit.pk))
    for one in below:
        one.path = after + one.path.removeprefix(before)
    OrgUnit.objects.bulk_update(below, ["path"])
    UnitAttachment.objects.filter(unit=unit, until=None).update(until=origin.on)
    UnitAttachment.objects.create(unit=unit, parent_id=parent, since=origin.on, reason=origin.name)
    unit.parent_id, unit.path = parent, after


def _close(closed: Sequence[KnownFacility], origin: ListOrigin) -> None:
    units = OrgUnit.objects.in_bulk([one.pk for one in closed])
    for unit in units.values():
        unit.closed_on, unit.version = origin.on, unit.version + 1
    OrgUnit.objects.bulk_update(list(units.values()), ["closed_on", "version"], batch_size=BATCH)


def _record(
    by: User | None,
    origin: ListOrigin,
    done: Mapping[str, int],
    new: Sequence[RowDifference],
    changed: Sequence[RowDifference],
    closed: Sequence[KnownFacility],
) -> None:
    codes = {
        "opened": [row.listed.id for row in new],
        "changed": [row.known.code for row in changed if row.known],
        "closed": [one.code for one in closed],
    }
    data = {"file": origin.name, "sha256": origin.sha256, "on": origin.on, "counts": dict(done), "codes": codes}
    record("territory.facilities.imported", by=by, object_type="territory", unit_path="/MA/", data=data)
