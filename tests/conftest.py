"""Switches of the whole suite; what they refuse is in `tests/support/strictness.py`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from hypothesis import settings as generated

from tests.support import reference, strictness
from tools import messages

# The clock of a busy machine proves nothing; the same examples each time, so that a failure comes back.
generated.register_profile("house", deadline=None, derandomize=True, max_examples=50)
generated.register_profile("explore", deadline=None, max_examples=2_000)
generated.load_profile(os.environ.get("MITHAQ_HYPOTHESIS", "house"))


def pytest_configure(config: pytest.Config) -> None:
    """Catalogues are compiled once, before the workers start."""
    if not hasattr(config, "workerinput"):
        messages.compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without the reference data its tests are skipped on a person's machine, and fail in CI."""
    if not (reason := reference.why_absent()) or reference.IS_COMPULSORY:
        return
    for item in items:
        if item.get_closest_marker("reference"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Seed the order of this test, and refuse to run it on absent reference data."""
    strictness.order.seed(item.nodeid)
    if item.get_closest_marker("reference") and reference.IS_COMPULSORY and (reason := reference.why_absent()):
        raise FileNotFoundError(reason)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing that a test writes lands among a person's data; gives the folder used instead."""
    place = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        for name, folder in {"DATA_DIR": place, "MEDIA_ROOT": place / "files", "STATIC_ROOT": place / "static"}.items():
            folder.mkdir(exist_ok=True)
            patch.setattr(settings, name, folder)
        yield place


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """What one test has sent counts for no other: keys of people come back after each roll-back."""
    caches["limits"].clear()


@pytest.fixture(scope="session", autouse=True)
def strict() -> Iterator[None]:
    """Unknown template variables fail and unordered querysets come in any order, in every test."""
    with strictness.strict_templates(), strictness.shuffled_querysets():
        yield
