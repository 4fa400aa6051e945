"""Writing the trace: the only way to add an event, and there is no way to change one."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.chain import FIRST_HASH, event_hash
from mithaq.apps.audit.models import AuditEvent, ChainHead


@transaction.atomic
def record(
    code: str,
    *,
    by: User | None,
    obj: models.Model | None = None,
    object_type: str = "",
    object_key: str = "",
    unit_path: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Adds one event to the chain, in the caller's transaction; gives the event.

    `obj` fills `object_type` ("contracts.contract") and `object_key` (its `code`, else its key),
    and `unit_path` when it has a `path`. The head of the chain stays locked until the transaction
    ends, so this is the last thing that an action does. Decimals and floats are kept as text.
    """
    head = _locked_head()
    event = AuditEvent(
        id=head.n_events + 1,
        at=timezone.now(),
        actor=by,
        actor_name=str(by) if by else "",
        code=code,
        object_type=object_type or (obj._meta.label_lower if obj else ""),
        object_key=object_key or _key_of(obj),
        unit_path=unit_path or str(getattr(obj, "path", "")),
        data=plain(data or {}),
        previous_hash=head.hash,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    ChainHead.objects.filter(pk=head.pk).update(n_events=event.id, hash=event.hash)
    return event


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same data as JSON reads it back on any database: dates and non-whole numbers become text."""
    read_back: dict[str, Any] = json.loads(json.dumps(data, cls=DjangoJSONEncoder), parse_float=str)
    return read_back


def _key_of(obj: models.Model | None) -> str:
    return str(getattr(obj, "code", "") or obj.pk) if obj is not None else ""


def _locked_head() -> ChainHead:
    ChainHead.objects.get_or_create(pk=1, defaults={"n_events": 0, "hash": FIRST_HASH})
    return ChainHead.objects.select_for_update().get(pk=1)
