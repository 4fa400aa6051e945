"""Where a figure comes from, as a sheet: rule in words, computation, parameters, facts, another date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mithaq.apps.accounts.models import User
from mithaq.apps.contracts.models import Settlement
from mithaq.apps.contracts.presenters import common
from mithaq.apps.contracts.presenters.common import Line
from mithaq.apps.contracts.presenters.why import changes, part_lines
from mithaq.apps.contracts.queries import compute, result_of
from mithaq.apps.indicators.presenters import shown, unit_label, written
from mithaq.apps.territory.models import OrgUnit
from mithaq.core.contracts.settlement import Settlement as Result
from mithaq.core.contracts.terms import Observation
from mithaq.core.formulas.explain import Explanation, Operand, Origin
from mithaq.core.periods import Period
from mithaq.core.values import Known, Missing, Value
from mithaq.web import formats
from mithaq.web.components import Mark
from mithaq.web.languages import localized

MOST_PLACES = 8  # places named one by one; beyond, months are added up


@dataclass(frozen=True, slots=True)
class FactLine:
    """A month (or a place in a month): its figure, who declared and verified it, what is missing."""

    label: str
    who: str
    value: Any
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class OtherDate:
    """The same figure with what was known at another date: the change in parts, the reports that changed."""

    day: date | None
    lines: Sequence[Line] = ()
    changed: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """An explanation ready to be drawn."""

    label: str
    title: str
    value: Any
    unit: str
    decimals: int | None
    mark: Mark | None
    share_missing: Decimal | None
    rule: SafeString
    calculation: Sequence[Line]
    parameters: Sequence[Line]
    facts: Sequence[FactLine]
    facts_note: str
    other: OtherDate | None
    back: tuple[str, str] | None


def explanation_sheet(settlement: Settlement, key: str, day: date | None) -> Sheet:
    """The sheet of a figure of a settlement. Raises KeyError when there is no such figure."""
    result = result_of(settlement)
    one = result.explain(key)
    line = result.line(key.rpartition("/")[0]) if "/" in key else None
    value, unit, decimals = shown(one.value, one.unit)
    facts = _facts_behind(result, one)
    return Sheet(
        label=_("Explanation of the amount") if one.unit == "MAD" else _("Explanation of the figure"),
        title=_title(one, _line_label(line), settlement.period),
        value=value,
        unit=unit,
        decimals=decimals,
        mark=common.mark_of_line(line) if line else None,
        share_missing=_share(facts) if facts else None,
        rule=_in_words(one, line.unit_of_measure if line else ""),
        calculation=_calculation(settlement, result, one),
        parameters=_parameters(settlement, result, one),
        facts=fact_lines(facts),
        facts_note=_facts_note(facts),
        other=_other_date(settlement, one, day),
        back=(
            common.settlement_url(settlement),
            _("Settlement %(period)s") % {"period": formats.period(settlement.period)},
        ),
    )


def _line_label(line: Any) -> str:
    return localized(line.label) if line else ""


def _title(one: Explanation, line: str, period: str) -> str:
    parts = [localized(one.label), line, formats.period(period)]
    return " — ".join(part for part in parts[:2] if part) + f", {parts[2]}"


def _in_words(one: Explanation, line_unit: str) -> SafeString:
    """The rule as a sentence, the figures marked; for a promise or a fact, what it is."""
    if one.sentence is None:
        words = (
            _("This number is written in the contract.")
            if one.origin == Origin.AGREED
            else _("This figure adds up the verified facts of the period; a mean is taken for a score.")
        )
        return conditional_escape(words)
    text = localized(one.sentence)
    found: dict[str, list[Operand]] = {}
    for operand in one.operands:
        found.setdefault(operand.name, []).append(operand)
    escaped = str(conditional_escape(text))
    for name, operands in found.items():
        escaped = escaped.replace("{" + name + "}", str(_marked(operands)))
    return mark_safe(escaped)  # the sentence and each figure were escaped above


def _marked(operands: Sequence[Operand]) -> SafeString:
    figures = [_with_unit(operand.value, operand.unit) for operand in operands]
    return format_html("<mark>{}</mark>", " ; ".join(figures))


def _with_unit(value: Value, unit: str) -> str:
    text = written(value, unit)
    return text if unit == "%" or isinstance(value, Missing) else f"{text}\u00a0{unit_label(unit)}"


def _calculation(settlement: Settlement, result: Result, one: Explanation) -> list[Line]:
    """Each step that leads to the figure, with the figures in place, then the figure itself."""
    if one.origin != Origin.STEP:
        return []
    before = [operand for operand in reversed(_operands_under(result, one)) if operand.origin == Origin.STEP]
    steps = {operand.key: operand for operand in before}
    lines = [_operand_line(settlement, result, operand, one) for operand in steps.values()]
    text = on_paper(one.substituted, written(one.value, one.unit))
    return [*lines, Line(localized(one.label), _rounding(one.rounding), text, is_sum=True, formula=one.formula)]


def _operand_line(settlement: Settlement, result: Result, operand: Operand, of: Explanation) -> Line:
    line = result.line(operand.key.rpartition("/")[0]) if "/" in operand.key else None
    is_other_line = line is not None and "/" not in of.key
    label = _line_label(line) if is_other_line else localized(operand.label)
    text = written(operand.value, operand.unit)
    if not is_other_line:
        text = on_paper(result.explain(operand.key).substituted, text)
    return Line(label, "", text, common.explain_url(settlement, operand.key))


ROUNDED = re.compile(r"^round\((.*), \w+, [\d.]+\)$")
FIGURE = re.compile(r"\d+(?:\.\d+)?")
MOST_DIGITS = Decimal("0.0001")


def on_paper(substituted: str, answer: str) -> str:
    """A sum, product or quotient as one writes it, "711 ÷ 716 = 99,3 %"; any other formula by its answer alone."""
    inner = match[1] if (match := ROUNDED.match(substituted)) else substituted
    if not inner or any(sign.isalpha() for sign in inner) or not any(sign in inner for sign in "+-*/"):
        return answer
    text = inner.replace("*", "×").replace("/", "÷").replace("-", "−")
    return f"{FIGURE.sub(_figure, text)} = {answer}"


def _figure(match: re.Match[str]) -> str:
    number = Decimal(match[0])
    return formats.number(number.quantize(MOST_DIGITS).normalize() if number % MOST_DIGITS else number)


def _rounding(policy: str) -> str:
    return _("rounded once, to the nearest centime") if policy else ""


def _parameters(settlement: Settlement, result: Result, one: Explanation) -> list[Line]:
    """The numbers that the parties agreed, with where the contract writes them."""
    keys = (
        [one.key]
        if one.origin == Origin.AGREED
        else [operand.key for operand in _operands_under(result, one) if operand.origin == Origin.AGREED]
    )
    lines = []
    for key in dict.fromkeys(keys):
        agreed = result.explain(key)
        lines.append(
            Line(
                localized(agreed.label),
                agreed.reference,
                _with_unit(agreed.value, agreed.unit),
                common.explain_url(settlement, key),
            )
        )
    rule = settlement.rule_set
    lines.append(Line(_("Payment rule"), localized(result.rule_set.note), f"{rule.code}, {rule.number}"))
    lines.append(Line(_("Reference pack"), _("parameters and rules in force"), result.provenance.pack))
    return lines


def _operands_under(result: Result, one: Explanation, depth: int = 0) -> list[Operand]:
    """The operands of a figure and, for a figure of one line, those of its steps too."""
    found = list(one.operands)
    if "/" in one.key and depth < 5:
        for operand in one.operands:
            if operand.origin == Origin.STEP:
                found += _operands_under(result, result.explain(operand.key), depth + 1)
    return found


def _facts_behind(result: Result, one: Explanation) -> Sequence[Observation]:
    if one.facts:
        return list(one.facts)
    observed = [operand.key for operand in _operands_under(result, one) if operand.origin == Origin.OBSERVED]
    return [fact for key in dict.fromkeys(observed) for fact in result.explain(key).facts]


def _share(facts: Sequence[Observation]) -> Decimal:
    missing = sum(1 for fact in facts if isinstance(fact.value, Missing))
    return Decimal(missing) / len(facts) if facts else Decimal(0)


def fact_lines(facts: Sequence[Observation]) -> list[FactLine]:
    """The facts month by month; place by place when they are few."""
    people = _people(facts)
    places = {fact.unit_code for fact in facts}
    names = _names(places) if len(places) <= MOST_PLACES else {}
    lines = []
    for period, members in groupby(
        sorted(facts, key=lambda fact: (fact.period, fact.unit_code)), key=lambda fact: fact.period
    ):
        group = list(members)
        if names:
            lines += [_one_fact(fact, names if len(places) > 1 else {}, people) for fact in group]
        else:
            lines.append(_many_facts(period, group))
    return lines


def _people(facts: Iterable[Observation]) -> dict[str, str]:
    usernames = {name for fact in facts for name in (fact.entered_by, fact.verified_by) if name}
    return {person.username: str(person) for person in User.objects.filter(username__in=usernames)}


def _names(codes: Iterable[str]) -> dict[str, str]:
    return {unit.code: localized(unit, "name") for unit in OrgUnit.objects.filter(code__in=list(codes))}


def _one_fact(fact: Observation, names: Mapping[str, str], people: Mapping[str, str]) -> FactLine:
    label = formats.period(fact.period)
    if names:
        label = f"{label} — {names.get(fact.unit_code, fact.unit_code)}"
    who = []
    if fact.entered_at:
        who.append(f"{people.get(fact.entered_by, fact.entered_by)}, {formats.day(fact.entered_at)}")
    if fact.verified_at:
        who.append(_("verified on %(day)s") % {"day": formats.day(fact.verified_at)})
    if isinstance(fact.value, Missing):
        who.append(_("declared, not verified yet") if fact.value.detail == "not_verified" else _("not received"))
    return FactLine(label, " · ".join(who), fact.value, isinstance(fact.value, Missing))


def _many_facts(period: Period, facts: Sequence[Observation]) -> FactLine:
    known = [fact.value.amount for fact in facts if isinstance(fact.value, Known)]
    last = max((fact.verified_at for fact in facts if fact.verified_at), default=None)
    words = _("%(n)s reports verified of %(all)s") % {
        "n": formats.number(len(known)),
        "all": formats.number(len(facts)),
    }
    if last:
        words += " · " + _("last one on %(day)s") % {"day": formats.day(last)}
    total: Any = sum(known, Decimal(0)) if known else None
    if known and all(value <= 1 for value in known) and facts[0].key == "quality_score":
        total = (total / len(known)).quantize(Decimal("0.0001"))
    return FactLine(formats.period(period), words, total, not known)


def _facts_note(facts: Sequence[Observation]) -> str:
    if not facts:
        return ""
    received = sum(1 for fact in facts if isinstance(fact.value, Known))
    words = ngettext(
        "%(n)s report received of %(all)s. Share missing: %(share)s.",
        "%(n)s reports received of %(all)s. Share missing: %(share)s.",
        received,
    )
    return words % {
        "n": formats.number(received),
        "all": formats.number(len(facts)),
        "share": formats.percent(_share(facts)),
    }


def _other_date(settlement: Settlement, one: Explanation, day: date | None) -> OtherDate:
    """The same figure with what was known at the end of another day, and the facts that changed since."""
    if day is None:
        return OtherDate(None)
    instant = timezone.make_aware(datetime.combine(day, time.max))
    other = compute(settlement.contract, Period.parse(settlement.period), instant, settlement.rule_set)
    then, result = other.explain(one.key), result_of(settlement)
    lines = [
        Line(_("As known on %(day)s") % {"day": formats.day(day)}, "", written(then.value, one.unit)),
        *_parts_since(other, result, then, one),
        Line(
            _("In this settlement"),
            _("facts as known on %(at)s") % {"at": formats.instant(settlement.known_at)},
            written(one.value, one.unit),
            is_sum=True,
        ),
    ]
    return OtherDate(day, lines, _first(_changed(_facts_behind(other, then), _facts_behind(result, one))))


def _parts_since(before: Result, after: Result, then: Explanation, now: Explanation) -> list[Line]:
    """The total's change by cause; for any other figure the change itself. What was missing counts nothing."""
    if now.key == after.rule_set.total:
        return part_lines(changes(before, after))
    if isinstance(then.value, Missing) or isinstance(now.value, Missing) or then.value == now.value:
        return []
    (was, _unit, _n), (is_now, _unit, decimals) = shown(then.value, now.unit), shown(now.value, now.unit)
    return [Line(_("Difference"), "", formats.signed(is_now - was, decimals))]


def _first(lines: Sequence[Line]) -> list[Line]:
    """The first lines, and how many others there are."""
    rest = len(lines) - MOST_PLACES
    if rest <= 0:
        return list(lines)
    words = ngettext("and %(n)s other report", "and %(n)s other reports", rest) % {"n": rest}
    return [*lines[:MOST_PLACES], Line(words, "", "")]


def _changed(then: Sequence[Observation], now: Sequence[Observation]) -> list[Line]:
    before = {(fact.key, fact.unit_code, fact.period): fact.value for fact in then}
    found = [
        fact for fact in now if (key := (fact.key, fact.unit_code, fact.period)) in before and before[key] != fact.value
    ]
    names, people = _names(fact.unit_code for fact in found), _people(found)
    lines = []
    for fact in found:
        old = before[fact.key, fact.unit_code, fact.period]
        who = people.get(fact.verified_by or fact.entered_by, "")
        note = " · ".join(part for part in (who, formats.day(fact.verified_at) if fact.verified_at else "") if part)
        label = f"{names.get(fact.unit_code, fact.unit_code)}, {formats.period(fact.period)}"
        lines.append(Line(label, note, f"{formats.number(old)} → {formats.number(fact.value)}"))
    return lines


def json_url(settlement: Settlement) -> str:
    """Where the canonical record is downloaded."""
    return reverse("contracts:settlement-json", args=[settlement.pk])
