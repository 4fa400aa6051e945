"""Languages and labels of data."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from mithaq.web.languages import ARABIC, ENGLISH, FRENCH, current_language, language_of, localized


def test_a_code_with_a_region_is_the_language() -> None:
    assert language_of("ar-ma") is ARABIC
    assert language_of("en_GB") is ENGLISH
    assert language_of(None) is language_of("zgh") is FRENCH


def test_the_language_of_the_page() -> None:
    with translation.override("ar"):
        assert current_language() is ARABIC
    with translation.override(None):
        assert current_language() is FRENCH


@pytest.mark.parametrize("language", [FRENCH, ARABIC, ENGLISH])
def test_each_language_has_all_its_pieces(language: object) -> None:
    assert len(language.months) == 12  # type: ignore[attr-defined]  # a Language
    assert len(language.quarter) == len(language.quarter_long) == 4  # type: ignore[attr-defined]  # a Language
    assert len(language.semester) == len(language.semester_long) == 2  # type: ignore[attr-defined]  # a Language


def test_a_label_is_read_in_the_language_of_the_page() -> None:
    unit = SimpleNamespace(name_fr="Fès", name_ar="فاس", name_en="")
    with translation.override("ar"):
        assert localized(unit, "name") == "فاس"
    with translation.override("en"):
        assert localized(unit, "name") == "Fès", "the French name stands in for one that is missing"
    assert localized(unit, "name", "ar") == "فاس"


def test_labels_of_mappings_and_plain_attributes() -> None:
    assert localized({"fr": "Région", "ar": "جهة"}, language="ar") == "جهة"
    assert localized({"label_fr": "Région"}, "label") == "Région"
    assert localized(SimpleNamespace(name="DEMO"), "name") == "DEMO"
    assert localized(SimpleNamespace(), "name") == ""
