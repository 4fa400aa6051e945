"""Words and marks that the pages of contracts and settlements share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mithaq.apps.contracts.models import Contract, Settlement, Undertaking
from mithaq.apps.territory.models import HealthGroup, OrgUnit
from mithaq.core.contracts.settlement import LineResult
from mithaq.core.values import Known, Missing, Reason
from mithaq.web.components import Mark
from mithaq.web.languages import localized

CONTRACT_MARKS = {
    Contract.State.DRAFT: Mark("none", Contract.State.DRAFT.label),
    Contract.State.SUBMITTED: Mark("turn", _("Awaiting signatures")),
    Contract.State.SIGNED: Mark("info", Contract.State.SIGNED.label),
    Contract.State.RUNNING: Mark("done", Contract.State.RUNNING.label),
    Contract.State.CLOSED: Mark("none", Contract.State.CLOSED.label),
}
SETTLEMENT_MARKS = {
    Settlement.State.COMPUTED: Mark("turn", _("Second look awaited")),
    Settlement.State.APPROVED: Mark("done", _("Countersigned")),
    Settlement.State.RETURNED: Mark("bad", _("Sent back")),
    Settlement.State.SUPERSEDED: Mark("none", _("Replaced")),
}
NOT_SETTLED = Mark("none", _("Not computed"))
KEPT = Mark("good", _("Kept"))
PARTLY = Mark("watch", _("Partly"))
BELOW = Mark("bad", _("Below the threshold"))
WAITING = Mark("none", _("Not assessed"))
NO_OBJECT = Mark("none", _("No object"))


class Parties:
    """How units are called as parties: the ministry for the nation, the health group for a region."""

    def __init__(self, units: Iterable[OrgUnit]) -> None:
        found = HealthGroup.objects.filter(region__in={unit.pk for unit in units})
        self._groups = {group.region_id: group for group in found}

    def name(self, unit: OrgUnit) -> str:
        """The name of a party."""
        if unit.parent_id is None:
            return str(_("Ministry of Health and Social Protection"))
        return localized(self._groups.get(unit.pk, unit), "name")


def mark_of_line(line: LineResult) -> Mark:
    """Whether an undertaking is kept, partly kept, below its threshold, or waits for data."""
    attainment = line.steps.get("attainment")
    if isinstance(line.amount, Missing):
        return NO_OBJECT if line.amount.reason in {Reason.NOT_APPLICABLE, Reason.NOT_EXPECTED} else WAITING
    if not isinstance(attainment, Known):
        return NO_OBJECT
    if attainment.amount >= 1:
        return KEPT
    threshold = line.inputs.get("threshold")
    return BELOW if isinstance(threshold, Known) and attainment.amount < threshold.amount else PARTLY


def mark_of_score(score: Decimal | None, target: Decimal | None) -> Mark:
    """Whether a quality score reaches its target."""
    if score is None or target is None:
        return WAITING
    return KEPT if score >= target else PARTLY


def settlement_url(settlement: Settlement) -> str:
    """The page of a settlement run."""
    return reverse("contracts:settlement", args=[settlement.pk])


def explain_url(settlement: Settlement, key: str) -> str:
    """The explanation of a figure of a settlement."""
    return reverse("contracts:explain", args=[settlement.pk, key])


def contract_url(contract: Contract, tab: str = "") -> str:
    """The page of a contract, on a tab."""
    url = reverse("contracts:contract", args=[contract.number])
    return f"{url}?tab={tab}" if tab else url


def is_quality(one: Undertaking) -> bool:
    """Whether an undertaking gives the score of the bonus."""
    return one.role == Undertaking.Role.QUALITY


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a computation: what, a note under it, the figure written, the page it opens."""

    label: str
    note: str
    text: str
    url: str = ""
    is_sum: bool = False
    formula: str = ""
