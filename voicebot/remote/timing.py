"""Times of the phones in speech that came without any: the sounding part is shared out over the syllables.

An estimate for the face; lip movement tolerates about 80 ms. Shares follow the usual lengths of Cantonese onsets, rimes
and rimes with a stop, with the last rime of a phrase drawn out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..events import OUT_RATE, Phone
from ..tts.tokens import split

_BLOCK = OUT_RATE // 100  # 10 ms
_QUIET = 0.02  # of the loudest block's RMS: -34 dB
_ONSET, _RIME, _STOPPED, _LAST = 100.0, 125.0, 105.0, 230.0  # ms, of which only the ratio counts


def phones(pcm: NDArray[np.int16], syllables: tuple[str, ...]) -> tuple[Phone, ...]:
    """Phones of `pcm` (24 kHz) that says `syllables` (Jyutping), silence at both ends, without gap or overlap."""
    whole = len(pcm) * 1000 // OUT_RATE
    start, end = _sounding(pcm)
    parts: list[tuple[str, int, int, float]] = []
    for n, syllable in enumerate(syllables):
        onset, rime, tone = split(syllable)
        if onset:
            parts.append((f"o_{onset}", tone, n, _ONSET))
        length = _LAST if n == len(syllables) - 1 else _STOPPED if rime[-1] in "ptk" else _RIME
        parts.append((f"r_{rime}", tone, n, length))
    if not parts or end <= start:
        return (Phone("sp", 0, 0, whole, -1),) if whole else ()
    edges = start + np.cumsum([0.0, *(p[3] for p in parts)]) / sum(p[3] for p in parts) * (end - start)
    times = [int(round(edge)) for edge in edges]
    spoken = [Phone(name, tone, times[i], times[i + 1], n) for i, (name, tone, n, _) in enumerate(parts)]
    before = [Phone("sp", 0, 0, start, -1)] if start else []
    after = [Phone("sp", 0, end, whole, -1)] if end < whole else []
    return (*before, *spoken, *after)


def _sounding(pcm: NDArray[np.int16]) -> tuple[int, int]:
    """First and last moment (ms) that is not silence; (0, 0) where all of it is."""
    blocks = np.pad(pcm.astype(np.float32), (0, -len(pcm) % _BLOCK)).reshape(-1, _BLOCK)
    power = np.sqrt((blocks * blocks).mean(axis=1)) if len(blocks) else np.zeros(0)
    loud = np.flatnonzero(power > max(1.0, _QUIET * power.max(initial=0.0)))
    if not len(loud):
        return 0, 0
    return int(loud[0]) * 10, min((int(loud[-1]) + 1) * 10, len(pcm) * 1000 // OUT_RATE)
