"""The seal of the trace: each event carries the SHA-256 of itself and of the seal before.

Pure functions over rows; `apps.audit.actions` writes, `apps.audit.verification` checks.
"""

import hashlib
import json
from datetime import UTC
from typing import Any, Protocol

FIRST_HASH = "0" * 64  # what the first event has before it


class Sealed(Protocol):
    """The columns that the seal covers."""

    id: int
    at: Any
    actor_id: int | None
    actor_name: str
    code: str
    object_type: str
    object_key: str
    unit_path: str
    data: Any
    previous_hash: str


def event_hash(event: Sealed) -> str:
    """SHA-256 (64 hexadecimal digits) of the canonical JSON of every column but `hash`."""
    columns = {
        "id": event.id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "code": event.code,
        "object_type": event.object_type,
        "object_key": event.object_key,
        "unit_path": event.unit_path,
        "data": event.data,
        "previous_hash": event.previous_hash,
    }
    text = json.dumps(columns, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
