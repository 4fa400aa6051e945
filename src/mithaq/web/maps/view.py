"""A map of values by unit, with its legend, its table and the facilities on it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.static import was_modified_since
from shapely.geometry.base import BaseGeometry

from mithaq.web.exports import csv_bytes
from mithaq.web.maps.classes import Classes, is_strong, plain, written
from mithaq.web.maps.drawing import LINE_HEIGHT, WIDTH, Box, Ground, Spot, ground_of, label_box, label_width, touch
from mithaq.web.tables.declare import Column, Kind, Table
from mithaq.web.tables.export import sheet_of_rows

MOST_LABELS = 30
MOST_LINKS = 120


@dataclass(frozen=True, slots=True)
class Area:
    """A unit on the map: code of its shape, name, value, page, and a sentence for its popup."""

    code: str
    label: Any
    value: Any = None
    url: str = ""
    note: Any = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A facility: where, its name, its kind (a key of `MapLayer.kinds`), its page."""

    lon: float
    lat: float
    label: Any
    kind: str = ""
    url: str = ""
    note: Any = ""


@dataclass(frozen=True, slots=True)
class MapLayer:
    """Points of several kinds: `kinds` gives each its words, in the order of the chart colours.

    The points themselves, or the address of an endpoint made with `points_response`.
    """

    points: Sequence[Point] = ()
    url: str = ""
    kinds: Mapping[str, Any] = field(default_factory=dict)
    label: Any = ""


@dataclass(frozen=True)
class MapView:
    """A choropleth. `shapes` are in degrees by code; `context` shapes lie around, without a value.

    `shapes_url` serves the same shapes as TopoJSON (`id` = code); without it they travel in the
    page, simplified. `is_live` puts a map that zooms over the drawing; by default when there are
    facilities or more units than labels.
    """

    name: str
    title: Any
    shapes: Mapping[str, BaseGeometry]
    areas: Sequence[Area]
    classes: Classes
    unit: Any = ""
    kind: Kind = "number"
    decimals: int | None = None
    selected: str = ""
    context: Mapping[str, BaseGeometry] = field(default_factory=dict)
    layer: MapLayer = field(default_factory=MapLayer)
    shapes_url: str = ""
    source: Any = ""
    note: Any = ""
    area_head: Any = ""
    summary: Any = ""
    shows_table: bool = True
    is_live: bool | None = None

    @cached_property
    def ground(self) -> Ground:
        """The drawn shapes."""
        return ground_of(self.shapes, self.context, has_labels=self.has_labels)

    @property
    def has_labels(self) -> bool:
        """Whether names and values are written on the polygons."""
        return len(self.areas) <= MOST_LABELS

    @property
    def wants_live(self) -> bool:
        """Whether a zooming map covers the drawing."""
        has_points = bool(self.layer.points or self.layer.url)
        return self.is_live if self.is_live is not None else has_points or not self.has_labels

    @property
    def hatch_id(self) -> str:
        """The id of this drawing's hatch: one hidden by another map would not be drawn."""
        return f"hatch-{self.name}"

    @property
    def n_missing(self) -> int:
        """How many units have no value."""
        return sum(plain(area.value) is None for area in self.areas)

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Token and words of each class."""
        return self.classes.legend(self.kind, self.decimals)

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        """Token and words of each kind of facility."""
        return [(f"chart-{at % 6 + 1}", words) for at, words in enumerate(self.layer.kinds.values())]

    @property
    def text_of(self) -> dict[str, str]:
        """The value of each unit as text."""
        signed = self.classes.scheme == "div"
        return {area.code: written(area.value, self.kind, self.decimals, signed=signed) for area in self.areas}

    @cached_property
    def svg(self) -> SafeString:
        """The drawing, coloured by the classes of the theme."""
        ground, texts = self.ground, self.text_of
        has_links = len(self.areas) <= MOST_LINKS and any(area.url for area in self.areas)
        role = 'role="group"' if has_links else 'role="img"'
        lines = [
            f'<svg class="mq-map" viewBox="0 0 {WIDTH} {ground.height:.0f}" {role} aria-label="{_text(self.title)}">',
            _HATCH.format(self.hatch_id),
            *(f'<path class="ctx" d="{path}"/>' for path in ground.context),
            *(self._polygon(area, texts[area.code], has_links) for area in self.areas),
        ]
        if self.selected in ground.paths:
            lines.append(f'<path class="sel" d="{ground.paths[self.selected]}"/>')
        lines += self._dots()
        if self.has_labels:
            lines += self._labels(texts)
        return mark_safe("\n".join([*lines, "</svg>"]))  # every text was escaped

    @property
    def page_json(self) -> str:
        """What the zooming map needs: values, classes, shapes or their address, points or theirs."""
        texts = self.text_of
        areas = {
            area.code: [str(area.label), texts[area.code], self.classes.css(area.value), area.url, str(area.note)]
            for area in self.areas
        }
        content: dict[str, Any] = {"areas": areas, "selected": self.selected, "unit": str(self.unit)}
        content |= {"labels": self.has_labels, "shapesUrl": self.shapes_url, "pointsUrl": self.layer.url}
        content["kinds"] = list(self.layer.kinds)
        content["points"] = [_dot(point) for point in self.layer.points]
        content["words"] = {"open": _("Open"), "zoomIn": _("Zoom in"), "zoomOut": _("Zoom out")}
        written_content = json.dumps(content, ensure_ascii=False)
        if self.shapes_url:
            return written_content
        return f'{written_content[:-1]}, "shapes": {self.ground.features}}}'

    @property
    def table(self) -> Table:
        """The same values as a table: the map's equivalent."""
        columns = [
            Column("label", self.area_head or _("Unit"), url=lambda area: area.url),
            Column("value", str(self.title), self.kind, self.decimals, unit=self.unit),
        ]
        return Table(f"{self.name}-figures", columns, list(self.areas), self.title, is_plain=True)

    @property
    def csv_uri(self) -> str:
        """The table as a text file inside a link."""
        return "data:text/csv;charset=utf-8;base64," + base64.b64encode(csv_bytes(sheet_of_rows(self.table))).decode()

    def _polygon(self, area: Area, text: str, has_links: bool) -> str:
        path = self.ground.paths.get(area.code, "")
        tip = f"{_text(area.label)} : {_text(text)}"
        css = self.classes.css(area.value)
        fill = f' style="fill:url(#{self.hatch_id})"' if css == "q0" else ""
        shape = f'<path class="p {css}" d="{path}"{fill}><title>{tip}</title></path>'
        if has_links and area.url:
            return f'<a href="{_text(area.url)}" aria-label="{tip}" data-code="{_text(area.code)}">{shape}</a>'
        return shape

    def _labels(self, texts: Mapping[str, str]) -> list[str]:
        """Names and values on the polygons, the largest first; a label that would touch another loses its
        name, then is left out: the tip of the polygon and the table say it anyway."""
        taken: list[Box] = []
        lines = []
        for area in sorted(self.areas, key=lambda one: self.ground.size_of(one.code), reverse=True):
            spot = self.ground.spots.get(area.code)
            if spot is None:
                continue
            for name in (str(area.label), ""):
                box = label_box(spot, name, texts[area.code])
                if not any(touch(box, other) for other in taken):
                    taken.append(box)
                    lines.append(self._label(area, spot, name, texts[area.code]))
                    break
        return lines

    def _label(self, area: Area, spot: Spot, name: str, text: str) -> str:
        fits = not spot.is_tiny and label_width(name, text) <= spot.room
        names = ["on-strong"] * (is_strong(self.classes.css(area.value)) and fits) + ["is-tiny"] * spot.is_tiny
        css = f' class="{" ".join(names)}"' if names else ""
        drop = LINE_HEIGHT if name else 0
        value = f'<tspan class="v" x="{spot.x}" dy="{drop}" direction="ltr">{_text(text)}</tspan>'
        return f'<text x="{spot.x}" y="{spot.y}"{css} aria-hidden="true">{_text(name)}{value}</text>'

    def _dots(self) -> list[str]:
        """Facilities, one path for each kind: three thousand elements would be slow to draw."""
        by_kind: dict[str, list[str]] = {}
        for point in self.layer.points:
            x, y = self.ground.place(point.lon, point.lat)
            by_kind.setdefault(point.kind, []).append(f"M{x:.1f} {y:.1f}h0")
        ranks = {kind: at % 6 + 1 for at, kind in enumerate(self.layer.kinds)}
        return [f'<path class="mq-dots k{ranks.get(kind, 1)}" d="{"".join(d)}"/>' for kind, d in by_kind.items()]


def points_response(layer: MapLayer) -> JsonResponse:
    """The facilities of a layer as JSON, for `MapLayer.url`: kinds, then one short list for each point."""
    return JsonResponse({"kinds": list(layer.kinds), "points": [_dot(point) for point in layer.points]})


def topology_response(request: HttpRequest, content: bytes, changed_at: float) -> HttpResponse:
    """A TopoJSON file for `MapView.shapes_url`, kept by the browser for a day and asked again by date."""
    if not was_modified_since(request.headers.get("If-Modified-Since"), int(changed_at)):
        return HttpResponse(status=304)
    response = HttpResponse(content, content_type="application/json")
    response["Last-Modified"] = http_date(changed_at)
    response["Cache-Control"] = "private, max-age=86400"
    return response


_HATCH = (
    '<defs><pattern id="{}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" class="mq-hatch-ground"/><path d="M0 0V7" class="mq-hatch-line"/></pattern></defs>'
)


def _dot(point: Point) -> list[Any]:
    return [round(point.lon, 5), round(point.lat, 5), str(point.label), point.kind, point.url, str(point.note)]


def _text(value: Any) -> str:
    return escape(str(value))
