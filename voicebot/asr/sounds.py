"""Syllables as the acoustic model alone hears them: no lexicon and no language model, which would mend what was said badly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .acoustic import Acoustic, Posteriors
from .features import LogMel
from .lexicon import ONSETS, parts

Sound: TypeAlias = tuple[str, str, int]  # onset or "", rime, tone 1..6, folded as the recogniser does


class Ear:
    """Posteriors of whole recordings. Thread-safe, as the net is."""

    def __init__(self, acoustic: Acoustic) -> None:
        self.units = acoustic.units
        self._acoustic = acoustic

    def posteriors(self, pcm: NDArray[np.int16]) -> Posteriors:
        """Of at most 28 s (int16, 16 kHz mono), 20 ms a frame."""
        mel = LogMel()
        mel.push(pcm)
        return self._acoustic.whole(mel.whole())


def folded(syllables: Sequence[str]) -> list[Sound]:
    """Jyutping with tones as sounds; what is no Jyutping is left out."""
    return [found for s in syllables if (found := parts(s)) is not None]


def greedy(heard: Posteriors, units: Sequence[str]) -> list[Sound]:
    """The best CTC path as syllables: a rime, with the onset before it if there is one, and the tone of the rime's frames."""
    best = heard.units.argmax(axis=1)
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    found: list[Sound] = []
    onset = ""
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        unit = int(best[first])
        if unit >= ONSETS:
            weight = np.exp(heard.units[first:last, unit])
            tone = int((weight[:, None] * np.exp(heard.tones[first:last])).sum(axis=0).argmax()) + 1
            found.append((onset, units[unit][2:], tone))
            onset = ""
        elif unit > 0:
            onset = units[unit][2:]
    return found
