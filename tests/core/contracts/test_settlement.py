"""The settlement by the plain reference: amounts, what is pending, explanations, record."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from mithaq.core.contracts.record import canonical, read_settlement
from mithaq.core.contracts.rules import RuleSet
from mithaq.core.contracts.settlement import Settlement, maximum_liability, settle
from mithaq.core.contracts.terms import Observation, ObservedPeriod
from mithaq.core.formulas.explain import Origin
from mithaq.core.periods import Period
from mithaq.core.values import Missing, Reason, known
from tests.support.contracts import (
    NOT_REPORTED,
    RULES,
    RULES_TEXT,
    contract_terms,
    line_terms,
    observed,
    provenance,
    settled,
)


def test_quantity_times_tariff_with_threshold_cap_and_bonus() -> None:
    lines = line_terms("met", tariff="150.35"), line_terms("below"), line_terms("capped", target=100, cap="1.1")
    found = settled(contract_terms(*lines), observed("0.72", met=118, below=89, capped=200))
    assert [line.amount for line in found.lines] == [known("17741.30"), known(0), known("16500")]
    assert found.steps["quantity_amount"] == known("34241.30")
    assert found.steps["bonus_rate"] == known("0.10")
    assert found.steps["bonus_amount"] == known("3424.13")
    assert found.total == known("37665.43")
    assert (found.pending, found.share_missing) == (known(0), 0)


def test_the_ceiling_holds_and_what_lies_above_is_said() -> None:
    found = settled(contract_terms(line_terms("L1"), ceiling=10_000), observed("0.9", L1=120))
    assert found.total == known(10_000)
    assert found.steps["above_ceiling_amount"] == known(10_700)


def test_a_missing_quantity_is_pending_and_never_zero() -> None:
    found = settled(contract_terms(line_terms("L1"), line_terms("L2", target=40)), observed("0.72", L1=120, L2="—"))
    waiting = found.line("L2")
    assert waiting.is_pending
    assert waiting.amount == NOT_REPORTED
    assert waiting.pending == known(7500)  # 40 × 1.25 × 150
    assert found.total == known(19_800)
    assert found.pending == known(8250)  # with its bonus
    assert found.share_missing == Decimal("0.5")


def test_a_missing_score_leaves_the_quantities_payable() -> None:
    found = settled(contract_terms(line_terms("L1")), observed("—", L1=100))
    assert found.total == known(15_000)
    assert found.pending == known(2250)


def test_nothing_received_pays_nothing_yet() -> None:
    terms = contract_terms(line_terms("L1"))
    found = settled(terms, ObservedPeriod({}, {}))
    assert found.total == Missing(Reason.NOT_REPORTED, "achieved")
    assert found.pending == maximum_liability(terms, RULES) == known("25875")
    assert found.share_missing == 1


def test_what_was_not_expected_is_not_awaited() -> None:
    closed = Missing(Reason.NOT_EXPECTED, "closed for works")
    found = settled(contract_terms(line_terms("L1"), line_terms("L2")), observed("0.2", L1=120, L2=closed))
    assert (found.line("L2").is_pending, found.line("L2").pending) == (False, known(0))
    assert (found.pending, found.share_missing) == (known(0), 0)


def test_a_target_of_zero_is_not_computable_and_sets_no_limit() -> None:
    found = settled(contract_terms(line_terms("L1", target=0)), observed("0.5", L1=10))
    assert found.line("L1").amount == Missing(Reason.NOT_COMPUTABLE, "division by zero")
    assert found.line("L1").pending == Missing(Reason.NOT_COMPUTABLE, "division by zero")
    assert found.share_missing == 1


def test_a_contract_without_lines_pays_nothing() -> None:
    found = settled(contract_terms(), observed("0.9"))
    assert (found.total, found.share_missing) == (known(0), 0)


def test_two_lines_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="two lines share the key L1"):
        settled(contract_terms(line_terms("L1"), line_terms("L1")), observed("0.9"))


def test_a_rule_that_contradicts_itself_pays_nothing() -> None:
    wrong = RuleSet.parse(RULES_TEXT.replace("default(bonus_amount, 0) - above", "0 - above"))
    with pytest.raises(ValueError, match="does not hold"):
        settled(contract_terms(line_terms("L1")), observed("0.9", L1=120), wrong)


# ---------------------------------------------------------------- explanations
def explained() -> Settlement:
    months = [Period.parse(text) for text in ("202507", "202508", "202509")]
    facts = tuple(
        Observation(
            "DELIV", "03.231", month, NOT_REPORTED if i == 1 else known(12), "saisie", datetime(2025, 10, 2, tzinfo=UTC)
        )
        for i, month in enumerate(months)
    )
    lines = line_terms("L1"), replace(line_terms("L2", target=40), references={"target": "annexe 2, ligne 2"})
    period = replace(observed("0.72", L1=118, L2="—"), line_facts={"L2": {"achieved": facts}})
    return settled(contract_terms(*lines), period)


def test_a_step_is_explained_by_its_rule_and_its_figures() -> None:
    why = explained().explain("L1/line_amount")
    assert why.formula == "round(payable_quantity * tariff, half_up, 0.01)"
    assert why.substituted == "round(118 * 150, half_up, 0.01)"
    assert (why.value, why.unit, why.origin, why.rounding) == (known(17_700), "MAD", Origin.STEP, "half_up")
    assert [(one.key, one.unit, one.origin) for one in why.operands] == [
        ("L1/payable_quantity", "accouchement", Origin.STEP),
        ("L1/tariff", "MAD/accouchement", Origin.AGREED),
    ]
    assert why.sentence is not None
    places = {one.name: str(one.value) for one in why.operands}
    assert all(text.format(**places) for text in why.sentence.values())


def test_a_total_opens_every_line() -> None:
    why = explained().explain("quantity_amount")
    assert [one.key for one in why.operands] == ["L1/line_amount", "L2/line_amount"]
    assert why.substituted == "sum_known(17700.00; —)"


@pytest.mark.parametrize("key", ["L2/achieved", "L2/line_amount", "quantity_amount", "amount"])
def test_the_months_that_are_missing_are_named_up_to_the_total(key: str) -> None:
    assert explained().explain(key).missing_periods == ("202508",)


def test_an_agreed_number_says_where_it_is_written_and_an_observed_one_who_said_it() -> None:
    assert explained().explain("L2/target").reference == "annexe 2, ligne 2"
    assert [fact.entered_by for fact in explained().explain("L2/achieved").facts] == ["saisie"] * 3
    assert explained().explain("quality_score").origin is Origin.OBSERVED


def test_every_key_has_an_explanation_and_no_other() -> None:
    found = explained()
    keys = found.figures()
    for key in keys:
        assert found.explain(key).key == key
        assert all(one.key in keys for one in found.explain(key).operands)
    for key in ("nothing", "L9/target", "L1/nothing", "L1/amount"):
        with pytest.raises(KeyError):
            found.explain(key)


# ---------------------------------------------------------------- the record
def test_the_record_is_canonical() -> None:
    text = explained().to_json()
    assert text.endswith("}\n")
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    assert json.loads(text, parse_float=lambda digits: pytest.fail(f"a float: {digits}"))


def test_neither_precision_nor_time_zone_changes_the_bytes() -> None:
    rabat = provenance().known_at.astimezone(ZoneInfo("Africa/Casablanca"))
    one = settled(contract_terms(line_terms("L1", tariff="150.00")), observed("0.720", L1="118.0"))
    other = settle(
        contract_terms(line_terms("L1", tariff=150)),
        observed("0.72", L1=118),
        RULES,
        replace(provenance(), known_at=rabat),
    )
    assert one.to_json() == other.to_json()


def test_an_altered_record_is_found_out() -> None:
    text = explained().to_json()
    with pytest.raises(ValueError, match="does not give the same text"):
        read_settlement(text.replace('"19470"', '"19471"'), RULES)
    with pytest.raises(ValueError, match="not a settlement record"):
        read_settlement("{}", RULES)


def test_a_record_takes_no_float_and_no_naive_instant() -> None:
    with pytest.raises(TypeError, match="is a float"):
        canonical({"lines": [{"amount": 0.1}]})
    naive = replace(provenance(), known_at=datetime(2025, 10, 15))  # noqa: DTZ001 # refused on purpose
    with pytest.raises(ValueError, match="does not say its time zone"):
        settle(contract_terms(), observed("0.9"), RULES, naive).to_json()
