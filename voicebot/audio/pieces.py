"""A long recording in pieces that the recogniser can take one after another, cut where it is quietest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..events import IN_RATE

SHORTEST_S, LONGEST_S = 12, 20
_BLOCK = IN_RATE // 10  # 100 ms


def pieces(pcm: NDArray[np.int16]) -> Iterator[tuple[int, NDArray[np.int16]]]:
    """(first sample, audio) of each piece of 16 kHz mono audio; together they are the recording."""
    start = 0
    while len(pcm) - start > LONGEST_S * IN_RATE:
        end = start + _quietest(pcm[start : start + LONGEST_S * IN_RATE])
        yield start, pcm[start:end]
        start = end
    yield start, pcm[start:]


def _quietest(window: NDArray[np.int16]) -> int:
    """The middle of the quietest 100 ms after SHORTEST_S, in samples from the window's start."""
    first = SHORTEST_S * IN_RATE
    blocks = window[first : first + (len(window) - first) // _BLOCK * _BLOCK].astype(np.float32).reshape(-1, _BLOCK)
    return first + int((blocks * blocks).mean(axis=1).argmin()) * _BLOCK + _BLOCK // 2
