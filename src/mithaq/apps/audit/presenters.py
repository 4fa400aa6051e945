"""What the trail shows: each event as a sentence in the reader's language."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mithaq.apps.accounts import places
from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.audit.sentences import isolated, sentence
from mithaq.web import formats
from mithaq.web.components import TimelineEvent
from mithaq.web.tables import Column, Table


@dataclass(frozen=True, slots=True)
class EventSheet:
    """One event in full."""

    number: int
    at: datetime
    actor: str
    sentence: str
    code: str
    object_type: str
    object_key: str
    unit: str
    data: list[tuple[str, str]]
    hash: str
    previous_hash: str


def trail_table(events: QuerySet[AuditEvent]) -> Table:
    """The trail, the latest event first."""
    return Table(
        "audit",
        [
            Column("at", _("When"), value=lambda event: formats.instant(event.at), db_field="id", url=_address),
            Column("actor_name", _("Who"), value=lambda event: event.actor_name or _("the system")),
            Column("sentence", _("What"), value=words, db_field="code"),
            Column("object_key", _("Object"), sub=lambda event: event.object_type),
            Column("unit_path", _("Unit"), value=lambda event: isolated(_unit_code(event))),
            Column("code", _("Act"), optional=True),
        ],
        events,
        _("Audit trail"),
        sort="-at",
        empty=_("No event matches. Widen the dates or clear the filters."),
    )


def words(event: AuditEvent) -> str:
    """The event as a sentence."""
    return sentence(event.code, event.data, event.object_key)


def event_sheet(event: AuditEvent) -> EventSheet:
    """All that the event keeps."""
    return EventSheet(
        number=event.id,
        at=event.at,
        actor=event.actor_name or _("the system"),
        sentence=words(event),
        code=event.code,
        object_type=event.object_type,
        object_key=event.object_key,
        unit=places.name_of(_unit_code(event), places.find([_unit_code(event)])),
        data=[(key, _value_text(value)) for key, value in sorted(event.data.items())],
        hash=event.hash,
        previous_hash=event.previous_hash,
    )


def history(object_type: str, object_key: str, most: int = 20) -> list[TimelineEvent]:
    """The history of an object for `{% timeline events %}` on its own page, the latest first.

    For those who may see the object: no further right is asked.
    """
    events = AuditEvent.objects.of_object(object_type, object_key)[:most]
    return [TimelineEvent(on=event.at, title=words(event), detail=event.actor_name) for event in events]


def _unit_code(event: AuditEvent) -> str:
    return event.unit_path.strip("/").rpartition("/")[2]


def _address(event: AuditEvent) -> str:
    return reverse("audit:event", args=[event.id])


def _value_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
