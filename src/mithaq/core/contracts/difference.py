"""Why a settlement changed: parts by line and by cause, which add up exactly.

The figures of the first settlement are replaced by those of the second one at a time, in a
declared order: line by line, what was observed and then what was agreed, in the order of the rule
set; then the figures of the contract; then the rule itself. Each part is the change of the total
at that moment, so that the parts add up to the whole change, to the centime.

What is missing pays nothing *yet*: its arrival is a part like any other, and says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from mithaq.core.contracts.computing import Figures, compute
from mithaq.core.contracts.rules import InputRule, RuleSet
from mithaq.core.contracts.settlement import Settlement
from mithaq.core.values import Known, Missing, Value

THE_LINE = "line"  # the cause of a line that came into the contract or left it
THE_RULE = "rule"  # the cause of another version of the rule set


@dataclass(frozen=True, slots=True)
class Part:
    """What one cause changes: `line_key` is empty for the contract, `cause` the name of an input.

    `amount` is in dirhams, above zero when the second settlement pays more.
    """

    line_key: str
    cause: str
    before: Value | None
    after: Value | None
    amount: Decimal

    @property
    def is_arrival(self) -> bool:
        """Whether a figure that was missing has come."""
        return isinstance(self.before, Missing) and isinstance(self.after, Known)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two settlements of one contract and period: what each pays so far, and why they differ."""

    before: Value
    after: Value
    parts: tuple[Part, ...]

    @property
    def amount(self) -> Decimal:
        """What the second pays more than the first."""
        return payable(self.after) - payable(self.before)

    def by_cause(self) -> dict[str, Decimal]:
        """The parts added up by cause, in order of first appearance."""
        added: dict[str, Decimal] = {}
        for part in self.parts:
            added[part.cause] = added.get(part.cause, Decimal(0)) + part.amount
        return added


def payable(total: Value) -> Decimal:
    """What a total pays at this moment: nothing while it is missing."""
    return total.amount if isinstance(total, Known) else Decimal(0)


def difference(before: Settlement, after: Settlement) -> Difference:
    """Why the second settlement does not pay what the first paid.

    Every changed figure has its part, were it zero. Raises ValueError when the two do not settle
    the same contract for the same period, or when their rules do not share their inputs.
    """
    _check_same(before, after)
    return Difference(before.total, after.total, tuple(_parts(before, after)))


def _check_same(before: Settlement, after: Settlement) -> None:
    for what in ("number", "period"):
        first, second = getattr(before.terms, what), getattr(after.terms, what)
        if first != second:
            raise ValueError(f"the two settlements differ in {what}: {first} and {second}")
    if _inputs(before.rule_set) != _inputs(after.rule_set):
        raise ValueError("the two rule sets do not have the same inputs: the change cannot be shared out")


def _inputs(rules: RuleSet) -> tuple[list[str], list[str]]:
    return list(rules.line_inputs), list(rules.contract_inputs)


@dataclass(slots=True)
class _Mix:
    """Figures on their way from the first settlement to the second."""

    rules: RuleSet
    lines: dict[str, Figures]
    inputs: Figures
    paid: Decimal

    def part(self, line_key: str, cause: str, before: Value | None, after: Value | None) -> Part:
        """The change of the total since the last part."""
        total = payable(compute(self.rules, list(self.lines.values()), self.inputs).steps[self.rules.total])
        amount, self.paid = total - self.paid, total
        return Part(line_key, cause, before, after, amount)


def _parts(before: Settlement, after: Settlement) -> Iterator[Part]:
    mix = _Mix(
        rules=before.rule_set,
        lines={line.key: dict(line.inputs) for line in before.lines},
        inputs=dict(before.inputs),
        paid=payable(before.total),
    )
    wanted = {line.key: line.inputs for line in after.lines}
    for key in [key for key in mix.lines if key not in wanted]:
        left = mix.lines.pop(key)
        yield mix.part(key, THE_LINE, left[_first_name(left)], None)
    for key, figures in wanted.items():
        yield from _line_parts(mix, key, figures)
    for name, part_of in _changes(before.rule_set.contract_inputs, mix.inputs, after.inputs):
        was, mix.inputs[name] = mix.inputs[name], part_of
        yield mix.part("", name, was, part_of)
    if after.rule_set != mix.rules:
        mix.rules = after.rule_set
        yield mix.part("", THE_RULE, None, None)


def _line_parts(mix: _Mix, key: str, wanted: Figures) -> Iterator[Part]:
    if key not in mix.lines:
        mix.lines[key] = dict(wanted)
        yield mix.part(key, THE_LINE, None, wanted[_first_name(wanted)])
        return
    figures = mix.lines[key]
    for name, value in _changes(mix.rules.line_inputs, figures, wanted):
        was, figures[name] = figures[name], value
        yield mix.part(key, name, was, value)


def _first_name(figures: Figures) -> str:
    return next(iter(figures))


def _changes(inputs: Mapping[str, InputRule], now: Figures, wanted: Figures) -> Iterator[tuple[str, Value]]:
    """The inputs that change, those observed first, each in the order of the rule set."""
    for name, _ in sorted(inputs.items(), key=lambda item: not item[1].is_observed):
        if now[name] != wanted[name]:
            yield name, wanted[name]
