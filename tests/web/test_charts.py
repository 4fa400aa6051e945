"""Charts: parts that add up, gaps that stay gaps, colours of the theme, the same on paper."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.values import Missing, Reason
from mithaq.web.charts import Chart, Part, Series, bars, line, pyramid, theme, waterfall

PARTS = [
    Part("T2", Decimal("12480000"), "total"),
    Part("Quantities <up>", Decimal("964300")),
    Part("Ceilings", Decimal("-418750")),
    Part("Missing data", Decimal("-293390"), "pending"),
    Part("T3", Decimal("12732160"), "total"),
]


def trend() -> Chart:
    rates = [Decimal("0.61"), Missing(Reason.NOT_REPORTED), Decimal("0.7")]
    return line(
        "trend",
        "Rate",
        ["T1", "T2", "T3"],
        [Series("Region", rates)],
        targets=[None, Decimal("0.65"), 0.7],
        kind="percent",
    )


def drawn(chart: Chart) -> str:
    template = engines["django"].from_string("{% load mithaq_data %}{% chart chart %}")
    request = RequestFactory().get("/")
    return template.render({"chart": chart, "request": request}, request)


def values_of(chart: Chart) -> list[Any]:
    spec = chart.vega_lite
    assert spec is not None
    return [row["y"] for layer in spec["layer"] for row in layer.get("data", spec.get("data", {})).get("values", [])]


def test_the_specification_follows_the_schema() -> None:
    trend().spec.to_dict(validate=True)  # type: ignore[union-attr]  # pages skip this check: see Chart.vega_lite


def test_a_missing_value_is_a_gap_not_a_zero() -> None:
    assert None in values_of(trend())
    assert 0 not in values_of(trend())


def test_every_colour_is_of_the_theme() -> None:
    for dark in (False, True):
        spec = theme.coloured(trend().vega_lite, dark=dark)
        assert "mq:" not in json.dumps(spec)
        assert spec["config"]["range"]["category"][0] == ("#7cc2a2" if dark else "#1a5c45")


def test_figures_and_months_are_written_as_in_morocco() -> None:
    with override("ar"):
        page = json.loads(trend().page_json)
    assert page["numbers"]["decimal"] == ","
    assert page["numbers"]["minus"] == "\u2212"
    assert page["times"]["months"][7] == "غشت"


def test_each_chart_has_its_table_and_its_file() -> None:
    with override("en"):
        html = drawn(trend())
    assert "See as a table" in html
    assert html.count("<tr>") == 4
    assert 'href="data:text/csv;charset=utf-8;base64,' in html
    assert "not reported" in html


def test_data_cannot_close_its_script() -> None:
    html = drawn(bars("b", "B", ["</script><script>alert(1)"], [1]))
    assert "</script><script>alert" not in html


def test_too_many_series_are_refused() -> None:
    with pytest.raises(ValueError, match="small multiples"):
        line("x", "X", ["a"], [Series(str(n), [n]) for n in range(7)])
    with pytest.raises(ValueError, match="2 values for 1 labels"):
        line("x", "X", ["a"], [Series("s", [1, 2])])


def test_the_waterfall_shows_its_sum_its_hatch_and_its_broken_axis() -> None:
    with override("fr"):
        chart = waterfall("why", "Pourquoi", PARTS)
        html = drawn(chart)
    assert chart.foot == "12\u00a0480\u00a0000,00 + 252\u00a0160,00 = 12\u00a0732\u00a0160,00"
    assert 'class="wait"' in html
    assert "M48 252l12-6" in html
    assert "Quantities &lt;up&gt;" in html
    assert "<up>" not in html
    assert "+964\u00a0k" in html


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="the parts add up to 12732160, not to 12732161"):
        waterfall("why", "Why", [*PARTS[:-1], Part("T3", Decimal("12732161"), "total")])


@pytest.mark.parametrize("parts", [PARTS[:1], PARTS[1:], PARTS[:-1], [PARTS[0], *[PARTS[1]] * 9, PARTS[-1]]])
def test_a_waterfall_goes_from_a_total_to_a_total_in_few_parts(parts: list[Part]) -> None:
    with pytest.raises(ValueError, match="total"):
        waterfall("why", "Why", parts)


@given(st.integers(0, 10**10), st.lists(st.integers(-(10**9), 10**9), max_size=8))
def test_any_parts_can_be_drawn_inside_the_box(first: int, changes: list[int]) -> None:
    amounts = [Decimal(change).scaleb(-2) for change in changes]
    start = Decimal(first).scaleb(-2)
    parts = [
        Part("a", start, "total"),
        *(Part("p", amount) for amount in amounts),
        Part("z", start + sum(amounts), "total"),
    ]
    svg = waterfall("w", "W", parts).svg()
    assert svg.count("<rect class=") == len(parts)
    assert "NaN" not in svg


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_same_charts_are_drawn_for_paper(language: str) -> None:
    with override(language):
        charts = [trend(), bars("b", "B", ["فاس", "Taza"], [1, None], target=2), pyramid("p", "P", ["0-4"], [3], [4])]
        charts.append(waterfall("w", "W", PARTS))
    for chart in charts:
        assert chart.png(language).startswith(b"\x89PNG")
        svg = chart.svg(language)
        assert svg.startswith("<svg")
        assert "var(" not in svg
