"""Decoding of connectionist temporal classification (Graves et al. 2006) over a restricted alphabet. Pure numpy.

`posteriors` is (frames, symbols), rows sum to about 1, symbol 0 is the blank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Posteriors = NDArray[np.float32]
_FLOOR = 1e-9


def restrict(posteriors: Posteriors, keep: Sequence[int]) -> Posteriors:
    """Only the blank and the symbols `keep`, in that order, each frame scaled to sum 1 again."""
    part = posteriors[:, [0, *keep]] + _FLOOR
    return np.asarray(part / part.sum(axis=1, keepdims=True), np.float32)


def n_best(posteriors: Posteriors, n: int, beam: int = 24, per_frame: int = 6) -> list[tuple[tuple[int, ...], float]]:
    """The `n` likeliest symbol sequences with their probability, by prefix beam search (Hannun et al. 2014)."""
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}  # ends in blank, ends in a symbol
    for frame in posteriors.astype(np.float64):
        grown: dict[tuple[int, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
        likely = [int(s) for s in np.argsort(frame)[::-1][:per_frame] if s and frame[s] > 1e-5]
        for prefix, (blank, symbol) in beams.items():
            grown[prefix][0] += (blank + symbol) * frame[0]
            if prefix:
                grown[prefix][1] += symbol * frame[prefix[-1]]
            for s in likely:
                grown[(*prefix, s)][1] += frame[s] * (blank if prefix and s == prefix[-1] else blank + symbol)
        top = sorted(grown.items(), key=lambda row: -sum(row[1]))[:beam]
        beams = {prefix: (p[0], p[1]) for prefix, p in top}
    ranked = sorted(((prefix, float(sum(p))) for prefix, p in beams.items() if sum(p) > 0.0), key=lambda row: -row[1])
    return ranked[:n]


def log_probability(posteriors: Posteriors, symbols: Sequence[int]) -> float:
    """Natural logarithm of the probability that the line says exactly `symbols`, by the forward algorithm."""
    states = [0]
    for symbol in symbols:
        states += [symbol, 0]
    scores = np.log(np.maximum(posteriors[:, states], _FLOOR))
    skips = np.array([i >= 2 and states[i] != 0 and states[i] != states[i - 2] for i in range(len(states))])
    alpha = np.full(len(states), -np.inf)
    alpha[:2] = scores[0, :2]
    for row in scores[1:]:
        stay = alpha
        step = np.concatenate([[-np.inf], alpha[:-1]])
        skip = np.where(skips, np.concatenate([[-np.inf, -np.inf], alpha[:-2]])[: len(states)], -np.inf)
        alpha = np.logaddexp(np.logaddexp(stay, step), skip) + row
    return float(np.logaddexp.reduce(alpha[-2:]))
