"""A rule set: the named steps by which a contract's facts become an amount.

A rule set is a text (a pack file, or what was published in the database). `RuleSet.parse` gives
its meaning, checked: every name defined, units of measure that agree, no step that waits for
itself. What is wrong is refused with its line and what to write.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from mithaq.core.formulas.nodes import Node


@dataclass(frozen=True, slots=True)
class InputRule:
    """A number that a formula may use: agreed in the contract, or observed in the period.

    `unit` is a unit of measure as written ("MAD/unit", "%"); "unit" alone is the line's own unit.
    `best` says what an observed number would be if all went as well as can be paid: it gives the
    amount still pending on a missing figure, and the maximum liability of the contract.
    `examples` are plausible numbers, tried when the rule is checked before publication.
    """

    name: str
    unit: str
    label: Mapping[str, str]
    is_observed: bool = False
    best: Node | None = None
    examples: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One named calculation: its formula, its unit of measure, and the rule in words.

    `sentence` has named places for the operands: "… ({achieved}) … ({target})".
    """

    name: str
    formula: Node
    unit: str
    label: Mapping[str, str]
    sentence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of a payment rule: inputs and steps of a line, inputs and steps of the contract.

    `line_amount` and `total` name the steps that pay; `rising` the observed inputs in which the
    total may never fall (doing better never pays less); `checks` are conditions that hold in every
    settlement, such as parts that add up. Steps stand in the order of calculation.
    """

    code: str
    number: int
    label: Mapping[str, str]
    note: Mapping[str, str]
    line_inputs: Mapping[str, InputRule]
    contract_inputs: Mapping[str, InputRule]
    line_steps: tuple[Step, ...]
    contract_steps: tuple[Step, ...]
    line_amount: str
    total: str
    rising: tuple[str, ...] = ()
    checks: tuple[Node, ...] = ()

    @classmethod
    def parse(cls, text: str, file: str = "") -> "RuleSet":
        """The rule set of a YAML text. Raises RuleError with file, line and what to write."""
        from mithaq.core.contracts.rule_text import read_rule_set

        return read_rule_set(text, file)

    @property
    def name(self) -> str:
        """The name of this version, as a settlement keeps it: "pay-quantity-quality@1"."""
        return f"{self.code}@{self.number}"

    @property
    def observed_inputs(self) -> tuple[InputRule, ...]:
        """The inputs that the facts of the period give, those of a line first."""
        every = (*self.line_inputs.values(), *self.contract_inputs.values())
        return tuple(one for one in every if one.is_observed)

    def line_step(self, name: str) -> Step:
        """The line step of that name. Raises KeyError."""
        return _by_name(self.line_steps)[name]

    def contract_step(self, name: str) -> Step:
        """The contract step of that name. Raises KeyError."""
        return _by_name(self.contract_steps)[name]


def _by_name(steps: tuple[Step, ...]) -> Mapping[str, Step]:
    return {step.name: step for step in steps}
