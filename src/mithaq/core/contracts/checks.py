"""Before a rule set is published: does doing better ever pay less, or more than was announced?

A search, not a proof: the rule is tried on a contract of one line, for every combination of the
examples that its inputs give, along a hundred points of each figure that must rise. What is found
is a counter-example that anyone can compute again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise, product

from mithaq.core.contracts.computing import Figures, compute
from mithaq.core.contracts.rules import InputRule, RuleSet
from mithaq.core.formulas.evaluate import evaluate
from mithaq.core.values import Known, Value

N_POINTS = 100


class Law(StrEnum):
    """What a rule set must hold."""

    RISING = "rising"  # doing better never pays less
    BEST = "best"  # nothing pays more than the declared best: it bounds what the contract can cost


@dataclass(frozen=True, slots=True)
class CounterExample:
    """With these other figures, `name` at `higher` breaks the law held against `name` at `lower`."""

    law: Law
    name: str
    lower: Decimal
    higher: Decimal
    amount_at_lower: Decimal
    amount_at_higher: Decimal
    others: Mapping[str, Decimal]

    def text(self) -> str:
        """The counter-example in one English line."""
        others = ", ".join(f"{name} = {value:f}" for name, value in self.others.items())
        what = "rising from {0} to {1} pays {3} instead of {2}"
        if self.law is Law.BEST:
            what = "at its best, {0}, pays {2}, and at {1} it pays {3}"
        figures = (self.lower, self.higher, self.amount_at_lower, self.amount_at_higher)
        return f"{self.name} {what.format(*(f'{figure:f}' for figure in figures))} (with {others})"


def counter_examples(rules: RuleSet) -> tuple[CounterExample, ...]:
    """For each figure that must rise and each declared best, the first counter-example found."""
    searches = [_falls(rules, name) for name in rules.rising]
    searches += [_excesses(rules, one.name) for one in rules.observed_inputs]
    found = (next(search, None) for search in searches)
    return tuple(one for one in found if one)


def unchecked_inputs(rules: RuleSet) -> tuple[str, ...]:
    """The agreed inputs without examples: the search cannot begin without one of each."""
    every = (*rules.line_inputs.values(), *rules.contract_inputs.values())
    return tuple(one.name for one in every if not one.is_observed and not one.examples)


@dataclass(frozen=True, slots=True)
class _Walk:
    """What is paid along the points of one figure, (figure, amount), the other figures being these."""

    best: Decimal
    points: list[tuple[Decimal, Decimal]]
    others: Mapping[str, Decimal]


def _falls(rules: RuleSet, name: str) -> Iterator[CounterExample]:
    for walk in _walks(rules, name):
        for (lower, before), (higher, after) in pairwise(walk.points):
            if after < before:
                yield CounterExample(Law.RISING, name, lower, higher, before, after, walk.others)


def _excesses(rules: RuleSet, name: str) -> Iterator[CounterExample]:
    for walk in _walks(rules, name):
        at_best = dict(walk.points).get(walk.best)
        for point, amount in walk.points:
            if at_best is not None and amount > at_best:
                yield CounterExample(Law.BEST, name, walk.best, point, at_best, amount, walk.others)


def _walks(rules: RuleSet, name: str) -> Iterator[_Walk]:
    """For each scenario, all other figures at their best: the total along the points of one figure."""
    for agreed in _scenarios(rules):
        scenario = agreed | _best(rules, agreed)
        best = scenario[name]
        if isinstance(best, Known):
            totals = [(point, _total(rules, scenario | {name: point})) for point in _points(best)]
            paid = [(point.amount, total.amount) for point, total in totals if isinstance(total, Known)]
            others = {other: one.amount for other, one in scenario.items() if isinstance(one, Known) and other != name}
            yield _Walk(best.amount, paid, others)


def _scenarios(rules: RuleSet) -> Iterator[dict[str, Value]]:
    """Every combination of the examples of the agreed inputs."""
    agreed = [one for one in _inputs(rules) if not one.is_observed]
    for values in product(*(one.examples for one in agreed)):
        yield {one.name: Known(value) for one, value in zip(agreed, values, strict=True)}


def _inputs(rules: RuleSet) -> Sequence[InputRule]:
    return (*rules.line_inputs.values(), *rules.contract_inputs.values())


def _best(rules: RuleSet, agreed: Mapping[str, Value]) -> dict[str, Value]:
    return {one.name: evaluate(one.best, agreed) for one in _inputs(rules) if one.best is not None}


def _points(best: Known) -> list[Known]:
    """A hundred steps from nothing to the double of the best: the best itself is one of them."""
    return [Known((best.amount + best.amount) * i / N_POINTS) for i in range(N_POINTS + 1)]


def _total(rules: RuleSet, values: Mapping[str, Value]) -> Value:
    line: Figures = {name: values[name] for name in rules.line_inputs}
    whole: Figures = {name: values[name] for name in rules.contract_inputs}
    return compute(rules, [line], whole).steps[rules.total]
