"""How much a text knows of what a question is about, word by word, and whether it holds the kind of fact that is asked for. Pure.

An institution's word counts wherever one of its names stands; a word under which the matter is dealt with counts for less, and
so does what only another sentence of the passage says, or the title. What no word of the text answers pulls its share down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from ..knowledge.documents import Passage
from ..knowledge.text import alike, normalise
from ..knowledge.words import concepts
from . import facts
from .subject import Word

HEADING, SENTENCE, BESIDE = 1.0, 0.9, 0.6  # credit of a word by where it is found: in the heading, the sentence, another sentence
UNDER = 0.85  # of that, where only what it is dealt with under is found
TITLED = 0.5  # weight of a word that the title has: all of the document is about it
HARD, SOFT = 2.0, 0.8  # weight of the kind that is asked for: a figure, any other
SHOWS, HEADS, MORE = 0.6, 0.4, 0.1  # of it: the sentence holds such a fact, the heading announces it; each further kind
TELLING = 0.5  # found to at least this, a word counts as known by a passage


@dataclass(frozen=True, slots=True)
class _Text:
    row: str
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    """A passage or an answer, made ready."""

    title: _Text
    heading: _Text
    sentences: tuple[_Text, ...]
    shown: tuple[frozenset[str], ...]
    headed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    sentence: int
    share: float  # of the question's words and kind, 0..1
    mass: float  # the same in words' weights
    known: float  # share of the words alone
    fits: bool  # some sentence holds what kind of figure is asked for


def held(title: str, heading: str, sentences: Sequence[str]) -> Held:
    shown = tuple(facts.shown(normalise(sentence)) for sentence in sentences)
    return Held(_text(title), _text(heading), tuple(map(_text, sentences)), shown, facts.headed(normalise(heading)))


@lru_cache(8192)  # documents', never what a customer said
def of_passage(passage: Passage) -> Held:
    return held(passage.document, " ".join([*passage.path, passage.heading]), passage.sentences)


def vocabulary(texts: Sequence[Held]) -> str:
    """All that the texts say, to look a pair of characters up in."""
    return "\n".join(part.row for text in texts for part in (text.title, text.heading, *text.sentences))


def _text(text: str) -> _Text:
    return _Text(alike(normalise(text)), concepts(text))


def best(words: Sequence[Word], asked: frozenset[str], texts: Sequence[Held]) -> list[Match]:
    """For each text, its sentence that knows most of the words and holds what is asked for. A word that many of the texts know
    tells little between them."""
    found = [[_places(word, text) for word in words] for text in texts]
    spread = [sum(max(row[n].title, row[n].heading, *row[n].sentences) >= TELLING for row in found) for n in range(len(words))]
    weights = [word.weight * _telling(known, len(texts)) for word, known in zip(words, spread, strict=True)]
    return [_match(weights, asked, row, text) for row, text in zip(found, texts, strict=True)]


def _telling(known: int, count: int) -> float:
    """How much a word tells that `known` of `count` texts know, 0..1."""
    return min(1.0, log((count + 2) / (known + 1)) / log((count + 2) / 2)) if count > 1 else 1.0


@dataclass(frozen=True, slots=True)
class _Places:
    """How far a word is found in each part of a text."""

    title: float
    heading: float
    sentences: tuple[float, ...]

    def credit(self, at: int) -> float:
        if self.title >= 1:
            return 1.0
        return max(HEADING * self.heading, SENTENCE * self.sentences[at], BESIDE * max(self.sentences))


def _places(word: Word, text: Held) -> _Places:
    return _Places(_found(word, text.title), _found(word, text.heading), tuple(_found(word, sentence) for sentence in text.sentences))


def _match(weights: Sequence[float], asked: frozenset[str], found: Sequence[_Places], text: Held) -> Match:
    worth = [weight * (TITLED if word.title >= 1 else 1.0) for weight, word in zip(weights, found, strict=True)]
    whole, kind = sum(worth), 0.0 if not asked else HARD if asked & facts.HARD else SOFT
    rows = []
    for at in range(len(text.sentences)):
        got = sum(w * word.credit(at) for w, word in zip(worth, found, strict=True))
        rows.append((got + kind * _kind(asked, text, at), got))
    at = max(range(len(rows)), key=lambda n: (rows[n][0], -n))
    mass, got = rows[at]
    needed = asked & facts.HARD
    fits = not needed or any(needed & shown for shown in text.shown)
    return Match(at, mass / (whole + kind) if whole + kind else 0.0, mass, got / whole if whole else 1.0, fits)


def _kind(asked: frozenset[str], text: Held, at: int) -> float:
    """How far a sentence and its heading are of the kind that is asked for."""
    sought = asked & facts.HARD or asked
    each = sorted((SHOWS * (k in text.shown[at]) + HEADS * (k in text.headed) for k in sought), reverse=True)
    return min(1.0, each[0] + MORE * sum(value >= SHOWS for value in each[1:])) if each else 0.0


def _found(word: Word, text: _Text) -> float:
    """1 for the word itself, UNDER for what it is dealt with under, a part for a part of what no table knows."""
    if word.written in text.concepts or word.said in text.row or word.written in text.row:
        return 1.0
    if any(under in text.concepts or under in text.row for under in word.under):
        return UNDER
    return _part(word.said, text.row)


def _part(said: str, row: str) -> float:
    """The share of a run's pairs that a text holds."""
    if said.isascii() or len(said) < 3:
        return 0.0
    pairs = [said[n : n + 2] for n in range(len(said) - 1)]
    return sum(pair in row for pair in pairs) / len(pairs)
