"""Where a figure of a settlement comes from: the step, its operands, the clause or the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mithaq.core.contracts.rules import InputRule, Step
from mithaq.core.contracts.terms import LineTerms, Observation
from mithaq.core.formulas.evaluate import Given
from mithaq.core.formulas.explain import Explanation, Operand, Origin, rounding_of, substituted, trace
from mithaq.core.formulas.nodes import names_in
from mithaq.core.formulas.text import print_formula
from mithaq.core.values import Missing, Reason, Value

if TYPE_CHECKING:
    from mithaq.core.contracts.settlement import LineResult, Settlement


def explain_figure(settlement: Settlement, key: str) -> Explanation:
    """The explanation of one figure of a settlement. Raises KeyError when there is none of that key."""
    line_key, _, name = key.rpartition("/")
    if line_key:
        return _of_line(settlement, settlement.line(line_key), name)
    rules = settlement.rule_set
    if name in rules.contract_inputs:
        facts = settlement.observed.contract_facts.get(name, ())
        reference = settlement.terms.references.get(name, "")
        return _of_input(name, rules.contract_inputs[name], settlement.inputs[name], reference, facts)
    return _of_step(settlement, name, rules.contract_step(name), settlement.steps[name], None)


def _of_line(settlement: Settlement, line: LineResult, name: str) -> Explanation:
    rules, key = settlement.rule_set, f"{line.key}/{name}"
    if name in rules.line_inputs:
        facts = settlement.observed.line_facts.get(line.key, {}).get(name, ())
        reference = _terms(settlement, line.key).references.get(name, "")
        one = rules.line_inputs[name]
        return _of_input(key, one, line.inputs[name], reference, facts, line)
    return _of_step(settlement, key, rules.line_step(name), line.steps[name], line)


def _terms(settlement: Settlement, line_key: str) -> LineTerms:
    return next(line for line in settlement.terms.lines if line.key == line_key)


def _unit(written: str, line: LineResult | None) -> str:
    """The unit of measure, the word "unit" being replaced by the line's own."""
    if line is None:
        return written
    return "/".join(line.unit_of_measure if part == "unit" else part for part in written.split("/"))


def _of_input(
    key: str,
    one: InputRule,
    value: Value,
    reference: str,
    facts: tuple[Observation, ...],
    line: LineResult | None = None,
) -> Explanation:
    return Explanation(
        key=key,
        name=one.name,
        label=one.label,
        value=value,
        unit=_unit(one.unit, line),
        origin=_origin(one),
        reference=reference,
        facts=facts,
        missing_periods=missing_periods(facts),
    )


def missing_periods(facts: tuple[Observation, ...]) -> tuple[str, ...]:
    """The periods expected and not received among the facts, each once, in order."""
    late = {fact.period for fact in facts if isinstance(fact.value, Missing) and _was_expected(fact.value)}
    return tuple(str(period) for period in sorted(late))


def _was_expected(value: Missing) -> bool:
    return value.reason is Reason.NOT_REPORTED


def _of_step(settlement: Settlement, key: str, step: Step, value: Value, line: LineResult | None) -> Explanation:
    names = _names(settlement, line)
    operands = tuple(operand for name in names_in(step.formula) for operand in _operands(settlement, name, line))
    return Explanation(
        key=key,
        name=step.name,
        label=step.label,
        value=value,
        unit=_unit(step.unit, line),
        origin=Origin.STEP,
        formula=print_formula(step.formula),
        substituted=substituted(step.formula, names),
        sentence=step.sentence,
        operands=operands,
        rounding=rounding_of(step.formula),
        trace=trace(step.formula, names),
        missing_periods=tuple(sorted(_periods_behind(settlement, [key], set()))),
    )


def _names(settlement: Settlement, line: LineResult | None) -> Mapping[str, Given]:
    """What each name was worth where the step was computed."""
    if line is not None:
        return {**settlement.inputs, **line.inputs, **line.steps}
    columns: dict[str, Given] = {
        name: tuple((one.inputs | one.steps)[name] for one in settlement.lines)
        for name in (*settlement.rule_set.line_inputs, *(step.name for step in settlement.rule_set.line_steps))
    }
    return columns | {**settlement.inputs, **settlement.steps}


def _operands(settlement: Settlement, name: str, line: LineResult | None) -> tuple[Operand, ...]:
    """The figure of that name, or one for each line when the contract adds lines up."""
    rules = settlement.rule_set
    if name in settlement.inputs or name in settlement.steps:
        own: InputRule | Step = rules.contract_inputs.get(name) or rules.contract_step(name)
        return (_operand(name, own, own.label, (settlement.inputs | settlement.steps)[name], None),)
    source: InputRule | Step = rules.line_inputs.get(name) or rules.line_step(name)
    if line is not None:
        return (_operand(f"{line.key}/{name}", source, source.label, (line.inputs | line.steps)[name], line),)
    return tuple(
        _operand(f"{one.key}/{name}", source, one.label, (one.inputs | one.steps)[name], one)
        for one in settlement.lines
    )


def _operand(
    key: str, source: InputRule | Step, label: Mapping[str, str], value: Value, line: LineResult | None
) -> Operand:
    return Operand(key, source.name, label, value, _unit(source.unit, line), _origin(source))


def _origin(source: InputRule | Step) -> Origin:
    if isinstance(source, Step):
        return Origin.STEP
    return Origin.OBSERVED if source.is_observed else Origin.AGREED


def _periods_behind(settlement: Settlement, keys: Iterable[str], seen: set[str]) -> set[str]:
    """The periods not received behind these figures, so that even a known total says what it waits for."""
    late: set[str] = set()
    for key in keys:
        if key not in seen:
            seen.add(key)
            late.update(missing_periods(_facts(settlement, key)))
            late |= _periods_behind(settlement, _sources(settlement, key), seen)
    return late


def _facts(settlement: Settlement, key: str) -> tuple[Observation, ...]:
    line_key, _, name = key.rpartition("/")
    observed = settlement.observed
    facts = observed.line_facts.get(line_key, {}) if line_key else observed.contract_facts
    return facts.get(name, ())


def _sources(settlement: Settlement, key: str) -> tuple[str, ...]:
    """The keys of the figures that a step used; none for an input."""
    line_key, _, name = key.rpartition("/")
    line = settlement.line(line_key) if line_key else None
    rules = settlement.rule_set
    if name in (rules.line_inputs if line else rules.contract_inputs):
        return ()
    step = rules.line_step(name) if line else rules.contract_step(name)
    return tuple(one.key for used in names_in(step.formula) for one in _operands(settlement, used, line))
