"""Tables from the lines that are drawn around their cells. Pure geometry; points, y upwards.

Rules that touch belong together. The places where they stand give the columns and rows; where no rule parts two
places, they are one merged cell. What is no table (a frame, lines under headings, cells of other shapes than
rectangles) gives none, and is left to whoever reads lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NEAR = 3.0  # points within which two rules meet, or stand at the same place
_MOST_RULES = 4_000  # of a page; a drawing has more
_SHORTEST = 5.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line along x or along y, from its lower left to its upper right end."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def lies(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Ruled:
    """`xs` from left to right, `ys` from the bottom up: the edges of columns and rows. `origins[row][column]`, rows from
    the top, is the place of the merged cell that this place belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    origins: tuple[tuple[tuple[int, int], ...], ...]

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the merged cell at a point; None outside of the table."""
        column, row = bisect_right(self.xs, x) - 1, len(self.ys) - 1 - bisect_right(self.ys, y)
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return self.origins[row][column] if inside else None


def tables(rules: Iterable[Rule]) -> list[Ruled]:
    """Every table of two rows and two columns or more."""
    kept = list(dict.fromkeys(rule for rule in rules if max(rule.x1 - rule.x0, rule.y1 - rule.y0) >= _SHORTEST))
    if len(kept) > _MOST_RULES:
        return []
    found = [_table([kept[i] for i in group]) for group in _groups(kept)]
    return [table for table in found if table is not None]


def _groups(rules: Sequence[Rule]) -> list[list[int]]:
    """Rules that touch one another, directly or through others."""
    ends = np.array([(r.x0, r.y0, r.x1, r.y1) for r in rules], np.float64).reshape(-1, 4)
    left: NDArray[np.bool_] = np.ones(len(rules), bool)
    groups = []
    for first in range(len(rules)):
        if not left[first]:
            continue
        left[first] = False
        group, waiting = [first], [first]
        while waiting:
            x0, y0, x1, y1 = ends[waiting.pop()]
            meet = (ends[:, 0] <= x1 + _NEAR) & (ends[:, 2] >= x0 - _NEAR) & (ends[:, 1] <= y1 + _NEAR) & (ends[:, 3] >= y0 - _NEAR)
            new = np.flatnonzero(meet & left)
            left[new] = False
            group += new.tolist()
            waiting += new.tolist()
        groups.append(group)
    return groups


def _table(rules: Sequence[Rule]) -> Ruled | None:
    flat, upright = [r for r in rules if r.lies], [r for r in rules if not r.lies]
    xs = _places([r.x0 for r in upright])
    ys = _places([r.y0 for r in flat])
    if len(xs) < 3 or len(ys) < 3:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    owner = {(i, j): (i, j) for i in range(rows) for j in range(columns)}
    for i in range(rows):
        top, bottom = ys[rows - i], ys[rows - i - 1]
        for j in range(columns):
            if j and not _parted(((r.x0, r.y0, r.y1) for r in upright), xs[j], (top + bottom) / 2):
                _unite(owner, (i, j - 1), (i, j))
            if i and not _parted(((r.y0, r.x0, r.x1) for r in flat), top, (xs[j] + xs[j + 1]) / 2):
                _unite(owner, (i - 1, j), (i, j))
    origins = tuple(tuple(owner[i, j] for j in range(columns)) for i in range(rows))
    return Ruled(xs, ys, origins) if _are_rectangles(owner) and len(set(owner.values())) > 3 else None


def _places(values: Iterable[float]) -> tuple[float, ...]:
    """Values without those that are next to another, ascending."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return tuple(out)


def _parted(rules: Iterable[tuple[float, float, float]], at: float, across: float) -> bool:
    """Whether one of `rules` (place, from, to) stands at `at` and covers `across`."""
    return any(abs(place - at) <= _NEAR and start - _NEAR <= across <= end + _NEAR for place, start, end in rules)


def _unite(owner: dict[tuple[int, int], tuple[int, int]], one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = owner[one], owner[other]
    kept = min(first, second)
    for place, whose in owner.items():
        if whose in (first, second):
            owner[place] = kept


def _are_rectangles(owner: dict[tuple[int, int], tuple[int, int]]) -> bool:
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place, whose in owner.items():
        members.setdefault(whose, []).append(place)
    for places in members.values():
        rows, columns = {i for i, _ in places}, {j for _, j in places}
        if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) != len(places):
            return False
    return True
