"""Which syllables a recogniser takes for which: alignment of what was said with what was heard, and counts of it.

Syllables are aligned by edit distance in which two that share parts (onset, rime, tone) cost less than two that do not.
`Confusions.json` has the form of `confusions.json`, from which `misheard` draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import ToJyutping

from ..events import Syllable
from .lexicon import parts

Sound = tuple[str, str, int]  # onset, rime, tone
T = TypeVar("T")
PARTS = ("onset", "rime", "tone")
_QUANTILES = np.linspace(0, 1, 21)


def said(text: str) -> list[Sound]:
    """The syllables of a text in the recogniser's folded form, by ToJyutping; what has no reading is left out."""
    readings = ToJyutping.get_jyutping_list(text)
    return [sound for _, reading in readings if reading for one in reading.split() if (sound := parts(one))]


def heard(syllables: Sequence[Syllable]) -> list[Sound]:
    """The best reading of each; a pair of units that is no syllable (an onset before m) is left out."""
    return [sound for s in syllables if (sound := parts(s.alternatives[0][0]))]


def cost(wanted: Sound, got: Sound) -> float:
    return sum(a != b for a, b in zip(wanted, got, strict=True)) / 2.4


def aligned(wanted: Sequence[T], got: Sequence[T], cost: Callable[[T, T], float]) -> list[tuple[int, int]]:
    """Pairs of positions in order; -1 stands for none. Leaving one out or adding one costs 1."""
    table = np.zeros((len(wanted) + 1, len(got) + 1))
    table[:, 0], table[0, :] = np.arange(len(wanted) + 1), np.arange(len(got) + 1)
    for i, one in enumerate(wanted, 1):
        for j, other in enumerate(got, 1):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + cost(one, other))
    pairs, i, j = [], len(wanted), len(got)
    while i or j:
        if i and j and np.isclose(table[i, j], table[i - 1, j - 1] + cost(wanted[i - 1], got[j - 1])):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and np.isclose(table[i, j], table[i - 1, j] + 1):
            i -= 1
            pairs.append((i, -1))
        else:
            j -= 1
            pairs.append((-1, j))
    return pairs[::-1]


class Confusions:
    """Counts over many utterances."""

    def __init__(self) -> None:
        self.events: Counter[str] = Counter()
        self.inserted: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()  # which parts of a wrong syllable are wrong: "onset tone", …
        self.parts: dict[str, dict[str, Counter[str]]] = {part: {} for part in PARTS}
        self.sure_right: list[float] = []
        self.sure_wrong: list[float] = []
        self.truth: list[float] = []  # probability of the true syllable where another was best
        self.unlisted = 0

    def add(self, wanted: list[Sound], syllables: Sequence[Syllable]) -> None:
        syllables = [s for s in syllables if parts(s.alternatives[0][0])]
        got = heard(syllables)
        for i, j in aligned(wanted, got, cost):
            if i < 0 or j < 0:
                self.events["inserted" if i < 0 else "deleted"] += 1
                self.inserted.update([f"{a}{b}{c}" for a, b, c in got[j : j + 1] if i < 0])
            else:
                self._pair(wanted[i], got[j], syllables[j].alternatives)

    def _pair(self, wanted: Sound, got: Sound, alternatives: tuple[tuple[str, float], ...]) -> None:
        if wanted == got:
            self.events["right"] += 1
            self.sure_right.append(alternatives[0][1])
            return
        self.events["replaced"] += 1
        self.changed[" ".join(n for n, a, b in zip(PARTS, wanted, got, strict=True) if a != b)] += 1
        for name, a, b in zip(PARTS, wanted, got, strict=True):
            if a != b:
                self.parts[name].setdefault(str(a), Counter())[str(b)] += 1
        self.sure_wrong.append(alternatives[0][1])
        found = [p for sound, p in alternatives[1:] if parts(sound) == wanted]
        self.truth += found
        self.unlisted += not found

    def wrong(self, part: str, most: int = 10) -> list[tuple[str, str, int]]:
        """The commonest (said, heard, times) of onsets, rimes or tones."""
        pairs = Counter({(a, b): n for a, row in self.parts[part].items() for b, n in row.items()})
        return [(a, b, n) for (a, b), n in pairs.most_common(most)]

    def json(self) -> dict[str, Any]:
        def quantiles(values: list[float]) -> list[float]:
            return [round(float(v), 4) for v in np.quantile(values, _QUANTILES)] if values else []

        return {
            "events": self.events,
            "inserted": self.inserted,
            "changed": self.changed,
            **{name: dict(sorted(table.items())) for name, table in self.parts.items()},
            "sure_right": quantiles(self.sure_right),
            "sure_wrong": quantiles(self.sure_wrong),
            "truth": quantiles(self.truth),
            "listed": round(len(self.truth) / max(1, len(self.truth) + self.unlisted), 4),
        }
