"""Aligned clips as the phrases that the acoustic net learns from, cut and numbered as the desk cuts and numbers them.

A phrase ends where the reader pauses; it stands between two pauses, as `voicebot.tts.tokens` has it. No torch.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicebot.tts.tokens import RIME, split, tokens

STRIDE = 2  # steps of 5 ms in a frame
GAP = 12  # steps of silence between syllables that end a phrase
LEAD, TAIL = 12, 30  # steps of silence kept before and after a phrase, at most
LEVEL = -7.0  # 80th percentile of the mean log envelope below 5 kHz, to which every clip is brought
MAN = "jyutnet"
BANDS = 80

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Phrase:
    clip: str
    speaker: int
    split: str
    rows: NDArray[np.int64]  # [5, L]
    positions: Floats  # [L, 3]
    durations: NDArray[np.int64]  # [L] frames
    envelope: Floats  # [T, 80]
    rough: Floats  # [T, 3], dB / 10
    voiced: Floats  # [T]
    z: Floats  # [T]
    syllables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    phrases: list[Phrase]
    units: dict[str, int]
    speakers: dict[str, int]
    pitch: dict[str, tuple[float, float]]  # median and spread of a speaker's log F0


def inventory(syllables: list[str]) -> dict[str, int]:
    """Every onset and rime that occurs, numbered; the pause is 0."""
    names = set()
    for syllable in syllables:
        onset, rime, _ = split(syllable)
        names |= {f"r_{rime}"} | ({f"o_{onset}"} if onset else set())
    return {"sp": 0} | {name: n + 1 for n, name in enumerate(sorted(names))}


def cuts(bounds: list[list[int]]) -> list[tuple[int, int]]:
    """Runs of syllables [first, last + 1) between pauses."""
    ends = [n + 1 for n in range(len(bounds) - 1) if bounds[n + 1][0] - bounds[n][2] >= GAP] + [len(bounds)]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def edges(rows: NDArray[np.int64], owners: tuple[int, ...], bounds: list[list[int]], before: int, after: int) -> NDArray[np.int64]:
    """Where each token begins, and the end of the last, in steps. A gap too short for a pause belongs to its rime."""
    out = [max(bounds[0][0] - LEAD, before)]
    for n, (kind, owner) in enumerate(zip(rows[3], owners, strict=True)):
        if n and n < len(owners) - 1:
            out.append(bounds[owner][1] if kind == RIME and owners[n - 1] == owner else bounds[owner][0])
    out.append(bounds[-1][2])
    out.append(max(bounds[-1][2], min(bounds[-1][2] + TAIL, after)))
    return np.array(out)


def level(envelope: Floats) -> float:
    return float(np.percentile(envelope[:, :60].mean(1), 80))


def spread(f0s: list[Floats]) -> tuple[float, float]:
    voiced = np.concatenate([np.log(f0[f0 > 0]) for f0 in f0s])
    low, middle, high = np.percentile(voiced, [16, 50, 84])
    return float(middle), float((high - low) / 2)


def continuous(f0: Floats) -> Floats:
    """Log F0 without gaps: interpolated where unvoiced."""
    voiced = np.flatnonzero(f0 > 0)
    if not len(voiced):
        return np.full(len(f0), np.log(140.0), np.float32)
    return np.interp(np.arange(len(f0)), voiced, np.log(f0[voiced])).astype(np.float32)


def load(work: Path, stride: int = STRIDE, only: str | None = None) -> Corpus:
    """All aligned phrases of at most 30 syllables that are worth learning from or being judged by; `only` of one split."""
    aligned = json.loads((work / "aligned.json").read_text(encoding="utf-8"))
    aligned = [row for row in aligned if only in (None, row["split"])]
    stored: dict[str, dict[str, Floats]] = {}
    by_speaker: dict[str, list[str]] = defaultdict(list)
    for row in aligned:
        with np.load(work / "clips" / f"{row['id']}.npz") as file:
            stored[row["id"]] = {key: file[key] for key in ("f0", "mel", "rough")}
        by_speaker[row["speaker"]].append(row["id"])
    pitch = {speaker: spread([stored[name]["f0"] for name in names]) for speaker, names in by_speaker.items()}
    man = float(np.median([level(stored[name]["mel"]) for name in by_speaker.get(MAN, [])])) if MAN in by_speaker else 0.0
    speakers = {speaker: n for n, speaker in enumerate(sorted(by_speaker))}
    units = inventory([s for row in aligned for s in row["syllables"]])
    phrases = []
    for row in aligned:
        kept = stored[row["id"]]
        shift = LEVEL - (man if row["speaker"] == MAN else level(kept["mel"]))
        phrases += [p for p in _phrases(row, kept, shift, pitch[row["speaker"]], speakers[row["speaker"]], units, stride) if plausible(p)]
    return Corpus(phrases, units, speakers, pitch)


def _phrases(row: dict[str, Any], kept: dict[str, Floats], shift: float, pitch: tuple[float, float], speaker: int, units: dict[str, int], stride: int) -> list[Phrase]:
    bounds, out = row["bounds"], []
    log_f0 = continuous(kept["f0"])
    for first, last in cuts(bounds):
        own = bounds[first:last]
        before = bounds[first - 1][2] if first else 0
        after = bounds[last][0] if last < len(bounds) else len(kept["mel"]) - 1
        t = tokens(tuple(row["syllables"][first:last]), row["breaks"][last - 1], units)
        at = np.round(edges(t.rows, t.owners, own, before, after) / stride).astype(np.int64)
        steps = np.arange(at[0], at[-1]) * stride
        z = (log_f0[steps] - pitch[0]) / pitch[1]
        out.append(
            Phrase(
                row["id"], speaker, row["split"], t.rows, np.ascontiguousarray(t.positions.T), np.diff(at), kept["mel"][steps] + shift,
                kept["rough"][steps] / 10, (kept["f0"][steps] > 0).astype(np.float32), np.clip(z, -3.5, 3.5), tuple(row["syllables"][first:last]),
            )
        )  # fmt: skip
    return out


def plausible(phrase: Phrase) -> bool:
    """No empty token inside, no syllable of more than 1.2 s, not too long to batch."""
    inside = phrase.durations[1:-1]
    return len(inside) > 0 and len(phrase.syllables) <= 30 and bool((inside >= 1).all()) and inside.max() * 0.005 * STRIDE < 1.2


def retime(phrase: Phrase, factor: float) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """At another tempo: rimes and pauses take `factor` of their frames, onsets its root. New durations, and for each new
    frame the old frames around it: the left one and the share of its neighbour."""
    onset = phrase.rows[3] == 1
    new = np.round(phrase.durations * np.where(onset, factor**0.5, factor)).astype(np.int64)
    new = np.maximum(new, np.minimum(phrase.durations, 2))
    starts = np.cumsum(phrase.durations) - phrase.durations
    where = np.concatenate([s + (np.arange(k) + 0.5) * d / max(1, k) - 0.5 for s, d, k in zip(starts, phrase.durations, new, strict=True)])
    where = where.clip(0, len(phrase.z) - 1)
    left = np.floor(where).astype(np.int64)
    return new, left, where - left


def warped(envelope: Floats, factor: float) -> Floats:
    """The envelope of a vocal tract `factor` times as short: what was at band k comes to lie at k * factor."""
    at = np.clip(np.arange(BANDS) / factor, 0, BANDS - 1)
    left = np.floor(at).astype(int)
    right = np.minimum(left + 1, BANDS - 1)
    share = (at - left).astype(np.float32)
    return envelope[:, left] * (1 - share) + envelope[:, right] * share
