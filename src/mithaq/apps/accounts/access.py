"""Who may open what: the rule that every view carries, and what a person's mandates open.

A view without one of these three decorators is refused by `tests/repo/test_urls_guarded.py`.
A rule only says who may try; which objects are reached is said by `visible_to(user)`, and an
object out of scope does not exist for the person (404).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from mithaq.apps.accounts.matrix import GRANTS, Permission, Role
from mithaq.apps.accounts.models import Mandate, User
from mithaq.apps.accounts.second_factor import enrolment_url
from mithaq.web.http import Request

View = Callable[..., HttpResponseBase]
Person = User | AnonymousUser


class PersonRequest(Request):
    """The request that a view with `signed_in` or `requires` receives: its user is one of our people."""

    user: User


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may try a view: anybody, any signed-in person, or a person who holds `permission` somewhere."""

    is_public: bool = False
    permission: Permission | None = None


def public(view: View) -> View:
    """The view opens to anybody."""
    return _with_rule(view, Rule(is_public=True))


def signed_in(view: View) -> View:
    """The view opens to any signed-in person; others are led to the sign-in page."""
    return _with_rule(view, Rule())


def requires(permission: Permission) -> Callable[[View], View]:
    """The view opens to a person who holds this permission on at least one unit; 403 otherwise."""
    return lambda view: _with_rule(view, Rule(permission=permission))


def _with_rule(view: View, rule: Rule) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _refusal(request, rule) or view(request, *args, **kwargs)

    guarded.rule = rule  # type: ignore[attr-defined] # read back by the test that enumerates every address
    return guarded


def _refusal(request: HttpRequest, rule: Rule) -> HttpResponseBase | None:
    if rule.is_public:
        return None
    if not request.user.is_authenticated:
        return _led_to(request, redirect_to_login(request.get_full_path()).url)
    if (address := enrolment_url(request)) is not None:
        return _led_to(request, address)
    if rule.permission is not None and not holds(request.user, rule.permission):
        raise PermissionDenied(str(rule.permission))
    return None


def _led_to(request: HttpRequest, address: str) -> HttpResponseBase:
    """A redirection; for a fragment asked by htmx, the whole page is redirected."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def all_mandates(user: Person) -> list[Mandate]:
    """Every mandate of the person, past and future too; read once per person object."""
    if not isinstance(user, User) or not user.is_active:
        return []
    known: list[Mandate] | None = getattr(user, "_known_mandates", None)
    if known is None:
        known = list(Mandate.objects.filter(user=user))
        user._known_mandates = known  # type: ignore[attr-defined] # a cache that lives as long as the request's user
    return known


def mandates_in_force(user: Person, on: date | None = None) -> list[Mandate]:
    """The person's mandates in force on a day, today by default."""
    day = on or timezone.localdate()
    return [mandate for mandate in all_mandates(user) if mandate.is_in_force(day)]


def forget_mandates(user: User) -> None:
    """Drops what `mandates_in_force` has read, after a mandate was given or ended."""
    for name in ("_known_mandates", "_known_paths"):
        if hasattr(user, name):
            delattr(user, name)


def permissions_of(mandates: Iterable[Mandate]) -> set[Permission]:
    """All that these mandates allow, wherever they are held."""
    return {permission for mandate in mandates for permission in GRANTS[Role(mandate.role)]}


def holds(user: Person, permission: Permission, on: date | None = None) -> bool:
    """Whether the person holds this permission on at least one unit."""
    return bool(mandated_codes(user, permission, on))


def mandated_codes(user: Person, permission: Permission | None = None, on: date | None = None) -> set[str]:
    """Codes of the units on which the person holds the permission (any mandate when None)."""
    return {
        mandate.unit_code
        for mandate in mandates_in_force(user, on)
        if permission is None or permission in GRANTS[Role(mandate.role)]
    }
