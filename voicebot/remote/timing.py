"""Times of the phones in speech that came without any, for the face.

With an ear, by forced alignment (`asr.align`). Without one, or where the sound cannot be aligned, the sounding part is
shared out over the syllables: shares follow the usual lengths of Cantonese onsets, rimes and rimes with a stop, with the
last rime of a phrase drawn out. Lip movement tolerates about 80 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..asr.acoustic import Posteriors
from ..asr.align import align
from ..audio.resample import resample
from ..events import IN_RATE, OUT_RATE, Phone
from ..tts.tokens import split

_BLOCK = OUT_RATE // 100  # 10 ms
_QUIET = 0.02  # of the loudest block's RMS: -34 dB
_ONSET, _RIME, _STOPPED, _LAST = 100.0, 125.0, 105.0, 230.0  # ms, of which only the ratio counts
_LONGEST_S = 28.0  # that an ear takes at once


class Ear(Protocol):
    """`asr.sounds.Ear`, or another recogniser's posteriors."""

    units: tuple[str, ...]

    def posteriors(self, pcm: NDArray[np.int16]) -> Posteriors: ...


def phones(pcm: NDArray[np.int16], syllables: Sequence[str], ear: Ear | None = None) -> tuple[Phone, ...]:
    """Phones of `pcm` (24 kHz) that says `syllables` (Jyutping), silence at both ends, without gap or overlap."""
    whole = len(pcm) * 1000 // OUT_RATE
    start, end = _sounding(pcm)
    if not syllables or end <= start:
        return (Phone("sp", 0, 0, whole, -1),) if whole else ()
    spans = _aligned(pcm, syllables, start, end, ear) or _shared(syllables, start, end)
    spoken: list[Phone] = []
    for n, syllable in enumerate(syllables):
        onset, rime, tone = split(syllable)
        first, middle, last = spans[n]
        if onset:
            spoken.append(Phone(f"o_{onset}", tone, first, middle, n))
        spoken.append(Phone(f"r_{rime}", tone, middle if onset else first, last, n))
    before = [Phone("sp", 0, 0, start, -1)] if start else []
    after = [Phone("sp", 0, end, whole, -1)] if end < whole else []
    return (*before, *spoken, *after)


Span = tuple[int, int, int]  # a syllable's start, the start of its rime, and its end, ms


def _aligned(pcm: NDArray[np.int16], syllables: Sequence[str], start: int, end: int, ear: Ear | None) -> list[Span]:
    """[] where there is no ear, or it cannot align so much, or so little, sound."""
    if ear is None or len(pcm) > _LONGEST_S * OUT_RATE:
        return []
    found = align(ear.posteriors(resample(pcm, OUT_RATE, IN_RATE)), ear.units, syllables, start / 1000, end / 1000)
    if not found:
        return []
    spans: list[Span] = []
    for n, syllable in enumerate(syllables):
        own = [u for u in found if u.syllable == n]
        first, last = round(1000 * own[0].start), round(1000 * own[-1].end)
        # An initial ng is folded away: it takes its usual share of what was found for its rime.
        middle = round(1000 * own[1].start) if len(own) > 1 else first + round((last - first) * _ONSET / (_ONSET + _RIME))
        spans.append((first, middle, last))
    return spans


def _shared(syllables: Sequence[str], start: int, end: int) -> list[Span]:
    lengths: list[tuple[float, float]] = []
    for n, syllable in enumerate(syllables):
        onset, rime, _ = split(syllable)
        length = _LAST if n == len(syllables) - 1 else _STOPPED if rime[-1] in "ptk" else _RIME
        lengths.append((_ONSET if onset else 0.0, length))
    edges = start + np.cumsum([0.0, *(x for pair in lengths for x in pair)]) / sum(map(sum, lengths)) * (end - start)
    times = [int(round(edge)) for edge in edges]
    return [(times[2 * n], times[2 * n + 1], times[2 * n + 2]) for n in range(len(lengths))]


def _sounding(pcm: NDArray[np.int16]) -> tuple[int, int]:
    """First and last moment (ms) that is not silence; (0, 0) where all of it is."""
    blocks = np.pad(pcm.astype(np.float32), (0, -len(pcm) % _BLOCK)).reshape(-1, _BLOCK)
    power = np.sqrt((blocks * blocks).mean(axis=1)) if len(blocks) else np.zeros(0)
    loud = np.flatnonzero(power > max(1.0, _QUIET * power.max(initial=0.0)))
    if not len(loud):
        return 0, 0
    return int(loud[0]) * 10, min((int(loud[-1]) + 1) * 10, len(pcm) * 1000 // OUT_RATE)
