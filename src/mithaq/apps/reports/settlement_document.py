"""The settlement as it goes to the payer: what is paid, by which rule, on which facts, seen by whom."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from mithaq.apps.contracts.models import Settlement
from mithaq.apps.contracts.queries import result_of
from mithaq.apps.reports import wording
from mithaq.apps.reports.contract_document import rule_in_words
from mithaq.core.contracts.settlement import LineResult
from mithaq.core.contracts.settlement import Settlement as Result
from mithaq.core.values import Missing, Value
from mithaq.web import formats
from mithaq.web.documents import (
    Block,
    Column,
    Document,
    FactSheet,
    Heading,
    Note,
    PageBreak,
    SignatureParty,
    Signatures,
    TableBlock,
)
from mithaq.web.documents.model import Align
from mithaq.web.languages import localized


def compose_settlement(settlement: Settlement) -> Document:
    """The settlement as a document, in the active language. Raises ValueError if its record was altered."""
    contract = settlement.contract
    return Document(
        language=wording.language(),
        title=gettext("Settlement — %(period)s") % {"period": formats.period(settlement.period, long=True)},
        subtitle=localized(contract, "title"),
        number=gettext("Contract %(number)s, computation no. %(run)s")
        % {"number": wording.code(contract.number), "run": settlement.run_number},
        issuer=wording.issuer(contract),
        marking=wording.footer_marking(contract, settlement.digest),
        page_label=str(wording.PAGE_LABEL),
        blocks=tuple(_blocks(settlement, result_of(settlement))),
    )


def _blocks(settlement: Settlement, result: Result) -> Iterator[Block]:
    yield FactSheet(tuple(_facts(settlement)))
    yield Heading(gettext("Undertakings"))
    yield _lines(result)
    if any(line.is_pending for line in result.lines):
        yield Note(
            gettext("Pending for missing data: up to %(amount)s. A missing figure is not zero.")
            % {"amount": formats.money(result.pending)}
        )
    yield Heading(gettext("Amount"))
    yield _steps(result)
    yield _hands(settlement)
    yield PageBreak()
    yield Heading(gettext("Annex — Payment rule"))
    yield from rule_in_words(result.rule_set)
    yield Note(
        gettext(
            "Facts as known on %(instant)s. Rule %(rule)s, reference data %(pack)s. SHA-256 fingerprint: %(digest)s"
        )
        % {
            "instant": formats.instant(settlement.known_at),
            "rule": wording.code(result.provenance.rule_set),
            "pack": wording.code(result.provenance.pack),
            "digest": wording.code(settlement.digest),
        }
    )


def _facts(settlement: Settlement) -> Iterator[tuple[str, str]]:
    contract = settlement.contract
    yield gettext("Payer"), wording.party_name(contract.payer)
    yield gettext("Holder"), wording.party_name(contract.holder)
    yield gettext("Period"), formats.period(settlement.period, long=True)
    yield gettext("State"), str(settlement.get_state_display())
    if contract.budget_line:
        yield (
            gettext("Budget line"),
            wording.named(contract.budget_line.code, contract.budget_line, "label"),
        )
    yield gettext("Amount to settle"), formats.money(settlement.total_amount)


def _lines(result: Result) -> TableBlock:
    end = Align.END
    rule, language = result.rule_set, wording.language()

    def label(name: str) -> str:
        one = rule.line_inputs.get(name)
        return (one or rule.line_step(name)).label.get(language, name)

    shown = ("target", "achieved", "attainment", "payable_quantity", "tariff")
    names = [name for name in shown if name in rule.line_inputs or any(name == s.name for s in rule.line_steps)]
    return TableBlock(
        gettext("Lines of the settlement"),
        (
            Column(gettext("Indicator"), 4),
            *(Column(label(name), 2, end) for name in names),
            Column(gettext("Amount (MAD)"), 2, end),
        ),
        tuple(_line_row(line, names) for line in result.lines),
    )


def _line_row(line: LineResult, names: list[str]) -> tuple[str, ...]:
    values: dict[str, Value] = {**line.inputs, **line.steps}
    amount = gettext("pending") if isinstance(line.amount, Missing) else formats.number(line.amount, 2)
    return (
        line.label.get(wording.language(), line.key),
        *(_written(name, values[name]) for name in names),
        amount,
    )


def _written(name: str, value: Value) -> str:
    if name == "attainment":
        return formats.percent(value)
    return formats.number(value, 2) if name == "tariff" else formats.number(value)


def _steps(result: Result) -> TableBlock:
    language = wording.language()
    rows = [
        (step.label.get(language, step.name), _step_value(step.unit, result.steps[step.name]))
        for step in result.rule_set.contract_steps
    ]
    return TableBlock(
        gettext("From the lines to the amount"),
        (Column(gettext("Step"), 4), Column(gettext("Value"), 2, Align.END)),
        tuple(rows),
        (gettext("To settle"), formats.money(result.total)),
    )


def _step_value(unit: str, value: Value) -> str:
    return formats.percent(value) if unit == "%" else formats.number(value, 2)


def _hands(settlement: Settlement) -> Signatures:
    computed = gettext("Computed on %(instant)s — %(person)s") % {
        "instant": formats.instant(settlement.computed_at),
        "person": str(settlement.computed_by),
    }
    approved = ""
    if settlement.approved_by:
        approved = gettext("Countersigned on %(instant)s — %(person)s") % {
            "instant": formats.instant(settlement.approved_at),
            "person": str(settlement.approved_by),
        }
    return Signatures(
        (
            SignatureParty(gettext("Computation"), "", computed),
            SignatureParty(gettext("Second look"), wording.party_name(settlement.contract.payer), approved),
        )
    )
