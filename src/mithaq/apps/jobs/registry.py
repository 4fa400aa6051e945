"""The kinds of long work: a dotted name for a function that does it and reports its progress."""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol


class JobCancelled(Exception):
    """A person asked to stop the job; the transaction of the job is undone."""


class Progress(Protocol):
    """What a job's function tells about its advance, and how it learns that it must stop."""

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Tells how many steps of how many are done; raises `JobCancelled` when asked to stop."""

    def last_transaction(self) -> AbstractContextManager[MutableMapping[str, Any]]:
        """For `holds_transaction=False`: the one transaction in which the job writes; gives its result to fill."""


Work = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of long work. `holds_transaction`: the whole run is one transaction (see `job_kind`)."""

    name: str
    work: Work
    holds_transaction: bool = True


_KINDS: dict[str, JobKind] = {}


def job_kind(name: str, *, holds_transaction: bool = True) -> Callable[[Work], Work]:
    """Declares `def run(progress: Progress, **arguments) -> dict` as the work of this kind.

    All that the work writes is kept, with the job's end, in one transaction: a run that fails,
    is cancelled or is killed leaves nothing, and is never applied twice.
    By default the whole run is that transaction; on SQLite nobody else writes meanwhile, so work
    that computes for more than some seconds says `holds_transaction=False`, computes first, and
    writes inside `with progress.last_transaction() as result:` (`result` is then the job's result).
    Declare kinds in a module `jobs.py` of the app: the worker imports it.
    """

    def register(work: Work) -> Work:
        if name in _KINDS and _KINDS[name].work is not work:
            raise ValueError(f"two functions are declared for the job kind {name!r}")
        _KINDS[name] = JobKind(name, work, holds_transaction)
        return work

    return register


def kind_named(name: str) -> JobKind:
    """The declared kind; `KeyError` with the known names when there is none."""
    load_kinds()
    if name not in _KINDS:
        raise KeyError(f"no job kind is called {name!r}; known: {', '.join(sorted(_KINDS))}")
    return _KINDS[name]


def load_kinds() -> None:
    """Imports the module `jobs` of each app, where kinds are declared."""
    from django.apps import apps
    from django.utils.module_loading import module_has_submodule

    for config in apps.get_app_configs():
        if (
            config.module is not None
            and config.name.startswith("mithaq.")
            and module_has_submodule(config.module, "jobs")
        ):
            __import__(f"{config.name}.jobs")


class SilentProgress:
    """Progress that nobody follows: runs a job's function directly, in tests and commands."""

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Tells nobody."""

    @contextmanager
    def last_transaction(self) -> Iterator[MutableMapping[str, Any]]:
        """A plain transaction."""
        from django.db import transaction

        with transaction.atomic():
            yield {}
