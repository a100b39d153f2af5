"""Where to cut a turn for engines that hear a bounded stretch at a time: at its longest pauses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engines import VAD_SAMPLES, Vad

Span = tuple[int, int]  # of samples, from and to
_SPEECH = 0.5  # probability of a window from which on somebody speaks
_PAUSE = 9 * VAD_SAMPLES  # 290 ms of silence end a stretch
_AROUND = 6 * VAD_SAMPLES  # 190 ms are kept on both sides: a soft onset is no silence


def spoken(pcm: NDArray[np.int16], vad: Vad) -> list[Span]:
    """Where somebody speaks in audio at 16 kHz."""
    detector = vad.stream()
    found: list[Span] = []
    for at in range(0, len(pcm) - VAD_SAMPLES + 1, VAD_SAMPLES):
        if detector.probability(pcm[at : at + VAD_SAMPLES]) < _SPEECH:
            continue
        begin, end = max(0, at - _AROUND), min(len(pcm), at + VAD_SAMPLES + _AROUND)
        if found and begin <= found[-1][1] + _PAUSE - _AROUND:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def joined(speech: list[Span], most: int) -> list[Span]:
    """Stretches of speech as few pieces of at most `most` samples, pauses inside included; cuts are where nobody speaks.

    A single stretch longer than that is cut into equal pieces: there is no pause to cut at.
    """
    pieces: list[Span] = []
    for begin, end in speech:
        if pieces and end - pieces[-1][0] <= most:
            pieces[-1] = (pieces[-1][0], end)
            continue
        count = -(-(end - begin) // most)
        edges = [begin + (end - begin) * i // count for i in range(count + 1)]
        pieces += zip(edges, edges[1:], strict=False)
    return pieces
