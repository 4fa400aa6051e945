"""The canonical content of a contract: what the parties sign."""

from __future__ import annotations

from typing import Any

from mithaq.apps.contracts.models import Contract
from mithaq.apps.plans.freeze import canonical
from mithaq.apps.plans.queries import plain


def content_of(contract: Contract) -> str:
    """The contract as canonical JSON: parties, money, clauses, undertakings with their targets, duties."""
    return canonical(
        {
            "number": contract.number,
            "kind": contract.kind,
            "title": {"fr": contract.title_fr, "ar": contract.title_ar},
            "payer": contract.payer.code,
            "holder": contract.holder.code,
            "parent": contract.parent.number if contract.parent else None,
            "entente": contract.entente.number if contract.entente else None,
            "rule_set": str(contract.rule_set),
            "budget_line": contract.budget_line.code if contract.budget_line else None,
            "dates": [contract.starts_on.isoformat(), contract.ends_on.isoformat()],
            "quarter_ceiling": str(contract.quarter_ceiling_amount),
            "tolerated_missing_rate": f"{contract.tolerated_missing_rate.normalize():f}",
            "clauses": _clauses(contract),
            "undertakings": _undertakings(contract),
            "duties": _duties(contract),
        }
    )


def _clauses(contract: Contract) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "heading": {"fr": one.heading_fr, "ar": one.heading_ar},
            "text": {"fr": one.text_fr, "ar": one.text_ar},
        }
        for one in contract.clauses.all()
    ]


def _undertakings(contract: Contract) -> list[dict[str, Any]]:
    rows = contract.undertakings.select_related("target__indicator", "target__unit").prefetch_related("target__values")
    return [
        {
            "rank": one.rank,
            "role": one.role,
            "indicator": one.target.indicator.code,
            "unit": one.target.unit.code,
            "targets": {value.period: f"{plain(value.value):f}" for value in one.target.values.all()},
            "tariff": str(one.tariff_amount),
            "threshold_rate": f"{plain(one.threshold_rate):f}",
            "cap_rate": f"{plain(one.cap_rate):f}",
        }
        for one in rows
    ]


def _duties(contract: Contract) -> list[dict[str, Any]]:
    return [
        {
            "rank": one.rank,
            "bearer": one.bearer.code,
            "text": {"fr": one.text_fr, "ar": one.text_ar},
            "due_on": one.due_on.isoformat(),
        }
        for one in contract.duties.select_related("bearer")
    ]
