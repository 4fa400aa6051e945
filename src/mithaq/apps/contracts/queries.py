"""What a settlement needs, gathered: the terms that bind for a period and the facts known at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.utils import timezone

import mithaq
from mithaq.apps.contracts.models import Contract, RuleSet, Settlement, Undertaking
from mithaq.apps.facts.models import DataValue
from mithaq.apps.plans.models import TargetValue
from mithaq.apps.plans.queries import Evidence, elements_of, gather, periods_of, plain
from mithaq.core.contracts.record import read_settlement
from mithaq.core.contracts.rules import RuleSet as Rule
from mithaq.core.contracts.settlement import Settlement as Result
from mithaq.core.contracts.settlement import settle
from mithaq.core.contracts.terms import ContractTerms, LineTerms, Observation, ObservedPeriod, Provenance
from mithaq.core.periods import Period
from mithaq.core.values import Known, Missing, Reason, Value, known
from mithaq.packs import load


@lru_cache(maxsize=32)
def _parsed(text: str) -> Rule:
    return Rule.parse(text)


def rule_of(rule_set: RuleSet) -> Rule:
    """The meaning of a published rule; the same text is read once."""
    return _parsed(rule_set.text)


def undertakings_of(contract: Contract) -> list[Undertaking]:
    """The undertakings in order, with all that pages and settlements read of them."""
    return list(
        contract.undertakings.select_related("target__indicator", "target__unit", "target__objective__area").order_by(
            "rank"
        )
    )


def terms_of(contract: Contract, period: Period) -> ContractTerms:
    """The terms of a contract for one period: a line a quantity, and the inputs of the whole."""
    rule, article = rule_of(contract.rule_set), f"{contract.number}, art. 4"
    targets = _targets(contract, period)
    agreed: dict[str, Value] = {"ceiling": known(contract.quarter_ceiling_amount)}
    return ContractTerms(
        number=contract.number,
        period=period,
        lines=tuple(
            _line(one, targets.get(one.target_id), rule)
            for one in undertakings_of(contract)
            if one.role == Undertaking.Role.QUANTITY
        ),
        inputs={
            name: agreed.get(name, _unknown()) for name, one in rule.contract_inputs.items() if not one.is_observed
        },
        references={name: article for name, one in rule.contract_inputs.items() if not one.is_observed},
    )


def _unknown() -> Value:
    return Missing(Reason.NOT_APPLICABLE)


def _targets(contract: Contract, period: Period) -> Mapping[int, Value]:
    found = TargetValue.objects.filter(target__undertakings__contract=contract, period=str(period))
    return {row.target_id: known(plain(row.value)) for row in found}


def _line(one: Undertaking, target: Value | None, rule: Rule) -> LineTerms:
    indicator = one.target.indicator
    agreed: dict[str, Value] = {
        "target": target or Missing(Reason.NOT_APPLICABLE),
        "tariff": known(one.tariff_amount),
        "threshold": known(plain(one.threshold_rate)),
        "cap": known(plain(one.cap_rate)),
    }
    names = [name for name, one_input in rule.line_inputs.items() if not one_input.is_observed]
    return LineTerms(
        key=one.key,
        label={"fr": indicator.name_fr, "ar": indicator.name_ar, "en": indicator.name_en},
        unit_of_measure=indicator.unit_of_measure,
        inputs={name: agreed.get(name, _unknown()) for name in names},
        references=dict.fromkeys(names, f"{one.contract.number}, annexe 1, ligne {one.rank}"),
    )


def observed(contract: Contract, period: Period, known_at: datetime) -> ObservedPeriod:
    """What happened under the holder during the period, as known at that instant.

    A quantity whose missing reports pass the tolerated share is Missing: it waits, it is not paid
    on a part. Only verified values count.
    """
    rows = undertakings_of(contract)
    evidence = gather([one.target.indicator for one in rows], contract.holder, period, known_at)
    by_row = {one: evidence[one.target.indicator_id] for one in rows}
    quantities = {one: found for one, found in by_row.items() if one.role == Undertaking.Role.QUANTITY}
    quality = next((found for one, found in by_row.items() if one.role == Undertaking.Role.QUALITY), None)
    return ObservedPeriod(
        lines={one.key: {"achieved": _counted(contract, found)} for one, found in quantities.items()},
        contract={"quality_score": quality.value if quality else Missing(Reason.NOT_APPLICABLE)},
        line_facts={one.key: {"achieved": found.facts} for one, found in quantities.items()},
        contract_facts={"quality_score": quality.facts if quality else ()},
    )


def _counted(contract: Contract, found: Evidence) -> Value:
    if isinstance(found.value, Known) and found.share_missing > contract.tolerated_missing_rate:
        return Missing(Reason.NOT_REPORTED, f"{found.n_expected - found.n_received}/{found.n_expected}")
    return found.value


def compute(contract: Contract, period: Period, known_at: datetime, rule_set: RuleSet | None = None) -> Result:
    """The settlement of a contract for a period with the facts known at an instant; stores nothing."""
    rule_set = rule_set or contract.rule_set
    provenance = Provenance(
        rule_set=str(rule_set),
        pack=f"{load().name}@{load().version}",
        software=mithaq.__version__,
        known_at=known_at,
    )
    return settle(terms_of(contract, period), observed(contract, period, known_at), rule_of(rule_set), provenance)


def late_result(settlement: Settlement) -> Result | None:
    """The settlement with the facts known now, when some were verified after it; None otherwise.

    A few small queries when nothing came; the whole computation only when something did.
    """
    if settlement.state not in {Settlement.State.COMPUTED, Settlement.State.APPROVED}:
        return None
    period, contract = Period.parse(settlement.period), settlement.contract
    elements = elements_of(one.target.indicator for one in undertakings_of(contract)).values()
    months = {each for element in elements for each in periods_of(element, period)}
    since = DataValue.objects.known_at(None).under(contract.holder.path).in_months(months)
    verified = since.filter(stage=DataValue.Stage.VERIFIED, element__in=elements, entered_at__gt=settlement.known_at)
    return compute(contract, period, timezone.now(), settlement.rule_set) if verified.exists() else None


def result_of(settlement: Settlement) -> Result:
    """The stored settlement read back and computed again. Raises ValueError if it gives other bytes.

    The same record and rule always give the same answer, so an answer is kept for a while.
    """
    return _read_again(settlement.result, settlement.rule_set.text)


@lru_cache(maxsize=32)
def _read_again(record: str, rule_text: str) -> Result:
    return read_settlement(record, _parsed(rule_text))


def facts_in(result: Result) -> list[Observation]:
    """Every raw fact that a settlement rests on."""
    found = [fact for facts in result.observed.contract_facts.values() for fact in facts]
    return found + [fact for names in result.observed.line_facts.values() for facts in names.values() for fact in facts]


def hands_in(result: Result) -> dict[str, frozenset[str]]:
    """Usernames of those who declared and of those who verified the facts of a settlement."""
    facts = facts_in(result)
    return {
        "entered_by": frozenset(fact.entered_by for fact in facts if fact.entered_by),
        "verified_by": frozenset(fact.verified_by for fact in facts if fact.verified_by),
    }


def current_settlement(contract: Contract, period: str) -> Settlement | None:
    """The run that counts for a period: countersigned, else the last one computed."""
    return contract.settlements.standing().filter(period=period).order_by("-run_number").first()
