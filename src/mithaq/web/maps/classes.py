"""Classes of a map: at most five, with their bounds written in the legend. Missing is no class."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from django.utils.translation import gettext as _

from mithaq.core.values import Known, Missing
from mithaq.web import formats

MOST = 5
Scheme = Literal["seq", "div"]
# Which of the five colours fewer classes take, so that the ends stay apart.
_SHADES = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
_STRONG = {"q4", "q5", "d1", "d5"}


@dataclass(frozen=True, slots=True)
class Classes:
    """`bounds` part the values: a class holds what is above one bound and up to the next.

    `labels` name the classes instead of their bounds; `scheme` is "seq" for more and more, "div"
    for shortfall and surplus around a middle.
    """

    bounds: tuple[float, ...]
    scheme: Scheme = "seq"
    labels: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        if len(self.bounds) >= MOST:
            raise ValueError(f"at most {MOST} classes on a map, not {len(self.bounds) + 1}")
        if list(self.bounds) != sorted(set(self.bounds)):
            raise ValueError("the bounds of classes go up")
        if self.labels and len(self.labels) != len(self.bounds) + 1:
            raise ValueError(f"{len(self.bounds) + 1} classes need as many labels, not {len(self.labels)}")

    @property
    def n(self) -> int:
        """How many classes."""
        return len(self.bounds) + 1

    def css(self, value: Any) -> str:
        """The class of a value in the style sheet: q1…q5, d1…d5, or q0 (hatched) when missing."""
        number = plain(value)
        return "q0" if number is None else self.css_of(bisect_left(self.bounds, number))

    def css_of(self, rank: int) -> str:
        """The style-sheet class of the class of that rank, from 0."""
        return f"{'q' if self.scheme == 'seq' else 'd'}{_SHADES[self.n][rank]}"

    def legend(self, kind: str = "number", decimals: int | None = None) -> list[tuple[str, str]]:
        """Token of the colour and words of each class, in order."""
        return [(f"{self.scheme}-{_SHADES[self.n][rank]}", self._words(rank, kind, decimals)) for rank in range(self.n)]

    def _words(self, rank: int, kind: str, decimals: int | None) -> str:
        if self.labels:
            return str(self.labels[rank])
        texts = [written(bound, kind, decimals) for bound in self.bounds]
        if not texts:
            return _("All values")
        if rank == 0:
            return _("up to %(bound)s") % {"bound": texts[0]}
        if rank == len(texts):
            return _("more than %(bound)s") % {"bound": texts[-1]}
        return _("%(least)s to %(most)s") % {"least": texts[rank - 1], "most": texts[rank]}


def is_strong(css: str) -> bool:
    """Whether a class is so dark that labels on it are reversed."""
    return css in _STRONG


def written(value: Any, kind: str = "number", decimals: int | None = None, *, signed: bool = False) -> str:
    """A value of a map as text; with its sign where it is a surplus or a shortfall."""
    if plain(value) is None:
        return formats.missing_sign(value)
    if kind == "percent":
        return formats.percent(value, 1 if decimals is None else decimals)
    if kind == "money":
        return formats.money(value)
    return formats.signed(value, decimals) if signed else formats.number(value, decimals)


def plain(value: Any) -> float | None:
    """The number of a value; None when it is missing."""
    if isinstance(value, Known):
        return float(value.amount)
    return None if value is None or isinstance(value, Missing) else float(value)


def quantiles(values: Iterable[Any], n: int = MOST, scheme: Scheme = "seq") -> Classes:
    """Classes that hold about as many units each; fewer when many values are the same."""
    there = _there(values)
    if not there:
        return Classes((), scheme)
    cuts = np.quantile(there, [i / n for i in range(1, n)])
    return Classes(_bounds(cuts, there), scheme)


def jenks(values: Iterable[Any], n: int = MOST, scheme: Scheme = "seq") -> Classes:
    """Natural breaks (Fisher's exact method): the classes whose values differ least among themselves."""
    there = np.array(sorted(_there(values)))
    n = min(n, len(np.unique(there)))
    if n < 2:
        return Classes((), scheme)
    sums, squares = np.concatenate([[0], there.cumsum()]), np.concatenate([[0], (there**2).cumsum()])
    size = len(there)
    costs = squares[1:] - sums[1:] ** 2 / np.arange(1, size + 1)
    cuts = np.zeros((n, size), dtype=int)
    for k in range(1, n):
        costs, cuts[k] = _one_more_class(costs, sums, squares, k)
    return Classes(_bounds(_walk_back(there, cuts, n), list(there)), scheme)


def manual(bounds: Sequence[Any], scheme: Scheme = "seq", labels: Sequence[Any] = ()) -> Classes:
    """Classes whose bounds come from elsewhere: a norm, a plan."""
    return Classes(tuple(float(bound) for bound in bounds), scheme, tuple(labels))


def _one_more_class(costs: Any, sums: Any, squares: Any, k: int) -> tuple[Any, Any]:
    """The least spread of the first values in one class more, and where that class starts."""
    size = len(costs)
    better, starts = np.full(size, np.inf), np.zeros(size, dtype=int)
    for last in range(k, size):
        first = np.arange(k, last + 1)
        spread = squares[last + 1] - squares[first] - (sums[last + 1] - sums[first]) ** 2 / (last + 1 - first)
        total = costs[first - 1] + spread
        at = int(total.argmin())
        better[last], starts[last] = total[at], first[at]
    return better, starts


def _walk_back(there: Any, cuts: Any, n: int) -> list[float]:
    found, last = [], len(there) - 1
    for k in range(n - 1, 0, -1):
        last = int(cuts[k][last]) - 1
        found.append(float(there[last]))
    return found[::-1]


def _there(values: Iterable[Any]) -> list[float]:
    return [number for number in map(plain, values) if number is not None]


def _bounds(cuts: Iterable[float], there: Sequence[float]) -> tuple[float, ...]:
    """Bounds that are easy to read (three figures) and leave no class empty at the top."""
    rounded = (float(Decimal(f"{float(cut):.3g}")) for cut in cuts)
    return tuple(sorted({bound for bound in rounded if min(there) <= bound < max(there)}))
