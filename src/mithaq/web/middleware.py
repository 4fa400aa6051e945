"""What every request carries for the frame: chosen territory and period, and the content security policy."""

import secrets
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mithaq.core.periods import Period, PeriodKind
from mithaq.web import shell

PLACE_KEY, PERIOD_KEY = "shell_place", "shell_period"
Respond = Callable[[HttpRequest], HttpResponse]


class Choice:
    """The territory and the period chosen in the band: the context of every page.

    Read them as `request.shell.place` (a unit code, "" for none) and `request.shell.period`
    (a `Period`). They are read from the session when asked for, not before.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def place(self) -> str:
        """Code of the chosen unit."""
        return str(self._request.session.get(PLACE_KEY) or shell.hooks.default_place(self._request))

    @cached_property
    def period(self) -> Period:
        """The chosen period; by default the last quarter that has ended."""
        text = self._request.session.get(PERIOD_KEY) or shell.hooks.default_period(self._request)
        if text:
            return Period.parse(text)
        return Period.of_date(timezone.localdate(), PeriodKind.QUARTER).next(-1)

    def choose(self, *, place: str | None = None, period: str | None = None) -> None:
        """Keep another choice in the session. Raises ValueError when the period is none."""
        if period:
            self._request.session[PERIOD_KEY] = str(Period.parse(period))
        if place is not None:
            self._request.session[PLACE_KEY] = place


class ShellMiddleware:
    """Puts `request.shell`, the chosen territory and period."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.shell = Choice(request)  # type: ignore[attr-defined] # declared for pages by this class
        return self.get_response(request)


class ContentSecurityMiddleware:
    """Sends a content security policy: our own files only, inline scripts only with the nonce.

    Style *attributes* stay allowed: widths of bars and sparklines are numbers that the server
    writes (`style="--v:61.5"`), and map and chart libraries place their parts that way.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined] # read by templates as request.csp_nonce
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR):  # Django's debug page
            response.headers.setdefault("Content-Security-Policy", policy(nonce))
        return response


def policy(nonce: str) -> str:
    """The text of the policy for one page."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
