"""Administration of accounts: people, their mandates, who can see what."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mithaq.apps.accounts import actions, places, visibility
from mithaq.apps.accounts.access import PersonRequest, mandated_codes, requires
from mithaq.apps.accounts.actions.mandates import MandateRefused
from mithaq.apps.accounts.forms import EndForm, MandateForm, NewPersonForm, PersonForm, ReasonForm
from mithaq.apps.accounts.matrix import Permission, Role
from mithaq.apps.accounts.models import Mandate, User
from mithaq.apps.accounts.presenters import mandate_rows, people_table, person_sheet, sight_table
from mithaq.web.locking import EditConflict
from mithaq.web.tables import bind, export_response

MANAGE = Permission.ACCOUNTS_MANAGE


@requires(MANAGE)
def administration(request: PersonRequest) -> HttpResponse:
    """What an administrator may do, each with one line that says what for."""
    return render(request, "accounts/administration.html")


@requires(MANAGE)
def people(request: PersonRequest) -> HttpResponse:
    """All the persons in the administrator's scope."""
    table = people_table(User.objects.visible_to(request.user))
    return export_response(request, table) or render(request, "accounts/people.html", {"table": bind(request, table)})


@requires(MANAGE)
def person(request: PersonRequest, username: str) -> HttpResponse:
    """One person: account, sign-in, mandates, delegations."""
    found = _person(request, username)
    mandates = Mandate.objects.filter(user=found)
    given = Mandate.objects.filter(delegated_by=found)
    context = {"sheet": person_sheet(found), "mandates": mandate_rows(mandates), "given": mandate_rows(given)}
    return render(request, "accounts/person.html", {**context, "is_oneself": found == request.user})


@requires(MANAGE)
def person_new(request: PersonRequest) -> HttpResponse:
    """Opens an account; the first password is shown once."""
    form = NewPersonForm(request.POST or None, initial={"language": "fr"})
    if request.method == "POST" and form.is_valid():
        details = dict(form.cleaned_data)
        created, first = actions.create_person(username=details.pop("username"), details=details, by=request.user)
        return render(request, "accounts/person_created.html", {"person": created, "password": first})
    context = {
        "title": _("Open an account"),
        "text": _("The first password is shown once. The person changes it when they first sign in."),
        "label": _("Open the account"),
    }
    return render(request, "accounts/form.html", {**context, "form": form, "back": "accounts:people"})


@requires(MANAGE)
def person_edit(request: PersonRequest, username: str) -> HttpResponse:
    """Names, e-mail, function, language."""
    found = _person(request, username)
    form = PersonForm(request.POST or None, subject=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_person(person=found, seen=form.seen, changes=form.changes, by=request.user)
        except EditConflict as clash:
            form = form.after(clash)
        else:
            messages.success(request, _("Account saved."))
            return redirect(_sheet(found))
    context = {"title": str(found), "text": "", "label": _("Save"), "conflict": form.conflict}
    status = 409 if form.conflict else 200
    return render(request, "accounts/form.html", {**context, "form": form, "back_url": _sheet(found)}, status=status)


@requires(MANAGE)
def person_disable(request: PersonRequest, username: str) -> HttpResponse:
    """Closes an account, with a reason. One does not close one's own."""
    found = _person(request, username)
    if found == request.user:
        messages.error(request, _("You cannot close your own account. Ask another administrator."))
        return redirect(_sheet(found))
    return _with_reason(
        request,
        found,
        actions.disable_person,
        title=_("Close the account of %(person)s") % {"person": found},
        text=_("The person can no longer sign in. Their mandates and what they did stay as they are."),
        label=_("Close the account"),
        done=_("Account closed."),
    )


@requires(MANAGE)
def person_enable(request: PersonRequest, username: str) -> HttpResponse:
    """Opens a closed account again."""
    found = _person(request, username)
    return _with_reason(
        request,
        found,
        actions.enable_person,
        title=_("Open the account of %(person)s again") % {"person": found},
        text=_("The person can sign in again, with the mandates still in force."),
        label=_("Open the account again"),
        done=_("Account open again."),
    )


@requires(MANAGE)
def person_unlock(request: PersonRequest, username: str) -> HttpResponse:
    """Ends the pause after wrong passwords."""
    found = _person(request, username)
    return _with_reason(
        request,
        found,
        actions.unlock,
        title=_("Unlock the sign-in of %(person)s") % {"person": found},
        text=_("Make sure that it was this person who typed the wrong passwords."),
        label=_("Unlock"),
        done=_("Sign-in unlocked."),
    )


@requires(MANAGE)
def person_second_factor(request: PersonRequest, username: str) -> HttpResponse:
    """Removes the second factor of a person who lost the telephone and the recovery codes."""
    found = _person(request, username)
    return _with_reason(
        request,
        found,
        actions.remove_second_factor,
        title=_("Remove the second factor of %(person)s") % {"person": found},
        text=_("Make sure of who is asking. The password alone will open the account until a telephone is enrolled."),
        label=_("Remove the second factor"),
        done=_("Second factor removed."),
    )


@requires(MANAGE)
def mandate_new(request: PersonRequest, username: str) -> HttpResponse:
    """Gives a mandate on a unit of the administrator's scope."""
    found = _person(request, username)
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        details = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            _refuse_out_of_scope(request.user, details["unit_code"])
            actions.give_mandate(user=found, by=request.user, **details)
        except MandateRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Mandate given."))
            return redirect(_sheet(found))
    context = {
        "title": _("Give a mandate to %(person)s") % {"person": found},
        "text": _("A mandate covers the unit and everything below it."),
        "label": _("Give the mandate"),
        "places": places.main(),
    }
    return render(request, "accounts/form.html", {**context, "form": form, "back_url": _sheet(found)})


@requires(MANAGE)
def mandate_end(request: PersonRequest, mandate_id: int) -> HttpResponse:
    """Ends a mandate and the delegations that come from it."""
    visible = User.objects.visible_to(request.user)
    mandate = get_object_or_404(Mandate.objects.filter(user__in=visible), pk=mandate_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _refuse_out_of_scope(request.user, mandate.unit_code)
            actions.end_mandate(mandate=mandate, by=request.user, **form.cleaned_data)
        except MandateRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Mandate ended."))
            return redirect(_sheet(mandate.user))
    context = {
        "title": _("End the mandate “%(role)s” of %(person)s") % {"role": mandate.role_label, "person": mandate.user},
        "text": _("Delegations that come from this mandate end with it."),
        "label": _("End the mandate"),
        "danger": True,
    }
    return render(request, "accounts/form.html", {**context, "form": form, "back_url": _sheet(mandate.user)})


@requires(MANAGE)
def who_can_see(request: PersonRequest) -> HttpResponse:
    """For a unit, a contract…: who, by which mandate, since when, what each may do."""
    kind, key = request.GET.get("kind", "unit"), request.GET.get("key", "").strip()
    asked = visibility.subject(kind, key)
    context: dict[str, Any] = {"kinds": visibility.kinds(), "kind": kind, "key": key, "asked": asked}
    if asked is not None:
        table = sight_table(visibility.who_can_see(asked, timezone.localdate()), asked)
        if (response := export_response(request, table)) is not None:
            return response
        context["table"] = bind(request, table)
    return render(request, "accounts/who_can_see.html", {**context, "places": places.main()})


def _person(request: PersonRequest, username: str) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), username=username)


def _sheet(person: User) -> str:
    return reverse("accounts:person", args=[person.username])


def _refuse_out_of_scope(administrator: User, unit_code: str) -> None:
    """An administrator of a region gives and ends mandates of this region only."""
    place = places.find([unit_code]).get(unit_code)
    if place is not None and not mandated_codes(administrator, MANAGE).intersection(place.chain):
        raise MandateRefused(_("This unit is not part of the one that you administer."))


def _with_reason(
    request: PersonRequest, found: User, act: Any, *, title: str, text: str, label: str, done: str
) -> HttpResponse:
    """A confirmation with a reason, then the act."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act(person=found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, done)
        return redirect(_sheet(found))
    context = {"title": title, "text": text, "label": label, "danger": True, "form": form, "back_url": _sheet(found)}
    return render(request, "accounts/form.html", context)
