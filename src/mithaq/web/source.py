"""Where the source of the running version is: its licence (section 13) promises it to everybody who uses the site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mithaq import __version__


@require_GET
def source(request: HttpRequest) -> HttpResponse:
    """The version, its licence, and the address that those who run the site have given for its source."""
    return render(request, "web/source.html", {"version": __version__, "address": settings.SOURCE_URL})


@require_GET
def licence(request: HttpRequest) -> HttpResponse:
    """The text of the licence, as it is."""
    text = (settings.PROJECT_DIR / "LICENSE").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
