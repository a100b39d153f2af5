"""What a listener makes of the voice: syllables heard against syllables meant.

Two kinds of listener: a recogniser of Jyutping (`Judge`: onset, rime and tone of its own greedy best path, no lexicon and
no language model that could mend what was said badly), and one that writes characters (`Writer`: Whisper, say), whose text
is read back into syllables.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..asr.acoustic import Posteriors
from ..asr.evaluate import distance
from ..asr.features import LogMel, normalise
from ..asr.sounds import Sound, folded, greedy
from ..engines import Recognizer
from ..errors import InputError, ModelError
from ..events import IN_RATE
from ..onnx import open_file
from ..weights import find

SHIPPED = "the desk's own recogniser: it was taught by both of the desk's timbres, so it is not independent and judges nothing of them"
LONGEST_S = 28.0  # the net's table of positions ends there
_DRAWS = 2_000
_CLIPS = 512  # whose posteriors are kept
_GAP, _ONSET, _RIME, _TONE = 1.0, 0.5, 0.75, 0.25  # costs of an alignment in which like meets like


class Listener(Protocol):
    name: str
    note: str  # what it has been trained on, as far as it matters here

    def sounds(self, pcm: NDArray[np.int16]) -> list[Sound]:
        """What was heard in a sentence, 16 kHz mono."""
        ...


class Judge:
    """The recogniser in a folder (best.int8.onnx, units.txt, as in models/shipped/asr), or the shipped one.

    Raises ModelError where a file is missing or damaged.
    """

    def __init__(self, folder: Path | None = None) -> None:
        graph = folder / "best.int8.onnx" if folder else find("asr/best.int8.onnx")
        names = folder / "units.txt" if folder else find("asr/units.txt")
        for path in (graph, names):
            if not path.is_file():
                raise ModelError(f"the judge's folder lacks {path.name}")
        self.name = folder.name if folder else "shipped"
        self.note = "given by --judge; its card says what it has heard" if folder else SHIPPED
        self.units = tuple(name for name in names.read_text(encoding="utf-8").split("\n") if name)
        self._session = open_file(graph)
        self._known: OrderedDict[bytes, Posteriors] = OrderedDict()  # each clip is asked for by several measures

    def posteriors(self, pcm: NDArray[np.int16]) -> Posteriors:
        """Of 16 kHz mono, 20 ms a frame. Raises InputError for more than 28 s."""
        if len(pcm) > LONGEST_S * IN_RATE:
            raise InputError(f"a sentence of more than {LONGEST_S:g} s cannot be judged; cut it")
        key = hashlib.sha256(pcm.tobytes()).digest()
        if key not in self._known:
            self._known[key] = self._encode(pcm)
            if len(self._known) > _CLIPS:
                self._known.popitem(last=False)
        return self._known[key]

    def _encode(self, pcm: NDArray[np.int16]) -> Posteriors:
        mel = LogMel()
        mel.push(pcm)
        columns = mel.whole()
        columns = columns[:, : columns.shape[1] // 2 * 2]
        if not columns.shape[1]:
            return Posteriors(np.zeros((0, len(self.units)), np.float32), np.zeros((0, 6), np.float32))
        feed = {"mel": normalise(columns, float(columns.max()))[None]}
        units, tones = self._session.run(["units", "tone"], feed)
        return Posteriors(units[0], tones[0])

    def sounds(self, pcm: NDArray[np.int16]) -> list[Sound]:
        return greedy(self.posteriors(pcm), self.units)


class Writer:
    """A recogniser that writes; `read` turns its text into Jyutping. A tone is the one that the character has."""

    def __init__(self, recognizer: Recognizer, name: str, read: Callable[[str], Sequence[str]]) -> None:
        self.name, self.note = name, "writes characters; knows words, so it also guesses"
        self._recognizer, self._read = recognizer, read

    def sounds(self, pcm: NDArray[np.int16]) -> list[Sound]:
        stream = self._recognizer.stream()
        stream.feed(pcm)
        return folded(self._read(stream.final().text))


def matched(wanted: Sequence[Sound], heard: Sequence[Sound]) -> list[tuple[Sound, Sound | None]]:
    """Each wanted sound with the heard one at its place, by the cheapest edits; None where it was not heard."""
    cost = np.zeros((len(wanted) + 1, len(heard) + 1))
    cost[:, 0], cost[0] = np.arange(len(wanted) + 1) * _GAP, np.arange(len(heard) + 1) * _GAP
    for i, w in enumerate(wanted, 1):
        for j, h in enumerate(heard, 1):
            cost[i, j] = min(cost[i - 1, j] + _GAP, cost[i, j - 1] + _GAP, cost[i - 1, j - 1] + _unlike(w, h))
    pairs: list[tuple[Sound, Sound | None]] = []
    i, j = len(wanted), len(heard)
    while i:
        if j and np.isclose(cost[i, j], cost[i - 1, j - 1] + _unlike(wanted[i - 1], heard[j - 1])):
            i, j = i - 1, j - 1
            pairs.append((wanted[i], heard[j]))
        elif np.isclose(cost[i, j], cost[i - 1, j] + _GAP):
            i -= 1
            pairs.append((wanted[i], None))
        else:
            j -= 1
    return pairs[::-1]


def _unlike(a: Sound, b: Sound) -> float:
    return _ONSET * (a[0] != b[0]) + _RIME * (a[1] != b[1]) + _TONE * (a[2] != b[2])


def score(pairs: Sequence[tuple[Sequence[Sound], Sequence[Sound]]]) -> dict[str, Any]:
    """(wanted, heard) of each sentence → percent: ser (onset and rime), ser_tonal, and onset, rime, tone right of the `n`
    wanted syllables. Each is [value, low, high], the 95 % interval by drawing sentences anew (Bisani & Ney 2004)."""
    counts = [len(wanted) for wanted, _ in pairs]
    aligned = [matched(wanted, heard) for wanted, heard in pairs]
    rates = {
        "ser": [distance([s[:2] for s in wanted], [s[:2] for s in heard]) for wanted, heard in pairs],
        "ser_tonal": [distance(wanted, heard) for wanted, heard in pairs],
        **{
            name: [sum(h is not None and w[part] == h[part] for w, h in sentence) for sentence in aligned]
            for part, name in enumerate(("onset", "rime", "tone"))
        },
    }
    return {"n": sum(counts), "sentences": len(pairs), **{name: share(values, counts) for name, values in rates.items()}}


def share(values: Sequence[float], counts: Sequence[float], scale: float = 100.0) -> list[float]:
    """[sum of values / sum of counts, low, high] times `scale`; the interval by drawing the items anew. [] for none."""
    if not sum(counts):
        return []
    draw = np.random.default_rng(0).integers(0, len(counts), (_DRAWS, len(counts)))
    v, c = np.array(values, float), np.array(counts, float)
    rates = scale * v[draw].sum(axis=1) / np.maximum(1e-9, c[draw].sum(axis=1))
    return [round(float(x), 2) for x in (scale * v.sum() / c.sum(), *np.percentile(rates, [2.5, 97.5]))]
