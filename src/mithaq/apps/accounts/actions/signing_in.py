"""Signing in, and the second factor."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mithaq.apps.accounts import journal
from mithaq.apps.accounts import second_factor as factor
from mithaq.apps.accounts.models import RecoveryCode, SecondFactor, User


@transaction.atomic
def remember_sign_in(*, person: User) -> None:
    """Leaves the trace of an opened session."""
    _trace("accounts.session.opened", person, person)


@transaction.atomic
def enrol_second_factor(*, person: User, secret: str, step: int) -> list[str]:
    """Makes this secret the person's second factor; gives the recovery codes, shown once.

    `step` is the time step of the code that proved the secret (`second_factor.matching_step`).
    """
    SecondFactor.objects.update_or_create(
        user=person,
        defaults={"secret": secret, "since": timezone.now(), "last_step": step, "n_failures": 0, "locked_until": None},
    )
    RecoveryCode.objects.filter(user=person).delete()
    codes = factor.new_recovery_codes()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=person, digest=factor.recovery_digest(code)) for code in codes)
    _trace("accounts.second_factor.enrolled", person, person)
    return codes


@transaction.atomic
def remove_second_factor(*, person: User, reason: str, by: User) -> None:
    """Removes the second factor and the recovery codes: a lost telephone, or the person's choice."""
    SecondFactor.objects.filter(user=person).delete()
    RecoveryCode.objects.filter(user=person).delete()
    _trace("accounts.second_factor.removed", person, by, reason=reason)


@transaction.atomic
def check_second_factor(*, person: User, code: str) -> bool:
    """Whether this code, or this unused recovery code, is right; it is then used up.

    Five wrong codes close this step for a quarter of an hour.
    """
    own = SecondFactor.objects.select_for_update().get(user=person)
    if own.locked_until and own.locked_until > timezone.now():
        return False
    if (step := factor.matching_step(own.secret, code, after=own.last_step)) is not None:
        SecondFactor.objects.filter(pk=own.pk).update(last_step=step, n_failures=0, locked_until=None)
        return True
    return _used_recovery_code(person, code) or _failed(own)


def _used_recovery_code(person: User, code: str) -> bool:
    unused = RecoveryCode.objects.filter(user=person, digest=factor.recovery_digest(code), used_at=None)
    if not unused.update(used_at=timezone.now()):
        return False
    SecondFactor.objects.filter(user=person).update(n_failures=0)
    _trace("accounts.second_factor.recovered", person, person)
    return True


def _failed(own: SecondFactor) -> bool:
    SecondFactor.objects.filter(pk=own.pk).update(n_failures=F("n_failures") + 1)
    if own.n_failures + 1 >= factor.MOST_FAILURES:
        SecondFactor.objects.filter(pk=own.pk).update(n_failures=0, locked_until=timezone.now() + factor.PAUSE)
        _trace("accounts.second_factor.locked", own.user, None)
    return False


def _trace(code: str, person: User, by: User | None, **data: object) -> None:
    journal.write(
        code, by=by, object_type="accounts.user", object_key=person.username, data={"person": str(person), **data}
    )
