"""Mandates: dated, delegated inside their bounds, ended with what comes from them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mithaq.apps.accounts.access import forget_mandates, holds, mandated_codes
from mithaq.apps.accounts.actions import delegate, end_mandate, give_mandate
from mithaq.apps.accounts.actions.mandates import MandateRefused
from mithaq.apps.accounts.matrix import GRANTS, PERMISSION_LABELS, ROLE_LABELS, Permission, Role
from mithaq.apps.accounts.models import Mandate, User
from mithaq.apps.audit.models import AuditEvent
from tests.support.people import build_person, build_tree

TODAY = timezone.localdate
ONE = timedelta(days=1)


def test_the_matrix_is_complete() -> None:
    assert set(GRANTS) == set(Role) == set(ROLE_LABELS)
    assert set(PERMISSION_LABELS) == set(Permission)
    assert all(any(permission in granted for granted in GRANTS.values()) for permission in Permission)


@pytest.mark.django_db
def test_a_mandate_holds_between_its_dates_and_on_both() -> None:
    person = build_person("reader")
    give_mandate(
        user=person, role=Role.AUDITOR, unit_code="03", since=date(2025, 1, 1), until=date(2025, 6, 30), by=None
    )
    held = [
        holds(person, Permission.AUDIT_VIEW, day)
        for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1))
    ]
    assert held == [False, True, True, False]
    assert mandated_codes(person, on=date(2025, 3, 1)) == {"03"}


@pytest.mark.django_db
def test_rights_are_read_once_for_a_person(django_assert_num_queries: Any) -> None:
    person = User.objects.get(pk=build_person("reader", Role.PLANNER, "03").pk)
    with django_assert_num_queries(1):
        assert holds(person, Permission.PLANS_EDIT)
        assert not holds(person, Permission.AUDIT_VIEW)
        assert mandated_codes(person) == {"03"}


@pytest.mark.django_db
def test_a_disabled_person_holds_nothing() -> None:
    person = build_person("reader", Role.PLANNER, "03")
    person.is_active = False
    forget_mandates(person)
    assert not holds(person, Permission.PLANS_VIEW)


class DelegationLaws(TestCase):
    """Whatever is asked for, a delegation is inside the mandate that it comes from."""

    @classmethod
    def setUpTestData(cls) -> None:
        build_tree()
        cls.holder = build_person("holder")
        cls.taker = build_person("taker")
        cls.mandate = give_mandate(
            user=cls.holder,
            role=Role.PLANNER,
            unit_code="03",
            since=date(2025, 1, 1),
            until=date(2025, 12, 31),
            by=None,
        )

    days = st.dates(date(2024, 6, 1), date(2026, 6, 1))

    @settings(max_examples=60, deadline=None)
    @given(since=days, until=days, unit=st.sampled_from(["MA", "03", "03.H", "04", "04.H", "unknown"]))
    def test_never_longer_never_wider(self, since: date, until: date, unit: str) -> None:
        is_inside = date(2025, 1, 1) <= since <= until <= date(2025, 12, 31) and unit in {"03", "03.H"}
        try:
            lent = delegate(
                mandate=self.mandate, to=self.taker, unit_code=unit, since=since, until=until, by=self.holder
            )
        except MandateRefused:
            assert not is_inside
        else:
            assert is_inside
            assert (lent.role, lent.delegated_by, lent.source) == (self.mandate.role, self.holder, self.mandate)


@pytest.fixture
def lent(db: None) -> Mandate:
    """A delegation in force: the planner of region 03 lends the role on the hospital."""
    build_tree()
    holder, taker = build_person("holder", Role.PLANNER, "03"), build_person("taker")
    return delegate(
        mandate=holder.mandates.get(), to=taker, unit_code="03.H", since=TODAY(), until=TODAY() + 30 * ONE, by=holder
    )


def test_a_delegation_is_not_passed_on(lent: Mandate) -> None:
    third = build_person("third")
    with pytest.raises(MandateRefused):
        delegate(mandate=lent, to=third, unit_code="03.H", since=TODAY(), until=TODAY(), by=lent.user)


def test_nobody_delegates_the_mandate_of_another(lent: Mandate) -> None:
    assert lent.source
    with pytest.raises(MandateRefused):
        delegate(mandate=lent.source, to=lent.user, unit_code="03", since=TODAY(), until=TODAY(), by=lent.user)


def test_ending_a_mandate_ends_what_comes_from_it(lent: Mandate) -> None:
    assert holds(lent.user, Permission.PLANS_EDIT)
    administrator = build_person("administrator", Role.ADMINISTRATOR, "MA")
    assert lent.source
    end_mandate(mandate=lent.source, reason="left", by=administrator)
    forget_mandates(lent.user)
    assert not holds(lent.user, Permission.PLANS_EDIT)
    assert AuditEvent.objects.filter(code="accounts.mandate.ended", data__reason="left").count() == 2


def test_an_ended_mandate_is_not_made_longer(lent: Mandate) -> None:
    end_mandate(mandate=lent, until=TODAY(), reason="back", by=lent.delegated_by)
    lent.refresh_from_db()
    with pytest.raises(MandateRefused):
        end_mandate(mandate=lent, until=TODAY() + ONE, reason="again", by=lent.delegated_by)


def test_the_holder_delegates_and_ends_early_on_the_pages(client: Client, lent: Mandate) -> None:
    assert lent.source
    client.force_login(lent.source.user, backend="django.contrib.auth.backends.ModelBackend")
    build_person("third")
    new = reverse("accounts:delegation-new", args=[lent.source.pk])
    assert client.get(new).status_code == 200
    asked = {"to": "third", "unit_code": "04", "since": TODAY(), "until": TODAY(), "reason": ""}
    assert client.post(new, asked).context["form"].non_field_errors()
    assert client.post(new, {**asked, "unit_code": "03"}).status_code == 302
    assert Mandate.objects.filter(user__username="third", delegated_by=lent.source.user).exists()
    assert client.post(reverse("accounts:delegation-end", args=[lent.pk]), {"reason": "back"}).status_code == 302
    lent.refresh_from_db()
    assert not lent.is_in_force(TODAY())
