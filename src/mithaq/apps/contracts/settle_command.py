"""`mithaq settle`: what a contract pays for a quarter, as a table, as the canonical record, or explained."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mithaq.apps.contracts.models import Contract
from mithaq.apps.contracts.presenters.common import mark_of_line
from mithaq.apps.contracts.queries import compute, current_settlement, result_of
from mithaq.apps.indicators.presenters import unit_label, written
from mithaq.commands import Command
from mithaq.core.contracts.settlement import Settlement as Result
from mithaq.core.formulas.explain import Explanation
from mithaq.core.periods import Period, PeriodKind
from mithaq.core.values import Missing
from mithaq.web import formats
from mithaq.web.languages import LANGUAGES, localized


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("contract", help="number of the contract")
    parser.add_argument("--period", required=True, help="a quarter such as 2025Q3")
    parser.add_argument("--explain", action="store_true", help="say in words how each amount was found")
    parser.add_argument(
        "--json", action="store_true", help="print the canonical record, the same bytes as the page gives"
    )
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="fr")


def _run(arguments: argparse.Namespace) -> int:
    try:
        period = Period.parse(arguments.period)
    except ValueError as problem:
        return _refuse(str(problem))
    contract = Contract.objects.with_parties().filter(number=arguments.contract).first()
    if contract is None:
        known = ", ".join(Contract.objects.order_by("number").values_list("number", flat=True))
        return _refuse(f"there is no contract {arguments.contract!r}. There is: {known or 'none'}.")
    if period.kind is not PeriodKind.QUARTER or not _is_within(contract, period):
        first, last = contract.starts_on.year, contract.ends_on.year
        return _refuse(f"{contract.number} is settled by quarter, from {first}Q1 to {last}Q4: write such a --period.")
    settlement = current_settlement(contract, str(period))
    result = result_of(settlement) if settlement else compute(contract, period, timezone.now())
    if arguments.json:
        sys.stdout.write(settlement.result if settlement else result.to_json())
        return 0
    with translation.override(arguments.lang):
        print("\n".join(_table(contract, result, settlement.digest if settlement else "")))
        if arguments.explain:
            print("\n".join(_explained(result)))
    return 0


def _is_within(contract: Contract, period: Period) -> bool:
    return contract.starts_on <= period.ends_on and period.starts_on <= contract.ends_on


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return 2


def _table(contract: Contract, result: Result, digest: str) -> Iterator[str]:
    yield f"{contract.number} — {localized(contract, 'title')}, {formats.period(result.terms.period)}"
    for line in result.lines:
        figures = f"{formats.number(line.inputs['achieved']):>12} / {formats.number(line.inputs['target']):>12}"
        amount = _("pending") if isinstance(line.amount, Missing) else formats.number(line.amount, 2)
        yield f"  {localized(line.label):<58} {figures} {mark_of_line(line).label!s:<18} {amount:>16}"
    for step in result.rule_set.contract_steps:
        yield f"  {localized(step.label):<104} {written(result.steps[step.name], step.unit):>16}"
    yield f"  {_('Waiting for data'):<104} {formats.number(result.pending, 2):>16}"
    yield (
        f"  {_('Digest of the computation')}: {digest}"
        if digest
        else f"  {_('Not stored: computed with the facts known now')}"
    )


def _explained(result: Result) -> Iterator[str]:
    for key in result.figures():
        one = result.explain(key)
        if one.sentence is None:
            continue
        line = localized(result.line(key.split("/")[0]).label) + " — " if "/" in key else ""
        yield ""
        yield f"{line}{localized(one.label)} = {_value(one)}"
        yield f"  {_sentence(one)}"
        yield f"  {one.formula}"
        yield f"  {one.substituted}"
        for operand in one.operands:
            if operand.origin != "step":
                yield from _source(result.explain(operand.key))
        if one.missing_periods:
            yield "  " + _("missing: %(periods)s") % {
                "periods": ", ".join(formats.period(one) for one in one.missing_periods)
            }


def _value(one: Explanation) -> str:
    text = written(one.value, one.unit)
    return text if one.unit == "%" or isinstance(one.value, Missing) else f"{text} {unit_label(one.unit)}"


def _sentence(one: Explanation) -> str:
    text = localized(one.sentence or {})
    found: dict[str, list[str]] = {}
    for operand in one.operands:
        found.setdefault(operand.name, []).append(written(operand.value, operand.unit))
    for name, figures in found.items():
        text = text.replace("{" + name + "}", " ; ".join(figures))
    return text


def _source(one: Explanation) -> Iterator[str]:
    """Where an operand comes from: the clause, or how many facts and by whom."""
    if one.reference:
        yield f"    {localized(one.label)} : {_value(one)} ({one.reference})"
    elif one.facts:
        received = sum(1 for fact in one.facts if not isinstance(fact.value, Missing))
        hands = sorted({fact.verified_by for fact in one.facts if fact.verified_by})
        words = _("%(n)s reports verified of %(all)s") % {"n": received, "all": len(one.facts)}
        yield f"    {localized(one.label)} : {_value(one)} ({words}; {', '.join(hands)})"


SETTLE = Command("settle", "Say what a contract pays for a quarter, and why.", _configure, _run)
