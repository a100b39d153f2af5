"""A recogniser as a judge: what it hears of a sound, greedily, and how far that is from what should have been said.

The judge is an ONNX of the interface of `models/shipped/asr/best.int8.onnx`: mel [1, 80, T] → log-probabilities of units
[1, T / 2, 71] and tones [1, T / 2, 6], 20 ms a frame.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime
import soxr
from numpy.typing import NDArray

from voicebot.asr.evaluate import distance
from voicebot.asr.features import LogMel, normalise

RATE, PIECE = 16_000, 15 * 16_000
FRAME_S = 0.02
_SYLLABLE = re.compile(r"(ng|gw|kw|[bpmfdtnlgkhwzcsj])?([aeiouy][a-z]*|m|ng)([1-6])")

Syllable = tuple[str, str, int]  # onset, rime, tone in the judge's own units


def units_of(jyutping: str) -> Syllable:
    """The judge's units: n = l, initial ng = none, syllabic ng = m. Raises ValueError for what is no syllable."""
    found = _SYLLABLE.fullmatch(jyutping)
    if found is None:
        raise ValueError(f"{jyutping!r} is no Jyutping syllable")
    onset, rime, tone = found[1] or "", found[2], int(found[3])
    if rime in ("m", "ng"):
        return onset if onset == "h" else "", "m", tone
    return {"n": "l", "ng": ""}.get(onset, onset), rime, tone


class Judge:
    def __init__(self, graph: Path, units: Path | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._net = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self.units = (units or graph.parent / "units.txt").read_text(encoding="utf-8").split("\n")

    def probabilities(self, audio: NDArray[np.int16]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Log-probabilities of units and tones of 16 kHz audio, at most half a minute of it."""
        mel = LogMel()
        mel.push(audio)
        columns = mel.whole()
        columns = normalise(columns, float(columns.max()))[:, : columns.shape[1] // 2 * 2]
        units, tones = self._net.run(["units", "tone"], {"mel": columns[None]})
        return units[0], tones[0]

    def hear(self, audio: NDArray[np.int16], rate: int = RATE) -> list[Syllable]:
        if rate != RATE:
            audio = soxr.resample(audio.astype(np.float32), rate, RATE).clip(-32768, 32767).astype(np.int16)
        heard: list[Syllable] = []
        for start in range(0, max(1, len(audio) - RATE // 4), PIECE):
            heard += self._greedy(*self.probabilities(audio[start : start + PIECE]))
        return heard

    def _greedy(self, units: NDArray[np.float32], tones: NDArray[np.float32]) -> list[Syllable]:
        best = units.argmax(1)
        edges = np.flatnonzero(np.diff(best)) + 1
        said: list[Syllable] = []
        onset = ""
        for start, end in zip(np.r_[0, edges], np.r_[edges, len(best)], strict=True):
            name = self.units[best[start]]
            if name.startswith("o_"):
                onset = name[2:]
            elif name.startswith("r_"):
                said.append((onset, name[2:], int(tones[start:end].sum(0).argmax()) + 1))
                onset = ""
        return said


@dataclass(slots=True)
class Score:
    """Errors by kind; a sentence counts for at most as many errors as it has syllables."""

    n: int = 0
    errors: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("toneless", "tonal", "onset", "rime"), 0))
    by_sentence: list[tuple[int, int, int]] = field(default_factory=list)  # n, toneless, tonal
    swaps: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: {"onset": Counter(), "rime": Counter(), "tone": Counter()})

    def add(self, wanted: list[Syllable], heard: list[Syllable]) -> None:
        views = {"toneless": slice(0, 2), "tonal": slice(0, 3), "onset": slice(0, 1), "rime": slice(1, 2)}
        counts = {k: min(len(wanted), distance([w[v] for w in wanted], [h[v] for h in heard])) for k, v in views.items()}
        for kind, count in counts.items():
            self.errors[kind] += count
        self.n += len(wanted)
        self.by_sentence.append((len(wanted), counts["toneless"], counts["tonal"]))
        for w, h in pairs(wanted, heard):
            for kind, a, b in (("onset", w[0], h[0]), ("rime", w[1], h[1]), ("tone", str(w[2]), str(h[2]))):
                if a != b:
                    self.swaps[kind][a, b] += 1

    def rate(self, kind: str) -> float:
        return 100 * self.errors[kind] / max(1, self.n)

    def interval(self, which: int, draws: int = 1000) -> tuple[float, float]:
        """95 % by bootstrap over sentences; 1 toneless, 2 tonal."""
        table = np.array(self.by_sentence, float)
        picks = np.random.default_rng(0).integers(0, len(table), (draws, len(table)))
        rates = 100 * table[picks][:, :, which].sum(1) / table[picks][:, :, 0].sum(1)
        low, high = np.percentile(rates, [2.5, 97.5])
        return float(low), float(high)

    def line(self) -> str:
        (a, b), (c, d) = self.interval(1), self.interval(2)
        return (
            f"SER {self.rate('toneless'):.1f} [{a:.1f}, {b:.1f}] tSER {self.rate('tonal'):.1f} [{c:.1f}, {d:.1f}]"
            f" onset {self.rate('onset'):.1f} rime {self.rate('rime'):.1f} n={self.n}"
        )


def pairs(a: list[Syllable], b: list[Syllable]) -> list[tuple[Syllable, Syllable]]:
    """Matched or replaced syllables of the cheapest alignment; a half-right syllable costs half."""
    cost = np.zeros((len(a) + 1, len(b) + 1))
    cost[:, 0], cost[0] = np.arange(len(a) + 1), np.arange(len(b) + 1)
    swap = [[0.5 * (x[0] != y[0]) + 0.6 * (x[1] != y[1]) for y in b] for x in a]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost[i, j] = min(cost[i - 1, j] + 1, cost[i, j - 1] + 1, cost[i - 1, j - 1] + swap[i - 1][j - 1])
    i, j, found = len(a), len(b), []
    while i and j:
        if np.isclose(cost[i, j], cost[i - 1, j - 1] + swap[i - 1][j - 1]):
            i, j = i - 1, j - 1
            found.append((a[i], b[j]))
        elif np.isclose(cost[i, j], cost[i - 1, j] + 1):
            i -= 1
        else:
            j -= 1
    return found[::-1]
