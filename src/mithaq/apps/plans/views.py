"""Letters, programmes and ententes: get, permit, call, render."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.plans import actions, presenters, states
from mithaq.apps.plans.models import BudgetProgramme, Entente, FramingLetter
from mithaq.core.workflow import Refused
from mithaq.web.tables import bind, export_response


def _programme(request: PersonRequest, number: str) -> BudgetProgramme:
    rows = BudgetProgramme.objects.visible_to(request.user).select_related("unit", "letter__issuer")
    return get_object_or_404(rows, number=number)


def _letter(request: PersonRequest, number: str) -> FramingLetter:
    rows = FramingLetter.objects.visible_to(request.user).select_related("issuer", "published_by")
    return get_object_or_404(rows, number=number)


def _entente(request: PersonRequest, number: str) -> Entente:
    rows = Entente.objects.visible_to(request.user).select_related("programme__unit", "programme__letter__issuer")
    return get_object_or_404(rows, number=number)


@requires(Permission.PLANS_VIEW)
def plans(request: PersonRequest) -> HttpResponse:
    """Programmes and the letters that they answer."""
    person = request.user
    programmes = (
        BudgetProgramme.objects.visible_to(person).select_related("unit", "letter").order_by("-first_year", "number")
    )
    table = presenters.programmes_table(list(programmes))
    if (file := export_response(request, table)) is not None:
        return file
    letters = presenters.letter_rows(list(FramingLetter.objects.visible_to(person).order_by("-year", "number")))
    return render(request, "plans/list.html", {"view": bind(request, table), "letters": letters})


@requires(Permission.PLANS_VIEW)
def letter(request: PersonRequest, number: str) -> HttpResponse:
    """A framing letter."""
    page = presenters.letter_page(_letter(request, number), request.user)
    return render(request, "plans/letter.html", {"page": page})


@requires(Permission.PLANS_VIEW)
def programme(request: PersonRequest, number: str) -> HttpResponse:
    """A budget-programme as a tree."""
    page = presenters.programme_page(_programme(request, number), request.user)
    return render(request, "plans/programme.html", {"page": page})


@requires(Permission.PLANS_VIEW)
def entente(request: PersonRequest, number: str) -> HttpResponse:
    """An entente with its signatures."""
    page = presenters.entente_page(_entente(request, number), request.user)
    return render(request, "plans/entente.html", {"page": page})


@requires(Permission.PLANS_VIEW)
@require_POST
def letter_step(request: PersonRequest, number: str, step: str) -> HttpResponse:
    """Publish a letter."""
    one = _letter(request, number)
    if step != "publish":
        raise Http404(step)
    try:
        actions.publish_framing_letter(letter=one, by=request.user)
    except Refused as refused:
        _say_refused(request, refused)
    return HttpResponseRedirect(reverse("plans:letter", args=[number]))


@requires(Permission.PLANS_VIEW)
@require_POST
def programme_step(request: PersonRequest, number: str, step: str) -> HttpResponse:
    """Submit a programme."""
    one = _programme(request, number)
    if step != "submit":
        raise Http404(step)
    try:
        actions.submit_programme(programme=one, by=request.user)
    except Refused as refused:
        _say_refused(request, refused)
    return HttpResponseRedirect(reverse("plans:programme", args=[number]))


@requires(Permission.PLANS_VIEW)
@require_POST
def entente_step(request: PersonRequest, number: str, unit_code: str) -> HttpResponse:
    """Sign an entente for a party."""
    one = _entente(request, number)
    parties = {unit.code: unit for unit in (one.programme.unit, one.programme.letter.issuer)}
    if unit_code not in parties:
        raise Http404(unit_code)
    try:
        actions.sign_entente(entente=one, unit=parties[unit_code], by=request.user)
    except Refused as refused:
        _say_refused(request, refused)
    return HttpResponseRedirect(reverse("plans:entente", args=[number]))


def _say_refused(request: PersonRequest, refused: Refused) -> None:
    reasons = " · ".join(str(states.REQUIREMENTS[one.code]) for one in refused.missing)
    messages.error(request, _("This step cannot be taken yet. What is missing: %(reasons)s.") % {"reasons": reasons})
