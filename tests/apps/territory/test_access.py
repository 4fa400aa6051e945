"""Rights on the tree: a mandate on a unit covers what is below it, and nothing else."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mithaq.apps.accounts.matrix import Permission, Role
from mithaq.apps.accounts.models import User
from mithaq.apps.territory.access import may, scope_paths, scope_q
from mithaq.apps.territory.models import OrgUnit
from tests.support.people import TREE, build_person, build_tree

pytestmark = pytest.mark.django_db

CODES = [code for code, *_ in TREE]


@pytest.fixture
def units() -> dict[str, OrgUnit]:
    """Two regions with a hospital each."""
    return build_tree()


@pytest.mark.parametrize(
    ("unit_code", "covered"),
    [("MA", set(CODES)), ("03", {"03", "03.H"}), ("03.H", {"03.H"}), ("unknown", set())],
)
def test_rights_flow_down_the_tree(units: dict[str, OrgUnit], unit_code: str, covered: set[str]) -> None:
    person = build_person("reader", Role.PLANNER, unit_code)
    assert {code for code in CODES if may(person, Permission.PLANS_EDIT, units[code])} == covered
    found = OrgUnit.objects.visible_to(person, Permission.PLANS_EDIT)
    assert {unit.code for unit in found} == covered
    assert not any(may(person, Permission.AUDIT_VIEW, unit) for unit in units.values())


def test_the_territory_is_public_for_whoever_may_see_it(units: dict[str, OrgUnit]) -> None:
    assert OrgUnit.objects.visible_to(build_person("clerk", Role.DATA_ENTRY, "03.H")).count() == len(units)
    assert OrgUnit.objects.visible_to(build_person("nobody")).count() == 0


def test_a_code_that_begins_another_code_covers_nothing_of_it(units: dict[str, OrgUnit]) -> None:
    twin = OrgUnit.objects.create(
        code="03.HX", kind_id="facility", parent=units["03"], path="/MA/03/03.HX/", name_fr="X"
    )
    assert not may(build_person("reader", Role.MANAGER, "03.H"), Permission.FACTS_VIEW, twin)


def test_a_right_is_of_a_day(units: dict[str, OrgUnit]) -> None:
    person = build_person("reader", Role.PLANNER, "03")
    assert not may(person, Permission.PLANS_EDIT, units["03"], on=date(2023, 12, 31))


def test_scope_through_a_relation(units: dict[str, OrgUnit]) -> None:
    person = build_person("reader", Role.PLANNER, "03")
    below = OrgUnit.objects.filter(scope_q(person, Permission.PLANS_VIEW, "parent__"))
    assert {unit.code for unit in below} == {"03.H"}


def test_rights_of_a_request_cost_two_questions(units: dict[str, OrgUnit], django_assert_num_queries: Any) -> None:
    person = User.objects.get(pk=build_person("reader", Role.PLANNER, "03").pk)
    with django_assert_num_queries(2):  # mandates, then paths of their units
        for unit in units.values():
            may(person, Permission.PLANS_EDIT, unit)
        scope_q(person, Permission.CONTRACTS_VIEW, "holder__")


@settings(max_examples=40, deadline=None)
@given(held=st.sets(st.sampled_from(CODES)))
def test_paths_of_a_scope_never_contain_each_other(held: set[str]) -> None:
    paths = {code: f"{'' if code == 'MA' else '/MA'}{'/' + code[:2] if '.' in code else ''}/{code}/" for code in CODES}
    person = User(username="reader")
    person._known_mandates = [_mandate(code) for code in held]  # type: ignore[attr-defined] # the cache of a request
    person._known_paths = paths  # type: ignore[attr-defined] # the cache of a request
    found = scope_paths(person, Permission.PLANS_VIEW)
    assert not any(one != other and one.startswith(other) for one in found for other in found)
    assert all(any(paths[code].startswith(path) for path in found) for code in held)


def _mandate(code: str) -> Any:
    from mithaq.apps.accounts.models import Mandate

    return Mandate(role=Role.PLANNER, unit_code=code, since=date(2020, 1, 1))
