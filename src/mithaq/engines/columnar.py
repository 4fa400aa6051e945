"""The engine for many contracts: one array operation serves all cells of a formula.

Exact, and equal to the plain reference to the cent. The few contracts in which a fraction falls
exactly on the edge of a rounding are handed to the reference (see `columns`).
"""

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mithaq.core.contracts.rules import Step
from mithaq.core.formulas.nodes import (
    Call,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Operation,
    Operator,
    Table,
    Truth,
    Word,
    names_in,
)
from mithaq.core.money import Rounding
from mithaq.engines import columns
from mithaq.engines.columns import Column, Mask, Truths
from mithaq.engines.protocol import Amounts, ContractTables, Figures, NotColumnar, Plan
from mithaq.engines.reference import ReferenceEngine

Counts = NDArray[Any]
_TESTS = {
    Operator.EQUAL: operator.eq,
    Operator.DIFFERENT: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


@dataclass(frozen=True, slots=True)
class ColumnarEngine:
    """Dense arrays of exact integers."""

    name: str = "columnar"

    def settle(self, plan: Plan, tables: ContractTables) -> Amounts:
        """The amounts of every line and contract. Raises NotColumnar for a rule it cannot lay out."""
        owners = np.repeat(np.arange(tables.n_contracts), np.diff(tables.offsets))
        whole = {name: columns.of_figures(figures) for name, figures in tables.contracts.items()}
        line = {name: columns.of_figures(figures) for name, figures in tables.lines.items()}
        shared = _at(whole, owners, *(step.formula for step in plan.rule_set.line_steps))
        line_sheet = Sheet(shared | line, tables.n_lines)
        line_sheet.run(plan.rule_set.line_steps)
        inner = {name: column for name, column in line_sheet.names.items() if name not in whole}
        sheet = Sheet(whole, tables.n_contracts, inner, tables.offsets)
        sheet.run(plan.rule_set.contract_steps)
        found = Amounts(
            lines=columns.to_figures(line_sheet.names[plan.rule_set.line_amount]),
            totals=columns.to_figures(sheet.names[plan.rule_set.total]),
        )
        edges = columns.any_of(sheet.edges, tables.n_contracts)
        edges[owners[columns.any_of(line_sheet.edges, tables.n_lines)]] = True
        return _corrected(plan, tables, found, edges) if edges.any() else found


@dataclass(slots=True)
class Sheet:
    """The columns of one side, lines or contracts, and the formulas over them.

    On the side of the contracts, `inner` holds the columns of the lines, for the aggregates.
    """

    names: dict[str, Column]
    count: int
    inner: Mapping[str, Column] = field(default_factory=dict)
    offsets: NDArray[np.int64] | None = None
    edges: list[Mask] = field(default_factory=list)

    def run(self, steps: tuple[Step, ...]) -> None:
        """Add the column of each step."""
        for step in steps:
            self.names[step.name] = self.number(step.formula)

    def number(self, node: Node) -> Column:
        """The column of a formula that gives numbers."""
        match node:
            case Number():
                return columns.constant(node.amount, self.count)
            case Name(name):
                return self.names[name]
            case Negation(operand):
                return columns.negate(self.number(operand))
            case Operation(Operator.ADD, left, right):
                return columns.add(self.number(left), self.number(right))
            case Operation(Operator.SUBTRACT, left, right):
                return columns.add(self.number(left), self.number(right), -1)
            case Operation(Operator.MULTIPLY, left, right):
                return columns.multiply(self.number(left), self.number(right))
            case Operation(Operator.DIVIDE, left, right):
                return self._ratio(self.number(left), self.number(right))
            case Call():
                return self._call(node)
        raise NotColumnar(f"{type(node).__name__} gives no number")

    def truths(self, node: Node) -> Truths:
        """The column of a condition."""
        match node:
            case Truth(holds):
                none = columns.none_of(self.count)
                return Truths(np.full(self.count, holds), none, none)
            case Not(operand):
                inner = self.truths(operand)
                return Truths(~inner.holds, inner.missing, inner.edges)
            case Operation(Operator.AND | Operator.OR as sign, left, right):
                first, second = self.truths(left), self.truths(right)
                join = np.logical_and if sign is Operator.AND else np.logical_or
                missing, edges = first.missing | second.missing, first.edges | second.edges
                return Truths(join(first.holds, second.holds), missing, edges)
            case Operation(sign, left, right) if sign in _TESTS:
                return columns.compare(self.number(left), self.number(right), _TESTS[sign])
        raise NotColumnar(f"{type(node).__name__} gives no condition")

    def _call(self, call: Call) -> Column:
        match call.function, call.arguments:
            case "round", (value, Word(policy), Number() as step):
                rounded, edges = columns.round_to(self.number(value), Rounding(policy), step.amount)
                self.edges.append(edges)
                return rounded
            case "if", (condition, then, otherwise):
                asked = self.truths(condition)
                return _missing_too(self._chosen(asked, self.number(then), self.number(otherwise)), asked.missing)
            case "score", (value, Table() as table):
                return self._score(self.number(value), table)
            case "default", (value, instead):
                first = self.number(value)
                return columns.choose(~first.missing, first, self.number(instead))
            case (("min" | "max"), (first, *others)):
                return self._extreme(call.function, [self.number(one) for one in (first, *others)])
            case "clamp", (value, low, high):
                capped = self._extreme("min", [self.number(value), self.number(high)])
                return self._extreme("max", [self.number(low), capped])
            case "abs", (value,):
                return columns.absolute(self.number(value))
            case "interpolate", (value, Table() as table):
                return self._interpolate(self.number(value), table)
            case ("sum" | "sum_known" | "mean" | "count" | "share_missing") as name, arguments:
                return self._aggregate(name, arguments)
        raise NotColumnar(f"{call.function} is not laid out over arrays")

    def _ratio(self, above: Column, below: Column) -> Column:
        quotient, edges = columns.divide(above, below)
        self.edges.append(edges)
        return quotient

    def _extreme(self, which: str, values: list[Column]) -> Column:
        best = values[0]
        for value in values[1:]:
            test = operator.le if which == "min" else operator.ge
            chosen = columns.choose(columns.compare(best, value, test).holds, best, value)
            best = _missing_too(chosen, best.missing | value.missing)
        return best

    def _score(self, value: Column, table: Table) -> Column:
        rows = [(self._all(start), self._all(gives)) for start, gives in table.amounts]
        below_first = columns.compare(value, rows[0][0], operator.lt)
        self.edges.append(below_first.edges)
        reached = rows[0][1]
        for start, gives in rows[1:]:
            reached = self._chosen(columns.compare(value, start, operator.ge), gives, reached)
        return _missing_too(reached, value.missing | below_first.holds)

    def _interpolate(self, value: Column, table: Table) -> Column:
        points = [(self._all(start), self._all(gives)) for start, gives in table.amounts]
        read = points[0][1]
        for (start, low), (end, high) in pairwise(points):
            slope = columns.multiply(columns.add(high, low, -1), columns.add(value, start, -1))
            inside = columns.add(low, self._ratio(slope, columns.add(end, start, -1)))
            read = self._chosen(columns.compare(value, start, operator.ge), inside, read)
        last = columns.compare(value, points[-1][0], operator.ge)
        return _missing_too(self._chosen(last, points[-1][1], read), value.missing)

    def _all(self, number: Decimal) -> Column:
        return columns.constant(number, self.count)

    def _chosen(self, asked: Truths, then: Column, otherwise: Column) -> Column:
        self.edges.append(asked.edges)
        return columns.choose(asked.holds, then, otherwise)

    def _aggregate(self, name: str, arguments: tuple[Node, ...]) -> Column:
        total, n_missing, n_all = self._gathered(arguments)
        match name:
            case "sum":
                return _missing_too(total, n_missing > 0)
            case "sum_known":
                return _missing_too(total, (n_missing == n_all) & (n_all > 0))
            case "count":
                return columns.whole(n_all - n_missing)
            case "mean":
                return self._ratio(_missing_too(total, n_missing > 0), columns.whole(n_all))
            case _:
                return self._ratio(columns.whole(n_missing), columns.whole(n_all))

    def _gathered(self, arguments: tuple[Node, ...]) -> tuple[Column, Counts, Counts]:
        """The total of what is known, how many are missing, how many there are."""
        if len(arguments) == 1 and any(name in self.inner for name in names_in(arguments[0])):
            return self._gathered_lines(arguments[0])
        values = [self.number(argument) for argument in arguments]
        total = reduce(columns.add, [columns.nothing_missing(value) for value in values])
        n_missing = np.sum([value.missing for value in values], axis=0)
        return total, n_missing, np.full(self.count, len(values))

    def _gathered_lines(self, argument: Node) -> tuple[Column, Counts, Counts]:
        assert self.offsets is not None  # only contracts have lines
        n_all = np.diff(self.offsets)
        owners = np.repeat(np.arange(self.count), n_all)
        lines = Sheet(_at(self.names, owners, argument) | dict(self.inner), len(owners))
        column = lines.number(argument)
        on_edge = np.zeros(self.count, bool)
        on_edge[owners[columns.any_of(lines.edges, len(owners))]] = True
        self.edges.append(on_edge)
        gone = np.concatenate([[0], np.cumsum(column.missing)])
        return columns.total_by(column, self.offsets), gone[self.offsets[1:]] - gone[self.offsets[:-1]], n_all


def _at(names: Mapping[str, Column], owners: NDArray[np.int64], *formulas: Node) -> dict[str, Column]:
    """The figures of the contracts that these formulas use, repeated for each line."""
    used = {name for formula in formulas for name in names_in(formula)}
    return {name: column.on(owners) for name, column in names.items() if name in used}


def _missing_too(column: Column, missing: Mask) -> Column:
    return replace(column, missing=column.missing | missing)


def _corrected(plan: Plan, tables: ContractTables, found: Amounts, edges: Mask) -> Amounts:
    """The amounts with the contracts on an edge computed again by the reference."""
    values, totals = found.lines.values(), found.totals.values()
    for i in np.flatnonzero(edges).tolist():
        start, end = int(tables.offsets[i]), int(tables.offsets[i + 1])
        one = ContractTables(
            offsets=np.array([0, end - start]),
            lines={name: _cut_out(figures, start, end) for name, figures in tables.lines.items()},
            contracts={name: _cut_out(figures, i, i + 1) for name, figures in tables.contracts.items()},
        )
        again = ReferenceEngine().settle(plan, one)
        values[start:end], totals[i] = again.lines.values(), again.totals.values()[0]
    return Amounts(Figures.of(values), Figures.of(totals))


def _cut_out(figures: Figures, start: int, end: int) -> Figures:
    return Figures(figures.numbers[start:end], figures.places, figures.missing[start:end])
