"""Outlines as polygons: SVG path data flattened, ellipses, and strokes turned into areas. Pure; points are [N, 2] arrays.

Path data follows SVG 1.1 chapter 8.3, the commands M L H V C S Q Z in both cases. A sub-path ends the outline: one
outline, one polygon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
STEPS = 24  # pieces of a curve: at 3 pixels a unit and a radius of 60 units no corner is seen
_TOKEN = re.compile(r"([A-Za-z])|(-?\d*\.?\d+)")
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "Z": 0}


@cache
def _weights(order: int) -> Points:
    """Bernstein weights [STEPS, order + 1] at the ends of the pieces."""
    t = np.arange(1, STEPS + 1)[:, None] / STEPS
    if order == 2:
        return np.hstack([(1 - t) ** 2, 2 * t * (1 - t), t**2])
    return np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])


def curve(*controls: tuple[float, float]) -> Points:
    """A quadratic (three points) or cubic (four) Bézier curve as STEPS + 1 points."""
    points = np.array(controls, float)
    return np.vstack([points[:1], _weights(len(points) - 1) @ points])


@cache
def outline(data: str) -> Points:
    """SVG path data as one polygon. Raises ValueError for a command this does not know."""
    points = [np.zeros(2)]
    handle: NDArray[np.float64] | None = None  # the last cubic's second control point, which S mirrors
    for command, numbers in _segments(data):
        here, kind = points[-1], command.upper()
        base = here if command.islower() else np.zeros(2)
        if kind == "H":
            to = [np.array([numbers[0] + base[0], here[1]])]
        elif kind == "V":
            to = [np.array([here[0], numbers[0] + base[1]])]
        else:
            to = [np.array(pair) + base for pair in zip(numbers[::2], numbers[1::2], strict=True)]
        if kind == "S":
            to = [here if handle is None else 2 * here - handle, *to]
        handle = to[1] if kind in "CS" else None
        points += list(_weights(len(to)) @ np.array([here, *to])) if kind in "CSQ" else to
    return np.array(points[1:])


def _segments(data: str) -> Iterator[tuple[str, list[float]]]:
    command = ""
    numbers: list[float] = []
    for letter, number in _TOKEN.findall(data):
        if letter:
            if letter.upper() not in _ARITY:
                raise ValueError(f"path data has a command that is not read here: {letter}")
            command, numbers = letter, []
            continue
        if not command:
            raise ValueError("path data must begin with a command")
        numbers.append(float(number))
        if len(numbers) == _ARITY[command.upper()]:
            yield command, numbers
            numbers = []
            command = {"M": "L", "m": "l"}.get(command, command)


def ellipse(x: float, y: float, rx: float, ry: float, count: int = 48) -> Points:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], 1)


def stroke(line: Points, width: float, tip: float = 1.0) -> Points:
    """The area of a round-ended stroke along `line`; `tip` is the width at both ends as a share of `width`."""
    line = line[np.r_[True, np.any(np.diff(line, axis=0) != 0, axis=1)]]
    along = np.vstack([line[1] - line[0], line[2:] - line[:-2], line[-1] - line[-2]])
    along /= np.sqrt((along**2).sum(1, keepdims=True))
    normal = np.stack([-along[:, 1], along[:, 0]], 1)
    half = width / 2 * (tip + (1 - tip) * _swell(len(line)))
    ends = [_cap(line[at], normal[at] * half[at] * side) for at, side in ((-1, 1), (0, -1))]
    return np.vstack([line + normal * half, ends[0], (line - normal * half)[::-1], ends[1]])


@cache
def _swell(count: int) -> Points:
    """[count, 1]: 0 at both ends, 1 in the middle."""
    return (1 - np.linspace(-1, 1, count) ** 2)[:, None]


_ANGLES = -np.linspace(0, np.pi, 10)[1:-1]
_TURNS = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], 1)


def _cap(centre: Points, start: Points) -> Points:
    """Half a turn from `start` about `centre`, clockwise on the screen: away from where the stroke comes."""
    return centre + _TURNS @ np.array([[start[0], start[1]], [-start[1], start[0]]])


def band(x: Points, top: Points, bottom: Points) -> Points:
    """The area between two curves over the same `x` [N]; where they cross it has no height."""
    return np.column_stack([np.concatenate([x, x[::-1]]), np.concatenate([top, np.maximum(top, bottom)[::-1]])])


