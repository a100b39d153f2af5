"""Whole texts in synthetic voices as a source. numpy alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import units
from stretches import FRAME, UNKNOWN, Stretch

LEAST = 0.05  # share of a voice that has said few texts


class Voiced:
    """Whole texts of voiced.py, each as often as another, but no voice less often than LEAST before all are weighed."""

    def __init__(self, work: Path, known: units.Units) -> None:
        self._known = known
        self._voices: list[list[tuple[NDArray[np.int16], str]]] = []
        for path in sorted(work.glob("voiced-*.json")):
            audio = np.load(path.with_suffix(".npy"), mmap_mode="r")
            places = json.loads(path.read_text(encoding="utf-8"))
            self._voices.append([(audio[start : start + length], said) for start, length, said in places])
        if not self._voices:
            raise SystemExit("error: no voice has said a text; run voiced.py first")
        counts = np.array([len(texts) for texts in self._voices])
        shares = np.maximum(counts / counts.sum(), LEAST)
        self._shares = shares / shares.sum()

    def source(self, chance: np.random.Generator) -> Stretch:
        texts = self._voices[int(chance.choice(len(self._voices), p=self._shares))]
        audio, said = texts[int(chance.integers(len(texts)))]
        heard = audio.astype(np.float32) / 32_768
        return Stretch(heard, self._known.of(said.split()), np.full(max(1, len(heard) // FRAME), UNKNOWN, np.int64))
