"""The whole cycle, from the letter to the settlement, made by the actions that people use."""

from decimal import Decimal

import pytest

from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.contracts.queries import result_of
from tests.support.cycle import contract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle")]


def test_the_three_contracts_run_with_two_signatures_each() -> None:
    for number in ("CP-FM-2025", "CP-FM-2025-P", "CP-FM-2025-H"):
        one = contract(number)
        assert one.state == Contract.State.RUNNING
        signatures = list(one.signatures.order_by("signed_at"))
        assert len({row.signed_by_id for row in signatures}) == 2
        assert {row.content_hash for row in signatures} == {one.content_hash}


def test_two_quarters_are_countersigned_and_the_third_waits() -> None:
    for number in ("CP-FM-2025", "CP-FM-2025-P", "CP-FM-2025-H"):
        states = {row.period: row.state for row in Settlement.objects.standing().filter(contract__number=number)}
        assert states == {"2025Q1": "approved", "2025Q2": "approved", "2025Q3": "computed"}


def test_lines_of_every_settlement_add_up() -> None:
    for row in Settlement.objects.order_by("pk"):
        result = result_of(row)
        known = [line.amount.amount for line in result.lines if not line.is_pending]
        bonus, above = result.steps["bonus_amount"].amount, result.steps["above_ceiling_amount"].amount
        assert sum(known, Decimal(0)) + bonus - above == row.total_amount
        assert row.total_amount <= row.contract.quarter_ceiling_amount
