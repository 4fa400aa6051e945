"""Pages without a domain word: language, display, chosen territory and period, and the error pages.

Who may open them is said in `mithaq.config.urls`: rights are known a storey above.
"""

import logging
import secrets
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mithaq.web import shell
from mithaq.web.context import THEME_COOKIE, THEMES
from mithaq.web.http import Request
from mithaq.web.languages import LANGUAGES

YEAR = 365 * 24 * 3600
logger = logging.getLogger("mithaq.errors")


def _back(request: HttpRequest, *, without: tuple[str, ...] = ()) -> HttpResponseRedirect:
    """Back to the page the form was on; only to a page of ours."""
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect("/")
    parts = urlsplit(wanted)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in without])
    return HttpResponseRedirect(urlunsplit(("", "", parts.path, query, "")))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the page, change its language."""
    response = _back(request)
    code = request.POST.get("language", "")
    if code in LANGUAGES:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", httponly=True)
        shell.hooks.remember(request, "language", code)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        # The switch in the page writes it too, so scripts may read it; it is no secret.
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax")
        shell.hooks.remember(request, "theme", theme)
    return response


@require_POST
def choose(request: Request) -> HttpResponse:
    """Another territory or period as the context of the pages."""
    place = request.POST.get("place")
    known = {one.code for one in shell.hooks.places(request)}
    try:
        request.shell.choose(place=place if place in known else None, period=request.POST.get("period"))
    except ValueError:
        return _back(request)
    return _back(request, without=("place", "period"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same page whether the thing does not exist or is out of the person's scope."""
    return render(request, "web/errors/404.html", status=HTTPStatus.NOT_FOUND)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the page is kept for other functions."""
    return render(request, "web/errors/403.html", status=HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or cookies are off."""
    return render(request, "web/errors/expired.html", status=HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours, with a number that the log repeats."""
    number = secrets.token_hex(4).upper()
    logger.error("fault %s on %s", number, request.path)
    text = render_to_string("web/errors/500.html", {"number": number, "address": request.get_full_path()})
    return HttpResponse(text, status=HTTPStatus.INTERNAL_SERVER_ERROR)
