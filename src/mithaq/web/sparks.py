"""Geometry of the smallest drawings: sparklines and target bars. Missing points leave a gap."""

from collections.abc import Sequence
from dataclasses import dataclass

from mithaq.web.components import Spark
from mithaq.web.formats import Figure, Number, plain

WIDTH, HEIGHT = 104.0, 32.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 2.0, 100.0, 3.0, 29.0


def spark(values: Sequence[Figure], target: Figure = None) -> Spark | None:
    """The line of these values, oldest first; None when fewer than two are known."""
    numbers = [None if (bare := plain(value)) is None else float(bare) for value in values]
    known = [one for one in numbers if one is not None]
    if len(known) < 2:
        return None
    aim = None if (bare := plain(target)) is None else float(bare)
    low, high = min([*known, *([aim] if aim is not None else [])]), max([*known, *([aim] if aim is not None else [])])
    pieces = _pieces(numbers, low, high)
    last = pieces[-1][-1]
    return Spark(
        points=" ".join(_text(piece) for piece in pieces),
        area="".join(f"M{p[0][0]:.1f} {HEIGHT:.0f}L{_text(p)} {p[-1][0]:.1f} {HEIGHT:.0f}Z" for p in pieces),
        segments=tuple(_text(piece) for piece in pieces),
        last_x=f"{last[0]:.1f}",
        last_y=f"{last[1]:.1f}",
        target_y="" if aim is None else f"{_height(aim, low, high):.1f}",
        gaps=len(numbers) - len(known),
    )


def _height(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _pieces(numbers: list[float | None], low: float, high: float) -> list[list[tuple[float, float]]]:
    step = (_RIGHT - _LEFT) / (len(numbers) - 1)
    pieces: list[list[tuple[float, float]]] = []
    is_broken = True
    for index, value in enumerate(numbers):
        if value is None:
            is_broken = True
            continue
        if is_broken:
            pieces.append([])
        pieces[-1].append((_LEFT + index * step, _height(value, low, high)))
        is_broken = False
    return pieces


def _text(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


@dataclass(frozen=True, slots=True)
class Bar:
    """Widths in per cent of a bar, ready for a style: the value, the target's tick."""

    value: str
    target: str | None


def bar(value: Figure, target: Figure, full: Figure = None) -> Bar | None:
    """A bar on which the target stands at 80 % unless `full` gives the end of the scale; None when missing."""
    bare = plain(value)
    if bare is None:
        return None
    aim = plain(target)
    end = plain(full)
    scale = float(end) if end is not None else (float(aim) / 0.8 if aim else max(float(bare), 1.0))
    if scale <= 0:
        return None
    return Bar(_share(bare, scale), None if aim is None else _share(aim, scale))


def _share(value: Number, scale: float) -> str:
    return f"{min(max(float(value) / scale, 0.0), 1.0) * 100:.1f}"
