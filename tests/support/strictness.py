"""Makes the suite refuse what a user would only notice later."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.models.query import QuerySet
from django.template import Context, engines

SOURCE = Path(__file__).resolve().parents[2] / "src"
# Reseeded before each test by its name: an order that breaks a test breaks it every time.
order = random.Random()


class UnknownVariable(str):
    """Stands in for `string_if_invalid`: a template of ours that names what is not there fails.

    Templates of Django and of other packages keep Django's own leniency: they rely on it.
    """

    __slots__ = ()

    def __contains__(self, item: Any) -> bool:  # Django asks whether "%s" is in it
        return bool(item == "%s")

    def __mod__(self, variable: Any) -> str:
        context = sys._getframe(1).f_locals.get("context")
        template = context.render_context.template if isinstance(context, Context) else None
        name = template.origin.name if template else ""
        if name.startswith(str(SOURCE)):
            raise LookupError(f"{name}: there is no {variable.var!r} in the context")
        return ""


@contextmanager
def strict_templates() -> Iterator[None]:
    """Unknown variables of our templates raise LookupError."""
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, UnknownVariable("?")
    try:
        yield
    finally:
        engine.string_if_invalid = before


@contextmanager
def shuffled_querysets() -> Iterator[None]:
    """Querysets that promise no order are given in a random one."""
    fetch_all = QuerySet._fetch_all

    def fetch_and_shuffle(queryset: QuerySet[Any]) -> None:
        is_first = queryset._result_cache is None
        fetch_all(queryset)
        if is_first and not queryset.ordered and not queryset.query.is_sliced:
            order.shuffle(queryset._result_cache)

    QuerySet._fetch_all = fetch_and_shuffle  # type: ignore[method-assign]  # the point of this function
    try:
        yield
    finally:
        QuerySet._fetch_all = fetch_all  # type: ignore[method-assign]  # puts the real one back
