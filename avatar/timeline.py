"""Phone timings to mouth shapes at any moment. Pure; times are milliseconds of the reply's audio."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Protocol

from .visemes import NEUTRAL, Shape, of_phone, shapes

BLEND_MS = 60  # lips move before the sound and after it


class TimedPhone(Protocol):
    @property
    def unit(self) -> str: ...
    @property
    def start_ms(self) -> int: ...
    @property
    def end_ms(self) -> int: ...


Step = tuple[float, float, str]  # start, end, viseme


def visemes(phones: Iterable[TimedPhone]) -> list[Step]:
    """Every phone's visemes in order; shares divide the phone's own time."""
    steps: list[Step] = []
    for phone in phones:
        at, length = float(phone.start_ms), phone.end_ms - phone.start_ms
        parts = of_phone(phone.unit)
        total = sum(share for _, share in parts)
        for name, share in parts:
            steps.append((at, at + length * share / total, name))
            at += length * share / total
    return steps


def shape(steps: Sequence[Step], at_ms: float) -> Shape:
    """The blendshapes at `at_ms`: a step weighs by how much of the blend window it covers; outside all, neutral."""
    low, high = at_ms - BLEND_MS / 2, at_ms + BLEND_MS / 2
    mixed = dict.fromkeys(shapes()[NEUTRAL], 0.0)
    covered = 0.0
    first = max(0, bisect_right(steps, low, key=lambda s: s[0]) - 1)
    for start, end, name in steps[first:]:
        if start >= high:
            break
        weight = max(0.0, min(end, high) - max(start, low)) / BLEND_MS
        covered += weight
        for key, value in shapes()[name].items():
            mixed[key] += weight * value
    for key, value in shapes()[NEUTRAL].items():
        mixed[key] += max(0.0, 1 - covered) * value
    return mixed
