"""Pen strokes become a line that can be read, whatever the pad's size; nonsense is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.errors import ReadError
from ocr.handwriting import read
from ocr.strokes import render
from tests.ocr.pictures import lines

TEN = [[(10, 30, 0), (60, 28, 40)], [(36, 5, 80), (35, 30, 100), (36, 60, 120)]]
PERSON = [[(35, 5), (33, 25), (20, 45), (8, 60)], [(33, 25), (45, 45), (62, 60)]]


def scaled(strokes: Any, by: float, move: float = 0.0) -> Any:
    return [[(p[0] * by + move, p[1] * by, *p[2:]) for p in stroke] for stroke in strokes]


def test_characters_are_read() -> None:
    assert read(TEN, 80, 70, lines())["text"] == "十"
    assert read(PERSON, 80, 70, lines())["text"] == "人"


@pytest.mark.parametrize("by", [0.02, 1.0, 40.0])
def test_the_pads_unit_does_not_matter(by: float) -> None:
    moved, still = render(scaled(TEN, by, 7 * by), 80 * by, 70 * by), render(TEN, 80, 70)
    assert np.abs(moved.astype(np.int16) - still).mean() < 1


def test_a_flat_line_stays_flat() -> None:
    picture = render([[(10, 50), (90, 50)]], 100, 100)
    dark = np.flatnonzero((picture < 128).any(axis=1))
    assert len(dark) < 0.2 * picture.shape[0]


def test_a_dot_is_drawn() -> None:
    assert (render([[(5, 5)]], 10, 10) < 128).sum() > 10


@pytest.mark.parametrize(
    "strokes",
    [[], [[]], "ab", None, [[(1,)]], [[("a", "b")]], [[(float("nan"), 1)]], [[(float("inf"), 1)]], [[(1e9, 1)]], [5], [[{"x": 1}]],
     [[(1, 1)]] * 501, [[(i, 1) for i in range(20_001)]], [[(0, 0), (1_000_000, 1)]], [[(10**400, 1)]]],
)  # fmt: skip
def test_what_is_no_line_is_refused(strokes: Any) -> None:
    with pytest.raises(ReadError) as caught:
        render(strokes, 100, 10)
    assert caught.value.code == "strokes_invalid"


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, -1), (float("nan"), 10), (10, float("inf")), (True, 10), ("10", 10)])
def test_a_pad_has_a_size(width: Any, height: Any) -> None:
    with pytest.raises(ReadError):
        render(TEN, width, height)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), min_size=1, max_size=9), min_size=1, max_size=9))
def test_any_finite_strokes_give_a_bounded_picture_or_an_error(strokes: Any) -> None:
    try:
        picture = render(strokes, 300, 100)
    except ReadError as error:
        assert error.code == "strokes_invalid"
    else:
        assert picture.shape[0] < 200 and picture.shape[1] < 6000 and (picture < 255).any()
