"""The text of a rule set: what it means, and what is refused with its line."""

from pathlib import Path

import pytest

from mithaq.core.contracts.rules import RuleSet
from mithaq.core.errors import RuleError
from mithaq.core.formulas import print_formula
from tests.support.contracts import RULES

WRONG = Path(__file__).parents[2] / "wrong/rules"


def test_the_example_of_the_pack_is_read_whole() -> None:
    assert RULES.name == "payment-quantity-quality@1"
    assert [step.name for step in RULES.line_steps] == ["attainment", "payable_quantity", "line_amount"]
    assert [one.name for one in RULES.observed_inputs] == ["achieved", "quality_score"]
    assert RULES.line_step("line_amount").unit == "MAD"
    assert print_formula(RULES.contract_step("quantity_amount").formula) == "sum_known(line_amount)"
    with pytest.raises(KeyError):
        RULES.line_step("amount")


def test_labels_and_sentences_are_complete_in_three_languages() -> None:
    texts = [RULES.label, RULES.note, *(one.label for one in RULES.line_inputs.values())]
    texts += [text for step in (*RULES.line_steps, *RULES.contract_steps) for text in (step.label, step.sentence)]
    for text in texts:
        assert set(text) == {"fr", "ar", "en"}
        assert all(text.values())


def test_steps_may_be_written_in_any_order() -> None:
    text = """\
id: any-order
version: 2
label: {fr: Sans ordre}
note: {fr: Exemple}
inputs:
  line: {}
  contract: {base: {unit: MAD, label: {fr: Base}}}
line_steps:
  - {name: unused, formula: "0", unit: MAD, label: {fr: Rien}, sentence: {fr: Rien}}
contract_steps:
  - {name: double, formula: "single * 2", unit: MAD, label: {fr: Double}, sentence: {fr: "Deux fois ({single})"}}
  - {name: single, formula: "base", unit: MAD, label: {fr: Simple}, sentence: {fr: "La base ({base})"}}
line_amount: unused
total: double
"""
    assert [step.name for step in RuleSet.parse(text).contract_steps] == ["single", "double"]


@pytest.mark.parametrize("path", sorted(WRONG.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_mistake_is_named_with_its_line(path: Path) -> None:
    """The first lines of each file say, as comments, the line and the words of the message."""
    text = path.read_text(encoding="utf-8")
    place, *words = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")]
    with pytest.raises(RuleError) as caught:
        RuleSet.parse(text, path.name)
    assert str(caught.value).startswith(f"{path.name}:{place}")
    for one in words:
        assert one in str(caught.value)
