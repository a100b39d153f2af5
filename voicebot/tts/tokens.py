"""Jyutping syllables of one phrase as the acoustic net's tokens.

A token is an onset, a rime or a pause. Rows of `tokens`: unit, tone, break after the syllable, kind (1 onset, 2 rime,
3 pause), break that ends the phrase. Breaks: 0 none, 1 comma, 2 full stop, 3 question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ONSET, RIME, PAUSE = 1, 2, 3
_SYLLABLE = re.compile(r"(ng|gw|kw|[bpmfdtnlgkhwzcsj])?([a-z]+)([1-6])")
# Rimes the net never heard, by the nearest that it did.
_NEAREST = {
    "a": "aa", "et": "ek", "oet": "eot", "om": "on", "oem": "eon", "oen": "eon", "op": "ot", "um": "ung", "up": "ut", "yum": "yun",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokens:
    rows: NDArray[np.int64]  # [5, L]
    positions: NDArray[np.float32]  # [3, L]: from the start, to the end, length of the phrase in syllables, scaled
    owners: tuple[int, ...]  # the syllable of each token, -1 before the first
    names: tuple[str, ...]  # "o_g", "r_aai", "sp"


def split(syllable: str) -> tuple[str, str, int]:
    """"gwong2" → ("gw", "ong", 2); syllabic m and ng have no onset. Raises ValueError for what is no Jyutping."""
    if syllable[:-1] in ("m", "ng"):
        return "", syllable[:-1], int(syllable[-1])
    found = _SYLLABLE.fullmatch(syllable)
    if found is None:
        raise ValueError(f"{syllable!r} is no Jyutping syllable")
    return found[1] or "", found[2], int(found[3])


def tokens(syllables: tuple[str, ...], end: int, vocabulary: dict[str, int]) -> Tokens:
    """`end` is the break after the last syllable. Between the pauses at both ends stand onsets and rimes."""
    names, tones, kinds, owners = ["sp"], [0], [PAUSE], [-1]
    for n, syllable in enumerate(syllables):
        onset, rime, tone = split(syllable)
        for name, kind in ((f"o_{onset}", ONSET), (f"r_{rime}", RIME)):
            if name == "o_":
                continue
            names.append(_known(name, vocabulary))
            tones.append(tone)
            kinds.append(kind)
            owners.append(n)
    names.append("sp")
    tones.append(0)
    kinds.append(PAUSE)
    owners.append(len(syllables) - 1)
    count, length = len(syllables), len(names)
    breaks = [2] + [end if o == count - 1 else 0 for o in owners[1:]]
    phrase = [0] + [end] * (length - 2) + [0]
    rows = np.array([[vocabulary[n] for n in names], tones, breaks, kinds, phrase], np.int64)
    positions = np.zeros((3, length), np.float32)
    for i in range(1, length):
        at = max(0, owners[i])
        positions[:, i] = min(at, 12) / 6, min(count - 1 - at, 12) / 6, min(count, 15) / 8
    return Tokens(rows, positions, tuple(owners), tuple(names))


def _known(name: str, vocabulary: dict[str, int]) -> str:
    if name in vocabulary:
        return name
    near = f"r_{_NEAREST.get(name[2:], 'aa')}"
    return near if near in vocabulary else "r_aa"
