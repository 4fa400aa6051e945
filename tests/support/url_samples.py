"""For each address with arguments: how to build an object to open, and who must not reach it.

A new address with arguments and without a sample here fails `tests/repo/test_urls_guarded.py`.
A sample gives the arguments of an object that belongs to region 03 (see `tests.support.people`),
and how strangers are refused: 404 for what is out of their scope.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from mithaq.apps.accounts.actions import delegate
from mithaq.apps.accounts.matrix import Role
from mithaq.apps.audit.actions import record
from mithaq.apps.jobs.models import Job
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
