"""How the actions of this app leave their trace, although the trace is a storey above people.

`apps.audit` hands its `record` to `write_with` when it is ready.
"""

from collections.abc import Callable
from typing import Any

_writers: list[Callable[..., Any]] = []


def write_with(record: Callable[..., Any]) -> None:
    """Makes `record` (the signature of `apps.audit.actions.record`) the writer of the trace."""
    _writers[:] = [record]


def write(code: str, **event: Any) -> None:
    """Adds an event to the trace; `RuntimeError` when nobody keeps one: nothing is done untraced."""
    if not _writers:
        raise RuntimeError("no trace is kept: install mithaq.apps.audit")
    _writers[0](code, **event)
