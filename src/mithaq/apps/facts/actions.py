"""What changes what we know: declarations, verifications, who has to report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.facts.models import DataElement, DataValue, ReportingDuty
from mithaq.apps.territory.models import OrgUnit

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Statement:
    """One value as somebody states it; `value` None needs a `missing_reason`.

    `seen_id` is the row that the person saw when writing (None for an empty cell): when another
    row stands there by now, the statement is not written, so nobody overwrites blindly.
    """

    element: DataElement
    unit: OrgUnit
    period: str
    value: Decimal | None
    missing_reason: str = ""
    note: str = ""
    seen_id: int | None = None


class ChangedMeanwhile(Exception):
    """Other rows stand where the person wrote; `current` are those rows."""

    def __init__(self, current: Sequence[DataValue]) -> None:
        self.current = current
        super().__init__(f"{len(current)} values changed meanwhile")


class SamePerson(Exception):
    """Whoever declares does not verify; `rows` are the declarations concerned."""

    def __init__(self, rows: Sequence[DataValue]) -> None:
        self.rows = rows
        super().__init__(f"{len(rows)} values were declared by the same person")


@transaction.atomic
def define_element(*, code: str, by: User | None, **columns: str) -> DataElement:
    """The element of that code, created or brought up to date from a pack."""
    element, _ = DataElement.objects.update_or_create(code=code, defaults=columns)
    record("facts.element.defined", by=by, obj=element, data={"code": code})
    return element


@transaction.atomic
def expect_reports(*, element: DataElement, units: Iterable[OrgUnit], since: str, by: User | None) -> int:
    """Say that these places report this element from that month on; gives how many are new."""
    known = set(ReportingDuty.objects.filter(element=element, since=since).values_list("unit_id", flat=True))
    new = [ReportingDuty(element=element, unit=unit, since=since) for unit in units if unit.pk not in known]
    ReportingDuty.objects.bulk_create(new, batch_size=BATCH)
    record("facts.duty.opened", by=by, obj=element, data={"code": element.code, "since": since, "units": len(new)})
    return len(new)


def _standing(statements: Sequence[Statement], stage: str) -> dict[tuple[int, int, str], DataValue]:
    """The rows that stand now where the statements speak, by (element, unit, period)."""
    rows = DataValue.objects.known_at(None).filter(
        stage=stage,
        period__in={one.period for one in statements},
        element__in={one.element.pk for one in statements},
        unit__in={one.unit.pk for one in statements},
    )
    return {(row.element_id, row.unit_id, row.period): row for row in rows}


def _key(one: Statement) -> tuple[int, int, str]:
    return one.element.pk, one.unit.pk, one.period


def _write(
    statements: Sequence[Statement],
    standing: dict[tuple[int, int, str], DataValue],
    *,
    stage: str,
    by: User,
    at: datetime,
    source: str,
) -> int:
    replaced = [standing[_key(one)].pk for one in statements if _key(one) in standing]
    for start in range(0, len(replaced), BATCH):
        DataValue.objects.filter(pk__in=replaced[start : start + BATCH]).update(replaced_at=at)
    DataValue.objects.bulk_create(
        [
            DataValue(
                element=one.element,
                unit=one.unit,
                period=one.period,
                stage=stage,
                value=one.value,
                missing_reason=one.missing_reason,
                entered_by=by,
                entered_at=at,
                source=source,
                note=one.note,
            )
            for one in statements
        ],
        batch_size=BATCH,
    )
    return len(replaced)


@transaction.atomic
def enter_values(
    *,
    statements: Sequence[Statement],
    by: User,
    at: datetime | None = None,
    source: str = "",
    is_checked: bool = True,
) -> int:
    """Declare values; gives how many were written. All or nothing.

    Raises ChangedMeanwhile when another row stands where one was not seen (`is_checked` False,
    for machines that load a whole file, skips that comparison).
    """
    at = at or timezone.now()
    standing = _standing(statements, DataValue.Stage.DECLARED)
    if is_checked:
        current = [standing[_key(one)] for one in statements if _key(one) in standing]
        changed = [row for row in current if row.pk not in {one.seen_id for one in statements}]
        if changed:
            raise ChangedMeanwhile(changed)
    n_replaced = _write(statements, standing, stage=DataValue.Stage.DECLARED, by=by, at=at, source=source)
    _record("facts.values.declared", statements, by=by, at=at, n_replaced=n_replaced)
    return len(statements)


def _replaced(rows: Sequence[DataValue]) -> list[DataValue]:
    """Those of these rows that another one has replaced by now."""
    keys = [row.pk for row in rows]
    gone: set[int] = set()
    for start in range(0, len(keys), BATCH):
        batch = DataValue.objects.filter(pk__in=keys[start : start + BATCH], replaced_at__isnull=False)
        gone |= set(batch.values_list("pk", flat=True))
    return [row for row in rows if row.pk in gone]


@transaction.atomic
def verify_values(
    *,
    rows: Sequence[DataValue],
    by: User,
    at: datetime | None = None,
    validated: dict[int, Decimal | None] | None = None,
    note: str = "",
) -> int:
    """Verify declarations, at the declared value or at the one found (`validated`, by row id).

    Raises SamePerson when one of them was declared by the verifier, ChangedMeanwhile when another
    declaration has replaced one of them. Gives how many were verified.
    """
    own = [row for row in rows if row.entered_by_id == by.pk]
    if own:
        raise SamePerson(own)
    replaced = _replaced(rows)
    if replaced:
        raise ChangedMeanwhile(replaced)
    at, found = at or timezone.now(), validated or {}
    statements = [
        Statement(row.element, row.unit, row.period, found.get(row.pk, row.value), row.missing_reason, note=note)
        for row in rows
    ]
    standing = _standing(statements, DataValue.Stage.VERIFIED)
    n_replaced = _write(statements, standing, stage=DataValue.Stage.VERIFIED, by=by, at=at, source="")
    n_changed = sum(1 for row in rows if found.get(row.pk, row.value) != row.value)
    _record("facts.values.verified", statements, by=by, at=at, n_replaced=n_replaced, n_changed=n_changed)
    return len(statements)


def _record(code: str, statements: Sequence[Statement], *, by: User, at: datetime, **counts: int) -> None:
    """One event a batch: how many, which elements and months, and the unit when there is one."""
    if not statements:
        return
    units = {one.unit.pk: one.unit for one in statements}
    only = next(iter(units.values())) if len(units) == 1 else None
    record(
        code,
        by=by,
        object_type="facts.DataValue",
        object_key=only.code if only else "",
        unit_path=only.path if only else "",
        data={
            "n_values": len(statements),
            "n_units": len(units),
            "unit": only.code if only else "",
            "elements": sorted({one.element.code for one in statements}),
            "periods": sorted({one.period for one in statements}),
            "dated": at.isoformat(),
            **counts,
        },
    )
