"""Do the phones begin when the voice says they do? Its times against a forced alignment by a recogniser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..asr.align import align
from ..audio.resample import resample
from ..engines import Speech
from ..events import IN_RATE, OUT_RATE, Phone
from .evaluate_heard import Judge

_STOPS, _HISSES = frozenset("b p d t g k gw kw".split()), frozenset("f s h z c".split())
_FEW = 2  # sentences from which an interval is drawn
_DRAWS = 1_000


def errors(piece: Speech, judge: Judge) -> list[tuple[str, float]]:
    """(class of phone, start by the voice minus start by the alignment in ms) of every phone of a piece but the first,
    whose start is the piece's own. Initial ng, which the recogniser does not know, counts with its rime."""
    spoken = [p for p in piece.phones if p.unit != "sp"]
    if not spoken:
        return []
    pcm = resample(piece.pcm, OUT_RATE, IN_RATE)
    heard = judge.posteriors(pcm)
    found = align(heard, judge.units, piece.syllables, spoken[0].start_ms / 1000, spoken[-1].end_ms / 1000)
    told = _merged(spoken)
    if len(found) != len(told):
        return []
    return [
        (_kind(told[i].unit, told[i - 1].unit), told[i].start_ms - 1000 * found[i].start)
        for i in range(1, len(told))
    ]  # fmt: skip


def _merged(phones: Sequence[Phone]) -> list[Phone]:
    """Without a nasal onset that the recogniser folds away: its rime begins where it did."""
    out: list[Phone] = []
    for phone in phones:
        if out and out[-1].unit == "o_ng":
            out[-1] = Phone(phone.unit, phone.tone, out[-1].start_ms, phone.end_ms, phone.syllable)
        else:
            out.append(phone)
    return out


def _kind(unit: str, before: str) -> str:
    if unit.startswith("r_"):
        return "rime after an onset" if before.startswith("o_") else "bare rime"
    name = unit[2:]
    return "stop" if name in _STOPS else "fricative or affricate" if name in _HISSES else "nasal, lateral or glide"


def timing(sentences: Iterable[Sequence[Speech]], judge: Judge) -> dict[str, Any]:
    """median_ms: of |error| with its 95 % interval over sentences; bias_ms: the median error (positive: the voice says
    later than the alignment) by class of phone with `n`. `skipped`: pieces too quick for an alignment."""
    rows: list[list[tuple[str, float]]] = []
    skipped = 0
    for pieces in sentences:
        row: list[tuple[str, float]] = []
        for piece in pieces:
            found = errors(piece, judge)
            skipped += not found and len(piece.syllables) > 1
            row += found
        rows.append(row)
    flat = [e for row in rows for e in row]
    if not flat:
        return {"n": 0, "skipped": skipped}
    sizes = np.abs([e for _, e in flat])
    kinds = sorted({kind for kind, _ in flat})
    by = {kind: np.array([e for k, e in flat if k == kind]) for kind in kinds}
    return {
        "n": len(flat),
        "median_ms": [round(float(np.median(sizes)), 1), *_interval(rows)],
        "p95_ms": round(float(np.percentile(sizes, 95)), 1),
        "bias_ms": {k: {"n": len(v), "bias": round(float(np.median(v)), 1), "median": round(float(np.median(np.abs(v))), 1)} for k, v in by.items()},
        "skipped": skipped,
    }


def _interval(rows: Sequence[Sequence[tuple[str, float]]]) -> list[float]:
    sizes = [np.abs([e for _, e in row]) for row in rows if row]
    if len(sizes) < _FEW:
        return []
    draw = np.random.default_rng(0).integers(0, len(sizes), (_DRAWS, len(sizes)))
    medians = [np.median(np.concatenate([sizes[i] for i in picks])) for picks in draw]
    return [round(float(x), 1) for x in np.percentile(medians, [2.5, 97.5])]
