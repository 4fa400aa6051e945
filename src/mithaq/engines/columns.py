"""Exact arithmetic on arrays: each number is a fraction of integers, and may be missing.

The integers are int64 while they surely fit (a bound travels with every column) and Python's own
beyond. Nothing is ever a float. A division keeps its two integers; the plain reference cuts it
after fifty digits instead. The two can only differ where a later rounding or comparison falls
exactly on an edge: those rows are marked in `edges` and left to the reference.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mithaq.core.money import Rounding
from mithaq.engines.protocol import Figures, Integers, NotColumnar

Mask = NDArray[np.bool_]
_LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers `above` / `below`; `below` is one positive integer, or an array of them.

    `top` and `bottom` bound the integers; `is_cut` when the reference has rounded on the way to
    these numbers (a division, then another operation).
    """

    above: Integers
    below: Any
    missing: Mask
    top: int
    bottom: int
    is_cut: bool = False

    @property
    def is_decimal(self) -> bool:
        """Whether all share one denominator."""
        return isinstance(self.below, int)

    def on(self, positions: NDArray[np.int64]) -> "Column":
        """The numbers at these positions, in that order."""
        below = self.below if self.is_decimal else self.below[positions]
        return replace(self, above=self.above[positions], below=below, missing=self.missing[positions])


@dataclass(frozen=True, slots=True)
class Truths:
    """Conditions; `edges` marks those that the reference must judge."""

    holds: Mask
    missing: Mask
    edges: Mask


def of_figures(figures: Figures) -> Column:
    """The column of a table."""
    top = max(abs(int(figures.numbers.min())), abs(int(figures.numbers.max()))) if len(figures.numbers) else 0
    return Column(figures.numbers, 10**figures.places, figures.missing, top, 10**figures.places)


def constant(number: Decimal, count: int) -> Column:
    """The same number on every row."""
    above, below = number.as_integer_ratio()
    return Column(
        _wide(np.full(count, above, dtype=object), abs(above)), below, np.zeros(count, bool), abs(above), below
    )


def whole(numbers: NDArray[Any]) -> Column:
    """Whole numbers, none missing."""
    return of_figures(Figures(numbers.astype(np.int64), 0, np.zeros(len(numbers), bool)))


def nothing_missing(column: Column) -> Column:
    """The numbers with zero in the place of what is missing: for sums that count the missing apart."""
    above = np.where(column.missing, 0, column.above)
    return replace(column, above=above, missing=np.zeros(len(above), bool))


def to_figures(column: Column) -> Figures:
    """The column as a table keeps it. Raises NotColumnar when its numbers are not decimals."""
    if not column.is_decimal:
        raise NotColumnar("an amount is a fraction that was never rounded")
    places = 0
    while 10**places % column.below:  # comes from decimals: it divides a power of ten
        places += 1
    factor = 10**places // column.below
    return Figures(_wide(column.above, column.top * factor) * factor, places, column.missing)


def _wide(array: Integers, bound: int) -> Integers:
    """The array in the narrowest integers that hold `bound`."""
    return array.astype(np.int64 if bound < _LIMIT else object, copy=False)


def _scaled(column: Column, factor: Any, bound: int) -> Integers:
    top = column.top * bound
    return _wide(column.above, top) * (_wide(factor, top) if isinstance(factor, np.ndarray) else factor)


def _times(left: Any, right: Any, bound: int) -> Any:
    """The product of two denominators."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    wide = [_wide(one, bound) if isinstance(one, np.ndarray) else one for one in (left, right)]
    return wide[0] * wide[1]


def alike(left: Column, right: Column) -> tuple[Column, Column]:
    """The two columns with the same denominators."""
    if left.is_decimal and right.is_decimal:
        below = lcm(left.below, right.below)
        return _over(left, below // left.below, below), _over(right, below // right.below, below)
    bottom = left.bottom * right.bottom
    below = _times(left.below, right.below, bottom)
    first = replace(
        left, above=_scaled(left, right.below, right.bottom), below=below, top=left.top * right.bottom, bottom=bottom
    )
    second = replace(
        right, above=_scaled(right, left.below, left.bottom), below=below, top=right.top * left.bottom, bottom=bottom
    )
    return first, second


def _over(column: Column, factor: int, below: int) -> Column:
    above = _scaled(column, factor, factor)
    return replace(column, above=above, below=below, top=column.top * factor, bottom=below)


def _cut(*columns: Column) -> bool:
    """Whether the reference rounds when it goes on from these."""
    return any(column.is_cut or not column.is_decimal for column in columns)


def add(left: Column, right: Column, sign: int = 1) -> Column:
    """Left plus right; minus when `sign` is -1."""
    first, second = alike(left, right)
    top = first.top + second.top
    above = _wide(first.above, top) + sign * _wide(second.above, top)
    return Column(above, first.below, left.missing | right.missing, top, first.bottom, _cut(left, right))


def multiply(left: Column, right: Column) -> Column:
    """The product."""
    top, bottom = left.top * right.top, left.bottom * right.bottom
    above = _wide(left.above, top) * _wide(right.above, top)
    below = _times(left.below, right.below, bottom)
    return Column(above, below, left.missing | right.missing, top, bottom, _cut(left, right))


def divide(left: Column, right: Column) -> tuple[Column, Mask]:
    """The quotient, missing where the divisor is zero; and the rows that the reference must judge."""
    is_zero = right.above == 0
    sign = np.where(right.above < 0, -1, 1)
    above = _scaled(left, right.below, right.bottom) * sign
    divisor = np.where(is_zero, 1, abs(right.above))
    below = _times(divisor, left.below, right.top * left.bottom or 1)
    missing = left.missing | right.missing | is_zero
    quotient = Column(
        above, below, missing, left.top * right.bottom, max(right.top, 1) * left.bottom, _cut(left, right)
    )
    edges = is_zero & ~right.missing if right.is_cut else np.zeros(len(missing), bool)
    return quotient, edges


def negate(column: Column) -> Column:
    """The opposite."""
    return replace(column, above=-column.above)


def absolute(column: Column) -> Column:
    """Without its sign."""
    return replace(column, above=abs(column.above))


def compare(left: Column, right: Column, test: Callable[[Any, Any], Any]) -> Truths:
    """The comparison, row by row."""
    first, second = alike(left, right)
    missing = left.missing | right.missing
    same = np.asarray(first.above == second.above, dtype=bool)
    edges = same & ~missing if left.is_cut or right.is_cut else np.zeros(len(missing), bool)
    return Truths(np.asarray(test(first.above, second.above), dtype=bool), missing, edges)


def choose(condition: Mask, then: Column, otherwise: Column) -> Column:
    """`then` where the condition holds, else `otherwise`."""
    first, second = alike(then, otherwise)
    top = max(first.top, second.top)
    return Column(
        above=np.where(condition, _wide(first.above, top), _wide(second.above, top)),
        below=first.below,
        missing=np.where(condition, then.missing, otherwise.missing),
        top=top,
        bottom=first.bottom,
        is_cut=then.is_cut or otherwise.is_cut,
    )


def round_to(column: Column, policy: Rounding, step: Decimal) -> tuple[Column, Mask]:
    """The multiples of `step`, and the rows on an edge that the reference must judge."""
    step_above, step_below = step.as_integer_ratio()
    top, bottom = column.top * step_below, column.bottom * step_above
    bound = 2 * max(top, bottom)
    size = abs(_wide(column.above, bound)) * step_below
    below = _times(column.below, step_above, bound)
    whole, rest = size // below, size % below
    up, edges = _goes_up(policy, whole, rest, below)
    whole = (whole + up) * np.where(column.above < 0, -1, 1)
    most = top + 1
    rounded = Column(
        _wide(whole, most * step_above) * step_above, step_below, column.missing, most * step_above, step_below
    )
    on_edge = np.asarray(edges, dtype=bool) & ~column.missing if column.is_cut else np.zeros(len(column.missing), bool)
    return rounded, on_edge


def _goes_up(policy: Rounding, whole: Integers, rest: Integers, below: Any) -> tuple[Any, Any]:
    if policy is Rounding.DOWN:
        return 0, rest == 0
    half = 2 * rest == below
    if policy is Rounding.HALF_UP:
        return (2 * rest >= below) * 1, half
    return ((2 * rest > below) | (half & (whole % 2 == 1))) * 1, half


def total_by(column: Column, offsets: NDArray[np.int64]) -> Column:
    """The sum of each contract's lines, missing ones counting for nothing; nothing is missing here."""
    if not column.is_decimal:
        raise NotColumnar("fractions that were never rounded are added up")
    n_most = int(np.diff(offsets).max(initial=0))
    top = column.top * max(len(column.above), 1)
    there = np.where(column.missing, 0, _wide(column.above, top))
    sums = np.concatenate([np.zeros(1, dtype=there.dtype), np.cumsum(there)])
    above = sums[offsets[1:]] - sums[offsets[:-1]]
    return Column(above, column.below, np.zeros(len(above), bool), column.top * n_most, column.bottom, column.is_cut)


def any_of(masks: list[Mask], count: int) -> Mask:
    """Where at least one mask holds."""
    return reduce(np.logical_or, masks, np.zeros(count, bool))
