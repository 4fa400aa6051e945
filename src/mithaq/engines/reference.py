"""The plain engine: one contract after the other, by the rules of `core`."""

from collections.abc import Mapping
from dataclasses import dataclass

from mithaq.core.contracts.computing import Figures as Row
from mithaq.core.contracts.computing import compute
from mithaq.core.values import Value
from mithaq.engines.protocol import Amounts, ContractTables, Figures, Plan


@dataclass(frozen=True, slots=True)
class ReferenceEngine:
    """Slow and plainly right: what the other engines are compared with."""

    name: str = "reference"

    def settle(self, plan: Plan, tables: ContractTables) -> Amounts:
        """The amounts of every line and contract."""
        lines = rows(tables.lines, tables.n_lines)
        contracts = rows(tables.contracts, tables.n_contracts)
        line_amounts: list[Value] = []
        totals: list[Value] = []
        for contract, start, end in zip(contracts, tables.offsets[:-1], tables.offsets[1:], strict=True):
            found = compute(plan.rule_set, lines[start:end], contract)
            line_amounts += [steps[plan.rule_set.line_amount] for steps in found.lines]
            totals.append(found.steps[plan.rule_set.total])
        return Amounts(Figures.of(line_amounts), Figures.of(totals))


def rows(columns: Mapping[str, Figures], count: int) -> list[Row]:
    """The rows of a table, as figures by name."""
    values = {name: column.values() for name, column in columns.items()}
    return [{name: column[i] for name, column in values.items()} for i in range(count)]
