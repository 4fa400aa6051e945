"""What every request carries for the frame: chosen territory and period, and the content security policy."""

import secrets
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mithaq.web.http import Choice, Request

Respond = Callable[[HttpRequest], HttpResponse]


class ShellMiddleware:
    """Puts `request.shell`, the chosen territory and period."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.shell = Choice(request)
        return self.get_response(request)


class ContentSecurityMiddleware:
    """Sends a content security policy: our own files only, inline scripts only with the nonce.

    Style *attributes* stay allowed: widths of bars and sparklines are numbers that the server
    writes (`style="--v:61.5"`), and map and chart libraries place their parts that way.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce
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
