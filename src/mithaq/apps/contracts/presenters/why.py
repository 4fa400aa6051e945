"""Why an amount changed, in words: the parts of a difference by cause, and what late data change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mithaq.apps.accounts.models import User
from mithaq.apps.contracts import states
from mithaq.apps.contracts.models import Settlement
from mithaq.apps.contracts.presenters.common import Line
from mithaq.apps.contracts.queries import late_result, result_of
from mithaq.core.contracts.difference import THE_LINE, THE_RULE, Difference, difference, payable
from mithaq.core.contracts.settlement import Settlement as Result
from mithaq.core.values import Known, Missing
from mithaq.web import formats
from mithaq.web.charts import Part

CAUSES = {
    "achieved": gettext_lazy("Verified quantities"),
    "target": gettext_lazy("Targets of the quarter"),
    "tariff": gettext_lazy("Tariffs"),
    "threshold": gettext_lazy("Thresholds"),
    "cap": gettext_lazy("Caps"),
    "quality_score": gettext_lazy("Quality score"),
    "ceiling": gettext_lazy("Ceiling of the quarter"),
    THE_LINE: gettext_lazy("Undertakings added or removed"),
    THE_RULE: gettext_lazy("Payment rule"),
}
ARRIVED, LEFT = gettext_lazy("Data received since"), gettext_lazy("Missing data")


def changes(before: Result, after: Result) -> Difference:
    """Why the second differs from the first, also when they settle two quarters."""
    same_period = replace(before, terms=replace(before.terms, period=after.terms.period))
    return difference(same_period, after)


def parts_of(found: Difference) -> list[Part]:
    """The change by cause, in a stable order; what waits for data apart. Zero parts are left out."""
    amounts: dict[tuple[str, str], Decimal] = {}
    for part in found.parts:
        kind = _kind(part.before, part.after)
        key = ("" if kind else part.cause, kind)  # what arrived, and what is missing, is one part each
        amounts[key] = amounts.get(key, Decimal(0)) + part.amount
    parts = []
    for (cause, kind), amount in amounts.items():
        if amount:
            label = {"arrived": ARRIVED, "left": LEFT}.get(kind) or CAUSES[cause]
            parts.append(Part(label, amount, "pending" if kind == "left" else "change"))
    return parts


def _kind(before: Any, after: Any) -> str:
    if isinstance(before, Missing) and isinstance(after, Known):
        return "arrived"
    return "left" if isinstance(before, Known) and isinstance(after, Missing) else ""


def part_lines(found: Difference) -> list[Line]:
    """The parts as lines with a sign; they add up to the whole change."""
    return [Line(str(part.label), "", formats.signed(part.amount, 2)) for part in parts_of(found)]


# ------------------------------------------------------------------ late data


@dataclass(frozen=True, slots=True)
class LateData:
    """Data verified after a computation: what it would give now, and whether to compute again.

    `compute_url` is empty when the quarter is countersigned or when the person may not compute it.
    """

    lines: Sequence[Line]
    has_effect: bool
    is_final: bool
    compute_url: str


def late_data(settlement: Settlement, user: User) -> LateData | None:
    """What the data verified since this computation change; None when there are none."""
    now = late_result(settlement)
    if now is None:
        return None
    found = changes(result_of(settlement), now)
    before, after = payable(found.before), payable(found.after)
    lines = [
        Line(_("In this settlement"), "", formats.number(before, 2)),
        *part_lines(found),
        Line(_("With the data of today"), "", formats.number(after, 2), is_sum=True),
    ]
    is_final = settlement.state == Settlement.State.APPROVED
    return LateData(lines, before != after, is_final, "" if is_final else _compute_url(settlement, user))


def _compute_url(settlement: Settlement, user: User) -> str:
    contract, period = settlement.contract, settlement.period
    if not all(one.is_met for one in states.compute_requirements(contract, period, user)):
        return ""
    return reverse("contracts:step", args=[contract.number, f"compute-{period}"])
