"""Exact arithmetic on arrays: each number is a fraction of integers, and may be missing.

The integers are int64 while they surely fit (a bound travels with every column) and Python's own
beyond. Nothing is ever a float. A division keeps its two integers; the plain reference cuts it
after fifty digits instead. The two can only differ where a later rounding or comparison falls
exactly on an edge: those rows are marked in `edges` and left to the reference.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from math import lcm
from typing import Any, assert_never

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
    one = np.array(above, dtype=_integers_for(abs(above)))
    return Column(np.broadcast_to(one, count), below, none_of(count), abs(above), below)


def whole(numbers: NDArray[Any]) -> Column:
    """Whole numbers, none missing."""
    return of_figures(Figures(numbers.astype(np.int64), 0, none_of(len(numbers))))


def nothing_missing(column: Column) -> Column:
    """The numbers with zero in the place of what is missing: for sums that count the missing apart."""
    return replace(column, above=np.where(column.missing, 0, column.above), missing=none_of(len(column.above)))


def to_figures(column: Column) -> Figures:
    """The column as a table keeps it. Raises NotColumnar when its numbers are not decimals."""
    if not column.is_decimal:
        raise NotColumnar("an amount is a fraction that was never rounded")
    places = 0
    while 10**places % column.below:  # comes from decimals: it divides a power of ten
        places += 1
    factor = 10**places // column.below
    return Figures(_scaled(column, factor, factor), places, column.missing)


def _integers_for(bound: int) -> type[Any]:
    """The narrowest integers that hold `bound`."""
    return np.int64 if bound < _LIMIT else object


def _wide(array: Integers, bound: int) -> Integers:
    """The array in the narrowest integers that hold `bound`."""
    return array.astype(_integers_for(bound), copy=False)


def _scaled(column: Column, factor: Any, bound: int) -> Integers:
    """The integers above, times a denominator that `bound` holds."""
    above = _wide(column.above, column.top * bound)
    if isinstance(factor, int):
        return above if factor == 1 else above * factor
    return above * _wide(factor, column.top * bound)


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
    above = _scaled(left, right.below, right.bottom)
    above = np.where(right.above < 0, -above, above)
    divisor = np.where(is_zero, 1, abs(right.above))
    below = _times(divisor, left.below, right.top * left.bottom or 1)
    missing = left.missing | right.missing | is_zero
    quotient = Column(
        above, below, missing, left.top * right.bottom, max(right.top, 1) * left.bottom, _cut(left, right)
    )
    return quotient, is_zero & ~right.missing if right.is_cut else none_of(len(missing))


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
    edges = none_of(len(missing))
    if left.is_cut or right.is_cut:
        edges = np.asarray(first.above == second.above, dtype=bool) & ~missing
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
    whole = size // below
    rest = size - whole * below
    nearest = whole + _goes_up(policy, whole, rest, below)
    most = (top + 1) * step_above
    above = _wide(np.where(column.above < 0, -nearest, nearest), most) * step_above
    edges = none_of(len(above))
    if column.is_cut:
        on_edge = rest == 0 if policy is Rounding.DOWN else 2 * rest == below
        edges = np.asarray(on_edge, dtype=bool) & ~column.missing
    return Column(above, step_below, column.missing, most, step_below), edges


def _goes_up(policy: Rounding, whole: Integers, rest: Integers, below: Any) -> Any:
    """One where the number is rounded away from zero, else zero."""
    match policy:
        case Rounding.DOWN:
            return 0
        case Rounding.HALF_UP:
            return 2 * rest >= below
        case Rounding.HALF_EVEN:
            return (2 * rest > below) | ((2 * rest == below) & (whole % 2 == 1))
        case _:
            assert_never(policy)


def total_by(column: Column, offsets: NDArray[np.int64]) -> Column:
    """The sum of each contract's lines, missing ones counting for nothing; nothing is missing here."""
    if not column.is_decimal:
        raise NotColumnar("fractions that were never rounded are added up")
    n_most = int(np.diff(offsets).max(initial=0))
    top = column.top * max(len(column.above), 1)
    there = np.where(column.missing, 0, _wide(column.above, top))
    sums = np.concatenate([np.zeros(1, dtype=there.dtype), np.cumsum(there)])
    above = sums[offsets[1:]] - sums[offsets[:-1]]
    return Column(above, column.below, none_of(len(above)), column.top * n_most, column.bottom, column.is_cut)


def none_of(count: int) -> Mask:
    """No row; not to be written to."""
    return np.broadcast_to(np.False_, count)


def any_of(masks: list[Mask], count: int) -> Mask:
    """Where at least one mask holds."""
    found = np.zeros(count, bool)
    for mask in masks:
        found |= mask
    return found
