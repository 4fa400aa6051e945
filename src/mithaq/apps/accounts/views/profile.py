"""One's own account: language, theme, password, second factor, delegations."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mithaq.apps.accounts import second_factor as factor
from mithaq.apps.accounts.access import PersonRequest, signed_in
from mithaq.apps.accounts.actions import (
    change_password,
    change_profile,
    check_second_factor,
    delegate,
    end_mandate,
    enrol_second_factor,
    remove_second_factor,
)
from mithaq.apps.accounts.actions.mandates import MandateRefused
from mithaq.apps.accounts.forms import CodeForm, DelegationForm, EndForm, PasswordForm, ProfileForm
from mithaq.apps.accounts.models import Mandate, User
from mithaq.apps.accounts.places import main
from mithaq.apps.accounts.presenters import mandate_rows

SECRET_KEY = "second_factor_secret"


@signed_in
def profile(request: PersonRequest) -> HttpResponse:
    """Language, theme, function; mandates and delegations; password and second factor."""
    person = request.user
    initial = {"position": person.position, "language": person.language or "fr", "theme": person.theme}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_profile(person=person, **form.cleaned_data)
        response = redirect("accounts:profile")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
        response.delete_cookie("mithaq_theme")  # the choice kept with the account holds again
        messages.success(request, _("Profile saved."))
        return response
    context = {
        "form": form,
        "mandates": mandate_rows(Mandate.objects.filter(user=person)),
        "given": mandate_rows(Mandate.objects.filter(delegated_by=person)),
        "has_second_factor": factor.has_second_factor(person),
        "is_compulsory": factor.is_compulsory(person),
    }
    return render(request, "accounts/profile.html", context)


@signed_in
@sensitive_post_parameters()
def password(request: PersonRequest) -> HttpResponse:
    """A new password."""
    person = request.user
    is_first = person.must_change_password
    form = PasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        change_password(person=person, password=form.cleaned_data["new"])
        update_session_auth_hash(request, person)
        messages.success(request, _("Password changed. Your other sessions are closed."))
        return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form, "is_first": is_first})


@signed_in
@never_cache
def second_factor(request: PersonRequest) -> HttpResponse:
    """Enrolling a telephone: square code, proof by a first code, recovery codes shown once."""
    person = request.user
    secret = request.session.setdefault(SECRET_KEY, factor.new_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = factor.matching_step(secret, form.cleaned_data["code"])
        if step is not None:
            codes = enrol_second_factor(person=person, secret=secret, step=step)
            del request.session[SECRET_KEY]
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("This code does not match. Check the clock of the telephone, then type the next one."))
    square = segno.make(factor.enrolment_address(person, secret), error="m")
    context = {
        "form": form,
        "square": mark_safe(square.svg_inline(scale=5, border=2, title=_("Square code"))),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "is_compulsory": factor.is_compulsory(person),
        "has_second_factor": factor.has_second_factor(person),
    }
    return render(request, "accounts/second_factor.html", context)


@signed_in
def second_factor_remove(request: PersonRequest) -> HttpResponse:
    """Giving up the second factor, where no role requires it; a present code is asked for."""
    person = request.user
    if factor.is_compulsory(person) or not factor.has_second_factor(person):
        return redirect("accounts:profile")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if check_second_factor(person=person, code=form.cleaned_data["code"]):
            remove_second_factor(person=person, reason="", by=person)
            messages.success(request, _("Second factor removed. From now on the password alone opens your account."))
            return redirect("accounts:profile")
        form.add_error("code", _("This code is not right, or was used already. Wait for the next one, then type it."))
    context = {
        "title": _("Give up the second factor"),
        "text": _("Your password alone will then open your account. Type a present code to confirm."),
        "label": _("Give it up"),
        "danger": True,
    }
    return render(request, "accounts/form.html", {**context, "form": form, "back": "accounts:profile"})


@signed_in
def delegation_new(request: PersonRequest, mandate_id: int) -> HttpResponse:
    """Lends one of one's own mandates for a time."""
    person = request.user
    mandate = get_object_or_404(Mandate.objects.own_of(person).in_force_on(timezone.localdate()), pk=mandate_id)
    people = User.objects.filter(is_active=True).exclude(pk=person.pk)
    form = DelegationForm(request.POST or None, people=people, initial={"unit_code": mandate.unit_code})
    if request.method == "POST" and form.is_valid():
        try:
            given = delegate(mandate=mandate, by=person, **form.cleaned_data)
        except MandateRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Delegated to %(person)s.") % {"person": given.user})
            return redirect("accounts:profile")
    context = {
        "title": _("Delegate the role “%(role)s”") % {"role": mandate.role_label},
        "text": _("The delegation stays inside your own mandate: never longer, never wider. It cannot be passed on."),
        "label": _("Delegate"),
    }
    return render(
        request, "accounts/form.html", {**context, "form": form, "back": "accounts:profile", "places": main()}
    )


@signed_in
def delegation_end(request: PersonRequest, mandate_id: int) -> HttpResponse:
    """Ends early a delegation that one has given."""
    person = request.user
    mandate = get_object_or_404(Mandate.objects.filter(delegated_by=person), pk=mandate_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_mandate(mandate=mandate, by=person, **form.cleaned_data)
        except MandateRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Delegation ended."))
            return redirect("accounts:profile")
    context = {
        "title": _("End the delegation to %(person)s") % {"person": mandate.user},
        "text": "",
        "label": _("End the delegation"),
    }
    return render(request, "accounts/form.html", {**context, "form": form, "back": "accounts:profile"})
