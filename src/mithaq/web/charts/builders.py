"""The usual charts: a trend with its target, bars, a population pyramid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from mithaq.core.values import Known, Missing
from mithaq.web.charts.model import Chart, Legend
from mithaq.web.tables.declare import Column, Kind, Table

_MOST_SERIES = 6
HEIGHT = 240


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values, one for each label of the axis; missing values break the line."""

    label: Any
    values: Sequence[Any]


def line(
    name: str,
    title: Any,
    labels: Sequence[Any],
    series: Sequence[Series],
    *,
    targets: Sequence[Any] = (),
    unit: Any = "",
    kind: Kind = "number",
    decimals: int | None = None,
    source: Any = "",
    summary: Any = "",
) -> Chart:
    """A trend over periods; `targets` (one per label, missing where there is none) is dotted.

    Raises ValueError beyond six series: draw small multiples instead.
    """
    _check(labels, series)
    rows = [
        _point(label, str(one.label), value) for one in series for label, value in zip(labels, one.values, strict=True)
    ]
    x = alt.X("x:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, labelPadding=6))
    y = alt.Y(
        "y:Q",
        title=str(unit) or None,
        axis=alt.Axis(format=_d3(kind, decimals)),
        scale=alt.Scale(zero=False, nice=True),
    )
    colour = alt.Color("series:N", sort=None, legend=None if len(series) == 1 else alt.Legend())
    tip = [alt.Tooltip("x:N", title=_("Period")), alt.Tooltip("series:N", title=_("Series"))]
    tip.append(alt.Tooltip("y:Q", title=str(unit) or _("Value"), format=_d3(kind, decimals)))
    drawn = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y, color=colour, tooltip=tip)
    layers: list[Any] = [drawn.mark_line(), drawn.mark_point(filled=True, size=36, opacity=1)]
    if targets:
        goal = [_point(label, "", value) for label, value in zip(labels, targets, strict=True)]
        target = alt.Chart(alt.Data(values=goal)).encode(x=x, y=y)
        layers.insert(0, target.mark_line(color="mq:accent", strokeDash=[4, 4], strokeWidth=1.5))
    table = _table(name, title, _("Period"), labels, series, targets, kind, decimals)
    return Chart(
        name,
        title,
        table,
        spec=alt.layer(*layers).properties(width="container", height=HEIGHT),
        summary=summary,
        note=unit,
        source=source,
        legend=(Legend("accent", _("target (dotted)")),) if targets else (),
    )


def bars(
    name: str,
    title: Any,
    labels: Sequence[Any],
    values: Sequence[Any],
    *,
    target: Any = None,
    unit: Any = "",
    kind: Kind = "number",
    decimals: int | None = None,
    head: Any = "",
    source: Any = "",
    summary: Any = "",
) -> Chart:
    """One bar for each label, in the order given, with a target drawn across when there is one."""
    rows = [_point(label, "", value) for label, value in zip(labels, values, strict=True)]
    y = alt.Y("x:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("y:Q", title=str(unit) or None, axis=alt.Axis(format=_d3(kind, decimals)))
    tip = [alt.Tooltip("x:N", title=str(head) or _("Item"))]
    tip.append(alt.Tooltip("y:Q", title=str(unit) or _("Value"), format=_d3(kind, decimals)))
    layers: list[Any] = [alt.Chart(alt.Data(values=rows)).mark_bar(color="mq:chart-1").encode(y=y, x=x, tooltip=tip)]
    if _plain(target) is not None:
        goal = alt.Chart(alt.Data(values=[{"y": _plain(target)}]))
        layers.append(goal.mark_rule(color="mq:accent", strokeDash=[4, 4], size=1.5).encode(x="y:Q"))
    table = _table(name, title, head or _("Item"), labels, [Series(unit or _("Value"), values)], (), kind, decimals)
    return Chart(
        name,
        title,
        table,
        spec=alt.layer(*layers).properties(width="container", height=alt.Step(26)),
        summary=summary,
        note=unit,
        source=source,
        legend=(Legend("accent", _("target (dotted)")),) if _plain(target) is not None else (),
    )


def pyramid(
    name: str,
    title: Any,
    ages: Sequence[str],
    men: Sequence[Any],
    women: Sequence[Any],
    *,
    source: Any = "",
    summary: Any = "",
) -> Chart:
    """Persons by age (youngest first) and sex: men on the left, women on the right."""
    words = [_("Men"), _("Women")]
    rows = [_person(age, words[0], value, -1) for age, value in zip(ages, men, strict=True)]
    rows += [_person(age, words[1], value, 1) for age, value in zip(ages, women, strict=True)]
    y = alt.Y("age:N", sort=list(reversed(ages)), title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("side:Q", title=_("Persons"), axis=alt.Axis(labelExpr="format(abs(datum.value), ',')", tickCount=6))
    colour = alt.Color("sex:N", sort=words, scale=alt.Scale(domain=words, range=["mq:chart-3", "mq:chart-2"]))
    tip = [alt.Tooltip("age:N", title=_("Age")), alt.Tooltip("sex:N", title=_("Sex"))]
    tip.append(alt.Tooltip("n:Q", title=_("Persons"), format=",~f"))
    drawn = alt.Chart(alt.Data(values=rows)).mark_bar().encode(y=y, x=x, color=colour, tooltip=tip)
    table = _table(name, title, _("Age"), ages, [Series(words[0], men), Series(words[1], women)], (), "number", 0)
    return Chart(
        name,
        title,
        table,
        spec=drawn.properties(width="container", height=alt.Step(17)),
        summary=summary,
        source=source,
    )


def _check(labels: Sequence[Any], series: Sequence[Series]) -> None:
    if len(series) > _MOST_SERIES:
        raise ValueError(f"at most {_MOST_SERIES} series in one chart: draw small multiples")
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"series {one.label}: {len(one.values)} values for {len(labels)} labels")


def _plain(value: Any) -> float | None:
    """A number for the drawing (floats are enough for the eye); None when missing."""
    if isinstance(value, Known):
        return float(value.amount)
    return None if value is None or isinstance(value, Missing) else float(value)


def _point(label: Any, series: str, value: Any) -> dict[str, Any]:
    return {"x": str(label), "series": series, "y": _plain(value)}


def _person(age: str, sex: str, value: Any, side: int) -> dict[str, Any]:
    n = _plain(value)
    return {"age": age, "sex": sex, "n": n, "side": None if n is None else n * side}


def _d3(kind: str, decimals: int | None) -> str:
    if kind == "percent":
        return f".{0 if decimals is None else decimals}%"
    return ",.2f" if kind == "money" else f",.{decimals}f" if decimals is not None else ",~f"


def _table(
    name: str,
    title: Any,
    head: Any,
    labels: Sequence[Any],
    series: Sequence[Series],
    targets: Sequence[Any],
    kind: Kind,
    decimals: int | None,
) -> Table:
    every = [*series, *([Series(_("Target"), targets)] if targets else [])]
    columns = [Column("label", head)]
    columns += [Column(f"v{at}", one.label, kind, decimals) for at, one in enumerate(every)]
    rows = [
        {"label": str(label), **{f"v{at}": one.values[i] for at, one in enumerate(every)}}
        for i, label in enumerate(labels)
    ]
    return Table(f"{name}-figures", columns, rows, title, is_plain=True)
