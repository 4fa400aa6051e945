"""Rate limits: so many requests a minute for a person (or an address), kept in the shared cache."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

View = Callable[..., HttpResponseBase]


def limited(name: str, *, times: int, seconds: int) -> Callable[[View], View]:
    """At most `times` POST requests in `seconds` for each person, or each address before signing in; else 429.

    Place it under the rule of the view:  `@signed_in` / `@limited("upload", times=20, seconds=60)`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and _count(name, request, seconds) > times:
                return render(request, "accounts/slow_down.html", {"seconds": seconds}, status=429)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def _count(name: str, request: HttpRequest, seconds: int) -> int:
    """How many requests of this kind this minute, this one included."""
    who = request.user.pk or request.META.get("REMOTE_ADDR", "")
    window = int(time.time() // seconds)
    key = f"limit.{name}.{who}.{window}"
    cache = caches["limits"]
    cache.add(key, 0, timeout=2 * seconds)
    return int(cache.incr(key))
