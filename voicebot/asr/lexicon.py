"""Which characters a syllable can be: (onset, rime, tone) readings, and the names of units.

The recogniser's units merge what most Hong Kong speakers no longer tell apart: n = l, initial ng = none, syllabic
ng = m. `fold` maps any Jyutping to that form; syllables in a Transcript are always in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from .. import weights
from ..errors import ModelError
from .ngram import NGrams, Table

ONSETS = 18  # unit ids 0..17: none, then 17 onsets; rimes follow
_JYUTPING = re.compile(r"(ng|gw|kw|[bpmfdtnlgkhwzcsj])?([aeiouy][a-z]*|m|ng)([1-6])")


def parts(jyutping: str) -> tuple[str, str, int] | None:
    """(onset or "", rime, tone 1..6) in the recogniser's folded form, or None where it is no Jyutping."""
    match = _JYUTPING.fullmatch(jyutping)
    if match is None:
        return None
    onset, rime, tone = match[1] or "", match[2], int(match[3])
    if rime in ("m", "ng"):
        return (onset, "m", tone) if onset in ("", "h") else None
    return ({"n": "l", "ng": ""}.get(onset, onset), rime, tone)


def fold(jyutping: str) -> str:
    """A Jyutping syllable in the recogniser's form, e.g. nei5 → lei5, ngo5 → o5; anything else unchanged."""
    found = parts(jyutping)
    return jyutping if found is None else f"{found[0]}{found[1]}{found[2]}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Readings by syllable: those of onset o and rime r (unit ids) are rows starts[i]..starts[i + 1] of the other
    arrays, with i = o * rimes + r - 18."""

    chars: str  # the character of each id; ids 0..2 are marks
    rimes: int
    starts: NDArray[np.int32]
    char: NDArray[np.int64]  # id
    tone: NDArray[np.int64]  # 0..5
    prior: NDArray[np.float32]  # log p(this reading | character)
    sounds: dict[int, list[tuple[int, int, int]]]  # (onset, rime, tone) unit ids of each character id

    def rows(self, onset: int, rime: int) -> slice:
        index = onset * self.rimes + rime - ONSETS
        return slice(int(self.starts[index]), int(self.starts[index + 1]))


def _sounds(rimes: int, starts: NDArray[np.int32], char: NDArray[np.int64], tone: NDArray[np.int64]) -> dict:
    cell = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    found: dict[int, list[tuple[int, int, int]]] = {}
    for row, index, pitch in zip(char.tolist(), cell.tolist(), tone.tolist(), strict=True):
        found.setdefault(row, []).append((index // rimes, index % rimes + ONSETS, pitch))
    return found


def units() -> tuple[str, ...]:
    """The names of the acoustic model's units, in its order: <b>, the onsets o_…, the rimes r_…. Raises ModelError."""
    return tuple(weights.find("asr/units.txt").read_text(encoding="utf-8").split())


def load(units: Sequence[str]) -> tuple[Lexicon, NGrams]:
    """The shipped lexicon, in the numbers of the acoustic model's `units`, and the language model. A reading of which the
    acoustic model has no unit is left out. Raises ModelError where they are missing or spoilt."""
    path = weights.find("asr/decoder.npz")
    try:
        with np.load(path, allow_pickle=False) as stored:
            lexicon = _lexicon(stored, units)
            model = NGrams(
                first=stored["first"],
                first_backoff=stored["first_backoff"],
                more=tuple(Table(stored[f"more{n}"]) for n in (2, 3, 4)),
                backoff=tuple(Table(stored[f"backoff{n}"]) for n in (2, 3)),
            )
    except (ValueError, KeyError, IndexError, OSError, BadZipFile) as error:
        raise ModelError("model file asr/decoder.npz is damaged; run `voicebot models verify`") from error
    return lexicon, model


def _lexicon(stored: Mapping[str, NDArray[Any]], units: Sequence[str]) -> Lexicon:
    """Stored rows are ordered by the file's own units: these are the first of `units` where it does not name them."""
    own, number = int(stored["rimes"]), {name: i for i, name in enumerate(units)}
    names = stored["units"].tolist() if "units" in stored else list(units[: ONSETS + own])
    onset, rime = np.divmod(np.repeat(np.arange(ONSETS * own), np.diff(stored["starts"])), own)
    place = np.array([number.get(name, -1) for name in names])
    onset, rime = place[onset], place[rime + ONSETS]
    known = np.flatnonzero((onset >= 0) & (rime >= 0))
    rimes = len(units) - ONSETS
    cell = onset[known] * rimes + rime[known] - ONSETS
    order = np.argsort(cell, kind="stable")
    rows, cell = known[order], cell[order]
    char, tone = stored["char"].astype(np.int64)[rows], stored["tone"].astype(np.int64)[rows]
    starts = np.searchsorted(cell, np.arange(ONSETS * rimes + 1)).astype(np.int32)
    return Lexicon(
        chars="".join(map(chr, stored["chars"])),
        rimes=rimes,
        starts=starts,
        char=char,
        tone=tone,
        prior=stored["prior"].astype(np.float32)[rows],
        sounds=_sounds(rimes, starts, char, tone),
    )
