"""The contracts of a unit, on its sheet in the territory."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts.access import holds
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.contracts.models import Contract
from mithaq.apps.contracts.presenters.lists import contract_rows
from mithaq.apps.territory.models import OrgUnit
from mithaq.apps.territory.panels import Panel, panel


@panel("contracts", _("Contracts"), order=10)
def contracts_of(request: HttpRequest, unit: OrgUnit) -> Panel | None:
    """The contracts that the unit holds or pays, among those that the person may read."""
    user = request.user
    if not isinstance(user, User) or not holds(user, Permission.CONTRACTS_VIEW):
        return None
    rows = Contract.objects.visible_to(user).filter(Q(holder=unit) | Q(payer=unit)).with_parties().defer("content")
    contracts = list(rows.order_by("number"))
    if not contracts:
        return None
    return Panel("contracts/unit_panel.html", {"contracts": contract_rows(contracts)}, count=len(contracts))
