"""Why an amount changed: parts that add up from one total to the next, in a stable order.

Drawn by us, because Vega-Lite knows neither the hatch of what is pending nor a broken axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from html import escape
from typing import Any, Literal

from django.utils.translation import gettext as _

from mithaq.web import formats
from mithaq.web.charts.model import Chart, Legend
from mithaq.web.charts.theme import FONT, tokens
from mithaq.web.languages import current_language
from mithaq.web.tables.declare import Column, State, Table

WIDTH, HEIGHT = 1000, 304
_LEFT, _TOP, _FLOOR = 60.0, 38.0, 258.0
_AXIS_X = 54
_BREAK_HEIGHT = 16
_MOST_PARTS = 8
_BROKEN_FROM = Decimal("0.5")  # the axis is broken when every level stands above half of the highest
_LINE_LENGTH = 14
_CLASSES = {"tot": "chart-1", "up": "chart-3", "dn": "chart-2"}


@dataclass(frozen=True, slots=True)
class Part:
    """A bar: a total, a change, or a change that waits for data."""

    label: Any
    amount: Decimal
    kind: Literal["total", "change", "pending"] = "change"


@dataclass(frozen=True, slots=True)
class _Bar:
    part: Part
    start: Decimal
    end: Decimal
    css: str


def waterfall(name: str, title: Any, parts: Sequence[Part], *, source: Any = "", note: Any = "") -> Chart:
    """The chart of `parts`, the first and the last being totals.

    Raises ValueError when the parts do not add up to the last total, or are too many to be read.
    """
    bars = _bars(parts)
    changes = [part.amount for part in parts[1:-1]]
    first, last = parts[0], parts[-1]
    added = formats.signed(sum(changes, Decimal(0)), 2).replace("+", "+ ").replace("−", "− ")
    unit = current_language().currency
    foot = f"{formats.number(first.amount, 2)} {added} = {formats.number(last.amount, 2)}"
    return Chart(
        name,
        title,
        _table(name, title, parts),
        drawing=lambda on_paper: _draw(bars, f"hatch-{name}", on_paper=on_paper),
        summary=_("From %(first)s (%(from)s) to %(last)s (%(to)s): the parts add up.")
        % {
            "first": formats.money(first.amount),
            "from": first.label,
            "last": formats.money(last.amount),
            "to": last.label,
        },
        note=note or unit,
        foot=foot,
        foot_unit=unit,
        source=source,
        legend=_legend(parts),
    )


def _bars(parts: Sequence[Part]) -> list[_Bar]:
    if len(parts) < 2 or parts[0].kind != "total" or parts[-1].kind != "total":
        raise ValueError("a waterfall starts and ends with a total")
    if len(parts) - 2 > _MOST_PARTS:
        raise ValueError(f"at most {_MOST_PARTS} parts between the totals: group the others")
    level = Decimal(0)
    bars: list[_Bar] = []
    for part in parts:
        if part.kind == "total":
            if bars and part.amount != level:
                raise ValueError(f"the parts add up to {level}, not to {part.amount} ({part.label})")
            bars.append(_Bar(part, Decimal(0), part.amount, "tot"))
            level = part.amount
        else:
            css = "wait" if part.kind == "pending" else "up" if part.amount >= 0 else "dn"
            bars.append(_Bar(part, level, level + part.amount, css))
            level += part.amount
    return bars


class _Scale:
    """Amounts to heights; the axis starts at zero unless every level is high, and then it shows the break."""

    def __init__(self, bars: Sequence[_Bar]) -> None:
        levels = [bar.end for bar in bars] + [bar.start for bar in bars if bar.css != "tot"]
        self.top = max(*levels, Decimal(0))
        lowest = min(levels)
        self.is_broken = lowest > self.top * _BROKEN_FROM
        span = self.top - lowest if self.is_broken else self.top - min(lowest, Decimal(0))
        span = span or self.top or Decimal(1)
        self.step = _nice_step(span / 4)
        margin = span / 3 if self.is_broken else Decimal(0)
        self.bottom = max(lowest - margin, Decimal(0)) if self.is_broken else min(lowest, Decimal(0))
        self.in_millions = self.top >= 1_000_000

    def y(self, amount: Decimal) -> float:
        """The height of an amount in the drawing."""
        share = float((amount - self.bottom) / ((self.top - self.bottom) or Decimal(1)))
        return _FLOOR - max(share, 0.0) * (_FLOOR - _TOP)

    def ticks(self) -> list[Decimal]:
        """The amounts at which the axis is ruled."""
        first = (self.bottom / self.step).to_integral_value(ROUND_CEILING) * self.step
        n = int((self.top - first) // self.step) + 1
        every = [first + self.step * i for i in range(n)]
        # The mark of the break stands at the foot of the axis: no figure is written over it.
        return [tick for tick in every if not self.is_broken or self.y(tick) < _FLOOR - _BREAK_HEIGHT]

    def tick_text(self, amount: Decimal) -> str:
        """An amount on the axis, in millions where they are large."""
        if not self.in_millions:
            return formats.number(amount, 0)
        exponent = int((self.step / 1_000_000).normalize().as_tuple().exponent)  # a step is finite: never a letter
        return formats.number(amount / 1_000_000, max(1, -exponent))

    def value_text(self, bar: _Bar) -> str:
        """The amount written on a bar: totals in millions, parts in thousands, when amounts are large."""
        amount = bar.part.amount
        if bar.css == "tot":
            return formats.number(amount / 1_000_000, 3) if self.in_millions else formats.number(amount, 0)
        return f"{formats.signed(amount / 1_000, 0)}\u00a0k" if self.in_millions else formats.signed(amount, 0)


def _draw(bars: Sequence[_Bar], hatch: str, *, on_paper: bool) -> str:
    scale = _Scale(bars)
    pitch = (WIDTH - _LEFT) / len(bars)
    width = pitch * 0.71
    lines = [_opening(hatch, on_paper)]
    for tick in scale.ticks():
        y = scale.y(tick)
        lines.append(f'<path class="ax" d="M{_AXIS_X} {y:.1f}H{WIDTH}"/>')
        lines.append(f'<text class="tick" x="48" y="{y + 4:.1f}" text-anchor="end">{scale.tick_text(tick)}</text>')
    for at, bar in enumerate(bars):
        x = _LEFT + pitch * at
        lines += _bar_lines(bar, x, width, scale, hatch)
        if at + 1 < len(bars):
            lines.append(f'<path class="cn" d="M{x + width:.1f} {scale.y(bar.end):.1f}h{pitch - width:.1f}"/>')
    lines.append(f'<path class="base" d="M{_AXIS_X} {_FLOOR:.0f}H{WIDTH}"/>')
    if scale.is_broken:
        lines.append('<path class="base" d="M48 252l12-6M48 247l12-6"/>')
    return "".join([*lines, "</svg>"])


def _bar_lines(bar: _Bar, x: float, width: float, scale: _Scale, hatch: str) -> list[str]:
    start = _FLOOR if bar.css == "tot" and scale.is_broken else scale.y(bar.start)
    top, bottom = sorted((start, scale.y(bar.end)))
    middle = x + width / 2
    is_drop = bar.part.amount < 0 and bar.css != "tot"
    text_y = bottom + 17 if is_drop else top - 8
    tip = f"{escape(str(bar.part.label))} : {formats.money(bar.part.amount)}"
    size = f'x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{max(bottom - top, 1):.1f}" rx="2"'
    centred = f'x="{middle:.1f}" text-anchor="middle"'
    fill = f' style="fill:url(#{hatch})"' if bar.css == "wait" else ""
    lines = [
        f'<rect class="{bar.css}" {size}{fill}><title>{tip}</title></rect>',
        f'<text class="v" {centred} y="{text_y:.1f}" direction="ltr">{scale.value_text(bar)}</text>',
        f'<text {centred} y="278">',
    ]
    for at, line in enumerate(_wrapped(str(bar.part.label))):
        lines.append(f'<tspan x="{middle:.1f}" dy="{16 if at else 0}">{escape(line)}</tspan>')
    return [*lines, "</text>"]


def _opening(hatch: str, on_paper: bool) -> str:
    size = f'viewBox="0 0 {WIDTH} {HEIGHT + 8}"'
    if not on_paper:
        ground, stripe = "var(--mq-surface)", "var(--mq-chart-2)"
        head = f'<svg class="mq-fall" {size} aria-hidden="true" focusable="false">'
    else:
        ground, stripe = tokens()["surface"], tokens()["chart-2"]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} width="{WIDTH}" height="{HEIGHT + 8}">{_paper_style()}'
        head += f'<rect width="100%" height="100%" fill="{ground}"/>'
    return (
        f'{head}<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{ground}"/>'
        f'<path d="M0 0V6" stroke="{stripe}" stroke-width="3"/></pattern></defs>'
    )


def _paper_style() -> str:
    colours = tokens()
    rules = {
        "text": f"font-family:{FONT};font-size:13px;fill:{colours['ink-2']}",
        ".v": f"font-weight:600;font-size:14px;fill:{colours['ink']}",
        ".tick": f"font-size:12px;fill:{colours['ink-3']}",
        ".wait": f"stroke:{colours['ink-3']}",
        ".ax": f"stroke:{colours['line']}",
        ".cn": f"stroke:{colours['ink-3']};stroke-dasharray:2 3",
        ".base": f"stroke:{colours['ink-3']};fill:none",
        **{f".{css}": f"fill:{colours[token]}" for css, token in _CLASSES.items()},
    }
    return "<style>" + "".join(f"{selector}{{{rule}}}" for selector, rule in rules.items()) + "</style>"


def _wrapped(text: str) -> list[str]:
    """The label on at most two lines."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE_LENGTH and len(lines) < 2:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _nice_step(rough: Decimal) -> Decimal:
    magnitude = Decimal(10) ** rough.adjusted()
    return next((m * magnitude for m in (1, 2, 5) if m * magnitude >= rough), 10 * magnitude)


def _table(name: str, title: Any, parts: Sequence[Part]) -> Table:
    states = {
        "total": State("none", _("Amount")),
        "change": State("info", _("Change")),
        "pending": State("watch", _("Waiting for data")),
    }
    columns = [
        Column("label", _("Part")),
        Column("kind", _("What it is"), "state", states=states),
        Column("amount", _("Amount"), "money"),
    ]
    rows = [{"label": str(part.label), "kind": part.kind, "amount": part.amount} for part in parts]
    return Table(f"{name}-figures", columns, rows, title, is_plain=True)


def _legend(parts: Sequence[Part]) -> tuple[Legend, ...]:
    changes = [part for part in parts if part.kind == "change"]
    entries = [Legend("chart-1", _("amount"))]
    if any(part.amount >= 0 for part in changes):
        entries.append(Legend("chart-3", _("what increases")))
    if any(part.amount < 0 for part in changes):
        entries.append(Legend("chart-2", _("what decreases")))
    if any(part.kind == "pending" for part in parts):
        entries.append(Legend("chart-2", _("waiting for data"), is_hatched=True))
    return tuple(entries)
