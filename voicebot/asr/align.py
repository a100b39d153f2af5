"""Forced alignment: when each onset and rime of known syllables begins, from a recogniser's CTC posteriors.

A CTC net says blank nearly everywhere and a unit only where it is sure, about where onset meets rime. What it would say
without the blank is told all the same by the rest of its distribution, and that is dense: so the blank is left out, the
rest made to sum to one, and the best monotonic path through the syllables' units taken (Viterbi), 20 ms a frame. Between
the two frames of a change the moment is where the two units' log-probabilities cross.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .acoustic import FRAME_S, Posteriors
from .lexicon import parts

_FLOOR = -12.0  # log-probability of a unit that is not heard, and of one that the net does not know

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Aligned:
    """One onset or rime. `unit` as the recogniser folds it ("o_l" for o_n); times in seconds."""

    unit: str
    syllable: int
    start: float
    end: float


def align(heard: Posteriors, units: Sequence[str], syllables: Sequence[str], start: float, end: float) -> tuple[Aligned, ...]:
    """The units of `syllables` (Jyutping with tones), without gap from `start` to `end`, the seconds that sound.

    `units` names the columns of `heard.units`, the first of them blank. Empty where there is no syllable, or there are
    fewer frames than units. Raises ValueError for what is no Jyutping.
    """
    names, owners = _chain(syllables)
    first, last = round(start / FRAME_S), min(len(heard), round(end / FRAME_S))
    if not names or last - first < len(names):
        return ()
    column = {name: n for n, name in enumerate(units)}
    dense = _without_blank(heard.units[first:last].astype(np.float64))
    scores = np.stack([dense[:, column[n]] if n in column else np.full(len(dense), _FLOOR) for n in names], axis=1)
    begins = _begins(_path(scores), scores)
    times = [start, *(min(max(start, (first + b) * FRAME_S), end) for b in begins[1:]), end]
    return tuple(Aligned(name, owner, times[i], times[i + 1]) for i, (name, owner) in enumerate(zip(names, owners, strict=True)))


def _chain(syllables: Sequence[str]) -> tuple[list[str], list[int]]:
    names: list[str] = []
    owners: list[int] = []
    for n, syllable in enumerate(syllables):
        found = parts(syllable)
        if found is None:
            raise ValueError(f"{syllable!r} is no Jyutping syllable")
        for name in (f"o_{found[0]}", f"r_{found[1]}") if found[0] else (f"r_{found[1]}",):
            names.append(name)
            owners.append(n)
    return names, owners


def _without_blank(units: Floats) -> Floats:
    rest = units[:, 1:]
    top = rest.max(axis=1, keepdims=True)
    total = top + np.log(np.exp(rest - top).sum(axis=1, keepdims=True))
    return np.concatenate([np.full((len(units), 1), _FLOOR), np.maximum(rest - total, _FLOOR)], axis=1)


def _path(scores: Floats) -> NDArray[np.int64]:
    """The state of each frame on the best path, which visits every state once, in order. scores [frames, states]."""
    frames, states = scores.shape
    best = np.full(states, -np.inf)
    best[0] = scores[0, 0]
    came = np.zeros((frames, states), bool)  # from the state before
    for t in range(1, frames):
        moved = np.r_[-np.inf, best[:-1]]
        came[t] = moved > best
        best = np.maximum(best, moved) + scores[t]
    path = np.empty(frames, np.int64)
    state = states - 1
    for t in range(frames - 1, -1, -1):
        path[t] = state
        state -= int(came[t, state])
    return path


def _begins(path: NDArray[np.int64], scores: Floats) -> list[float]:
    """The moment each state begins, in frames, to a part of one: where the scores of the two states cross."""
    begins = [0.0]
    for t in np.flatnonzero(np.diff(path)) + 1:
        old, new = int(path[t - 1]), int(path[t])
        before = scores[t - 1, old] - scores[t - 1, new]
        after = scores[t, new] - scores[t, old]
        share = before / (before + after) if before > 0 and after > 0 else 0.5
        begins.append(float(t) - 0.5 + share)  # a frame's own moment is its middle: t - .5 and t + .5 frames
    return begins
