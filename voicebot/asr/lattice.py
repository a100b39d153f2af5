"""From frame posteriors to a row of syllable slots, each with scored readings.

The best CTC path says where syllables are; within each slot's own frames the exact CTC likelihood of every likely
(onset, rime) pair is computed for all slots at once (Graves et al. 2006, forward algorithm), and that of no syllable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .acoustic import FRAME_S, Posteriors
from .lexicon import ONSETS

_MARGIN = 4  # frames beside a syllable's own that belong to its slot
_ONSETS_TRIED = 6
_RIMES_TRIED = 6
_WEAK = 0.15  # a rime this probable makes a slot that may stay empty, though the best path has none
_FLOOR = 1e-9  # of a probability

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lattice:
    """`slots` syllable slots in time order. Log-likelihoods are of the slot's own frames.

    `onsets` [slots, 6] and `rimes` [slots, 6]: unit ids (onset 0 = none); `pairs` [slots, 6, 6]: log-likelihood of
    onset and rime; `tones` [slots, 6, 6]: log-probability of each tone under each rime; `empty` [slots]: of no
    syllable; `start`, `end` [slots]: frames.
    """

    onsets: NDArray[np.int64]
    rimes: NDArray[np.int64]
    pairs: Array
    tones: Array
    empty: Array
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def seconds(self, slot: int) -> tuple[float, float]:
        return float(self.start[slot]) * FRAME_S, float(self.end[slot]) * FRAME_S


def _nothing() -> Lattice:
    none = np.zeros((0, _ONSETS_TRIED), dtype=np.int64)
    pairs = np.zeros((0, _ONSETS_TRIED, _RIMES_TRIED))
    where = np.zeros(0, dtype=np.int64)
    return Lattice(none, none, pairs, pairs, np.zeros(0), where, where)


def build(heard: Posteriors, first: int = 0) -> Lattice:
    """The lattice of a stretch of speech; empty where the best path is silent throughout.

    `first` is the number of its first frame within the turn.
    """
    if not len(heard):
        return _nothing()
    probable = np.exp(heard.units.astype(np.float64))
    spans = _spans(heard.units.argmax(axis=1), probable[:, ONSETS:].max(axis=1))
    if not spans:
        return _nothing()
    start, end = np.array(spans, dtype=np.int64).T
    frames = _windows(start, end, probable[:, 0])
    inside = frames >= 0
    slot = np.where(inside[..., None], probable[np.maximum(frames, 0)], 0.0)
    slot[~inside, 0] = 1.0  # beyond the slot's frames there is nothing: blank for sure
    tone = np.where(inside[..., None], np.exp(heard.tones[np.maximum(frames, 0)].astype(np.float64)), 0.0)
    onsets, rimes = _likely(slot)
    blank = slot[..., 0]
    at_onset = np.take_along_axis(slot, onsets[:, None, :], axis=2)
    at_rime = np.take_along_axis(slot, rimes[:, None, :], axis=2)
    pairs = _forward(blank, at_onset, at_rime, onsets == 0)
    weight = at_rime / np.maximum(at_rime.sum(axis=1, keepdims=True), _FLOOR)
    tones = np.log(np.maximum(np.einsum("swr,swt->srt", weight, tone), 1e-4))
    empty = np.log(np.maximum(blank, _FLOOR)).sum(axis=1)
    return Lattice(onsets, rimes, pairs, tones, empty, start + first, end + first)


def _spans(best: NDArray[np.int64], rime: Array) -> list[tuple[int, int]]:
    """First and last + 1 frame of each syllable: a rime's run with the onset's run before it, and weak rimes alone."""
    spans: list[tuple[int, int]] = []
    onset: int | None = None
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        unit = int(best[first])
        if unit >= ONSETS:
            spans.append((first if onset is None else onset, last))
            onset = None
        elif unit > 0:
            onset = first
        elif onset is None:
            peak = first + int(rime[first:last].argmax())
            if rime[peak] > _WEAK:
                spans.append((peak, peak + 1))
    return spans


def _windows(start: NDArray[np.int64], end: NDArray[np.int64], blank: Array) -> NDArray[np.int64]:
    """The frames of each slot, [slots, width], -1 where there is none: its own and up to 4 on either side, parted
    from the neighbours' at the surest blank between them."""
    low = np.maximum(start - _MARGIN, 0)
    high = np.minimum(end + _MARGIN, len(blank))
    for i in range(1, len(start)):
        left, right = int(end[i - 1]), int(start[i])
        middle = left + int(blank[left:right].argmax()) if right > left else right
        high[i - 1] = min(high[i - 1], middle)
        low[i] = max(low[i], middle)
    frames = low[:, None] + np.arange(int((high - low).max()))
    return np.where(frames < high[:, None], frames, -1)


def _likely(slot: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The likeliest onsets (none always among them) and rimes of each slot."""
    peak = slot.max(axis=1)
    peak[:, 0] = 2.0  # "no onset" stands at unit 0
    onsets = np.argsort(-peak[:, :ONSETS], axis=1)[:, :_ONSETS_TRIED]
    rimes = np.argsort(-peak[:, ONSETS:], axis=1)[:, :_RIMES_TRIED] + ONSETS
    return onsets, rimes


def _forward(blank: Array, onset: Array, rime: Array, bare: NDArray[np.bool_]) -> Array:
    """Log-likelihood of every (onset, rime) of each slot over its frames: [slots, onsets, rimes].

    `blank` [slots, width], `onset` and `rime` [slots, width, choices]; `bare` [slots, onsets] marks "no onset". The
    states are blank, onset, blank, rime, blank; widths stay below some 60 frames, so probabilities do not underflow.
    """
    slots, width = blank.shape
    o = np.maximum(onset, _FLOOR)[:, :, :, None]
    r = np.maximum(rime, _FLOOR)[:, :, None, :]
    before = np.ones((slots, 1, 1))  # blanks so far, nothing else
    shape = (slots, onset.shape[2], rime.shape[2])
    in_onset, between, in_rime, after = (np.zeros(shape) for _ in range(4))
    none = bare[:, :, None]
    for t in range(width):
        b = blank[:, t][:, None, None]
        into_rime = np.where(none, before, in_onset + between)
        after = (after + in_rime) * b
        in_rime = (in_rime + into_rime) * r[:, t]
        between = (between + in_onset) * b
        in_onset = np.where(none, 0.0, (in_onset + before) * o[:, t])
        before = before * b
    return np.log(np.maximum(in_rime + after, 1e-300))
