"""Before a rule set is published: does doing better ever pay less?

A search, not a proof: the rule is tried on a contract of one line, for every combination of the
examples that its inputs give, along a hundred points of each figure that must rise. What is found
is a counter-example that anyone can compute again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product

from mithaq.core.contracts.computing import Figures, compute
from mithaq.core.contracts.rules import InputRule, RuleSet
from mithaq.core.formulas.evaluate import evaluate
from mithaq.core.values import Known, Value

N_POINTS = 100


@dataclass(frozen=True, slots=True)
class Fall:
    """A counter-example: with these other figures, `higher` does better than `lower` and pays less."""

    name: str
    lower: Decimal
    higher: Decimal
    amount_at_lower: Decimal
    amount_at_higher: Decimal
    others: Mapping[str, Decimal]

    def text(self) -> str:
        """The counter-example in one English line."""
        others = ", ".join(f"{name} = {value:f}" for name, value in self.others.items())
        return (
            f"{self.name} rising from {self.lower:f} to {self.higher:f} pays {self.amount_at_higher:f} "
            f"instead of {self.amount_at_lower:f} (with {others})"
        )


def find_falls(rules: RuleSet) -> tuple[Fall, ...]:
    """For each input that must rise, the first fall of the total that is found."""
    falls = (next(_falls(rules, name), None) for name in rules.rising)
    return tuple(fall for fall in falls if fall)


def unchecked_inputs(rules: RuleSet) -> tuple[str, ...]:
    """The agreed inputs without examples: the search cannot begin without one of each."""
    every = (*rules.line_inputs.values(), *rules.contract_inputs.values())
    return tuple(one.name for one in every if not one.is_observed and not one.examples)


def _falls(rules: RuleSet, name: str) -> Iterator[Fall]:
    for agreed in _scenarios(rules):
        best = _best(rules, agreed)
        points = [(point, _total(rules, agreed | best | {name: point})) for point in _points(best[name])]
        there = [(point.amount, total.amount) for point, total in points if isinstance(total, Known)]
        for (lower, before), (higher, after) in pairwise(there):
            if after < before:
                others = {other: value.amount for other, value in (agreed | best).items() if other != name}
                yield Fall(name, lower, higher, before, after, others)


def _scenarios(rules: RuleSet) -> Iterator[dict[str, Known]]:
    """Every combination of the examples of the agreed inputs."""
    agreed = [one for one in _inputs(rules) if not one.is_observed]
    for values in product(*(one.examples for one in agreed)):
        yield {one.name: Known(value) for one, value in zip(agreed, values, strict=True)}


def _inputs(rules: RuleSet) -> Sequence[InputRule]:
    return (*rules.line_inputs.values(), *rules.contract_inputs.values())


def _best(rules: RuleSet, agreed: Mapping[str, Value]) -> dict[str, Known]:
    best = {one.name: evaluate(one.best, agreed) for one in _inputs(rules) if one.best is not None}
    return {name: value for name, value in best.items() if isinstance(value, Known)}


def _points(best: Known) -> list[Known]:
    """A hundred steps from nothing to the double of the best: the best itself is one of them."""
    return [Known((best.amount + best.amount) * i / N_POINTS) for i in range(N_POINTS + 1)]


def _total(rules: RuleSet, values: Mapping[str, Value]) -> Value:
    line: Figures = {name: values[name] for name in rules.line_inputs}
    whole: Figures = {name: values[name] for name in rules.contract_inputs}
    return compute(rules, [line], whole).steps[rules.total]
