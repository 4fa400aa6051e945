"""What a benchmark gives: rows of a table, each a measure with what it is compared to."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    `work` says what was done and on how much (French, for the page); `seconds` is the median time;
    `compared_to` names the other way and `other_seconds` its time, when there is one; `note` adds
    what the reader must know (growth when the work doubles, memory, target).
    """

    work: str
    seconds: float
    compared_to: str = ""
    other_seconds: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times quicker than the other way; below one, slower."""
        return self.other_seconds / self.seconds if self.other_seconds and self.seconds else None


def median_seconds(work: Callable[[], object], *, repeats: int = 5, warm_up: int = 1) -> float:
    """The median wall time of `work()`, in seconds, after `warm_up` runs that do not count."""
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
