"""What a face does beside speaking: blinks, glances, brows, sway, nods and the mood. Pure and seeded.

Sway is a sum of slow sines with seeded phases (noise without steps); a blink closes faster than it opens and comes
every 2 to 4.5 s, at a clause's edge where one is near; brows rise and the head dips where a clause begins.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .rig import Pose
from .visemes import Shape

MOODS = {  # smile, brow, tilt in degrees; as in web/widget/face.js
    "calm": (0.55, 0.0, 0.0),
    "happy": (1.0, 2.0, 2.0),
    "sorry": (0.1, 1.0, -3.0),
    "unsure": (0.35, 3.0, 4.0),
}
CLOSE_MS, OPEN_MS = 80.0, 160.0
ACCENT_MS = 420.0
_NEAR_MS = 500.0  # a blink moves this far to a clause's edge


@dataclass(frozen=True, slots=True)
class _Noise:
    waves: tuple[tuple[float, float, float], ...]  # amplitude, angular frequency per ms, phase

    def at(self, ms: float) -> float:
        return sum(a * math.sin(w * ms + p) for a, w, p in self.waves)


class Expression:
    """Of one utterance of `end_ms`; `accents_ms`: where clauses begin, in order. Raises KeyError for an unknown mood."""

    def __init__(self, seed: int, end_ms: float, accents_ms: Sequence[float], mood: str = "calm") -> None:
        chance = random.Random(seed)
        self._smile, self._brow, self._tilt = MOODS[mood]
        self._accents = [(at, chance.uniform(0.5, 1.0)) for at in accents_ms]
        self._noise = [_noise(chance) for _ in range(3)]
        self.blinks_ms = _blinks(chance, end_ms, accents_ms)
        self._glances = _glances(chance, end_ms)

    def pose(self, ms: float, mouth: Shape) -> Pose:
        tilt, yaw, nod = (noise.at(ms) for noise in self._noise)
        accent = self._accent(ms)
        glance = self._glances[max(0, bisect_right(self._glances, ms, key=lambda g: g[0]) - 1)]
        return Pose(
            mouth=mouth,
            smile=self._smile * (1 - 0.25 * accent),
            brow=self._brow + 3.2 * accent,
            blink=self._blink(ms),
            gaze=(glance[1], glance[2]),
            tilt=self._tilt + 1.7 * tilt,
            yaw=yaw,
            nod=0.9 * nod + 1.6 * accent,
            breath=1.1 * math.sin(ms / 1100),
        )

    def _blink(self, ms: float) -> float:
        at = self.blinks_ms[bisect_right(self.blinks_ms, ms) - 1] if self.blinks_ms and ms >= self.blinks_ms[0] else -1e9
        since = ms - at
        if since < CLOSE_MS:
            return since / CLOSE_MS
        return max(0.0, 1 - (since - CLOSE_MS) / OPEN_MS) ** 1.5

    def _accent(self, ms: float) -> float:
        """A hill of ACCENT_MS from each clause's beginning, 0..1."""
        high = 0.0
        for at, strength in self._accents:
            if 0 <= ms - at < ACCENT_MS:
                high = max(high, strength * math.sin(math.pi * (ms - at) / ACCENT_MS) ** 2)
        return high


def _noise(chance: random.Random) -> _Noise:
    return _Noise(tuple((a, 2 * math.pi * chance.uniform(low, high) / 1000, chance.uniform(0, 2 * math.pi))
                        for a, low, high in ((0.6, 0.08, 0.16), (0.3, 0.2, 0.34), (0.1, 0.45, 0.7))))  # fmt: skip


def _blinks(chance: random.Random, end_ms: float, edges_ms: Sequence[float]) -> list[float]:
    times: list[float] = []
    at = chance.uniform(900, 2000)
    while at < end_ms:
        near = [edge for edge in edges_ms if abs(edge - at) < _NEAR_MS and (not times or edge - times[-1] > 1500)]
        times.append(min(near, key=lambda edge: abs(edge - at)) if near else at)
        at = times[-1] + chance.uniform(2000, 4500)
    return times


def _glances(chance: random.Random, end_ms: float) -> list[tuple[float, float, float]]:
    """Steps of the eyes as (from ms, x, y): mostly at the viewer, now and then a little aside."""
    steps, at = [(0.0, 0.0, 0.0)], 0.0
    while at < end_ms:
        at += chance.uniform(900, 2600)
        aside = chance.random() < 0.35
        steps.append((at, chance.uniform(-1.8, 1.8) if aside else 0.0, chance.uniform(-0.8, 0.6) if aside else 0.0))
    return steps
