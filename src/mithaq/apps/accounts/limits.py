"""Rate limits: so many requests in a time for a person, an address or an account, kept in the shared cache."""

import time
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

View = Callable[..., HttpResponseBase]


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, as the outermost of our own proxies saw it.

    Anybody can write `X-Forwarded-For`: only its last entries, one for each of our proxies
    (`MITHAQ_PROXIES`), are theirs. Without a proxy it is not read at all.
    """
    said = request.headers.get("X-Forwarded-For", "").split(",")
    direct: str = request.META.get("REMOTE_ADDR", "")
    if not 0 < settings.PROXIES <= len(said):
        return direct
    try:
        return str(ip_address(said[-settings.PROXIES].strip()))
    except ValueError:
        return direct


def person_or_address(request: HttpRequest) -> str:
    """Who sends the request: the person, or the address before signing in."""
    return str(request.user.pk or address_of(request))


def limited(
    name: str, *, times: int, seconds: int, of: Callable[[HttpRequest], str] = person_or_address
) -> Callable[[View], View]:
    """At most `times` POST requests in `seconds` for each value of `of` (the person or the address); else 429.

    Place it under the rule of the view:  `@signed_in` / `@limited("upload", times=20, seconds=60)`.
    Views that share a name share the count.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and _count(f"{name}.{of(request)}", seconds) > times:
                return render(request, "accounts/slow_down.html", {"seconds": seconds}, status=429)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def _count(key: str, seconds: int) -> int:
    """How many requests of this kind in the present stretch of time, this one included."""
    key = f"limit.{key}.{int(time.time() // seconds)}"
    cache = caches["limits"]
    cache.add(key, 0, timeout=2 * seconds)
    return int(cache.incr(key))
