"""The data components of the gallery, drawn whole in each language; unknown variables fail by themselves."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from mithaq.web.gallery_data import samples


def gallery(language: str, query: str = "") -> str:
    request = RequestFactory().get(f"/gallery/{query}")
    with override(language):
        return render_to_string("web/data/gallery.html", {"data": samples(request)}, request=request)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_data_component_is_drawn(language: str) -> None:
    html = gallery(language)
    for part in ('id="table-sample"', "mq-diff", "data-chart", "mq-fall", "mq-map", "data-map"):
        assert part in html


def test_ids_are_there_once_and_controls_have_names() -> None:
    html = gallery("fr")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    scripts_out = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"<(?:button|a)[^>]*>\s*</", scripts_out)


def test_the_arabic_gallery_speaks_arabic() -> None:
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", gallery("ar"), flags=re.DOTALL)
    assert not re.findall(r"\b(?:rows|Search|Columns|Workbook|Errors|Save|table|missing)\b", text)


def test_a_filter_that_keeps_nothing_offers_to_clear_it() -> None:
    with override("en"):
        html = gallery("en", "?q=nowhere")
    assert "Nothing matches these filters" in html
    assert "Search: nowhere" in html
    assert "Clear the filters" in html
