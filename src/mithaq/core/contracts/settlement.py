"""What a contract pays for a period, line by line and step by step, with its explanation.

`settle` is the plain reference: one line at a time, in exact decimals. Missing is never zero: a
line whose quantity is missing is pending, and `pending` says the most that it could still add.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from mithaq.core.contracts.rules import RuleSet
from mithaq.core.contracts.terms import ContractTerms, ObservedPeriod, Provenance
from mithaq.core.formulas.explain import Explanation
from mithaq.core.values import Missing, Value


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line settled: its inputs (agreed and observed) and every step's value, by name.

    `amount` is what the line pays, or Missing with its reason; then `pending` is the most it could
    pay (and zero when the amount is known).
    """

    key: str
    label: Mapping[str, str]
    unit_of_measure: str
    inputs: Mapping[str, Value]
    steps: Mapping[str, Value]
    amount: Value
    pending: Value

    @property
    def is_pending(self) -> bool:
        """Whether the amount waits for a figure."""
        return isinstance(self.amount, Missing)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The result: lines, contract steps and total, with all that is needed to recompute it.

    `total` is in dirhams (Missing when nothing can be computed yet), `pending` the most that the
    missing figures could still add to it, `share_missing` the part of the lines that wait (0 to 1).
    """

    terms: ContractTerms
    observed: ObservedPeriod
    rule_set: RuleSet
    provenance: Provenance
    lines: tuple[LineResult, ...]
    inputs: Mapping[str, Value]
    steps: Mapping[str, Value]
    total: Value
    pending: Value
    share_missing: Decimal

    def line(self, key: str) -> LineResult:
        """The line of that key. Raises KeyError."""
        return {line.key: line for line in self.lines}[key]

    def explain(self, key: str) -> Explanation:
        """Where a figure comes from. `key`: "amount", "quality_score", "L1/line_amount", "L1/achieved".

        Raises KeyError when there is no such figure.
        """
        raise NotImplementedError

    def keys(self) -> tuple[str, ...]:
        """Every key that `explain` answers to."""
        raise NotImplementedError

    def to_json(self) -> str:
        """The canonical text: keys sorted, decimals as strings, one newline at the end.

        The same facts, rule set and provenance give the same bytes.
        """
        raise NotImplementedError


def settle(terms: ContractTerms, observed: ObservedPeriod, rule_set: RuleSet, provenance: Provenance) -> Settlement:
    """The settlement of a contract for one period, by the plain reference."""
    raise NotImplementedError


def read_settlement(text: str, rule_set: RuleSet) -> Settlement:
    """The settlement that `to_json` wrote, computed again from its own record by the same rule set.

    Raises ValueError when the recomputation does not give the same text.
    """
    raise NotImplementedError
