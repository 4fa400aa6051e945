"""Accounts: created, edited, disabled; profile and password."""

import secrets
from collections.abc import Mapping

from axes.utils import reset
from django.db import transaction

from mithaq.apps.accounts import journal
from mithaq.apps.accounts.models import User
from mithaq.web.actions import save_checked
from mithaq.web.locking import Seen


@transaction.atomic
def create_person(*, username: str, details: Mapping[str, str], by: User | None) -> tuple[User, str]:
    """Opens an account; gives the person and the first password, shown once and changed at first sign-in.

    `details` may hold first_name, last_name, email, position, language.
    """
    password = secrets.token_urlsafe(9)
    person = User(username=username, must_change_password=True, **details)
    person.set_password(password)
    person.save()
    _trace("accounts.person.created", person, by)
    return person, password


@transaction.atomic
def create_demonstration_person(*, username: str, function: str, password: str, by: User | None) -> User:
    """Opens an account for trying the product, named by its function, with a password that all know."""
    person = User(username=username, first_name=function, position=function, is_demonstration=True)
    person.set_password(password)
    person.save()
    _trace("accounts.person.created", person, by)
    return person


@transaction.atomic
def edit_person(*, person: User, seen: Seen, changes: Mapping[str, str], by: User) -> None:
    """Changes names, e-mail, function, language; `EditConflict` when somebody saved in between."""
    changed = save_checked(subject=person, seen=seen, changes=changes)
    _trace("accounts.person.edited", person, by, **changed)


@transaction.atomic
def disable_person(*, person: User, reason: str, by: User) -> None:
    """Closes the account: no more signing in, and open sessions end at their next page."""
    User.objects.filter(pk=person.pk).update(is_active=False)
    person.is_active = False
    _trace("accounts.person.disabled", person, by, reason=reason)


@transaction.atomic
def enable_person(*, person: User, reason: str, by: User) -> None:
    """Opens the account again."""
    User.objects.filter(pk=person.pk).update(is_active=True)
    person.is_active = True
    _trace("accounts.person.enabled", person, by, reason=reason)


@transaction.atomic
def unlock(*, person: User, reason: str, by: User) -> None:
    """Forgets the wrong passwords and codes that closed the sign-in for a time."""
    reset(username=person.username)
    factor = getattr(person, "second_factor", None)
    if factor is not None:
        factor.n_failures, factor.locked_until = 0, None
        factor.save(update_fields=["n_failures", "locked_until"])
    _trace("accounts.person.unlocked", person, by, reason=reason)


@transaction.atomic
def change_profile(*, person: User, language: str, theme: str, position: str) -> None:
    """What a person changes of their own account."""
    person.language, person.theme, person.position = language, theme, position
    person.save(update_fields=["language", "theme", "position"])
    _trace("accounts.person.profile_changed", person, person, language=language, theme=theme)


@transaction.atomic
def remember_choice(*, person: User, name: str, value: str) -> None:
    """Keeps the language or theme chosen in the frame of a page."""
    if name not in {"language", "theme"}:
        raise ValueError(f"a person keeps no {name!r}")
    setattr(person, name, value)
    person.save(update_fields=[name])
    _trace("accounts.person.profile_changed", person, person, **{name: value})


@transaction.atomic
def change_password(*, person: User, password: str) -> None:
    """A person's new password; the first one given by an administrator is then no longer owed."""
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    _trace("accounts.person.password_changed", person, person)


def _trace(code: str, person: User, by: User | None, **data: object) -> None:
    journal.write(
        code,
        by=by,
        object_type="accounts.user",
        object_key=person.username,
        data={"person": str(person), **data},
    )
