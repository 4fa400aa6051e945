"""Contracts, facts and rules for tests, by keyword; and generated ones."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from mithaq.core.contracts.rules import RuleSet
from mithaq.core.contracts.settlement import Settlement, settle
from mithaq.core.contracts.terms import ContractTerms, LineTerms, ObservedPeriod, Provenance
from mithaq.core.periods import Period
from mithaq.core.values import Known, Missing, Reason, Value, known

RULES_PATH = Path(__file__).parents[2] / "packs/ma/rules/payment-quantity-quality.yaml"
RULES_TEXT = RULES_PATH.read_text(encoding="utf-8")
RULES = RuleSet.parse(RULES_TEXT, RULES_PATH.name)
QUARTER = Period.parse("2025Q3")
NOT_REPORTED = Missing(Reason.NOT_REPORTED)


def value_of(given: object) -> Value:
    """A value: itself, "—" as not reported, or an exact number."""
    if isinstance(given, Known | Missing):
        return given
    return NOT_REPORTED if given == "—" else known(given)  # type: ignore[arg-type]  # known refuses floats


def line_terms(key: str, **inputs: object) -> LineTerms:
    agreed = {"target": 120, "tariff": 150, "threshold": "0.75", "cap": "1.25"} | inputs
    return LineTerms(key, {"fr": f"Ligne {key}"}, "accouchement", {name: value_of(one) for name, one in agreed.items()})


def contract_terms(*lines: LineTerms, ceiling: object = 1_000_000) -> ContractTerms:
    return ContractTerms("CP-2025-01", QUARTER, lines, {"ceiling": value_of(ceiling)})


def observed(quality: object = "0.72", /, **achieved: object) -> ObservedPeriod:
    lines = {key: {"achieved": value_of(one)} for key, one in achieved.items()}
    return ObservedPeriod(lines, {"quality_score": value_of(quality)})


def provenance(rules: RuleSet = RULES) -> Provenance:
    return Provenance(rules.name, "ma@0.1.0", "0.1.0", datetime(2025, 10, 15, 9, 30, tzinfo=UTC))


def settled(terms: ContractTerms, facts: ObservedPeriod, rules: RuleSet = RULES) -> Settlement:
    return settle(terms, facts, rules, provenance(rules))


# ---------------------------------------------------------------- generated
def decimals(low: int, high: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, allow_nan=False, allow_infinity=False, places=places)


QUANTITIES = decimals(0, 5000, 1)
RATES = decimals(0, 2, 2)
MISSING_VALUES = st.sampled_from([Missing(reason) for reason in (Reason.NOT_REPORTED, Reason.NOT_EXPECTED)])


def or_missing(numbers: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Value]:
    return st.one_of(numbers.map(Known), numbers.map(Known), numbers.map(Known), MISSING_VALUES)


@st.composite
def contracts(draw: st.DrawFn, missing: bool = True) -> tuple[ContractTerms, ObservedPeriod]:
    """A contract of up to five lines and what was observed, some of it missing."""
    keys = [f"L{i}" for i in range(1, draw(st.integers(0, 5)) + 1)]
    lines = [
        line_terms(
            key,
            target=draw(QUANTITIES),
            tariff=draw(decimals(0, 900, 3)),
            threshold=draw(RATES),
            cap=draw(RATES),
        )
        for key in keys
    ]
    figure = or_missing if missing else (lambda numbers: numbers.map(Known))
    facts = {key: draw(figure(QUANTITIES)) for key in keys}
    terms = contract_terms(*lines, ceiling=draw(st.sampled_from([Decimal(0), Decimal("5000.5"), Decimal(10) ** 9])))
    return terms, observed(draw(figure(decimals(0, 1, 3))), **facts)
