"""Contracts as the tables that engines take, and amounts that compare."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from mithaq.core.contracts.terms import ContractTerms, ObservedPeriod
from mithaq.core.values import Known, Value
from mithaq.engines.protocol import ContractTables, Figures
from tests.support.contracts import RULES, settled

Contract = tuple[ContractTerms, ObservedPeriod]


def tables(several: Sequence[Contract]) -> ContractTables:
    """The tables of these contracts, made from their settlements' inputs."""
    found = [settled(*one) for one in several]
    lines = [line for one in found for line in one.lines]
    return ContractTables(
        offsets=np.cumsum([0, *(len(one.lines) for one in found)]),
        lines={name: Figures.of([line.inputs[name] for line in lines]) for name in RULES.line_inputs},
        contracts={name: Figures.of([one.inputs[name] for one in found]) for name in RULES.contract_inputs},
    )


def amounts(values: Sequence[Value]) -> list[Decimal | None]:
    """The amounts; None for what is missing, whatever the reason."""
    return [value.amount if isinstance(value, Known) else None for value in values]
