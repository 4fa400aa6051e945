"""Why two settlements differ: parts that add up, always."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mithaq.core.contracts.difference import THE_LINE, THE_RULE, Part, difference
from mithaq.core.contracts.rules import RuleSet
from mithaq.core.contracts.terms import ObservedPeriod
from mithaq.core.values import known
from tests.support.contracts import (
    NOT_REPORTED,
    RULES_TEXT,
    contract_terms,
    line_terms,
    observed,
    settled,
)


def test_each_cause_has_its_part() -> None:
    terms = contract_terms(line_terms("L1"), line_terms("L2", target=40))
    before = settled(terms, observed("0.72", L1=100, L2="—"))
    later = contract_terms(line_terms("L1", tariff=160), line_terms("L2", target=40))
    after = settled(later, observed("0.90", L1=110, L2=40))
    found = difference(before, after)
    assert found.parts == (
        Part("L1", "achieved", known(100), known(110), Decimal(1650)),
        Part("L1", "tariff", known(150), known(160), Decimal(1210)),
        Part("L2", "achieved", NOT_REPORTED, known(40), Decimal(6600)),
        Part("", "quality_score", known("0.72"), known("0.90"), Decimal(1180)),
    )
    assert [part.is_arrival for part in found.parts] == [False, False, True, False]
    assert found.by_cause()["achieved"] == 8250


def test_a_line_that_comes_and_a_line_that_leaves() -> None:
    before = settled(contract_terms(line_terms("L1"), line_terms("L2")), observed("0.2", L1=100, L2=100))
    after = settled(contract_terms(line_terms("L2"), line_terms("L3")), observed("0.2", L2=100, L3=120))
    causes = [(part.line_key, part.cause, part.amount) for part in difference(before, after).parts]
    assert causes == [("L1", THE_LINE, -15_000), ("L3", THE_LINE, 18_000)]


def test_another_version_of_the_rule_is_a_cause() -> None:
    richer = RuleSet.parse(RULES_TEXT.replace("70%: 10%", "70%: 12%").replace("version: 1", "version: 2"))
    terms, facts = contract_terms(line_terms("L1")), observed("0.72", L1=100)
    found = difference(settled(terms, facts), settled(terms, facts, richer))
    assert [(part.cause, part.amount) for part in found.parts] == [(THE_RULE, 300)]


def test_what_cannot_be_compared_is_refused() -> None:
    one = settled(contract_terms(line_terms("L1")), observed("0.5", L1=1))
    other = settled(replace(contract_terms(line_terms("L1")), number="CP-2"), observed("0.5", L1=1))
    with pytest.raises(ValueError, match="differ in number"):
        difference(one, other)
    renamed = RuleSet.parse(RULES_TEXT.replace("quality_score", "score_of_quality"))
    facts = ObservedPeriod({"L1": {"achieved": known(1)}}, {"score_of_quality": known("0.5")})
    with pytest.raises(ValueError, match="same inputs"):
        difference(one, settled(contract_terms(line_terms("L1")), facts, renamed))
