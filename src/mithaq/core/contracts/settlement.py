"""What a contract pays for a period, line by line and step by step, with its explanation.

`settle` is the plain reference: one line at a time, in exact decimals. Missing is never zero: a
line whose quantity is missing is pending, and `pending` says the most that it could still add.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from mithaq.core.contracts.computing import Computed, Figures, at_best, compute, given_inputs
from mithaq.core.contracts.explanation import explain_figure
from mithaq.core.contracts.record import canonical, settlement_record
from mithaq.core.contracts.rules import RuleSet
from mithaq.core.contracts.terms import ContractTerms, LineTerms, ObservedPeriod, Provenance
from mithaq.core.formulas.evaluate import CONTEXT, answer_of
from mithaq.core.formulas.explain import Explanation
from mithaq.core.formulas.text import print_formula
from mithaq.core.values import Known, Missing, Reason, Value


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line settled: its inputs (agreed and observed) and every step's value, by name.

    `amount` is what the line pays, or Missing with its reason; then `pending` is the most it could
    pay, itself Missing when the terms do not set a limit. It is zero when the amount is known.
    """

    key: str
    label: Mapping[str, str]
    unit_of_measure: str
    inputs: Figures
    steps: Figures
    amount: Value
    pending: Value

    @property
    def is_pending(self) -> bool:
        """Whether the amount waits for a figure (nothing waits where the line has no object)."""
        return isinstance(self.amount, Missing) and not _is_without_object(self.amount)


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
    inputs: Figures
    steps: Figures
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
        return explain_figure(self, key)

    def figures(self) -> tuple[str, ...]:
        """Every key that `explain` answers to: the contract's figures, then each line's."""
        own = (*self.inputs, *self.steps)
        return own + tuple(f"{line.key}/{name}" for line in self.lines for name in (*line.inputs, *line.steps))

    def to_json(self) -> str:
        """The canonical text: keys sorted, decimals as strings, one newline at the end.

        The same facts, rule set and provenance give the same bytes.
        """
        return canonical(settlement_record(self))


def settle(terms: ContractTerms, observed: ObservedPeriod, rule_set: RuleSet, provenance: Provenance) -> Settlement:
    """The settlement of a contract for one period, by the plain reference.

    Raises ValueError when two lines share a key, or when a condition of the rule set does not hold
    (parts that do not add up): nothing is paid by a rule that contradicts itself.
    """
    _check_keys(terms)
    agreed_lines = [_line_inputs(line, observed, rule_set) for line in terms.lines]
    inputs = given_inputs(rule_set.contract_inputs, terms.inputs, observed.contract)
    found = compute(rule_set, agreed_lines, inputs)
    _check_conditions(rule_set, found)
    best = _at_best(rule_set, agreed_lines, inputs)
    columns = zip(terms.lines, agreed_lines, found.lines, best.lines, strict=True)
    lines = tuple(_line_result(rule_set, *each) for each in columns)
    return Settlement(
        terms=terms,
        observed=observed,
        rule_set=rule_set,
        provenance=provenance,
        lines=lines,
        inputs=inputs,
        steps=found.steps,
        total=found.steps[rule_set.total],
        pending=_still(found.steps[rule_set.total], best.steps[rule_set.total]),
        share_missing=_share_missing(lines),
    )


def maximum_liability(terms: ContractTerms, rule_set: RuleSet) -> Value:
    """The most that the contract can pay for the period: every observed figure at its best."""
    nothing_yet = ObservedPeriod(lines={}, contract={})
    inputs = given_inputs(rule_set.contract_inputs, terms.inputs, {})
    lines = [_line_inputs(line, nothing_yet, rule_set) for line in terms.lines]
    return _at_best(rule_set, lines, inputs).steps[rule_set.total]


def _at_best(rule_set: RuleSet, lines: Sequence[Figures], inputs: Figures) -> Computed:
    """Every step, each figure still awaited being replaced by its best."""
    best_lines = [at_best(rule_set.line_inputs, line, inputs | line) for line in lines]
    return compute(rule_set, best_lines, at_best(rule_set.contract_inputs, inputs, inputs))


def _line_result(rule_set: RuleSet, line: LineTerms, agreed: Figures, steps: Figures, best: Figures) -> LineResult:
    amount = steps[rule_set.line_amount]
    return LineResult(
        key=line.key,
        label=line.label,
        unit_of_measure=line.unit_of_measure,
        inputs=agreed,
        steps=steps,
        amount=amount,
        pending=_still(amount, best[rule_set.line_amount]),
    )


def _line_inputs(line: LineTerms, observed: ObservedPeriod, rule_set: RuleSet) -> Figures:
    return given_inputs(rule_set.line_inputs, line.inputs, observed.lines.get(line.key, {}))


def _still(found: Value, best: Value) -> Value:
    """The most that can still be added to what was found."""
    if isinstance(best, Missing):
        # Not expected, or without object: nothing will come. Otherwise the limit is unknown.
        never = best.reason in (Reason.NOT_EXPECTED, Reason.NOT_APPLICABLE)
        return Known(Decimal(0)) if never else best
    return Known(best.amount - found.amount) if isinstance(found, Known) else best


def _share_missing(lines: Sequence[LineResult]) -> Decimal:
    expected = [line for line in lines if not _is_without_object(line.amount)]
    if not expected:
        return Decimal(0)
    with localcontext(CONTEXT):
        return Decimal(sum(line.is_pending for line in expected)) / len(expected)


def _is_without_object(value: Value) -> bool:
    return isinstance(value, Missing) and value.reason in (Reason.NOT_EXPECTED, Reason.NOT_APPLICABLE)


def _check_keys(terms: ContractTerms) -> None:
    keys = [line.key for line in terms.lines]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise ValueError(f"contract {terms.number}: two lines share the key {', '.join(repeated)}")


def _check_conditions(rule_set: RuleSet, found: Computed) -> None:
    for check in rule_set.checks:
        if answer_of(check, found.names) is False:
            raise ValueError(f"{rule_set.name}: {print_formula(check)} does not hold")
