"""The demonstration: territory, network, people and one living cycle. Everything in it is marked as such."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from mithaq.apps.accounts.demonstration import DEMO_HOSPITAL, DEMO_REGION
from mithaq.apps.accounts.models import User
from mithaq.apps.contracts.actions import publish_rule_set
from mithaq.apps.contracts.models import Contract, RuleSet
from mithaq.apps.facts.actions import define_element
from mithaq.apps.facts.demonstration import MEANS, Place
from mithaq.apps.facts.models import DataElement
from mithaq.apps.home.demonstration import cycle, texts
from mithaq.apps.home.demonstration.activity import load_activity
from mithaq.apps.home.demonstration.figures import promised
from mithaq.apps.home.demonstration.people import load_cast
from mithaq.apps.indicators.actions import define_indicator
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.plans.actions import Wording
from mithaq.apps.territory.models import Facility, OrgUnit
from mithaq.core.contracts.rules import RuleSet as Rule
from mithaq.packs import load
from mithaq.packs.indicators import indicators_of

DEMO_PROVINCE = "Taounate"
RULE = "payment-quantity-quality"


def load_indicators() -> tuple[dict[str, Indicator], dict[str, DataElement]]:
    """The pack's indicators and their data elements, by code, brought up to date."""
    indicators, elements = {}, {}
    for sheet in indicators_of(load()):
        for one in sheet.elements:
            elements[one.code] = define_element(
                code=one.code,
                by=None,
                name_fr=one.label.fr,
                name_ar=one.label.ar,
                name_en=one.label.en,
                unit_of_measure=one.unit,
                period_kind=one.period,
                aggregation=one.aggregation,
            )
        indicators[sheet.id] = define_indicator(sheet=sheet, by=None)
    return indicators, elements


def is_loaded() -> bool:
    """Whether the cycle is there already."""
    return Contract.objects.filter(number=texts.REGIONAL).exists()


@transaction.atomic
def load_cycle(*, hospital_code: str = DEMO_HOSPITAL, say: Callable[[str], None] = lambda _line: None) -> None:
    """The whole cycle on the region's demonstration facilities; all or nothing, and nothing when it is there."""
    if is_loaded():
        return
    region = OrgUnit.objects.get(code=DEMO_REGION)
    nation = OrgUnit.objects.get(code="MA")
    province = OrgUnit.objects.get(kind="province", path__startswith=region.path, name_fr__contains=DEMO_PROVINCE)
    hospital = OrgUnit.objects.get(code=hospital_code)
    indicators, elements = load_indicators()
    facilities = _facilities(region)
    units = {one.unit.code: one.unit for one in facilities}
    under = {
        texts.REGIONAL: (_places(facilities, region), tuple(texts.PROMISES)),
        texts.PROVINCIAL: (_places(facilities, province), texts.PRIMARY_CARE),
        texts.HOSPITAL: (_places(facilities, hospital), texts.HOSPITAL_CARE),
    }
    stage = cycle.Stage(
        nation=nation,
        region=region,
        province=province,
        hospital=hospital,
        indicators=indicators,
        promises={
            number: {code: promised(code, indicators[code].formula, places) for code in codes}
            for number, (places, codes) in under.items()
        },
    )
    cast = load_cast(region=region.code, province=province.code, hospital=hospital.code)
    say("people and indicators")
    entente = cycle.plan(stage, cast)
    rule_set = _rule_set(cast.ministry)
    contracts = cycle.contract_all(stage, cast, entente, rule_set)
    say("letter, programme, entente and contracts")
    places = under[texts.REGIONAL][0]
    n = load_activity(elements=elements, places=places, units=units, hospital=hospital.code, cast=cast)
    say(f"{n} values declared and verified")
    cycle.settle_all(contracts, cast)
    say("settlements")


def _rule_set(by: User) -> RuleSet:
    text = load().rules[RULE].text
    label = Rule.parse(text).label
    return publish_rule_set(
        text=text, label=Wording(label["fr"], label.get("ar", "")), label_en=label.get("en", ""), by=by
    )


def _facilities(region: OrgUnit) -> list[Facility]:
    found = Facility.objects.filter(
        unit__path__startswith=region.path, unit__is_demonstration=True, unit__closed_on__isnull=True
    )
    return list(found.select_related("unit").order_by("unit__code"))


def _places(facilities: Sequence[Facility], unit: OrgUnit) -> list[Place]:
    known = {type_code for means in MEANS.values() for type_code in means}
    return [
        Place(one.unit.code, one.type_id)
        for one in facilities
        if one.unit.path.startswith(unit.path) and one.type_id in known
    ]
