"""The search for counter-examples before a rule is published."""

import pytest

from mithaq.core.contracts.checks import Law, counter_examples, unchecked_inputs
from mithaq.core.contracts.rules import RuleSet
from tests.support.contracts import RULES, RULES_TEXT


@pytest.mark.slow
def test_the_example_rule_of_the_pack_holds() -> None:
    assert counter_examples(RULES) == ()
    assert unchecked_inputs(RULES) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "law", "name"),
    [
        ("70%: 10%", "70%: 4%", Law.RISING, "quality_score"),
        ("min(achieved, target * cap))", "min(achieved, max(0, target * cap - achieved)))", Law.RISING, "achieved"),
        ("target * max(cap, threshold)", "target * cap", Law.BEST, "achieved"),
        ("best: 100%", "best: 60%", Law.BEST, "quality_score"),
    ],
)
def test_a_rule_that_breaks_a_law_gets_a_counter_example(before: str, after: str, law: Law, name: str) -> None:
    assert before in RULES_TEXT
    found = counter_examples(RuleSet.parse(RULES_TEXT.replace(before, after)))
    assert (law, name) in [(one.law, one.name) for one in found]
    for one in found:
        assert one.name in one.text()
        assert f"{one.amount_at_higher:f}" in one.text()


def test_an_input_without_examples_is_named() -> None:
    rules = RuleSet.parse(RULES_TEXT.replace("      examples: [8, 120]\n", ""))
    assert unchecked_inputs(rules) == ("target",)


@pytest.mark.slow
def test_a_best_that_cannot_be_computed_stops_nothing() -> None:
    """Nothing can be tried on that figure; the others are still tried."""
    endless = RULES_TEXT.replace("target * max(cap, threshold)", "target / 0").replace("70%: 10%", "70%: 4%")
    assert endless.count("target / 0") == 1
    assert counter_examples(RuleSet.parse(endless)) == ()
