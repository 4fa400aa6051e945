"""What plans hand to the frame: what awaits a person, what the search finds, the trail's sentences."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mithaq.apps.accounts.access import holds
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.accounts.models import User
from mithaq.apps.indicators.models import Indicator
from mithaq.apps.plans.models import BudgetProgramme, Entente
from mithaq.apps.territory.access import may
from mithaq.web.components import Mark, Task
from mithaq.web.languages import localized
from mithaq.web.shell import Hit

SENTENCES = {
    "plan.letter.drafted": gettext_lazy("Drafted the framing letter %(number)s."),
    "plan.letter.published": gettext_lazy("Published the framing letter %(number)s."),
    "plan.programme.drafted": gettext_lazy("Opened the budget-programme %(number)s."),
    "plan.area.added": gettext_lazy("Added the strategic area %(code)s to %(number)s."),
    "plan.objective.added": gettext_lazy("Added the objective %(code)s to %(number)s."),
    "plan.target.added": gettext_lazy("Added a target to %(number)s: %(indicator)s for %(unit)s."),
    "plan.action.added": gettext_lazy("Added the action %(code)s to %(number)s."),
    "plan.programme.submitted": gettext_lazy("Submitted the budget-programme %(number)s to the ministry."),
    "plan.entente.signed": gettext_lazy("Signed the entente %(number)s for %(unit)s."),
    "plan.programme.agreed": gettext_lazy("Agreed the budget-programme %(number)s."),
    "budget.lines.opened": gettext_lazy("Opened %(lines)s budget lines of %(year)s from %(number)s."),
    "indicator.defined": gettext_lazy("Brought the indicator %(code)s up to date."),
    "facts.element.defined": gettext_lazy("Brought the data element %(code)s up to date."),
    "facts.duty.opened": gettext_lazy("Asked %(units)s places to report %(code)s from %(since)s on."),
    "facts.values.declared": gettext_lazy("Declared %(n_values)s values of %(n_units)s places."),
    "facts.values.verified": gettext_lazy("Verified %(n_values)s values of %(n_units)s places."),
}


def tasks_of(request: HttpRequest) -> Iterator[Task]:
    """The ententes that await this person's signature."""
    user = request.user
    if not isinstance(user, User) or not holds(user, Permission.PLANS_AGREE):
        return
    rows = Entente.objects.visible_to(user).filter(programme__state=BudgetProgramme.State.SUBMITTED)
    for one in rows.select_related("programme__unit", "programme__letter__issuer").order_by("number"):
        signed = set(one.signatures.values_list("unit_id", flat=True))
        for unit in (one.programme.unit, one.programme.letter.issuer):
            if (
                unit.pk not in signed
                and one.programme.drafted_by_id != user.pk
                and may(user, Permission.PLANS_AGREE, unit)
            ):
                url = reverse("plans:entente", args=[one.number])
                yield Task(
                    _("Sign the entente"),
                    url,
                    localized(one.programme, "title"),
                    mark=Mark("turn", _("Signature")),
                    action=_("Open"),
                )


def find_plans(request: HttpRequest, text: str) -> Iterator[Hit]:
    """Budget-programmes by number or title; indicators by code or name."""
    user = request.user
    if not isinstance(user, User):
        return
    if holds(user, Permission.PLANS_VIEW):
        wanted = Q(number__icontains=text) | Q(title_fr__icontains=text) | Q(title_ar__icontains=text)
        for plan in BudgetProgramme.objects.visible_to(user).filter(wanted).order_by("number")[:5]:
            url = reverse("plans:programme", args=[plan.number])
            yield Hit(gettext_lazy("Budget-programme"), localized(plan, "title"), url, plan.number, "target-arrow")
    if holds(user, Permission.FACTS_VIEW):
        named = (
            Q(code__icontains=text)
            | Q(name_fr__icontains=text)
            | Q(name_ar__icontains=text)
            | Q(name_en__icontains=text)
        )
        for one in Indicator.objects.filter(named).order_by("code")[:5]:
            url = reverse("results:indicator", args=[one.code])
            yield Hit(gettext_lazy("Indicator"), localized(one, "name"), url, one.code, "chart-dots")
