"""The one write that every edit form shares."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mithaq.web.fields import Versioned
from mithaq.web.locking import EditConflict, Seen, text_of


@transaction.atomic
def save_checked(*, subject: Versioned, seen: Seen, changes: Mapping[str, Any]) -> dict[str, list[str]]:
    """Save the changes if nobody saved since; for actions only.

    Gives {field: [old text, new text]} of what really changed, for the trace. The object comes out
    with its new values and version. Raises EditConflict and writes nothing when it was changed.
    """
    current = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
    if current.version != seen.version:
        raise EditConflict(current, seen)
    changed = {name: value for name, value in changes.items() if getattr(current, name) != value}
    for name, value in changed.items():
        setattr(subject, name, value)
    if changed:
        subject.version = current.version + 1
        subject.save(update_fields=[*changed, "version"])
    return {name: [text_of(getattr(current, name)), text_of(value)] for name, value in changed.items()}
