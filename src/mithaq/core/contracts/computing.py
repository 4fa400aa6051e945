"""Every step of a rule set on given figures: lines first, then the contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mithaq.core.contracts.rules import InputRule, RuleSet, Step
from mithaq.core.formulas.evaluate import Given, evaluate
from mithaq.core.values import Missing, Reason, Value

Figures = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Computed:
    """The value of every step of each line and of the contract; `names` is all that the contract saw."""

    lines: tuple[Figures, ...]
    steps: Figures
    names: Mapping[str, Given]


def compute(rule_set: RuleSet, lines: Sequence[Figures], inputs: Figures) -> Computed:
    """Every step of every line, then every step of the contract."""
    line_steps = tuple(_run(rule_set.line_steps, inputs | line) for line in lines)
    names: dict[str, Given] = dict(inputs)
    for name in rule_set.line_inputs:
        names[name] = tuple(line[name] for line in lines)
    for step in rule_set.line_steps:
        names[step.name] = tuple(steps[step.name] for steps in line_steps)
    steps = _run(rule_set.contract_steps, names)
    return Computed(line_steps, steps, names | steps)


def _run(steps: Sequence[Step], given: Mapping[str, Given]) -> Figures:
    names = dict(given)
    values: Figures = {}
    for step in steps:
        values[step.name] = names[step.name] = evaluate(step.formula, names)
    return values


def given_inputs(
    inputs: Mapping[str, InputRule], agreed: Mapping[str, Value], observed: Mapping[str, Value]
) -> Figures:
    """The value of each input, from the terms or from the facts; absent is missing, and says so."""
    return {
        name: (observed if one.is_observed else agreed).get(name, Missing(Reason.NOT_REPORTED, name))
        for name, one in inputs.items()
    }


def at_best(inputs: Mapping[str, InputRule], values: Figures, names: Mapping[str, Value]) -> Figures:
    """The values, each figure still awaited being replaced by its best."""
    return {
        name: evaluate(one.best, names) if (one := inputs[name]).best and is_awaited(value) else value
        for name, value in values.items()
    }


def is_awaited(value: Value) -> bool:
    """Whether the figure may still come: it was expected and has not been received."""
    return isinstance(value, Missing) and value.reason is Reason.NOT_REPORTED
