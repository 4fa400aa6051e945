"""For each address with arguments: how to build an object to open, and who must not reach it.

A new address with arguments and without a sample here fails `tests/repo/test_urls_guarded.py`.
A sample gives the arguments of an object that belongs to region 03 (see `tests.support.people`),
and how strangers are refused: 404 for what is out of their scope.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from mithaq.apps.accounts.actions import delegate
from mithaq.apps.accounts.matrix import Role
from mithaq.apps.audit.actions import record
from mithaq.apps.contracts.models import Contract, RuleSet, Settlement
from mithaq.apps.facts.models import DataElement
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.jobs.models import Job
from mithaq.apps.plans.models import BudgetProgramme, Entente, FramingLetter
from mithaq.apps.territory.models import OrgUnit
from tests.support.people import build_person

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """How to build the arguments of an address; `is_public_object` when any reader of the page may see the object."""

    build: Callable[[], Arguments]
    is_public_object: bool = False
    method: str = "get"


SAMPLES: dict[str, Sample] = {}


def sample(
    *names: str, is_public_object: bool = False, method: str = "get"
) -> Callable[[Callable[[], Arguments]], Any]:
    """Registers the function below as the maker of arguments of these addresses ("app:name")."""

    def register(build: Callable[[], Arguments]) -> Callable[[], Arguments]:
        for name in names:
            if name in SAMPLES:
                raise ValueError(f"two samples for {name}")
            SAMPLES[name] = Sample(build, is_public_object, method)
        return build

    return register


# Addresses that answer to one method only; every other one is asked with GET.
POST_ONLY = {"accounts:sign-out", "web:set-theme", "web:set-language", "web:choose"}


@sample(
    "accounts:person",
    "accounts:person-edit",
    "accounts:person-disable",
    "accounts:person-enable",
    "accounts:person-unlock",
    "accounts:person-factor",
    "accounts:mandate-new",
)
def _person() -> Arguments:
    return {"username": build_person("sampled", Role.PLANNER, "03").username}


@sample("accounts:mandate-end")
def _mandate() -> Arguments:
    person = build_person("sampled", Role.PLANNER, "03")
    return {"mandate_id": person.mandates.get().pk}


@sample("accounts:delegation-new")
def _own_mandate() -> Arguments:
    return {"mandate_id": build_person("sampled", Role.PLANNER, "03").mandates.get().pk}


@sample("accounts:delegation-end")
def _delegation() -> Arguments:
    giver, taker = build_person("giver", Role.PLANNER, "03"), build_person("taker")
    today = timezone.localdate()
    lent = delegate(mandate=giver.mandates.get(), to=taker, unit_code="03", since=today, until=today, by=giver)
    return {"mandate_id": lent.pk}


@sample("audit:event")
def _event() -> Arguments:
    return {"event_id": record("test.event", by=None, obj=OrgUnit.objects.get(code="03")).pk}


@sample("jobs:detail", "jobs:progress")
def _job() -> Arguments:
    asker = build_person("asker", Role.PLANNER, "03")
    return {"job_id": Job.objects.create(kind="test", requested_by=asker, requested_at=timezone.now()).pk}


@sample("jobs:cancel", method="post")
def _job_to_cancel() -> Arguments:
    return _job()


@sample("territory:unit", "territory:explore", "territory:branches", "territory:points", is_public_object=True)
def _unit() -> Arguments:
    return {"code": "03"}


@sample("territory:explain", is_public_object=True)
def _explanation() -> Arguments:
    return {"code": "03", "indicator": "density"}


@sample("territory:norm", is_public_object=True)
def _norm() -> Arguments:
    return {"key": "health-centres"}


@sample("home:guide", is_public_object=True)
def _guide() -> Arguments:
    return {"slug": "administration"}


@sample("home:guide-picture", is_public_object=True)
def _guide_picture() -> Arguments:
    return {"name": "accueil.fr.png"}


@sample("facts:unit")
def _reporting_unit() -> Arguments:
    return {"code": "03"}


@sample("facts:month", "facts:verify")
def _month() -> Arguments:
    return {"code": "03", "period": "202501"}


@sample("facts:history")
def _value() -> Arguments:
    element = DataElement.objects.create(code="sampled", name_fr="Échantillon", unit_of_measure="persons")
    return {"code": "03", "element": element.code, "period": "202501"}


@sample("results:indicator", is_public_object=True)
def _indicator() -> Arguments:
    return {"code": Indicator.objects.create(code="sampled", name_fr="Échantillon", formula="sampled").code}


@sample("results:explain")
def _result() -> Arguments:
    return {**_indicator(), "unit_code": "03"}


def _programme() -> BudgetProgramme:
    author, nation, region = build_person("author"), OrgUnit.objects.get(code="MA"), OrgUnit.objects.get(code="03")
    letter = FramingLetter.objects.create(year=2025, number="LC-S", issuer=nation, title_fr="Lettre", drafted_by=author)
    return BudgetProgramme.objects.create(
        letter=letter, unit=region, number="BP-S", title_fr="Programme", first_year=2025, last_year=2027,
        drafted_by=author,
    )  # fmt: skip


@sample("plans:letter")
def _letter() -> Arguments:
    return {"number": _programme().letter.number}


@sample("plans:letter-step", method="post")
def _letter_to_publish() -> Arguments:
    return {**_letter(), "step": "publish"}


@sample("plans:programme")
def _plan() -> Arguments:
    return {"number": _programme().number}


@sample("plans:programme-step", method="post")
def _plan_to_submit() -> Arguments:
    return {**_plan(), "step": "submit"}


@sample("plans:entente")
def _entente() -> Arguments:
    entente = Entente.objects.create(programme=_programme(), number="E-S", content="{}", content_hash="0")
    return {"number": entente.number}


@sample("plans:entente-step", method="post")
def _entente_to_sign() -> Arguments:
    return {**_entente(), "unit_code": "03"}


def _contract() -> Contract:
    author, nation, region = build_person("author"), OrgUnit.objects.get(code="MA"), OrgUnit.objects.get(code="03")
    rule = RuleSet.objects.create(code="sampled", number=1, label_fr="Règle", text="", text_hash="0")
    return Contract.objects.create(
        number="C-S", kind=Contract.Kind.PROGRAMME, title_fr="Contrat", payer=nation, holder=region, rule_set=rule,
        starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), quarter_ceiling_amount=1, drafted_by=author,
    )  # fmt: skip


@sample("contracts:contract")
def _contract_page() -> Arguments:
    return {"number": _contract().number}


@sample("contracts:figure")
def _contract_figure() -> Arguments:
    return {"number": _contract().number, "name": "paid"}


@sample("contracts:chain")
def _contract_chain() -> Arguments:
    return {"number": _contract().number, "rank": 1}


@sample("contracts:step", method="post")
def _contract_step() -> Arguments:
    return {"number": _contract().number, "step": "submit"}


@sample("reports:contract")
def _contract_document() -> Arguments:
    return {"number": _contract().number, "language": "fr", "kind": "pdf"}


@sample("contracts:settlement", "contracts:settlement-json")
def _settlement() -> Arguments:
    contract = _contract()
    row = Settlement.objects.create(
        contract=contract, period="2025Q1", run_number=1, rule_set=contract.rule_set, known_at=timezone.now(),
        result="{}", digest="0", computed_by=contract.drafted_by, computed_at=timezone.now(),
    )  # fmt: skip
    return {"pk": row.pk}


@sample("contracts:explain")
def _settlement_figure() -> Arguments:
    return {**_settlement(), "key": "amount"}


@sample("contracts:settlement-step", method="post")
def _settlement_step() -> Arguments:
    return {**_settlement(), "step": "approve"}


@sample("reports:settlement")
def _settlement_document() -> Arguments:
    return {**_settlement(), "language": "fr", "kind": "pdf"}
