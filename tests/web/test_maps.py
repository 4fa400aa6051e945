"""Maps: classes, missing hatched, words escaped, the same values as a table."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from mithaq.core.values import Missing, Reason
from mithaq.web.maps import (
    Area,
    Classes,
    MapLayer,
    MapView,
    Point,
    jenks,
    manual,
    points_response,
    quantiles,
    topology_response,
)

SHAPES = {f"03.{n}": box(-5 + n, 33, -4 + n, 34) for n in range(4)}
AREAS = [
    Area("03.0", "Fès <b>", -29, url="/u/03.0/?a=1&b=2"),
    Area("03.1", "Taza", Decimal(19), url="/u/03.1/"),
    Area("03.2", "Ifrane", 0),
    Area("03.3", "Sefrou", Missing(Reason.NOT_REPORTED)),
]


def view(**options: Any) -> MapView:
    given = {"areas": AREAS, "classes": manual([-6, -2, 1, 5], "div"), "decimals": 0, "shapes": SHAPES, **options}
    return MapView("gap", "Gap to the norm", **given)


def drawn(one: MapView) -> str:
    template = engines["django"].from_string("{% load mithaq_data %}{% map_view view %}")
    request = RequestFactory().get("/")
    return template.render({"view": one, "request": request}, request)


def test_values_take_their_class_and_missing_is_hatched() -> None:
    svg = view().svg
    for css, label in [("p d1", "−29"), ("p d5", "+19"), ("p d3", "0"), ("p q0", "—")]:
        assert f'class="{css}"' in svg
        assert label in svg


def test_names_are_escaped_everywhere() -> None:
    html = drawn(view(is_live=True))
    assert "Fès <b>" not in html
    assert "Fès &lt;b&gt;" in html
    assert "Fès \\u003cb\\u003e" in html
    assert 'href="/u/03.0/?a=1&amp;b=2"' in html


def test_the_map_has_its_table_its_file_and_its_legend() -> None:
    with override("en"):
        html = drawn(view(source="HCP"))
    assert "See as a table" in html
    assert "no data (1 unit)" in html
    assert "up to −6" in html
    assert "Source: HCP" in html
    assert 'href="data:text/csv' in html


def test_a_drawing_with_links_is_a_group_and_without_is_an_image() -> None:
    assert 'role="group"' in view().svg
    assert 'role="img"' in view(areas=[Area("03.0", "Fès", 1)]).svg


def test_the_selected_unit_is_outlined() -> None:
    assert view(selected="03.1").svg.count('class="sel"') == 1
    assert 'class="sel"' not in view(selected="99").svg


def test_facilities_are_drawn_as_few_paths_and_sent_as_short_lists() -> None:
    points = [Point(-4.5, 33.5, f"F{n}", "hospital" if n % 2 else "centre", url="/f/") for n in range(3_400)]
    layer = MapLayer(points, kinds={"hospital": "Hospital", "centre": "Centre"})
    one = view(layer=layer)
    assert one.svg.count('class="mq-dots') == 2
    assert one.wants_live
    assert json.loads(one.page_json)["points"][1] == [-4.5, 33.5, "F1", "hospital", "/f/", ""]
    assert json.loads(points_response(layer).content)["kinds"] == ["hospital", "centre"]


def test_shapes_stay_out_of_the_page_when_they_have_an_address() -> None:
    content = json.loads(view(shapes_url="/t/province/").page_json)
    assert content["shapesUrl"] == "/t/province/"
    assert "shapes" not in content


def test_shapes_are_asked_again_by_date() -> None:
    first = topology_response(RequestFactory().get("/"), b"{}", 1_700_000_000)
    again = RequestFactory().get("/", headers={"If-Modified-Since": first["Last-Modified"]})
    assert topology_response(again, b"{}", 1_700_000_000).status_code == 304
    assert topology_response(again, b"{}", 1_800_000_000).status_code == 200


def test_a_unit_without_shape_stays_in_the_table() -> None:
    html = drawn(view(areas=[*AREAS, Area("99", "Nowhere", 3)]))
    assert "Nowhere" in html


def test_classes_are_five_at_most_and_go_up() -> None:
    with pytest.raises(ValueError, match="at most 5 classes"):
        manual(range(5))
    with pytest.raises(ValueError, match="go up"):
        manual([2, 1])
    with pytest.raises(ValueError, match="3 classes need as many labels"):
        Classes((1, 2), labels=("a",))


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=60), st.sampled_from([quantiles, jenks]))
def test_any_values_have_classes(values: list[float | None], make: Any) -> None:
    classes = make(values)
    assert 1 <= classes.n <= 5
    assert len(classes.legend()) == classes.n
    for value in values:
        assert (classes.css(value) == "q0") == (value is None)


def test_natural_breaks_part_what_is_apart() -> None:
    values = [1, 2, 3, 100, 101, 102, 500, 501]
    assert [jenks(values, 3).css(v) for v in values] == ["q1"] * 3 + ["q3"] * 3 + ["q5"] * 2


def test_a_bound_belongs_to_the_class_below() -> None:
    classes = manual([10, 20])
    assert [classes.css(v) for v in (9, 10, 11, 20, 21)] == ["q1", "q1", "q3", "q3", "q5"]


def test_labels_never_touch_and_the_larger_unit_keeps_its_name() -> None:
    shapes = {"B": box(2, 0.9, 2.1, 1.1), "A": box(0, 0, 2, 2)}
    areas = [Area("B", "Juste à côté " * 6, 2), Area("A", "Grande", 1)]
    drawing = MapView("m", "Mesure", shapes, areas, manual([1])).svg
    assert re.findall(r"<text [^>]*>([^<]*)<tspan[^>]*>([^<]*)", drawing)[0] == ("Grande", "1")
    assert "Juste à côté <tspan" not in drawing
    assert drawing.count("<title>") == 2  # the tip of each unit says what its label could not
