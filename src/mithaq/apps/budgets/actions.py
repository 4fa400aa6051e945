"""Appropriations: opened from the costed actions of an agreed programme."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.db import transaction

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.budgets.models import BudgetLine
from mithaq.apps.plans.models import BudgetProgramme, PlannedCost


class NotAgreed(Exception):
    """Lines are opened from an agreed programme only."""


@transaction.atomic
def open_lines(*, programme: BudgetProgramme, year: int, by: User) -> list[BudgetLine]:
    """One line an action and nature for that year, at the planned cost; gives the lines of the year.

    Lines already open are left as they are: opening twice changes nothing.
    """
    if programme.state != BudgetProgramme.State.AGREED:
        raise NotAgreed(programme.number)
    costs = PlannedCost.objects.filter(action__objective__area__programme=programme, year=year)
    amounts: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    actions = {}
    for cost in costs.select_related("action"):
        amounts[cost.action_id, cost.nature] += cost.amount
        actions[cost.action_id] = cost.action
    lines = [
        BudgetLine.objects.get_or_create(
            unit=programme.unit,
            year=year,
            code=f"{actions[key].code}-{'F' if nature == PlannedCost.Nature.OPERATIONS else 'I'}",
            defaults={
                "label_fr": actions[key].title_fr,
                "label_ar": actions[key].title_ar,
                "nature": nature,
                "action": actions[key],
                "appropriation_amount": amount,
            },
        )[0]
        for (key, nature), amount in amounts.items()
    ]
    record(
        "budget.lines.opened",
        by=by,
        object_type="budgets.budgetline",
        object_key=programme.number,
        unit_path=programme.unit.path,
        data={"number": programme.number, "year": year, "lines": len(lines), "amount": str(sum(amounts.values()))},
    )
    return lines
