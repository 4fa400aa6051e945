"""How the actions of this app leave their trace, although the trace is a storey above people.

`apps.audit` hands its `record` to `write_with` when it is ready.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

# What the trail says of each act, with places from the event's data.
SENTENCES: dict[str, Any] = {
    "accounts.mandate.given": _("Gave %(person)s the role %(role)s on %(unit)s."),
    "accounts.mandate.delegated": _("Delegated the role %(role)s on %(unit)s to %(person)s until %(until)s."),
    "accounts.mandate.ended": _("Ended the role %(role)s of %(person)s on %(unit)s on %(until)s."),
    "accounts.person.created": _("Opened the account of %(person)s."),
    "accounts.person.edited": _("Changed the account of %(person)s."),
    "accounts.person.disabled": _("Closed the account of %(person)s: %(reason)s"),
    "accounts.person.enabled": _("Opened the account of %(person)s again: %(reason)s"),
    "accounts.person.unlocked": _("Unlocked the sign-in of %(person)s: %(reason)s"),
    "accounts.person.profile_changed": _("Changed their own profile."),
    "accounts.person.password_changed": _("Changed their own password."),
    "accounts.session.opened": _("Signed in."),
    "accounts.second_factor.enrolled": _("Enrolled a second factor."),
    "accounts.second_factor.removed": _("Removed the second factor of %(person)s."),
    "accounts.second_factor.recovered": _("Signed in with a recovery code."),
    "accounts.second_factor.locked": _("Five wrong codes: the sign-in of %(person)s was closed for a time."),
}

_writers: list[Callable[..., Any]] = []


def write_with(record: Callable[..., Any]) -> None:
    """Makes `record` (the signature of `apps.audit.actions.record`) the writer of the trace."""
    _writers[:] = [record]


def write(code: str, **event: Any) -> None:
    """Adds an event to the trace; `RuntimeError` when nobody keeps one: nothing is done untraced."""
    if not _writers:
        raise RuntimeError("no trace is kept: install mithaq.apps.audit")
    _writers[0](code, **event)
