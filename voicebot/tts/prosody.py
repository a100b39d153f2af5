"""How syllables are said beyond their sounds: faster, higher, louder, with weight; and the rise that makes a question.

Pure arithmetic on what the acoustic net gives: durations in frames a token, F0 in Hz a frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_WEIGHT = {-1: (0.92, 0.98, -2.0), 0: (1.0, 1.0, 0.0), 1: (1.15, 1.06, 1.5), 2: (1.3, 1.12, 3.0)}  # length, F0, dB by emphasis
# An echo question ends high whatever the tone of its last syllable (Ma, Ciocca & Whitehill 2006, "Effect of intonation on
# Cantonese lexical tones").
_RISE = 1.25
_SMOOTH = 5  # frames over which one manner turns into the next


@dataclass(frozen=True, slots=True)
class Prosody:
    """Asked for on top of the style: factors on speed and F0, decibels, emphasis from -1 (reduced) to 2 (strong)."""

    rate: float = 1.0
    pitch: float = 1.0
    volume_db: float = 0.0
    emphasis: int = 0


PLAIN = Prosody()


def lengths(prosodies: Sequence[Prosody], owners: Sequence[int]) -> Array:
    """[L]: the factor on each token's duration; `owners` are the tokens' syllables, -1 before the first."""
    return _by_token([_WEIGHT[p.emphasis][0] / p.rate for p in prosodies], owners)


def pitches(prosodies: Sequence[Prosody], owners: Sequence[int], durations: NDArray[np.int_]) -> Array:
    """[T]: the factor on each frame's F0."""
    return _by_frame([p.pitch * _WEIGHT[p.emphasis][1] for p in prosodies], owners, durations)


def gains(prosodies: Sequence[Prosody], owners: Sequence[int], durations: NDArray[np.int_]) -> Array:
    """[T]: the factor on each frame's amplitude."""
    return _by_frame([10 ** ((p.volume_db + _WEIGHT[p.emphasis][2]) / 20) for p in prosodies], owners, durations)


def rise(owners: Sequence[int], durations: NDArray[np.int_]) -> Array:
    """[T]: the factor on F0 that lets the last syllable end high."""
    out = np.ones(int(durations.sum()), np.float32)
    last = np.repeat(np.asarray(owners) == max(owners), durations)
    out[last] = np.geomspace(1.0, _RISE, int(last.sum()))
    return out


def _by_token(values: Sequence[float], owners: Sequence[int]) -> Array:
    return np.asarray(values, np.float32)[np.maximum(0, np.asarray(owners))]


def _by_frame(values: Sequence[float], owners: Sequence[int], durations: NDArray[np.int_]) -> Array:
    """Steps between syllables, smoothed, so that neither pitch nor loudness jumps."""
    steps = np.repeat(_by_token(values, owners), durations)
    padded = np.pad(steps, _SMOOTH // 2, mode="edge")
    return np.convolve(padded, np.full(_SMOOTH, 1 / _SMOOTH), "valid").astype(np.float32)
