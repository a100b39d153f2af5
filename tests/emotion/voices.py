"""Synthetic voices: pulse trains through nothing, loud and quiet, high and low."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicebot.events import Syllable, Transcript

RATE = 16_000


def voice(hertz: float, seconds: float = 2.0, level: float = 0.1) -> NDArray[np.int16]:
    """A harmonic tone of the given pitch with syllables four times a second; `level` of full scale."""
    t = np.arange(int(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, 12))
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * t)
    sound = tone * swell
    return np.rint(32767 * level * sound / np.sqrt((sound**2).mean())).clip(-32768, 32767).astype(np.int16)


def said(text: str, rate: float = 4.5, sounds: tuple[str, ...] = ()) -> Transcript:
    """A transcript with one syllable a character, or the given sounds, at `rate` syllables a second."""
    names = sounds or ("aa1",) * len(text)
    return Transcript(text, (), tuple(Syllable(((name, 0.9),), i / rate, (i + 1) / rate) for i, name in enumerate(names)))
