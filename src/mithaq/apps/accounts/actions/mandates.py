"""Giving a mandate, delegating it, ending it."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mithaq.apps.accounts import journal, places
from mithaq.apps.accounts.access import forget_mandates
from mithaq.apps.accounts.matrix import Role
from mithaq.apps.accounts.models import Mandate, User
from mithaq.web import formats


class MandateRefused(ValueError):
    """What is asked for goes against a rule of mandates; the message says which, for people."""


@transaction.atomic
def give_mandate(
    *, user: User, role: Role, unit_code: str, since: date, until: date | None = None, reason: str = "", by: User | None
) -> Mandate:
    """Gives a role on a unit between two dates (both included); without an end until it is ended."""
    if until is not None and until < since:
        raise MandateRefused(_("The end comes before the start. Correct one of the two dates."))
    mandate = Mandate.objects.create(user=user, role=role, unit_code=unit_code, since=since, until=until, reason=reason)
    forget_mandates(user)
    _trace("accounts.mandate.given", mandate, by)
    return mandate


@transaction.atomic
def delegate(
    *, mandate: Mandate, to: User, unit_code: str, since: date, until: date, reason: str = "", by: User
) -> Mandate:
    """Lends a mandate for a time to another person, on its unit or a part of it; gives the delegation."""
    _refuse_delegation(mandate, to, unit_code, since, until, by)
    delegation = Mandate.objects.create(
        user=to,
        role=mandate.role,
        unit_code=unit_code,
        since=since,
        until=until,
        delegated_by=by,
        source=mandate,
        reason=reason,
    )
    forget_mandates(to)
    _trace("accounts.mandate.delegated", delegation, by)
    return delegation


@transaction.atomic
def end_mandate(*, mandate: Mandate, until: date | None = None, reason: str, by: User) -> None:
    """Ends a mandate after the day `until` (yesterday by default: at once), and its delegations with it."""
    last = until or timezone.localdate() - timedelta(days=1)
    if mandate.until is not None and mandate.until < last:
        raise MandateRefused(
            _("This mandate already ends on %(day)s. It can be ended earlier, not later.")
            % {"day": formats.day_long(mandate.until)}
        )
    for one in [mandate, *mandate.delegations.all()]:
        if one.until is None or one.until > last:
            Mandate.objects.filter(pk=one.pk).update(until=last)
            one.until = last
            forget_mandates(one.user)
            _trace("accounts.mandate.ended", one, by, reason=reason)


def _refuse_delegation(mandate: Mandate, to: User, unit_code: str, since: date, until: date, by: User) -> None:
    """Raises `MandateRefused` unless the delegation stays inside the mandate that it comes from."""
    if mandate.user != by:
        raise MandateRefused(_("Only the holder of a mandate delegates it."))
    if mandate.is_delegation:
        raise MandateRefused(_("A role received by delegation cannot be delegated again."))
    if to == by or not to.is_active:
        raise MandateRefused(_("Choose another person, whose account is active."))
    if until < since:
        raise MandateRefused(_("The end comes before the start. Correct one of the two dates."))
    if since < mandate.since or (mandate.until is not None and until > mandate.until):
        raise MandateRefused(_("The delegation goes beyond the dates of your own mandate. Shorten it."))
    place = places.find([unit_code]).get(unit_code)
    if place is None or mandate.unit_code not in place.chain:
        raise MandateRefused(_("This unit is not part of the one on which you hold the role."))


def _trace(code: str, mandate: Mandate, by: User | None, **more: str) -> None:
    place = places.find([mandate.unit_code]).get(mandate.unit_code)
    journal.write(
        code,
        by=by,
        object_type="accounts.user",
        object_key=mandate.user.username,
        unit_path=place.path if place else "",
        data={
            "person": str(mandate.user),
            "role": str(mandate.role),
            "unit": mandate.unit_code,
            "since": mandate.since,
            "until": mandate.until,
            "reason": mandate.reason,
            **more,
        },
    )
