"""The mouth of one video frame: coarticulated blendshapes, with the lips really shut for b, p, m and final -m, -p.

A frame stands for its whole exposure. The blend of `timeline.shape` alone rarely reaches full closure within a short
plosive, and a frame rate of 25 would miss many; here every closure takes at least the frame that shows it (dominance of
the closure, after Cohen and Massaro 1993, "Modeling coarticulation in synthetic visual speech").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from .timeline import Step, shape
from .visemes import Shape

CLOSED = "PP"
NEAR_MS = 45.0  # before and after a closure the lips are on their way


def mouth(steps: Sequence[Step], at_ms: float, exposure_ms: float) -> Shape:
    """Blendshapes of the frame whose exposure is centred on `at_ms`."""
    mixed = shape(steps, at_ms)
    shut = _closure(steps, at_ms - exposure_ms / 2, at_ms + exposure_ms / 2)
    mixed["lipsPressed"] = max(mixed["lipsPressed"], shut)
    mixed["jawOpen"] *= 1 - shut
    return mixed


def _closure(steps: Sequence[Step], low: float, high: float) -> float:
    """1 where a closure's middle falls into the exposure [low, high), less with its distance, 0 beyond NEAR_MS."""
    best = 0.0
    first = bisect_left(steps, low - 4 * NEAR_MS, key=lambda s: s[0])
    for start, end, name in steps[first:]:
        if start > high + NEAR_MS:
            break
        if name == CLOSED:
            middle = (start + end) / 2
            away = 0.0 if low <= middle < high else min(abs(middle - low), abs(middle - high))
            best = max(best, 1 - away / NEAR_MS)
    return max(0.0, best)
