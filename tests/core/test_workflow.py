"""Steps of an object's life: what they need, and what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.workflow import Refused, Transition, check, requirements

SIGN = Transition(
    "sign", frozenset({"submitted"}), "signed", "contracts.sign", not_by=("drafted_by",), conditions=("frozen",)
)


def _needed(**changes: object) -> dict[str, bool]:
    given: dict[str, object] = {
        "state": "submitted",
        "is_permitted": True,
        "actor": "2",
        "past": {"drafted_by": "1"},
        "holds": {"frozen": True},
        **changes,
    }
    return {one.code: one.is_met for one in requirements(SIGN, **given)}  # type: ignore[arg-type] # keywords of the function


def test_everything_is_met() -> None:
    assert all(_needed().values())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "draft"}, "state"),
        ({"is_permitted": False}, "permission"),
        ({"actor": "1"}, "four_eyes.drafted_by"),
        ({"holds": {"frozen": False}}, "frozen"),
    ],
)
def test_each_lack_is_named_alone(changes: dict[str, object], code: str) -> None:
    assert [name for name, is_met in _needed(**changes).items() if not is_met] == [code]


def test_a_rule_that_cannot_be_checked_is_never_met() -> None:
    with pytest.raises(KeyError):
        _needed(holds={})
    with pytest.raises(KeyError):
        _needed(past={})


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_a_step_is_taken_only_when_nothing_is_missing(answers: list[bool]) -> None:
    names = tuple(f"c{i}" for i in range(len(answers)))
    step = Transition("go", frozenset({"a"}), "b", "p", conditions=names)
    needed = requirements(
        step, state="a", is_permitted=True, actor="1", past={}, holds=dict(zip(names, answers, strict=True))
    )
    if all(answers):
        check(step, needed)
    else:
        with pytest.raises(Refused) as refused:
            check(step, needed)
        assert len(refused.value.missing) == answers.count(False)
