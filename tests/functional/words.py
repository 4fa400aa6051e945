"""The words of a page in a language, by their English source: stories find things as people do."""

import re
from collections.abc import Callable

import pytest
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext, ngettext

from mithaq.web.languages import localized

Say = Callable[..., str]


def speaker(language: str) -> Say:
    """Gives `say("Sign in")`; `say("{n} change", "{n} changes", n=2)` for a plural; `say(unit)` for its name."""

    def say(source: str | Model, plural: str = "", **filled: object) -> str:
        with translation.override(language):
            if isinstance(source, Model):
                return localized(source, "name")
            text = ngettext(source, plural, int(str(filled["n"]))) if plural else gettext(source)
            return text % filled if filled else text

    return say


def beginning(words: str) -> re.Pattern[str]:
    """What begins with these words: a tab with its count, a figure with its unit."""
    return re.compile(f"^\\s*{re.escape(words)}")


@pytest.fixture(params=["fr", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    """Each story is told in French, and again in Arabic."""
    return str(request.param)


@pytest.fixture
def say(language: str) -> Say:
    """The words of the story's language."""
    return speaker(language)
