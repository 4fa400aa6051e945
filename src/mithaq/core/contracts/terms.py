"""The terms of a contract for one period, and what was observed: all that a settlement needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mithaq.core.periods import Period
from mithaq.core.values import Value


@dataclass(frozen=True, slots=True)
class Observation:
    """One raw fact behind a figure: who said what, when, where from.

    `key` is the data element's code, `unit_code` the place, `period` the month it speaks of.
    """

    key: str
    unit_code: str
    period: Period
    value: Value
    entered_by: str = ""
    entered_at: datetime | None = None
    verified_by: str = ""
    verified_at: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class LineTerms:
    """One indicator undertaking for one period.

    `inputs` holds the numbers that the parties agreed (target, tariff, threshold, cap, …) by the
    names that the rule set uses; `references` says for each where it stands ("annexe 2, ligne 3").
    """

    key: str
    label: Mapping[str, str]
    unit_of_measure: str
    inputs: Mapping[str, Value]
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What binds the parties for one period: lines, and the inputs of the whole contract."""

    number: str
    period: Period
    lines: tuple[LineTerms, ...]
    inputs: Mapping[str, Value]
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObservedPeriod:
    """What happened: a value per line input observed (by line key and name) and for the contract.

    `line_facts["L1"]["achieved"]` are the observations whose sum (or mean, as `aggregation` of the
    data element says) is `lines["L1"]["achieved"]`.
    """

    lines: Mapping[str, Mapping[str, Value]]
    contract: Mapping[str, Value]
    line_facts: Mapping[str, Mapping[str, tuple[Observation, ...]]] = field(default_factory=dict)
    contract_facts: Mapping[str, tuple[Observation, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What makes a settlement reproducible byte for byte."""

    rule_set: str  # "pay-quantity-quality@1"
    pack: str  # "ma@0.1.0"
    software: str  # "0.1.0"
    known_at: datetime  # the facts as they were known at this instant
