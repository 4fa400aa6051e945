"""The settlement as a canonical text, and back: the same facts give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

from mithaq.core.contracts.rules import RuleSet
from mithaq.core.contracts.terms import ContractTerms, LineTerms, Observation, ObservedPeriod, Provenance
from mithaq.core.formulas.evaluate import CONTEXT
from mithaq.core.periods import Period
from mithaq.core.values import Missing, Reason, Value, known

if TYPE_CHECKING:
    from mithaq.core.contracts.settlement import Settlement

FORMAT = "mithaq-settlement/1"
Json = dict[str, Any]


def canonical(record: Mapping[str, Any]) -> str:
    """The one text of a record: sorted keys, no floats, accents as they are, a newline at the end."""
    _refuse_floats(record)
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float: a record holds exact numbers, as texts")
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in parts:
        _refuse_floats(part)


def digits(number: Decimal) -> str:
    """A number without useless zeros or exponent: 42.50 is "42.5", 1E+3 is "1000"."""
    with localcontext(CONTEXT):
        return f"{number.normalize():f}" if number else "0"


def settlement_record(settlement: Settlement) -> Json:
    """The settlement as texts, lists and mappings: terms, facts, provenance and results."""
    return {
        "format": FORMAT,
        "provenance": _provenance(settlement.provenance),
        "terms": _terms(settlement.terms),
        "observed": _observed(settlement.observed),
        "results": {
            "lines": [
                {
                    "key": line.key,
                    "steps": _values(line.steps),
                    "amount": _value(line.amount),
                    "pending": _value(line.pending),
                }
                for line in settlement.lines
            ],
            "steps": _values(settlement.steps),
            "total": _value(settlement.total),
            "pending": _value(settlement.pending),
            "share_missing": digits(settlement.share_missing),
        },
    }


def read_settlement(text: str, rule_set: RuleSet) -> Settlement:
    """The settlement that `to_json` wrote, computed again from its own record by the same rule set.

    Raises ValueError when the text is not such a record, or when computing again does not give the
    same text.
    """
    from mithaq.core.contracts.settlement import settle

    record = json.loads(text)
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError(f"this is not a settlement record ({FORMAT})")
    again = settle(
        _terms_from(record["terms"]),
        _observed_from(record["observed"]),
        rule_set,
        _provenance_from(record["provenance"]),
    )
    if again.to_json() != text:
        raise ValueError("computing the settlement again from its record does not give the same text")
    return again


def _value(value: Value) -> str | Json:
    if isinstance(value, Missing):
        return {"missing": value.reason.value, "detail": value.detail}
    return digits(value.amount)


def _value_from(written: str | Json) -> Value:
    if isinstance(written, str):
        return known(written)
    return Missing(Reason(written["missing"]), written["detail"])


def _values(values: Mapping[str, Value]) -> Json:
    return {name: _value(value) for name, value in values.items()}


def _values_from(written: Json) -> dict[str, Value]:
    return {name: _value_from(value) for name, value in written.items()}


def _terms(terms: ContractTerms) -> Json:
    return {
        "number": terms.number,
        "period": str(terms.period),
        "inputs": _values(terms.inputs),
        "references": dict(terms.references),
        "lines": [
            {
                "key": line.key,
                "label": dict(line.label),
                "unit_of_measure": line.unit_of_measure,
                "inputs": _values(line.inputs),
                "references": dict(line.references),
            }
            for line in terms.lines
        ],
    }


def _terms_from(record: Json) -> ContractTerms:
    lines = (LineTerms(**(line | {"inputs": _values_from(line["inputs"])})) for line in record["lines"])
    return ContractTerms(
        number=record["number"],
        period=Period.parse(record["period"]),
        lines=tuple(lines),
        inputs=_values_from(record["inputs"]),
        references=record["references"],
    )


def _observed(observed: ObservedPeriod) -> Json:
    return {
        "lines": {key: _values(values) for key, values in observed.lines.items()},
        "contract": _values(observed.contract),
        "line_facts": {key: _facts(facts) for key, facts in observed.line_facts.items()},
        "contract_facts": _facts(observed.contract_facts),
    }


def _observed_from(record: Json) -> ObservedPeriod:
    return ObservedPeriod(
        lines={key: _values_from(values) for key, values in record["lines"].items()},
        contract=_values_from(record["contract"]),
        line_facts={key: _facts_from(facts) for key, facts in record["line_facts"].items()},
        contract_facts=_facts_from(record["contract_facts"]),
    )


def _facts(facts: Mapping[str, Sequence[Observation]]) -> Json:
    return {name: [_fact(one) for one in several] for name, several in facts.items()}


def _facts_from(record: Json) -> dict[str, tuple[Observation, ...]]:
    return {name: tuple(_fact_from(one) for one in several) for name, several in record.items()}


def _fact(one: Observation) -> Json:
    return {
        "key": one.key,
        "unit_code": one.unit_code,
        "period": str(one.period),
        "value": _value(one.value),
        "entered_by": one.entered_by,
        "entered_at": _instant(one.entered_at),
        "verified_by": one.verified_by,
        "verified_at": _instant(one.verified_at),
        "source": one.source,
    }


def _fact_from(record: Json) -> Observation:
    read = {
        "period": Period.parse(record["period"]),
        "value": _value_from(record["value"]),
        "entered_at": _instant_from(record["entered_at"]),
        "verified_at": _instant_from(record["verified_at"]),
    }
    return Observation(**(record | read))


def _provenance(provenance: Provenance) -> Json:
    return {
        "rule_set": provenance.rule_set,
        "pack": provenance.pack,
        "software": provenance.software,
        "known_at": _instant(provenance.known_at),
    }


def _provenance_from(record: Json) -> Provenance:
    return Provenance(**(record | {"known_at": datetime.fromisoformat(record["known_at"])}))


def _instant(at: datetime | None) -> str | None:
    """The instant in universal time, so that two time zones of a server write the same text."""
    if at is None:
        return None
    if at.tzinfo is None:
        raise ValueError(f"{at} does not say its time zone")
    return at.astimezone(UTC).isoformat()


def _instant_from(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
