"""Outlines: path data, strokes and bands as areas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.paths import STEPS, band, curve, ellipse, outline, stroke


def area(points: np.ndarray) -> float:
    x, y = points.T
    return abs(float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))) / 2


def test_path_data_in_both_cases_is_the_same_square() -> None:
    assert outline("M10 10H30V30H10z").tolist() == [[10, 10], [30, 10], [30, 30], [10, 30]]
    assert outline("m10 10h20v20h-20z").tolist() == outline("M10 10L30 10 30 30 10 30Z").tolist()


def test_a_smooth_curve_mirrors_the_handle_before_it() -> None:
    assert np.allclose(outline("M0 0C0 10 10 10 10 0S20 -10 20 0"), outline("M0 0C0 10 10 10 10 0C10 -10 20 -10 20 0"))
    assert np.allclose(outline("M0 0Q5 10 10 0")[1:], curve((0, 0), (5, 10), (10, 0))[1:])
    assert len(outline("M0 0c1 1 2 2 3 3")) == STEPS + 1


@pytest.mark.parametrize("data", ["10 10 20 20", "M1 1A3 3 0 0 1 4 4"])
def test_path_data_it_cannot_read_is_an_error(data: str) -> None:
    with pytest.raises(ValueError, match="path data"):
        outline(data)


@given(st.floats(-80, 80), st.floats(-80, 80), st.floats(1, 8))
def test_a_straight_stroke_has_the_area_of_a_capsule(dx: float, dy: float, width: float) -> None:
    length = float(np.hypot(dx, dy))
    if length < 1:
        return
    line = np.linspace((0.0, 0.0), (dx, dy), 9)
    assert area(stroke(line, width)) == pytest.approx(length * width + np.pi * width**2 / 4, rel=0.02)


def test_a_band_has_no_height_where_its_curves_cross() -> None:
    x = np.linspace(0, 10, 11)
    assert area(band(x, np.full(11, 2.0), np.full(11, 5.0))) == pytest.approx(30)
    assert area(band(x, np.full(11, 5.0), np.full(11, 2.0))) == 0
    assert area(ellipse(3, 4, 10, 5, 400)) == pytest.approx(np.pi * 50, rel=0.001)
