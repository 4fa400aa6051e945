"""What every engine takes and gives: a plan and tables in, tables out.

An engine is only a way of computing: all give the same cents. Whoever wants to know why asks the
plain reference (`core.contracts.settlement`) about the one contract concerned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mithaq.core.contracts.rules import RuleSet
from mithaq.core.values import Known, Missing, Reason, Value

Integers = NDArray[Any]  # int64, or Python integers where those would overflow


class NotColumnar(Exception):
    """A formula that this engine does not compute over arrays; the plain reference does."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of exact numbers, `numbers` / 10**`places`, and which of them are missing."""

    numbers: Integers
    places: int
    missing: NDArray[np.bool_]

    @classmethod
    def of(cls, values: Sequence[Value]) -> "Figures":
        """The column of these values, with as many decimals as the most precise of them."""
        amounts = [value.amount if isinstance(value, Known) else Decimal(0) for value in values]
        places = max((_places(amount) for amount in amounts), default=0)
        whole = [int(amount.scaleb(places)) for amount in amounts]
        missing = np.array([isinstance(value, Missing) for value in values], dtype=bool)
        return cls(integers(whole), places, missing)

    def values(self, reason: Reason = Reason.NOT_REPORTED) -> list[Value]:
        """The column as values; what is missing is given one reason, the table does not keep it."""
        pairs = zip(self.numbers.tolist(), self.missing.tolist(), strict=True)
        return [Missing(reason) if gone else Known(Decimal(number).scaleb(-self.places)) for number, gone in pairs]


def integers(whole: Sequence[int]) -> Integers:
    """An array of int64, or of Python integers when one of them does not fit."""
    fits = all(-(2**63) <= number < 2**63 for number in whole)
    return np.array(whole, dtype=np.int64 if fits else object)


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@dataclass(frozen=True, slots=True)
class ContractTables:
    """Many contracts of one shape: those of row i own the lines `offsets[i]` to `offsets[i + 1]`.

    `lines` holds a column for each input of a line, `contracts` one for each input of the contract.
    """

    offsets: NDArray[np.int64]
    lines: Mapping[str, Figures]
    contracts: Mapping[str, Figures]

    @property
    def n_contracts(self) -> int:
        """How many contracts."""
        return len(self.offsets) - 1

    @property
    def n_lines(self) -> int:
        """How many lines in all."""
        return int(self.offsets[-1])


@dataclass(frozen=True, slots=True)
class Plan:
    """What to compute: the rule set, over the tables of one period as known at one instant."""

    rule_set: RuleSet


@dataclass(frozen=True, slots=True)
class Amounts:
    """What each line pays and what each contract pays, in dirhams."""

    lines: Figures
    totals: Figures


class Engine(Protocol):
    """A way of computing."""

    name: str

    def settle(self, plan: Plan, tables: ContractTables) -> Amounts:
        """The amounts of every line and contract."""
        ...
