"""Finds a form's sheet in a photo and lays it flat.

The four corner marks are ArUco codes (Garrido-Jurado et al. 2014): their numbers say which form it is and which corner,
so a turned or upside-down sheet needs no guess. The homography is fitted to all corners of all marks found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import ReadError
from .forms import MARKER_MM, Template
from .image import Rgb

PIXELS_PER_MM = 8
LEAST_MARKS = 3
_MARK_CELLS = 6  # 4 × 4 bits and a border
_LEAST_SHARPNESS = 0.25
_STEEPEST = 0.1  # of the picture's contrast, from one pixel to the next: a blur of four pixels
Corners = NDArray[np.float32]  # (4, 2): x, y clockwise from the mark's own top left


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form laid flat: `pixels` has PIXELS_PER_MM; `quality` 0..1 is how sharp the marks are."""

    template: Template
    pixels: Rgb
    quality: float


def find_marks(pixels: Rgb) -> dict[int, Corners]:
    """Every mark in the picture by its number."""
    import cv2

    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), parameters)
    corners, numbers, _ = detector.detectMarkers(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    if numbers is None:
        return {}
    return {int(n): np.asarray(c, np.float32).reshape(4, 2) for n, c in zip(numbers.ravel(), corners, strict=True)}


def straighten(pixels: Rgb, templates: Iterable[Template]) -> Sheet:
    """The sheet of whichever of `templates` the picture shows.

    Raises ReadError: form_unknown where no mark of theirs is seen, form_unreadable where too few are, or blurred.
    """
    import cv2

    marks = find_marks(pixels)
    shown = [(len(template.markers().keys() & marks.keys()), template) for template in templates]
    count, template = max(shown, key=lambda row: row[0])
    if count < LEAST_MARKS and is_blurred(pixels):
        raise ReadError("form_unreadable", "the picture is too blurred to read")
    if count == 0:
        raise ReadError("form_unknown", "the picture shows none of the forms that we know")
    if count < LEAST_MARKS:
        raise ReadError("form_unreadable", "not all corners of the form are in the picture")
    known = {number: place for number, place in template.markers().items() if number in marks}
    quality = _sharpness(pixels, [marks[number] for number in known])
    if quality < _LEAST_SHARPNESS:
        raise ReadError("form_unreadable", "the picture is too blurred to read")
    homography = _homography(known, marks)
    width, height = (round(side * PIXELS_PER_MM) for side in template.page)
    flat = cv2.warpPerspective(pixels, homography, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return Sheet(template, np.asarray(flat, np.uint8), quality)


def is_blurred(pixels: Rgb) -> bool:
    """True where not even the steepest edges of the picture rise within a few pixels."""
    grey = pixels.mean(axis=2)
    contrast = np.percentile(grey, 99.5) - np.percentile(grey, 0.5)
    return bool(np.percentile(np.abs(np.diff(grey, axis=1)), 99.99) < _STEEPEST * max(contrast, 1.0))


def _homography(places: Mapping[int, tuple[float, float]], marks: Mapping[int, Corners]) -> NDArray[np.float64]:
    import cv2

    offsets = np.array([(0, 0), (MARKER_MM, 0), (MARKER_MM, MARKER_MM), (0, MARKER_MM)], np.float64)
    source = np.concatenate([marks[number] for number in places]).astype(np.float64)
    target = np.concatenate([np.array(place) + offsets for place in places.values()]) * PIXELS_PER_MM
    matrix, _ = cv2.findHomography(source, target)
    if matrix is None:
        raise ReadError("form_unreadable", "the form is seen from too steep an angle")
    return np.asarray(matrix, np.float64)


def _sharpness(pixels: Rgb, marks: list[Corners]) -> float:
    """How steep a mark's edges are, 0..1: the steepest step over an eighth of a cell against the mark's contrast."""
    import cv2

    side = 8 * _MARK_CELLS
    square = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    values = []
    for corners in marks:
        flat = cv2.warpPerspective(pixels, cv2.getPerspectiveTransform(corners, square), (side, side))
        grey = flat.mean(axis=2)
        contrast = np.percentile(grey, 95) - np.percentile(grey, 5)
        steps = np.percentile(np.abs(np.diff(grey, axis=1)), 98)
        values.append(float(steps / contrast) if contrast > 20 else 0.0)
    return round(min(1.0, 2.0 * float(np.median(values))), 3)
