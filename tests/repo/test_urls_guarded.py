"""Every address of the product, for everybody who should not open it.

A view without a rule (`public`, `signed_in`, `requires`), or an address with arguments and without
a sample object in `tests/support/url_samples.py`, fails here: nothing new is open by oversight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mithaq.apps.accounts.access import Rule
from mithaq.apps.accounts.matrix import GRANTS, Permission, Role
from mithaq.apps.accounts.models import User
from tests.support.people import build_person, build_tree
from tests.support.url_samples import POST_ONLY, SAMPLES

SIGN_IN = "/sign-in/"


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its full name, its pattern, its view's rule."""

    name: str
    pattern: URLPattern

    @property
    def rule(self) -> Rule | None:
        return getattr(self.pattern.callback, "rule", None)

    @property
    def takes_arguments(self) -> bool:
        return bool(self.pattern.pattern.regex.groups)

    def __str__(self) -> str:
        return self.name


def walk(patterns: list[Any], prefix: str = "") -> Iterator[Address]:
    """Every address below these patterns, however deep."""
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from walk(one.url_patterns, inner)
        else:
            yield Address(f"{prefix}{one.name or one.pattern}", one)


ADDRESSES = list(walk(get_resolver().url_patterns))
ids = {"ids": str}
guarded = [one for one in ADDRESSES if one.rule and not one.rule.is_public]
with_permission = [one for one in guarded if one.rule and one.rule.permission]
of_objects = [one for one in guarded if one.takes_arguments]


@pytest.fixture
def tree(db: None) -> None:
    """Two regions with a hospital each."""
    build_tree()


def ask(client: Client, address: Address) -> HttpResponse:
    """The answer of the address, on a sample object when it takes arguments."""
    sample = SAMPLES.get(address.name)
    url = reverse(address.name, kwargs=dict(sample.build()) if sample else None)
    method = "post" if address.name in POST_ONLY else sample.method if sample else "get"
    answer: HttpResponse = getattr(client, method)(url)
    return answer


def signed_in_as(client: Client, person: User) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", ADDRESSES, **ids)
def test_each_view_says_who_may_try_it(address: Address) -> None:
    assert isinstance(address.rule, Rule), "put @public, @signed_in or @requires(Permission.…) above the view"
    assert address.pattern.name, "give the address a name"


@pytest.mark.parametrize("address", [one for one in ADDRESSES if one.takes_arguments], **ids)
def test_each_address_with_arguments_has_a_sample_object(address: Address) -> None:
    assert address.name in SAMPLES, "add a sample object to tests/support/url_samples.py"


def test_samples_are_of_addresses_that_exist() -> None:
    assert {name for name in SAMPLES if "test" not in name} <= {one.name for one in ADDRESSES}


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("address", guarded, **ids)
def test_a_stranger_is_led_to_the_sign_in(address: Address, client: Client) -> None:
    answer = ask(client, address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(SIGN_IN)


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("address", with_permission, **ids)
def test_a_person_without_the_permission_is_refused(address: Address, client: Client) -> None:
    assert address.rule
    assert address.rule.permission
    person = build_person("wrong-role", _role_without(address.rule.permission), "MA")
    assert ask(signed_in_as(client, person), address).status_code in {403, 404}


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("address", with_permission, **ids)
def test_a_person_without_any_mandate_is_refused(address: Address, client: Client) -> None:
    assert ask(signed_in_as(client, build_person("nobody")), address).status_code == 403


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("address", of_objects, **ids)
def test_an_object_of_another_region_does_not_exist(address: Address, client: Client) -> None:
    sample = SAMPLES[address.name]
    if sample.is_public_object:
        pytest.skip("public knowledge: every reader of the page sees every object")
    assert address.rule
    role = _role_with(address.rule.permission) if address.rule.permission else Role.PLANNER
    person = build_person("wrong-unit", role, "04")
    assert ask(signed_in_as(client, person), address).status_code == 404


def _role_without(permission: Permission) -> Role | None:
    """A role that may see as much as possible without this permission."""
    without = [role for role in Role if permission not in GRANTS[role]]
    return max(without, key=lambda role: (len(GRANTS[role]), role), default=None)


def _role_with(permission: Permission) -> Role:
    return next(role for role in Role if permission in GRANTS[role])
