"""Signing in and out."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from mithaq.apps.accounts import second_factor as factor
from mithaq.apps.accounts.access import public
from mithaq.apps.accounts.actions import check_second_factor, remember_sign_in
from mithaq.apps.accounts.demonstration import DEMO_PASSWORD
from mithaq.apps.accounts.forms import CodeForm, SignInForm
from mithaq.apps.accounts.limits import address_of, limited
from mithaq.apps.accounts.lockout import closed_until
from mithaq.apps.accounts.models import SecondFactor, User
from mithaq.apps.accounts.presenters import demonstration_rows

NEXT_KEY = "sign_in_next"
# What the style sheet needs: `:has()`, container queries, `color-mix()`, `light-dark()`.
BROWSERS = "Chrome 123, Edge 123, Firefox 121, Safari 17.5"


def _typed_name(request: HttpRequest) -> str:
    """The account somebody tries to open, as a key: it may be any text."""
    return sha256(request.POST.get("username", "").strip().encode()).hexdigest()


@public
@never_cache
@sensitive_post_parameters("password")
@limited("sign-in", times=30, seconds=60)
@limited("account", times=50, seconds=1800, of=_typed_name)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then the code, for a person who has a second factor."""
    form = SignInForm(request.POST or None, initial={"username": request.GET.get("as", "")})
    if request.method == "POST" and form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if isinstance(person, User):
            request.session[NEXT_KEY] = _safe_next(request)
            if factor.has_second_factor(person):
                factor.keep_pending(request, person)
                return redirect("accounts:code")
            return _signed_in(request, person)
        form.add_error(None, _("The user name or the password is not right. Check both, then try again."))
    context = {"form": form, "people": demonstration_rows(), "demo_password": DEMO_PASSWORD, "browsers": BROWSERS}
    return render(request, "accounts/sign_in.html", context)


@public
@never_cache
@limited("code", times=20, seconds=60)
def code(request: HttpRequest) -> HttpResponse:
    """The code of the second factor, after the password."""
    person = factor.pending_user(request)
    if person is None:
        return redirect("accounts:sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if check_second_factor(person=person, code=form.cleaned_data["code"]):
            return _signed_in(request, person)
        form.add_error("code", _("This code is not right, or was used already. Wait for the next one, then type it."))
    locked_until = SecondFactor.objects.get(user=person).locked_until
    is_locked = locked_until is not None and locked_until > timezone.now()
    context = {"form": form, "locked_until": locked_until if is_locked else None}
    return render(request, "accounts/code.html", context)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("accounts:sign-in")


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """The page of an account closed for a time after wrong passwords: until when, and what to do."""
    username = (credentials or {}).get("username") or request.POST.get("username", "")
    until = closed_until(username, address_of(request)) or timezone.now()
    return render(request, "accounts/locked.html", {"username": username, "until": until}, status=429)


def _signed_in(request: HttpRequest, person: User) -> HttpResponse:
    """Opens the session, in the person's language, and goes on to the page that was asked."""
    address = request.session.get(NEXT_KEY) or resolve_url(settings.LOGIN_REDIRECT_URL)
    request.session.pop(factor.PENDING_KEY, None)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    remember_sign_in(person=person)
    response = HttpResponseRedirect(address)
    if person.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
    return response


def _safe_next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else ""
