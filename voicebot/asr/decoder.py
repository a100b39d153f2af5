"""Syllable slots to characters: a beam search over readings with a character language model, all in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..events import Syllable, Transcript, Word
from .lattice import Lattice
from .lexicon import Lexicon
from .ngram import END, START, Keys, NGrams, extend

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tuning:
    """Chosen on the 22 dev clips of the card (about 90 settings tried)."""

    beam: int = 32  # hypotheses kept
    choices: int = 64  # characters tried a slot
    language: float = 0.6  # weight of the language model
    tone: float = 1.0  # of the tone's log-probability
    prior: float = 0.8  # of the reading's log-probability given the character
    bonus: float = 2.5  # for each character, against the language model's liking for short texts
    near: float = 7.0  # nats below the slot's best pair that are still tried
    lean: float = 1.5  # for a character that the dialog expects here


@dataclass(frozen=True, slots=True)
class Choice:
    """The characters one slot may be: ids and their score without the language model."""

    chars: NDArray[np.int64]
    score: Floats
    empty: float | None  # score of no character at all, where that is possible


@dataclass(frozen=True, slots=True)
class Lean:
    """Character pairs (id << 16 | id) that the dialog expects."""

    pairs: Keys


class Decoder:
    """Shared by all calls and thread-safe."""

    def __init__(self, lexicon: Lexicon, model: NGrams, units: tuple[str, ...], tuning: Tuning = Tuning()) -> None:
        self._lexicon, self._model, self._tuning = lexicon, model, tuning
        self._names = tuple(unit[2:] if i else "" for i, unit in enumerate(units))
        self._ids = {char: i for i, char in enumerate(lexicon.chars)}

    def lean(self, phrases: tuple[str, ...]) -> Lean | None:
        """What `decode` needs to lean towards `phrases`."""
        pairs = set()
        for phrase in phrases:
            ids = [START, *(self._ids.get(char, 0) for char in phrase)]
            pairs |= {left << 16 | right for left, right in zip(ids, ids[1:], strict=False) if right}
        return Lean(np.array(sorted(pairs), dtype=np.uint64)) if pairs else None

    def decode(self, lattice: Lattice, before: str = "", ended: bool = True, lean: Lean | None = None) -> Transcript:
        """The best text of the slots. `before`: text in front of them; `ended`: the turn ends after them."""
        picked = self._search([self._choice(lattice, i) for i in range(len(lattice))], before, ended, lean)
        words, syllables, text = [], [], []
        for slot, char in enumerate(picked):
            if char < 0:
                continue
            start, end = lattice.seconds(slot)
            readings, sure = self._readings(lattice, slot, char)
            text.append(self._lexicon.chars[char])
            words.append(Word(text[-1], start, end, sure))
            syllables.append(Syllable(readings, start, end))
        return Transcript("".join(text), tuple(words), tuple(syllables))

    def _choice(self, lattice: Lattice, slot: int) -> Choice:
        """Gather the readings of every pair near the slot's best one, and keep the best characters."""
        tuning, lexicon = self._tuning, self._lexicon
        pairs = lattice.pairs[slot]
        chars, scores = [], []
        for o, r in np.argwhere(pairs > pairs.max() - tuning.near).tolist():
            rows = lexicon.rows(int(lattice.onsets[slot, o]), int(lattice.rimes[slot, r]))
            if rows.start == rows.stop:
                continue
            chars.append(lexicon.char[rows])
            tones = tuning.tone * lattice.tones[slot, r][lexicon.tone[rows]]
            scores.append(pairs[o, r] + tones + tuning.prior * lexicon.prior[rows])
        empty = float(lattice.empty[slot]) if lattice.empty[slot] > pairs.max() - 9 else None
        if not chars:
            return Choice(np.zeros(0, dtype=np.int64), np.zeros(0), float(lattice.empty[slot]))
        char, score = np.concatenate(chars), np.concatenate(scores) + tuning.bonus
        if len(char) > tuning.choices:
            rank = score + tuning.language * self._model.first[char]
            best = np.argpartition(-rank, tuning.choices)[: tuning.choices]
            char, score = char[best], score[best]
        return Choice(char, score, empty)

    def _search(self, slots: list[Choice], before: str, ended: bool, lean: Lean | None) -> list[int]:
        """The picked character id of each slot, -1 for none."""
        tuning = self._tuning
        history = np.array([START], dtype=np.uint64)
        for char in before[-3:]:
            history = extend(history, np.array([self._ids.get(char, 0)]))
        score = np.zeros(1)
        trail: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []  # (parent, picked) of each kept hypothesis
        for choice in slots:
            model = tuning.language * self._model.score(history, choice.chars)
            total = score[:, None] + model + choice.score[None, :]
            if lean is not None:
                pairs = (history & np.uint64(0xFFFF))[:, None] << np.uint64(16) | choice.chars.astype(np.uint64)
                total = total + tuning.lean * np.isin(pairs, lean.pairs)
            parent = np.repeat(np.arange(len(score)), len(choice.chars))
            picked = np.tile(choice.chars, len(score))
            longer = extend(np.repeat(history, len(choice.chars)), picked)
            flat = total.ravel()
            if choice.empty is not None:
                parent = np.concatenate([parent, np.arange(len(score))])
                picked = np.concatenate([picked, np.full(len(score), -1)])
                longer = np.concatenate([longer, history])
                flat = np.concatenate([flat, score + choice.empty])
            kept = _best(flat, longer, tuning.beam)
            history, score = longer[kept], flat[kept]
            trail.append((parent[kept], picked[kept]))
        if ended:
            score = score + tuning.language * self._model.score(history, np.array([END]))[:, 0]
        return _back(trail, int(score.argmax()))

    def _readings(self, lattice: Lattice, slot: int, char: int) -> tuple[tuple[tuple[str, float], ...], float]:
        """The slot's three likeliest syllables, and how probable the picked character's sound is among all."""
        pairs = lattice.pairs[slot]
        top = max(float(pairs.max()), float(lattice.empty[slot]))
        joint = np.exp(pairs - top)[:, :, None] * np.exp(lattice.tones[slot])[None, :, :]
        joint /= joint.sum() + np.exp(lattice.empty[slot] - top)
        order = np.argsort(-joint, axis=None)[:3]
        best = tuple(
            (self._name(lattice, slot, o, r, t), float(joint[o, r, t]))
            for o, r, t in zip(*(a.tolist() for a in np.unravel_index(order, joint.shape)), strict=True)
        )
        return best, self._sound(lattice, slot, char, joint)

    def _name(self, lattice: Lattice, slot: int, o: int, r: int, tone: int) -> str:
        return f"{self._names[lattice.onsets[slot, o]]}{self._names[lattice.rimes[slot, r]]}{tone + 1}"

    def _sound(self, lattice: Lattice, slot: int, char: int, joint: Floats) -> float:
        """Probability of the sounds that `char` can have."""
        onsets, rimes = lattice.onsets[slot].tolist(), lattice.rimes[slot].tolist()
        sure = 0.0
        for onset, rime, tone in self._lexicon.sounds.get(char, ()):
            if onset in onsets and rime in rimes:
                sure += float(joint[onsets.index(onset), rimes.index(rime), tone])
        return min(1.0, sure)


def _best(score: Floats, history: Keys, beam: int) -> NDArray[np.int64]:
    """The best hypotheses, one for each history, best first."""
    some = min(len(score), 3 * beam)
    order = np.argpartition(-score, some - 1)[:some]
    order = order[np.argsort(-score[order], kind="stable")]
    _, first = np.unique(history[order], return_index=True)
    return order[np.sort(first)[:beam]]


def _back(trail: list[tuple[NDArray[np.int64], NDArray[np.int64]]], at: int) -> list[int]:
    picked = []
    for parents, chars in reversed(trail):
        picked.append(int(chars[at]))
        at = int(parents[at])
    return picked[::-1]
