"""Check a whole pack and say everything that is wrong, not only the first thing."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mithaq.core.errors import RuleError
from mithaq.packs.pack import Pack


def problems(pack: Pack) -> list[RuleError]:
    """Every mistake of a pack, at most one a file, in reading order; empty when the pack is sound."""
    return [found for work in _works(pack) if (found := _attempt(work))]


def _works(pack: Pack) -> Iterator[Callable[[], Any]]:
    yield lambda: pack.description
    yield lambda: pack.sources
    if _attempt(lambda: pack.sources):
        return  # every other file would repeat it
    yield from (partial(pack.read_parameter, file) for file in pack.parameter_files())
    yield from (partial(pack.read_table, file) for file in pack.table_files())


def _attempt(work: Callable[[], Any]) -> RuleError | None:
    try:
        work()
    except RuleError as problem:
        return problem
    return None
