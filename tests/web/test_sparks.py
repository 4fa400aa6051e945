"""Geometry of sparklines and bars."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.values import Missing, Reason
from mithaq.web.sparks import bar, spark

MISSING = Missing(Reason.NOT_REPORTED)


def test_a_line_rises_and_ends_at_its_last_point() -> None:
    line = spark([Decimal(1), Decimal(3)], target=Decimal(2))
    assert line is not None
    assert line.segments == ("2.0,29.0 100.0,3.0",)
    assert (line.last_x, line.last_y, line.target_y) == ("100.0", "3.0", "16.0")


def test_a_missing_month_breaks_the_line_and_is_not_a_zero() -> None:
    line = spark([1, 2, MISSING, 4])
    assert line is not None
    assert len(line.segments) == 2
    assert line.gaps == 1


def test_nothing_is_drawn_from_one_point() -> None:
    assert spark([1]) is spark([MISSING, MISSING]) is spark([]) is None


def test_a_flat_line_stands_in_the_middle() -> None:
    line = spark([5, 5, 5])
    assert line is not None
    assert line.last_y == "16.0"


@given(st.lists(st.none() | st.integers(-1000, 1000), max_size=40), st.none() | st.integers(-1000, 1000))
def test_every_point_lies_in_its_box(values: list[int | None], target: int | None) -> None:
    line = spark(values, target)
    for segment in line.segments if line else ():
        for point in segment.split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= 104
            assert 0 <= y <= 32


def test_the_target_stands_at_four_fifths() -> None:
    drawn = bar(Decimal("84.6"), Decimal(88))
    assert drawn is not None
    assert (drawn.value, drawn.target) == ("76.9", "80.0")


def test_bars_stay_within_their_scale_and_missing_has_none() -> None:
    assert bar(MISSING, 10) is None
    over = bar(1000, 10)
    below = bar(-5, 10)
    assert over is not None
    assert below is not None
    assert (over.value, below.value) == ("100.0", "0.0")
    full = bar(30, None, full=60)
    assert full is not None
    assert (full.value, full.target) == ("50.0", None)


def test_a_target_of_zero_still_draws() -> None:
    drawn = bar(4, 0)
    assert drawn is not None
    assert drawn.target == "0.0"
