"""Posteriors of somebody who speaks perfectly clearly, for tests of the decoder alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import ToJyutping

from voicebot.asr.acoustic import Posteriors
from voicebot.asr.lexicon import parts

SURE = 0.98


def jyutping(text: str) -> list[str]:
    return [j for _, j in ToJyutping.get_jyutping_list(text) if j]


def posteriors(syllables: Iterable[str], units: tuple[str, ...], sure: float = SURE) -> Posteriors:
    """Two frames of onset, three of rime and two of blank for each syllable."""
    best, tones = [0, 0, 0], [0, 0, 0]
    for syllable in syllables:
        found = parts(syllable)
        assert found is not None, syllable
        onset, rime, tone = found
        frames = [units.index(f"o_{onset}")] * 2 if onset else []
        frames += [units.index(f"r_{rime}")] * 3 + [0, 0]
        best += frames
        tones += [tone - 1] * len(frames)
    return Posteriors(_sure(best, len(units), sure), _sure(tones, 6, sure))


def _sure(best: list[int], choices: int, sure: float) -> np.ndarray:
    probability = np.full((len(best), choices), (1 - sure) / (choices - 1), dtype=np.float32)
    probability[np.arange(len(best)), best] = sure
    return np.log(probability)
