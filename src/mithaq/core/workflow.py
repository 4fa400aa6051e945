"""States and the steps between them, as declared tables that can be shown and checked.

A step says from which states it starts, where it leads, which permission it takes, whose hand
must not be the same (four eyes) and what has to hold first. `requirements` answers for one
object and one person, item by item: the page shows the answer, the action refuses on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

STATE = "state"
PERMISSION = "permission"
FOUR_EYES = "four_eyes"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of an object's life.

    `not_by` names earlier acts ("drafted_by"): whoever did one of them may not do this step.
    `conditions` names what has to hold; the app that owns the object says whether it does.
    """

    code: str
    sources: frozenset[str]
    target: str
    permission: str
    not_by: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a step needs, by its code, and whether it is there."""

    code: str
    is_met: bool


class Refused(Exception):
    """A step that may not be taken now; `missing` says what it lacks, in the table's order."""

    def __init__(self, transition: Transition, missing: tuple[Requirement, ...]) -> None:
        self.transition, self.missing = transition, missing
        super().__init__(f"{transition.code}: {', '.join(one.code for one in missing)}")


def requirements(
    transition: Transition,
    *,
    state: str,
    is_permitted: bool,
    actor: str,
    past: Mapping[str, str],
    holds: Mapping[str, bool],
) -> tuple[Requirement, ...]:
    """Everything that the step needs, met or not.

    `actor` and the values of `past` are the keys of persons, by the name of the act ("" when nobody
    has done it yet). Raises KeyError when the table names an act or a condition that was not given:
    a rule that cannot be checked is never taken as met.
    """
    return (
        Requirement(STATE, state in transition.sources),
        Requirement(PERMISSION, is_permitted),
        *(Requirement(f"{FOUR_EYES}.{act}", not past[act] or past[act] != actor) for act in transition.not_by),
        *(Requirement(condition, holds[condition]) for condition in transition.conditions),
    )


def check(transition: Transition, needed: tuple[Requirement, ...]) -> None:
    """Pass in silence when everything is met. Raises Refused, naming all that is not."""
    missing = tuple(one for one in needed if not one.is_met)
    if missing:
        raise Refused(transition, missing)
