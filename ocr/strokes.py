"""Pen strokes of one written line → a picture of it, as the line reader wants it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from .errors import ReadError
from .ink import Grey
from .limits import MAX_POINTS, MAX_STROKES

_HEIGHT = 96  # pixels of the written line
_OVER = 3  # drawn so much larger, then made smaller: smooth edges
_PEN = 0.065  # of the line's height: a ballpoint's width
_MOST_RATIO = 50  # of the line's width to its height
_LEAST_SHARE = 0.3  # of the pad's height that counts as a line: 一 is no tall character
Stroke = Sequence[Sequence[float]]  # points x, y and perhaps the time, which is not used


def render(strokes: Sequence[Stroke], width: float, height: float) -> Grey:
    """Grey (height, width), ink 0 on paper 255. `width`, `height`: of the pad, in the strokes' own unit.

    Raises ReadError (strokes_invalid) where there are none, too many, or something else than numbers.
    """
    lines = _checked(strokes, width, height)
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, extent = (low + high) / 2, high - low
    tall = max(float(extent[1]), _LEAST_SHARE * height)
    wide = max(float(extent[0]), tall * 0.5)
    if wide > _MOST_RATIO * tall:
        raise ReadError("strokes_invalid", "the line is too long to read at once")
    scale, margin = _OVER * _HEIGHT / tall, 0.2 * _HEIGHT * _OVER
    size = math.ceil(wide * scale + 2 * margin), math.ceil(tall * scale + 2 * margin)
    picture = Image.new("L", size, 255)
    pen, thick = ImageDraw.Draw(picture), round(_PEN * _HEIGHT * _OVER)
    for line in lines:
        path = [(float(x), float(y)) for x, y in (line - middle) * scale + np.array(size) / 2]
        if len(path) > 1:
            pen.line(path, 0, thick, joint="curve")
        for x, y in (path[0], path[-1]):  # round ends; a dot is an end alone
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), 0)
    small = picture.resize((max(1, size[0] // _OVER), max(1, size[1] // _OVER)), Image.Resampling.BOX)
    return np.asarray(small, np.uint8)


def _checked(strokes: Sequence[Stroke], width: float, height: float) -> list[np.ndarray]:
    if not (_is_length(width) and _is_length(height)):
        raise ReadError("strokes_invalid", "width and height must be positive numbers")
    if not isinstance(strokes, Sequence) or not 1 <= len(strokes) <= MAX_STROKES:
        raise ReadError("strokes_invalid", f"there must be 1 to {MAX_STROKES} strokes")
    lines = []
    for stroke in strokes:
        try:
            line = np.array([(float(p[0]), float(p[1])) for p in stroke], np.float64).reshape(-1, 2)
        except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
            raise ReadError("strokes_invalid", "a stroke is a list of points [x, y, time]") from error
        if not len(line) or not np.isfinite(line).all() or np.abs(line).max() > 1e6:
            raise ReadError("strokes_invalid", "a stroke needs points that are finite numbers")
        lines.append(line)
    if sum(map(len, lines)) > MAX_POINTS:
        raise ReadError("strokes_invalid", f"there are more than {MAX_POINTS} points")
    return lines


def _is_length(value: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e6
