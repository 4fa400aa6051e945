"""The contract as its parties sign it: clauses, then the annexes on undertakings, duties and payment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext, pgettext

from mithaq.apps.contracts.models import Contract, Undertaking
from mithaq.apps.contracts.queries import rule_of, undertakings_of
from mithaq.apps.indicators.presenters import shown, unit_label
from mithaq.apps.plans.queries import plain
from mithaq.apps.reports import wording
from mithaq.core.contracts.rules import RuleSet
from mithaq.web import formats
from mithaq.web.documents import (
    Block,
    Clause,
    Column,
    Document,
    FactSheet,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    SignatureParty,
    Signatures,
    TableBlock,
)
from mithaq.web.documents.model import Align
from mithaq.web.languages import localized

# An operand's place in the sentence of a step: " ({target})". In a contract there is no figure to put there.
OPERAND = re.compile(r"\s*\(\{\w+\}\)")


def compose_contract(contract: Contract) -> Document:
    """The contract as a document, in the active language."""
    return Document(
        language=wording.language(),
        title=localized(contract, "title"),
        subtitle=gettext("Between %(payer)s and %(holder)s")
        % {"payer": wording.party_name(contract.payer), "holder": wording.party_name(contract.holder)},
        number=wording.code(contract.number),
        issuer=wording.issuer(contract),
        marking=wording.footer_marking(contract, contract.content_hash),
        page_label=str(wording.PAGE_LABEL),
        blocks=tuple(_blocks(contract)),
    )


def _blocks(contract: Contract) -> Iterator[Block]:
    yield FactSheet(tuple(_facts(contract)))
    yield Heading(gettext("Clauses"))
    for clause in contract.clauses.all():
        number = pgettext("clause of a contract", "Article %(number)s") % {"number": clause.number}
        yield Clause(number, localized(clause, "heading"), localized(clause, "text"))
    yield _signatures(contract)
    yield PageBreak()
    yield Heading(gettext("Annex 1 — Undertakings"))
    yield from _undertakings(contract)
    yield Heading(gettext("Annex 2 — Duties of the parties"))
    yield _duties(contract)
    yield Heading(gettext("Annex 3 — Payment rule"))
    yield from rule_in_words(rule_of(contract.rule_set))


def _facts(contract: Contract) -> Iterator[tuple[str, str]]:
    yield gettext("Payer"), wording.party_name(contract.payer)
    yield gettext("Holder"), wording.party_name(contract.holder)
    if contract.parent:
        yield (
            gettext("Parent contract"),
            wording.named(contract.parent.number, contract.parent, "title"),
        )
    if contract.entente:
        yield gettext("Entente"), wording.code(contract.entente.number)
    yield gettext("Duration"), f"{formats.day(contract.starts_on)} – {formats.day(contract.ends_on)}"
    if contract.budget_line:
        yield (
            gettext("Budget line"),
            wording.named(contract.budget_line.code, contract.budget_line, "label"),
        )
    yield gettext("Ceiling of a quarter"), formats.money(contract.quarter_ceiling_amount)
    yield gettext("Payment rule"), f"{localized(contract.rule_set, 'label')} ({wording.code(str(contract.rule_set))})"


def _undertakings(contract: Contract) -> Iterator[Block]:
    rows = undertakings_of(contract)
    years = [str(year) for year in range(contract.starts_on.year, contract.ends_on.year + 1)]
    end = Align.END
    yield TableBlock(
        gettext("Targets"),
        (
            Column(gettext("Indicator"), 5),
            Column(gettext("Unit of measure"), 2),
            Column(gettext("Baseline"), 2, end),
            *(Column(year, 2, end) for year in years),
        ),
        tuple(_target_row(one, years) for one in rows),
    )
    paid = [one for one in rows if one.role == Undertaking.Role.QUANTITY]
    yield TableBlock(
        gettext("Conditions of payment"),
        (
            Column(gettext("Indicator"), 5),
            Column(gettext("Tariff (MAD)"), 2, end),
            Column(gettext("Threshold"), 2, end),
            Column(gettext("Cap"), 2, end),
        ),
        tuple(_payment_row(one) for one in paid),
    )
    yield Note(gettext("A missing figure is not zero: the line waits until the figure has been received and verified."))


def _target_row(one: Undertaking, years: list[str]) -> tuple[str, ...]:
    target, indicator = one.target, one.target.indicator
    promised = {value.period: plain(value.value) for value in target.values.all()}
    baseline = None if target.baseline_value is None else plain(target.baseline_value)
    return (
        f"{one.rank}. {localized(indicator, 'name')}",
        unit_label(indicator.unit_of_measure),
        _figure(baseline, indicator.unit_of_measure),
        *(_figure(promised.get(year), indicator.unit_of_measure) for year in years),
    )


def _figure(value: Decimal | None, unit: str) -> str:
    """A target as the page shows it: a rate in per cent, its unit being in the column beside."""
    number, _label, decimals = shown(value, unit)
    return formats.number(number, decimals)


def _payment_row(one: Undertaking) -> tuple[str, ...]:
    return (
        f"{one.rank}. {localized(one.target.indicator, 'name')}",
        formats.number(one.tariff_amount, 2),
        formats.percent(one.threshold_rate, 0),
        formats.percent(one.cap_rate, 0),
    )


def _duties(contract: Contract) -> TableBlock:
    return TableBlock(
        gettext("Duties"),
        (Column(gettext("Bearer"), 3), Column(gettext("Duty"), 6), Column(gettext("Due on"), 2)),
        tuple(
            (wording.party_name(duty.bearer), localized(duty, "text"), formats.day(duty.due_on))
            for duty in contract.duties.select_related("bearer")
        ),
    )


def rule_in_words(rule: RuleSet) -> Iterator[Block]:
    """Each step of a payment rule: its label and its sentence, without the figures of any period."""
    language = wording.language()
    if note := rule.note.get(language):
        yield Note(note)
    for place, step in enumerate((*rule.line_steps, *rule.contract_steps), start=1):
        sentence = OPERAND.sub("", step.sentence.get(language, ""))
        yield Paragraph(f"{place}. {step.label.get(language, step.name)} — {sentence}")


def _signatures(contract: Contract) -> Signatures:
    signed = {one.unit_id: one for one in contract.signatures.select_related("signed_by")}
    parties = []
    for unit in (contract.payer, contract.holder):
        signature = signed.get(unit.pk)
        words = ""
        if signature:
            words = gettext("Signed on %(day)s — %(person)s") % {
                "day": formats.day_long(signature.signed_at),
                "person": str(signature.signed_by),
            }
        parties.append(SignatureParty(wording.party_name(unit), gettext("Read and approved"), words))
    return Signatures(tuple(parties))
