"""Every name of a rule set defined, every unit of measure agreeing."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from mithaq.core.contracts.rules import InputRule, RuleSet, Step
from mithaq.core.errors import RuleError
from mithaq.core.formulas.nodes import Node
from mithaq.core.formulas.text import FormulaError, print_formula
from mithaq.core.formulas.types import Kind, Type, can_be, type_of

Refuse = Callable[[str, RuleError], RuleError]
Types = dict[str, Type]


def check_types(rules: RuleSet, refuse: Refuse) -> None:
    """Raise what `refuse` makes of the first error: it is given the name concerned and the error.

    A line's formula sees the line's inputs and steps and the contract's inputs; a contract's
    formula sees the contract's own, and each input or step of the lines as a column.
    """
    contract = _declared(rules.contract_inputs, refuse)
    line = _declared(rules.line_inputs, refuse)
    _check_twice(rules, refuse)
    within_line = _check_side(rules.line_inputs, rules.line_steps, contract | line, refuse)
    columns = {name: replace(kind, is_column=True) for name, kind in within_line.items() if name not in contract}
    whole = _check_side(rules.contract_inputs, rules.contract_steps, columns | contract, refuse)
    for check in rules.checks:
        _check_condition(check, whole, refuse)


def _declared(inputs: Mapping[str, InputRule], refuse: Refuse) -> Types:
    return {name: _of_unit(name, one.unit, refuse) for name, one in inputs.items()}


def _of_unit(name: str, unit: str, refuse: Refuse) -> Type:
    try:
        return Type.of_unit(unit)
    except ValueError as problem:
        raise refuse(name, RuleError(f"{problem}.")) from None


def _check_twice(rules: RuleSet, refuse: Refuse) -> None:
    seen = set(rules.line_inputs)
    for name in (
        *rules.contract_inputs,
        *(step.name for step in rules.line_steps),
        *(step.name for step in rules.contract_steps),
    ):
        if name in seen:
            raise refuse(name, RuleError(f"{name} is defined twice.", hint="Rename one of them."))
        seen.add(name)


def _check_side(inputs: Mapping[str, InputRule], steps: tuple[Step, ...], names: Types, refuse: Refuse) -> Types:
    """Check the formulas of one side in order; gives its names with the steps added."""
    for name, one in inputs.items():
        if one.best is not None:
            _check_formula(name, one.best, one.unit, names, refuse)
    known = dict(names)
    for step in steps:
        known[step.name] = _check_formula(step.name, step.formula, step.unit, known, refuse)
    return known


def _check_formula(name: str, formula: Node, unit: str, names: Types, refuse: Refuse) -> Type:
    declared = _of_unit(name, unit, refuse)
    try:
        found = type_of(formula, names)
    except FormulaError as error:
        raise refuse(name, error) from None
    if not can_be(found, declared):
        what = f"a column of {found}" if found.is_column else str(found)
        hint = "Add the lines up with sum or sum_known." if found.is_column else "Correct the formula or the unit."
        raise refuse(
            name, RuleError(f"{name} is declared in {unit} and {print_formula(formula)} is {what}.", hint=hint)
        )
    return declared


def _check_condition(check: Node, names: Types, refuse: Refuse) -> None:
    try:
        found = type_of(check, names)
    except FormulaError as error:
        raise refuse("checks", error) from None
    if found.kind is not Kind.BOOLEAN or found.is_column:
        raise refuse("checks", RuleError(f"{print_formula(check)} is not a condition.", hint="Write a comparison."))
