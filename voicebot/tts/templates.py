"""How every syllable is articulated when it is said alone: what the acoustic net leans on where it heard a syllable seldom.

A template is the spectral envelope of one speaker's isolated syllable: 8 points over its onset and 24 over its rime, however
long they were, each point the first 32 coefficients of the cosine transform of 80 log mel bands, standardised. Laid over the
sounds of a phrase at their durations, templates say which way to move; the net says it in another voice, in context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..weights import find
from .tokens import NEAREST, ONSET, PAUSE, split

ONSET_POINTS, RIME_POINTS = 8, 24
POINTS = ONSET_POINTS + RIME_POINTS
COEFFICIENTS = 32
CHANNELS = COEFFICIENTS + 1  # the last is 1 where there is a template
STEPS = 32.0  # of the stored whole numbers in a standard deviation

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Templates:
    """`table` [S, 32, 32] float32, a row a syllable of `names` (without tones). Which rows serve a syllable: its own, or of
    syllables that are not there the onset from one and the rime from another."""

    names: dict[str, int]
    table: Array
    onsets: dict[str, int]  # a row for each onset and each beginning of a rime, such as "gw" and "gw a"
    rimes: dict[str, int]

    @staticmethod
    def of(names: Sequence[str], table: Array) -> Templates:
        onsets: dict[str, int] = {}
        rimes: dict[str, int] = {}
        for row, name in enumerate(names):
            onset, rime, _ = split(f"{name}1")
            for key in (onset, f"{onset} {rime[0]}"):
                onsets.setdefault(key, row)
            rimes.setdefault(rime, row)
        return Templates({name: row for row, name in enumerate(names)}, table, onsets, rimes)

    def rows(self, syllables: Sequence[str]) -> NDArray[np.int64]:
        """[n, 2]: the rows whose onset and whose rime serve each syllable, -1 where none does."""
        return np.array([self._pair(s) for s in syllables], np.int64).reshape(-1, 2)

    def _pair(self, syllable: str) -> tuple[int, int]:
        if (row := self.names.get(syllable[:-1])) is not None:
            return row, row
        onset, rime, _ = split(syllable)
        rime = rime if rime in self.rimes else NEAREST.get(rime, rime)
        first = self.onsets.get(f"{onset} {rime[0]}", self.onsets.get(onset, -1))
        return first, self.rimes.get(rime, -1)


def laid(table: Array, rows: NDArray[np.int64], kinds: NDArray[Any], owners: Sequence[int], durations: NDArray[Any], bend: Any = 1.0) -> Array:
    """[T, 33]: templates over the frames of a phrase, each sound's points spread evenly over its frames; zeros in pauses and
    where a row is -1. `kinds`, `owners`, `durations` are the tokens'; `bend` (a number or [L]) is the power to which a
    frame's place in its sound is raised, to spread the points unevenly."""
    token = np.repeat(np.arange(len(durations)), durations)
    place = (np.arange(len(token)) - (np.cumsum(durations) - durations)[token] + 0.5) / np.asarray(durations)[token]
    place = place ** (bend if np.isscalar(bend) else np.asarray(bend)[token])
    onset = np.asarray(kinds)[token] == ONSET
    row = rows[np.maximum(0, np.asarray(owners))[token], np.where(onset, 0, 1)]
    there = (np.asarray(kinds)[token] != PAUSE) & (row >= 0)
    count, first = np.where(onset, ONSET_POINTS, RIME_POINTS), np.where(onset, 0, ONSET_POINTS)
    at = np.clip(place * count - 0.5, 0, count - 1)
    left = np.floor(at).astype(np.int64)
    right = np.minimum(left + 1, count - 1)
    share = (at - left).astype(np.float32)[:, None]
    out = np.zeros((len(token), CHANNELS), np.float32)
    out[:, :COEFFICIENTS] = (table[row, first + left] * (1 - share) + table[row, first + right] * share) * there[:, None]
    out[:, COEFFICIENTS] = there
    return out


def load(name: str) -> Templates:
    """The templates of a weight file: `names` joined by spaces, `table` int8 [S, 32, 32]. Raises ModelError."""
    try:
        with np.load(find(name), allow_pickle=False) as stored:
            names, table = str(stored["names"]).split(" "), stored["table"].astype(np.float32) / STEPS
        if table.shape != (len(names), POINTS, COEFFICIENTS):
            raise ValueError("the table has another shape")
        return Templates.of(names, table)
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        raise ModelError(f"model file {name} is damaged; run `voicebot models verify`") from error
