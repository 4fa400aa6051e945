"""From the text of a rule set to its meaning, refusing what is wrong with its line."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from mithaq.core.contracts.rule_types import check_types
from mithaq.core.contracts.rules import InputRule, RuleSet, Step
from mithaq.core.errors import RuleError
from mithaq.core.formulas.nodes import NAME, Node, literal_amount, names_in
from mithaq.core.formulas.text import FormulaError, parse
from mithaq.core.marked import Marked, read_marked

_ENTRIES = (
    "id", "version", "label", "note", "inputs", "line_steps", "contract_steps", "line_amount", "total", "rising",
    "checks",
)  # fmt: skip
_LANGUAGES = ("fr", "ar", "en")
_T = TypeVar("_T")


def read_rule_set(text: str, file: str = "") -> RuleSet:
    """The rule set of a YAML text. Raises RuleError with file, line and what to write."""
    root = read_marked(text, file)
    root.only(_ENTRIES)
    inputs = root.need("inputs")
    inputs.only(("line", "contract"))
    rules = RuleSet(
        code=root.need("id").text(),
        number=_whole(root.need("version")),
        label=_languages(root.need("label")),
        note=_languages(root.need("note")),
        line_inputs=_inputs(inputs.need("line")),
        contract_inputs=_inputs(inputs.need("contract")),
        line_steps=_steps(root.need("line_steps")),
        contract_steps=_steps(root.need("contract_steps")),
        line_amount=root.need("line_amount").text(),
        total=root.need("total").text(),
        rising=tuple(item.text() for item in _optional_list(root, "rising")),
        checks=tuple(_formula(item) for item in _optional_list(root, "checks")),
    )
    return _checked(rules, root)


def _optional_list(root: Marked, key: str) -> tuple[Marked, ...]:
    found = root.get(key)
    return found.list() if found else ()


def _whole(entry: Marked) -> int:
    if not entry.text().isdecimal():
        raise entry.refuse(f"“{entry.text()}” is not a whole number.", "Write 1 for the first version.")
    return int(entry.text())


def _languages(entry: Marked) -> Mapping[str, str]:
    entry.only(_LANGUAGES)
    entry.need("fr")
    return {language: text.text() for language, text in entry.items()}


def _name(key: str, entry: Marked) -> str:
    if not NAME.match(key):
        raise entry.refuse(f"“{key}” is not a name.", "Write small letters, digits and _, a letter first.")
    return key


def _inputs(entries: Marked) -> Mapping[str, InputRule]:
    return {key: _input(_name(key, entry), entry) for key, entry in entries.items()}


def _input(name: str, entry: Marked) -> InputRule:
    entry.only(("unit", "label", "best", "examples"))
    best = entry.get("best")
    return InputRule(
        name=name,
        unit=entry.need("unit").text(),
        label=_languages(entry.need("label")),
        is_observed=best is not None,
        best=_formula(best) if best else None,
        examples=tuple(_number(item) for item in _optional_list(entry, "examples")),
    )


def _number(item: Marked) -> Decimal:
    try:
        return literal_amount(_formula(item))
    except ValueError as problem:
        raise item.refuse(f"“{item.text()}”: {problem}.") from None


def _steps(entries: Marked) -> tuple[Step, ...]:
    steps: dict[str, tuple[Step, Marked]] = {}
    for entry in entries.list():
        step = _step(entry)
        if step.name in steps:
            raise entry.refuse(f"two steps are called {step.name}.", "Rename one of them.")
        steps[step.name] = (step, entry)
    return _in_order(steps)


def _step(entry: Marked) -> Step:
    entry.only(("name", "formula", "unit", "label", "sentence"))
    name = entry.need("name")
    step = Step(
        name=_name(name.text(), name),
        formula=_formula(entry.need("formula")),
        unit=entry.need("unit").text(),
        label=_languages(entry.need("label")),
        sentence=_languages(entry.need("sentence")),
    )
    _check_places(step, entry.need("sentence"))
    return step


def _check_places(step: Step, sentence: Marked) -> None:
    """Refuse a sentence that speaks of a figure which the formula does not use."""
    places = dict.fromkeys(names_in(step.formula), "")
    for language, text in sentence.items():
        try:
            text.text().format_map(places)
        except (KeyError, ValueError, IndexError) as error:
            hint = f"The formula uses {', '.join(places) or 'no name'}."
            raise text.refuse(
                f"the sentence ({language}) has a place that is not in the formula: {error}.", hint
            ) from None


def _formula(entry: Marked) -> Node:
    return _at(entry, lambda: parse(entry.text()))


def _at(entry: Marked, work: Callable[[], _T]) -> _T:
    """The result of `work`, a formula error being given the file and line of the entry."""
    try:
        return work()
    except FormulaError as error:
        raise RuleError(error.message, file=entry.file, line=entry.line, hint=error.hint) from None


def _in_order(steps: Mapping[str, tuple[Step, Marked]]) -> tuple[Step, ...]:
    """The steps, each after those that it uses. Raises RuleError naming the loop, if there is one."""
    done: dict[str, Step] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            loop = " → ".join((*path[path.index(name) :], name))
            raise steps[name][1].refuse(f"the steps wait for one another: {loop}.", "Break the loop.")
        for other in names_in(steps[name][0].formula):
            if other in steps and other not in done:
                visit(other, (*path, name))
        done[name] = steps[name][0]

    for name in steps:
        if name not in done:
            visit(name, ())
    return tuple(done.values())


def _checked(rules: RuleSet, root: Marked) -> RuleSet:
    places = _places(root)
    check_types(rules, lambda name, error: _refuse_at(places.get(name, root), error))
    for role, steps in (("line_amount", rules.line_steps), ("total", rules.contract_steps)):
        paid = getattr(rules, role)
        if paid not in {step.name for step in steps}:
            raise root.need(role).refuse(f"no step is called {paid}.", "Name the step that pays.")
    for name in rules.rising:
        if name not in {one.name for one in rules.observed_inputs}:
            raise root.need("rising").refuse(f"{name} is not an observed input (one with “best”).")
    return rules


def _places(root: Marked) -> Mapping[str, Marked]:
    places = {key: entry for side in ("line", "contract") for key, entry in root.need("inputs").need(side).items()}
    for side in ("line_steps", "contract_steps"):
        places |= {entry.need("name").text(): entry.need("formula") for entry in root.need(side).list()}
    return places | ({"checks": root.need("checks")} if root.get("checks") else {})


def _refuse_at(entry: Marked, error: RuleError) -> RuleError:
    return RuleError(error.message, file=entry.file, line=entry.line, hint=error.hint)
