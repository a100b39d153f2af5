"""How the voice sounds, in numbers: pitch, pace and pauses, jumps at joins, and a predicted opinion (DNSMOS).

None of them hears whether it is natural; each can say that it is not. Real readers measured in the same way stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..asr.features import LogMel
from ..emotion.prosody import track
from ..events import IN_RATE, OUT_RATE
from ..onnx import open_file
from .evaluate_heard import share

PAUSE_S = 0.15  # of silence inside a sentence
_BLOCK = IN_RATE // 100  # 10 ms
_BELOW_DB = 35.0  # under the loud blocks: silence
_CLIP_S = 9.01  # DNSMOS hears so much at a time
_NEAR = 2  # columns of 10 ms to either side of a join
_EDGE = OUT_RATE // 1000  # samples of 1 ms
# What the network's outputs are as opinions (Reddy et al. 2022; DNS challenge, dnsmos.py): signal, background, overall.
_TO_OPINION = ((-0.08397278, 1.22083953, 0.0052439), (-0.13166888, 1.60915514, -0.39604546), (-0.06766283, 1.11546468, 0.04602535))


class Quality:
    """DNSMOS P.835 (Reddy et al. 2022) by its own network, `sig_bak_ovr.onnx`; MIT, carried by the wheel speechmos.

    Raises ModelError where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._session = open_file(path)

    def opinion(self, pcm: NDArray[np.int16]) -> tuple[float, float, float]:
        """(signal, background, overall), 1..5, of 16 kHz mono; what is shorter than 9 s is repeated."""
        size = int(_CLIP_S * IN_RATE)
        audio = pcm.astype(np.float32) / 32768
        audio = np.tile(audio, -(-size // max(1, len(audio))))[: max(size, len(audio))]
        raw = [
            self._session.run(None, {"input_1": audio[None, start : start + size]})[0][0]
            for start in range(0, len(audio) - size + 1, IN_RATE)
        ]
        mean = [float(np.mean([np.polyval(curve, row[n]) for row in raw])) for n, curve in enumerate(_TO_OPINION)]
        return mean[0], mean[1], mean[2]


def opinions(quality: Quality, clips: Sequence[NDArray[np.int16]]) -> dict[str, list[float]]:
    """Means over clips with their 95 % intervals."""
    rows = [quality.opinion(pcm) for pcm in clips if pcm.any()]
    names = ("signal", "background", "overall")
    return {name: share([row[n] for row in rows], [1] * len(rows), 1.0) for n, name in enumerate(names)}


def windows(clips: Sequence[NDArray[np.int16]], speakers: Sequence[str]) -> list[NDArray[np.int16]]:
    """Each speaker's clips at 16 kHz, one after the other, in as many pieces as the net hears at a time; what does not fill
    one is left out, unless the speaker has no other. So nothing is repeated: a sentence shorter than the net's nine seconds
    that is heard again and again is thought worse of, whoever says it."""
    by: dict[str, list[NDArray[np.int16]]] = {}
    for pcm, speaker in zip(clips, speakers, strict=True):
        by.setdefault(speaker, []).append(pcm)
    size = int(_CLIP_S * IN_RATE)
    whole = [np.concatenate(parts) for parts in by.values()]
    return [pcm[at : at + size] for pcm in whole for at in range(0, max(1, len(pcm) - size + 1), size)]


def prosody(clips: Sequence[NDArray[np.int16]], syllables: Sequence[int], speakers: Sequence[str]) -> dict[str, Any]:
    """Of sentences at 16 kHz with their numbers of syllables; pitch is taken about each speaker's own median.

    f0_sd and f0_range (5th to 95th percentile), semitones; rate: syllables a second without pauses, rate_overall with
    them; pauses: of 150 ms or more, a sentence; pause_ms: their median.
    """
    spoken = [_spoken(pcm) for pcm in clips]
    lengths = [sum(1 for quiet in blocks if not quiet) / 100 if len(blocks) else 0.0 for blocks in map(_without_short, spoken)]
    pauses = [run for blocks in spoken for run in _runs(blocks)]
    pitch = _about_speakers(clips, speakers)
    spans = np.percentile(pitch, [5, 95]) if len(pitch) else np.zeros(2)
    counts = list(syllables)
    return {
        "sentences": len(clips),
        "f0_sd": round(float(pitch.std()), 2) if len(pitch) else None,
        "f0_range": round(float(spans[1] - spans[0]), 2) if len(pitch) else None,
        "rate": share(counts, lengths, 1.0),
        "rate_overall": share(counts, [len(b) / 100 for b in spoken], 1.0),
        "pauses": share([len(_runs(b)) for b in spoken], [1] * len(spoken), 1.0),
        "pause_ms": round(1000 * float(np.median(pauses))) if pauses else None,
    }


def _about_speakers(clips: Sequence[NDArray[np.int16]], speakers: Sequence[str]) -> NDArray[np.float64]:
    """Semitones of every voiced frame about its speaker's median."""
    by: dict[str, list[NDArray[np.float64]]] = {}
    for pcm, speaker in zip(clips, speakers, strict=True):
        hz = track(pcm)
        by.setdefault(speaker, []).append(12 * np.log2(hz[~np.isnan(hz)]))
    joined = [np.concatenate(parts) for parts in by.values()]
    about = [semitones - np.median(semitones) for semitones in joined if len(semitones)]
    return np.concatenate(about) if about else np.zeros(0)


def _spoken(pcm: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Which 10 ms blocks are quiet, from the first that is not to the last."""
    blocks = pcm[: len(pcm) // _BLOCK * _BLOCK].astype(np.float64).reshape(-1, _BLOCK)
    power = (blocks**2).mean(axis=1)
    if not power.any():
        return np.zeros(0, bool)
    quiet = power < np.percentile(power, 95) * 10 ** (-_BELOW_DB / 10)
    loud = np.flatnonzero(~quiet)
    return quiet[loud[0] : loud[-1] + 1]


def _runs(quiet: NDArray[np.bool_]) -> list[float]:
    """Seconds of each pause."""
    edges = np.flatnonzero(np.diff(np.r_[False, quiet, False].astype(int)))
    lengths = (edges[1::2] - edges[::2]) / 100
    return [float(s) for s in lengths if s >= PAUSE_S]


def _without_short(quiet: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The same with silences too short for a pause (a stop's closure) counted as speech."""
    out = np.zeros(len(quiet), bool)
    edges = np.flatnonzero(np.diff(np.r_[False, quiet, False].astype(int)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        out[first:last] = (last - first) / 100 >= PAUSE_S
    return out


def jumps(pcm: NDArray[np.int16], starts_s: Sequence[float]) -> tuple[list[float], list[float]]:
    """(at the joins, elsewhere): how far the log-mel spectrum moves within 40 ms, dB, root mean square over bands.

    16 kHz; `starts_s` are the joins' times. Elsewhere is the middle of each stretch between two joins, if it sounds.
    """
    mel = LogMel()
    mel.push(pcm)
    columns = 10 * mel.whole()
    if columns.shape[1] <= 2 * _NEAR:
        return [], []
    level = columns.mean(axis=0)
    moved = np.full(columns.shape[1], np.nan)
    moved[_NEAR:-_NEAR] = np.sqrt(((columns[:, 2 * _NEAR :] - columns[:, : -2 * _NEAR]) ** 2).mean(axis=0))
    moved[level < np.percentile(level, 95) - _BELOW_DB] = np.nan
    middles = [(a + b) / 2 for a, b in zip(starts_s, starts_s[1:], strict=False)]
    return _at(moved, starts_s), _at(moved, middles)


def _at(moved: NDArray[np.float64], times_s: Sequence[float]) -> list[float]:
    places = [round(100 * t) for t in times_s]
    return [float(moved[p]) for p in places if p < len(moved) and not np.isnan(moved[p])]


def edge_dbfs(pieces: Sequence[NDArray[np.int16]]) -> float | None:
    """The loudest sample in the first and last millisecond of any piece (24 kHz), dB re full scale: a piece that begins
    or ends away from zero clicks. None for no piece; digital silence is -96."""
    edges = [np.abs(np.r_[pcm[:_EDGE], pcm[-_EDGE:]].astype(int)).max(initial=0) for pcm in pieces]
    return round(20 * float(np.log10(max(0.5, max(edges)) / 32768)), 1) if edges else None
