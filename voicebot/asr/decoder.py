"""Syllable slots to characters: a beam search over readings with a character language model, all in numpy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..events import Syllable, Transcript, Word
from .bias import Bias, Small
from .foreign import LATIN, Arc, Foreign, joined, moved
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
    foreign: float = -2.4  # log of how often a boundary is an English word
    stress: float = 0.5  # of the tone's log-probability in an English word
    far: float = 2.5  # nats a syllable below the slots' best pairs at which an English word is still tried


@dataclass(frozen=True, slots=True)
class Choice:
    """The characters one slot may be: ids and their score without the language model."""

    chars: NDArray[np.int64]
    score: Floats
    empty: float | None  # score of no character at all, where that is possible


# What was picked: (slot, slot after it, token); the token is -1 for nothing.
Picked = list[tuple[int, int, int]]
# Of each kept hypothesis: the slot at which it was longer, its place among those kept there, and the token since.
Trail = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
_NO_BIAS = Bias()
_TOKEN = re.compile(rf"{LATIN.pattern}|\S")


class Decoder:
    """Shared by all calls and thread-safe. Tokens are the lexicon's character ids, then the English words."""

    def __init__(
        self, lexicon: Lexicon, model: NGrams, units: tuple[str, ...], foreign: Foreign, tuning: Tuning = Tuning()
    ) -> None:
        self._lexicon, self._model, self._tuning, self._foreign = lexicon, model, tuning, foreign
        self._names = tuple(unit[2:] if i else "" for i, unit in enumerate(units))
        self._count = np.uint64(len(lexicon.chars))
        self._ids = {char: i for i, char in enumerate((*lexicon.chars, *foreign.texts)) if i > END}
        self._ids |= {text.casefold(): i for text, i in self._ids.items() if len(text) > 1}

    def small(self, texts: Iterable[str]) -> Small | None:
        """The small model of some texts, for `Bias`; None where they hold nothing that can be heard."""
        return Small.of([self._ids.get(token, self._ids.get(token.casefold(), 0)) for token in _TOKEN.findall(text)] for text in texts)

    def decode(
        self, lattice: Lattice, before: Sequence[str] = "", ended: bool = True, bias: Bias = _NO_BIAS, second: Lattice | None = None
    ) -> Transcript:
        """The best text of the slots. `before`: words in front of them; `ended`: the turn ends after them; `second`: another
        reading of the same frames, whose English words are tried as well."""
        arcs = self._english(lattice)
        if second is not None:
            for after, some in moved(self._english(second), second, lattice).items():
                arcs.setdefault(after, []).extend(some)
        picked = self._search([self._choice(lattice, i) for i in range(len(lattice))], arcs, before, ended, bias)
        words: list[Word] = []
        syllables: list[Syllable] = []
        for first, after, token in picked:
            if token < 0:
                continue
            start, end = lattice.seconds(first)[0], lattice.seconds(after - 1)[1]
            heard = [self._readings(lattice, slot) for slot in range(first, after)]
            if token < self._count:
                text, sure = self._lexicon.chars[token], self._sound(lattice, first, token, heard[0][1])
            else:
                text, sure = self._foreign.texts[token - int(self._count)], min(readings[0][1] for readings, _ in heard)
            words.append(Word(text, start, end, sure))
            syllables += (Syllable(readings, *lattice.seconds(first + n)) for n, (readings, _) in enumerate(heard))
        return Transcript(joined(word.text for word in words), tuple(words), tuple(syllables))

    def _english(self, lattice: Lattice) -> dict[int, list[Arc]]:
        return self._foreign.arcs(lattice, self._tuning.stress, self._tuning.far)

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

    def _search(self, slots: list[Choice], arcs: dict[int, list[Arc]], before: Sequence[str], ended: bool, bias: Bias) -> Picked:
        tuning = self._tuning
        history = np.array([START], dtype=np.uint64)
        for word in before[-3:]:
            history = extend(history, np.array([self._ids.get(word, 0)]))
        kept = [(history, np.zeros(1))]  # by the number of slots that are filled
        trails: list[Trail] = []
        for filled, choice in enumerate(slots, 1):
            history, score = kept[-1]
            ways = [(filled - 1, *self._longer(history, score, choice.chars, choice.score, bias))]
            if choice.empty is not None:
                ways.append((filled - 1, history, score + choice.empty, np.arange(len(score)), np.full(len(score), -1)))
            for arc in arcs.get(filled, ()):
                history, score = kept[arc.start][0][: tuning.beam // 4], kept[arc.start][1][: tuning.beam // 4]
                bonus = tuning.foreign * tuning.language + tuning.bonus * (filled - arc.start)
                ways.append((arc.start, *self._longer(history, score, arc.words + int(self._count), arc.score + bonus, bias)))
            longer, flat, parent, token = (np.concatenate(each) for each in list(zip(*ways, strict=True))[1:])
            since = np.repeat([way[0] for way in ways], [len(way[1]) for way in ways])
            best = _best(flat, longer, tuning.beam)
            kept.append((longer[best], flat[best]))
            trails.append((since[best], parent[best], token[best]))
        history, score = kept[-1]
        if ended:
            score = score + tuning.language * self._language(history, np.array([END]), bias)[:, 0]
        return _back(trails, int(score.argmax()))

    def _longer(
        self, history: Keys, score: Floats, tokens: NDArray[np.int64], heard: Floats, bias: Bias
    ) -> tuple[Keys, Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Every hypothesis with every token after it: histories, scores, whose they were, tokens."""
        total = score[:, None] + self._tuning.language * self._language(history, tokens, bias) + heard[None, :]
        parent, token = np.repeat(np.arange(len(score)), len(tokens)), np.tile(tokens, len(score))
        return extend(np.repeat(history, len(tokens)), token), total.ravel(), parent, token

    def _language(self, history: Keys, tokens: NDArray[np.int64], bias: Bias) -> NDArray[np.float32]:
        """log p [histories, tokens]. The large model's texts were cut at Latin words: one is an end and then a start."""
        foreign = tokens >= int(self._count)
        own = self._native(history)
        score = self._model.score(own, np.where(foreign, END, tokens))
        if foreign.any():
            score = score + np.where(foreign, self._foreign.log_p[np.where(foreign, tokens - int(self._count), 0)], np.float32(0))
        return bias.mix(score, history, tokens)

    def _native(self, history: Keys) -> Keys:
        """Histories in which every English word is a start mark."""
        for shift in map(np.uint64, (0, 16, 32)):
            token = history >> shift & np.uint64(0xFFFF)
            history = history ^ np.where(token >= self._count, (token ^ np.uint64(START)) << shift, np.uint64(0))
        return history

    def _readings(self, lattice: Lattice, slot: int) -> tuple[tuple[tuple[str, float], ...], Floats]:
        """The slot's three likeliest syllables, and the probability of all: [onsets, rimes, tones]."""
        pairs = lattice.pairs[slot]
        top = max(float(pairs.max()), float(lattice.empty[slot]))
        joint = np.exp(pairs - top)[:, :, None] * np.exp(lattice.tones[slot])[None, :, :]
        joint /= joint.sum() + np.exp(lattice.empty[slot] - top)
        order = np.argsort(-joint, axis=None)[:3]
        best = tuple(
            (self._name(lattice, slot, o, r, t), float(joint[o, r, t]))
            for o, r, t in zip(*(a.tolist() for a in np.unravel_index(order, joint.shape)), strict=True)
        )
        return best, joint

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


def _back(trails: list[Trail], at: int) -> Picked:
    picked: Picked = []
    filled = len(trails)
    while filled:
        since, parent, token = (int(each[at]) for each in trails[filled - 1])
        picked.append((since, filled, token))
        filled, at = since, parent
    return picked[::-1]
