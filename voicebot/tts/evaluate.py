"""How well the voice is understood: a recogniser hears it back.

The judge is the desk's own recogniser. It has heard the syllables of the speaker of the man's timbre in training, so
its figure flatters that timbre; it says nothing of naturalness.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from ..engines import Recognizer, Voice
from ..errors import InputError
from ..events import IN_RATE, OUT_RATE


def evaluate(voice: Voice, recognizer: Recognizer, manifest: Path) -> dict[str, Any]:
    """Speak the column `text` of a TSV and hear it back. Keys: rtf, ser and ser_tonal (of `n` syllables), sentences."""
    with manifest.open(encoding="utf-8") as rows:
        texts = [row.get("text") or "" for row in csv.DictReader(rows, delimiter="\t")]
    if not any(texts):
        raise InputError("the manifest has no column text with something to say")
    said_s = spent_s = 0.0
    wrong = wrong_tonal = count = 0
    for text in texts:
        began = time.process_time()
        pieces = list(voice.speak(text))
        spent_s += time.process_time() - began
        wanted = [s for p in pieces for s in p.syllables]
        pcm = np.concatenate([p.pcm for p in pieces]) if pieces else np.zeros(0, np.int16)
        said_s += len(pcm) / OUT_RATE
        stream = recognizer.stream()
        stream.feed(soxr.resample(pcm.astype(np.float32), OUT_RATE, IN_RATE).clip(-32768, 32767).astype(np.int16))
        heard = [s.alternatives[0][0] for s in stream.final().syllables]
        wrong_tonal += _distance([_merged(s) for s in wanted], [_merged(s) for s in heard])
        wrong += _distance([_merged(s)[:-1] for s in wanted], [_merged(s)[:-1] for s in heard])
        count += len(wanted)
    judge = f"{recognizer.name}: a recogniser of ours, trained on the man's speaker among others; no measure of naturalness"
    return {
        "ser": round(100 * wrong / max(1, count), 1), "ser_tonal": round(100 * wrong_tonal / max(1, count), 1), "n": count,
        "sentences": len(texts), "rtf": round(spent_s / max(said_s, 1e-9), 4), "voice": voice.name, "judge": judge,
    }  # fmt: skip


def _merged(syllable: str) -> str:
    """The recogniser's units: n = l, initial ng = none."""
    if syllable.startswith("n") and not syllable.startswith("ng"):
        return "l" + syllable[1:]
    return syllable[2:] if syllable.startswith("ng") and len(syllable) > 3 else syllable


def _distance(a: list[str], b: list[str]) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
