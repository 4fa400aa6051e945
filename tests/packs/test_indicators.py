"""Indicator files: the pack's own are sound, and what is wrong is named with its line."""

from pathlib import Path

import pytest

from mithaq.core.errors import RuleError
from mithaq.packs import load
from mithaq.packs.indicators import indicators_of, read_indicator


def test_the_indicators_of_morocco_are_read_in_the_order_of_their_files() -> None:
    found = [one.id for one in indicators_of(load("ma"))]
    assert found == sorted(found)
    assert {"attended-deliveries", "quality-score"} <= set(found)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("id: attended-deliveries", "id: deliveries", "the id is `deliveries`. Write `id: attended-deliveries`."),
        ("formula: ", "formula: nothing_known + ", "the formula names `nothing_known`, which no element describes."),
    ],
)
def test_a_wrong_indicator_is_named_with_its_line(before: str, after: str, words: str, tmp_path: Path) -> None:
    text = (load("ma").folder / "indicators/attended-deliveries.yaml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    file = tmp_path / "indicators" / "attended-deliveries.yaml"
    file.parent.mkdir()
    file.write_text(text.replace(before, after), encoding="utf-8")
    line = text[: text.index(before)].count("\n") + 1
    with pytest.raises(RuleError) as refused:
        read_indicator(file, tmp_path)
    assert f"indicators/attended-deliveries.yaml:{line}: {words}" in str(refused.value)
