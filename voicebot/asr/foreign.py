"""English inside Cantonese: words and letters by the Cantonese syllables in which Hong Kong people say them.

The recogniser's units are Cantonese, so an English word is heard as the nearest syllables (`tts.english` says which).
A sound that is none of the units (app is ep1) is looked for in its neighbours. A word is an arc over as many slots as it has
syllables; its probability is that of a boundary, where the language model's texts had their Latin words, times its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..tts import english
from .lattice import Lattice
from .lexicon import ONSETS, parts
from .spelt import TOO_ALIKE, WORDS

Floats = NDArray[np.float64]
LONGEST = 6  # syllables
_RIMES = 5  # that a sound may be heard as
_NEARLY = 3.0  # nats lost where a sound has no unit and a neighbour stands for it
_MISHEARD = 2.0  # nats lost where a loan's own unit is there, but a neighbour was heard
_GAP = 15  # frames of silence inside a word, .3 s
_BESIDE = 2  # frames by which two readings of the same sound may differ in time
_KEPT = 8  # words between the same two slots
_LETTER = 0.3  # how often a letter is said, beside a word
_SHORT = 0.08  # how much a single syllable counts: most of them are also Chinese words (send is 聲, plan is 病)
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9'&-]*")
_Syllable = tuple[int, tuple[tuple[int, float], ...], int]  # onset, rimes with what each costs, tone 0..5; unit ids
# Rimes of loan words, and what a recogniser that has no unit for one hears it as.
_NEAR = {
    "ep": ("ek", "ip", "aap", "ap"), "et": ("ek", "it", "eot", "e"), "en": ("eng", "in", "aan", "an"), "em": ("eng", "im", "am", "aam"),
    "om": ("ong", "on", "am"), "op": ("ok", "ot", "ap"), "um": ("ung", "un"), "up": ("uk", "ut"), "oem": ("oeng", "am", "eon"),
    "oen": ("eon", "oeng", "on"), "oet": ("eot", "oek"), "oep": ("oek", "eot"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arc:
    """Words [n] that may fill the slots from `start` on to where they are listed, each with its acoustic score."""

    start: int
    words: NDArray[np.int64]
    score: Floats


@dataclass(frozen=True, slots=True)
class Foreign:
    """`texts` and `log_p` by word; the other arrays by reading and, where two-dimensional, by syllable."""

    texts: tuple[str, ...]
    log_p: NDArray[np.float32]
    word: NDArray[np.int64]
    length: NDArray[np.int64]
    onset: NDArray[np.int64]  # unit ids [readings, 6]
    rimes: NDArray[np.int64]  # unit ids [readings, 6, 5]; the same again where there are fewer
    tone: NDArray[np.int64]  # 0..5 [readings, 6]
    far: Floats  # nats [readings, 6, 5] that each of `rimes` costs, since it is only like the right one

    def arcs(self, lattice: Lattice, tone_weight: float, near: float) -> dict[int, list[Arc]]:
        """By the slot after their last one. Scores are log-likelihoods as the lattice's; a word that is more than
        `near` a syllable below the slots' best pairs is left out."""
        found: dict[int, list[Arc]] = {}
        count = len(lattice)
        if not count:
            return found
        sound, best = self._sounds(lattice, tone_weight), np.cumsum([0.0, *lattice.pairs.max(axis=(1, 2))])
        pauses = np.cumsum([0, *(lattice.start[1:] - lattice.end[:-1] > _GAP)])
        for size in range(1, min(LONGEST, count) + 1):
            rows, starts = np.flatnonzero(self.length == size), np.arange(count - size + 1)
            starts = starts[pauses[starts + size - 1] == pauses[starts]]
            score = np.zeros((len(starts), len(rows)))
            for n in range(size):
                at = (starts + n)[:, None, None]
                heard = sound[at, self.onset[rows, n, None], self.rimes[rows, n], self.tone[rows, n, None]]
                score += (heard - self.far[rows, n]).max(axis=2)
            least = best[starts + size] - best[starts] - near * size
            for row in np.flatnonzero((score > least[:, None]).any(axis=1)).tolist():
                fits = np.flatnonzero(score[row] > least[row])
                fits = fits[np.argsort(-score[row, fits], kind="stable")[:_KEPT]]
                start = int(starts[row])
                found.setdefault(start + size, []).append(Arc(start, self.word[rows[fits]], score[row, fits]))
        return found

    def _sounds(self, lattice: Lattice, tone_weight: float) -> Floats:
        """[slots, onsets, units, tones]: every pair that the lattice has, -inf for the others."""
        sound = np.full((len(lattice), ONSETS, int(self.rimes.max()) + 1, 6), -np.inf)
        for slot in range(len(lattice)):
            onsets, rimes = lattice.onsets[slot], lattice.rimes[slot]
            known = rimes < sound.shape[2]
            score = lattice.pairs[slot][:, known, None] + tone_weight * lattice.tones[slot][None, known, :]
            sound[slot, onsets[:, None], rimes[None, known]] = score
        return sound


def moved(arcs: Mapping[int, Sequence[Arc]], there: Lattice, here: Lattice) -> dict[int, list[Arc]]:
    """Words found in one lattice, in the slots that another of the same frames has in their time: each as far below those slots'
    best pairs as it was below its own. A word in whose time there is no slot is left out."""
    found: dict[int, list[Arc]] = {}
    if not len(here):
        return found
    best_there, best_here = (np.cumsum([0.0, *one.pairs.max(axis=(1, 2))]) for one in (there, here))
    middle = (here.start + here.end) / 2
    for after, some in arcs.items():
        for arc in some:
            inside = np.flatnonzero((middle >= there.start[arc.start] - _BESIDE) & (middle <= there.end[after - 1] + _BESIDE))
            if len(inside):
                first, last = int(inside[0]), int(inside[-1]) + 1
                below = arc.score - (best_there[after] - best_there[arc.start])
                found.setdefault(last, []).append(Arc(first, arc.words, best_here[last] - best_here[first] + below))
    return found


def vocabulary(units: tuple[str, ...], more: Iterable[str] = ()) -> Foreign:
    """The words of `tts.english` and of `spelt`, the letters, and the Latin words of the texts `more`."""
    rows: list[tuple[int, list[_Syllable]]] = []
    texts: list[str] = []
    ids = {name: n for n, name in enumerate(units)}
    for text, said in _readings(more):
        known = [[] if reading is None else reading for reading in (_reading(one, ids) for one in said)]
        for reading in known:
            if 0 < len(reading) <= LONGEST:
                if not texts or texts[-1] != text:
                    texts.append(text)
                rows.append((len(texts) - 1, reading))
    longest = np.zeros(len(texts))
    np.maximum.at(longest, [word for word, _ in rows], [len(reading) for _, reading in rows])
    weight = np.where([len(text) == 1 for text in texts], _LETTER, 1.0) * np.where(longest == 1, _SHORT, 1.0)
    blank: _Syllable = (0, ((ONSETS, 0.0),) * _RIMES, 0)
    table = [[*reading, *[blank] * (LONGEST - len(reading))] for _, reading in rows]
    return Foreign(
        tuple(texts), np.log(weight / weight.sum()).astype(np.float32),
        np.array([word for word, _ in rows]), np.array([len(reading) for _, reading in rows]),
        np.array([[s[0] for s in row] for row in table]), np.array([[[rime for rime, _ in s[1]] for s in row] for row in table]),
        np.array([[s[2] for s in row] for row in table]), np.array([[[far for _, far in s[1]] for s in row] for row in table]),
    )  # fmt: skip


def _readings(more: Iterable[str]) -> list[tuple[str, list[str]]]:
    """(text, readings in Jyutping) of every word, each once."""
    found = {word: [reading] for word, reading in english.words().items() if word not in TOO_ALIKE}
    for word, readings in WORDS.items():
        found[word] = [*dict.fromkeys([*readings, *found.get(word, [])])]
    names = {word.casefold(): word for word in found}
    for word in (match for text in more for match in LATIN.findall(text)):
        if word.casefold() not in names and (word.isupper() or word.casefold() in english.words()):
            names[word.casefold()] = word
            found[word] = [" ".join(english.syllables(word))]
    found |= {letter.upper(): [reading] for letter, reading in english.LETTERS.items()}
    return list(found.items())


def _reading(jyutping: str, ids: Mapping[str, int]) -> list[_Syllable] | None:
    """Its syllables, None where one has no unit."""
    out: list[_Syllable] = []
    for one in jyutping.split():
        found = parts(one)
        if found is None:
            return None
        onset, rime, tone = found
        near = rimes_of(rime, ids)
        if not near or (onset and f"o_{onset}" not in ids):
            return None
        out.append((ids[f"o_{onset}"] if onset else 0, tuple((near * _RIMES)[:_RIMES]), tone - 1))
    return out


def rimes_of(rime: str, ids: Mapping[str, int]) -> list[tuple[int, float]]:
    """The units that a rime is heard as, with what each costs in nats: its own, then its neighbours; empty for what is no
    rime. Where it has one of its own, only that is free."""
    own = ids.get(f"r_{rime}")
    far = _NEARLY if own is None else _MISHEARD
    near = [(ids[f"r_{name}"], far) for name in _NEAR.get(rime, ()) if f"r_{name}" in ids]
    return near if own is None else [(own, 0.0), *near]


def joined(words: Iterable[str]) -> str:
    """A text of words: two Latin ones have a space between them, Han characters none."""
    text = ""
    for word in words:
        text += f" {word}" if text and text[-1:].isascii() and word[:1].isascii() else word
    return text
