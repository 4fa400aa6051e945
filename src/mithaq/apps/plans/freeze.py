"""The canonical content of a budget-programme: what the parties sign, as bytes that can be compared."""

import hashlib
import json
from typing import Any

from mithaq.apps.plans.models import BudgetProgramme, Objective, PlannedAction, Target


def content_of(programme: BudgetProgramme) -> str:
    """The programme as canonical JSON: keys sorted, decimals as text, one newline at the end."""
    areas = programme.areas.prefetch_related(
        "objectives__targets__values",
        "objectives__targets__indicator",
        "objectives__targets__unit",
        "objectives__actions__costs",
        "objectives__actions__owner",
    )
    content = {
        "number": programme.number,
        "unit": programme.unit.code,
        "title": {"fr": programme.title_fr, "ar": programme.title_ar},
        "years": [programme.first_year, programme.last_year],
        "letter": programme.letter.number,
        "areas": [
            {
                "code": area.code,
                "title": {"fr": area.title_fr, "ar": area.title_ar},
                "objectives": [_objective(objective) for objective in area.objectives.all()],
            }
            for area in areas
        ],
    }
    return canonical(content)


def canonical(content: Any) -> str:
    """The one way to write a content: two equal contents give the same bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _objective(objective: Objective) -> dict[str, Any]:
    # Targets of other units join the chain later, through contracts: they are not part of the entente.
    unit = objective.area.programme.unit_id
    return {
        "code": objective.code,
        "title": {"fr": objective.title_fr, "ar": objective.title_ar},
        "targets": [_target(target) for target in objective.targets.all() if target.unit_id == unit],
        "actions": [_action(action) for action in objective.actions.all()],
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "indicator": target.indicator.code,
        "unit": target.unit.code,
        "baseline": {
            "period": target.baseline_period,
            "value": _number(target.baseline_value),
            "source": target.baseline_source,
        },
        "values": {value.period: _number(value.value) for value in target.values.all()},
    }


def _action(action: PlannedAction) -> dict[str, Any]:
    return {
        "code": action.code,
        "title": {"fr": action.title_fr, "ar": action.title_ar},
        "owner": action.owner.code,
        "costs": [
            {"year": cost.year, "nature": str(cost.nature), "amount": str(cost.amount)} for cost in action.costs.all()
        ],
    }


def _number(value: Any) -> str | None:
    """A decimal without useless zeros, so that the same number always reads the same."""
    return None if value is None else f"{value.normalize():f}"
