"""How much a text knows of what a question is about, word by word, whether it holds the kind of fact that is asked for, and how near
the two are in meaning. Pure.

A text is a paragraph or an item of a list, under its heading and title: in a list every item is a fact of its own. An
institution's word counts wherever one of its names stands; a word under which the matter is dealt with counts for less, and so
does what only another sentence of the paragraph says, or the title. What the text does not know pulls its share down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from ..knowledge.documents import Passage, sentences_of
from ..knowledge.text import alike, normalise
from ..knowledge.words import concepts
from . import facts
from .ages import bounds
from .subject import Word

HEADING, SENTENCE, LINE = 1.0, 0.9, 0.6  # credit of a word by where it is found: heading, sentence, its paragraph
CROWDED = 0.6  # of the heading's, where it stands over several paragraphs or items: it is about all of them
UNDER = 0.85  # of that, where only what it is dealt with under is found
ENTITLED = 0.8  # credit of a word that only the title has
TITLED = 0.5  # weight of a word that the title has: all of the document is about it
HARD, SOFT = 2.0, 0.8  # weight of the kind that is asked for: a figure, any other
SHOWS, HEADS, MORE = 0.9, 0.1, 0.1  # of it: the sentence holds such a fact, the heading announces it; each further kind
_FIGURES = facts.HARD | {"penalty"}  # a fine answers where a price is asked for
TELLING = 0.5  # found to at least this, a word counts as known by a passage
NEAR = 11.0  # of a cosine, against the share of words and kind


@dataclass(frozen=True, slots=True)
class _Text:
    row: str
    concepts: frozenset[str]
    ages: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A paragraph, an item of a list or an answer, made ready."""

    title: _Text
    heading: _Text
    sentences: tuple[_Text, ...]
    shown: tuple[frozenset[str], ...]
    headed: frozenset[str]
    crowded: bool = False  # other paragraphs stand under the same heading
    first: int = 0  # place of its first sentence in the passage


@dataclass(frozen=True, slots=True)
class Match:
    sentence: int  # of the passage
    share: float  # of the question's words and kind, 0..1
    mass: float  # the same in words' weights
    known: float  # share of the words alone
    near: float = 0.0  # the sentence's cosine with the question, where its meaning is known

    @property
    def score(self) -> float:
        """By which texts are compared."""
        return self.share + NEAR * self.near


def held(title: str, heading: str, sentences: Sequence[str], crowded: bool = False, first: int = 0) -> Held:
    said = [normalise(sentence) for sentence in sentences]
    above, headed = _over(heading)
    return Held(_over(title)[0], above, tuple(map(_text, said)), tuple(map(facts.shown, said)), headed, crowded, first)


@lru_cache(4096)  # a title stands over many sentences; documents' and answers', never what a customer said
def _over(text: str) -> tuple[_Text, frozenset[str]]:
    """A title or heading, and the kinds of fact that it announces."""
    said = normalise(text)
    return _text(said), facts.headed(said)


@lru_cache(8192)  # documents', never what a customer said
def of_passage(passage: Passage) -> tuple[Held, ...]:
    """Paragraph by paragraph: each item of a list is a fact of its own, under the line that introduces it."""
    out, first, above = [], 0, ""
    for line in passage.lines:
        item = line.startswith("- ")
        above = above if item else line if line.endswith(("：", ":")) else ""
        sentences = sentences_of(line.removeprefix("- "))
        heading = " ".join([*passage.path, passage.heading, above if item else ""])
        if sentences:
            out.append(held(passage.document, heading, sentences, len(passage.lines) > 1, first))
        first += len(sentences)
    return tuple(out)


def _text(said: str) -> _Text:
    """Of a normalised text."""
    row = alike(said)
    return _Text(row, concepts(row), bounds(said))


def vocabulary(texts: Sequence[Held]) -> str:
    """All that the texts say, to look a pair of characters up in."""
    return "\n".join(part.row for text in texts for part in (text.title, text.heading, *text.sentences))


def best(words: Sequence[Word], asked: frozenset[str], texts: Sequence[Held], near: Sequence[Sequence[float]]) -> list[Match]:
    """For each text, its sentence that knows most of the words, holds what is asked for and is nearest. A word that many of the texts
    know tells little between them. `near`: of each text, each sentence's cosine with the question; 0 where its meaning is not known."""
    found = [[_places(word, text) for word in words] for text in texts]
    spread = [sum(max(row[n].title, row[n].heading, *row[n].sentences) >= TELLING for row in found) for n in range(len(words))]
    weights = [word.weight * _telling(known, len(texts)) for word, known in zip(words, spread, strict=True)]
    return [_match(weights, asked, row, text, cosines) for row, text, cosines in zip(found, texts, near, strict=True)]


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
        known = max(HEADING * self.heading, SENTENCE * self.sentences[at], LINE * max(self.sentences))
        return max(known, ENTITLED if self.title >= 1 else 0.0)


def _places(word: Word, text: Held) -> _Places:
    heading = _found(word, text.heading) * (CROWDED if text.crowded else 1.0)
    return _Places(_found(word, text.title), heading, tuple(_found(word, sentence) for sentence in text.sentences))


def _match(weights: Sequence[float], asked: frozenset[str], found: Sequence[_Places], text: Held, near: Sequence[float]) -> Match:
    worth = [weight * (TITLED if word.title >= 1 else 1.0) for weight, word in zip(weights, found, strict=True)]
    whole, kind = sum(worth), 0.0 if not asked else HARD if asked & facts.HARD else SOFT
    rows = []
    for at in range(len(text.sentences)):
        got = sum(w * word.credit(at) for w, word in zip(worth, found, strict=True))
        rows.append((got + kind * _kind(asked, text, at), got))
    each = [
        Match(text.first + at, mass / (whole + kind) if whole + kind else 0.0, mass, got / whole if whole else 1.0, near[at])
        for at, (mass, got) in enumerate(rows)
    ]
    return max(each, key=lambda match: match.score)


def _kind(asked: frozenset[str], text: Held, at: int) -> float:
    """How far a sentence and its heading are of the kind that is asked for."""
    sought = asked & _FIGURES or asked
    each = sorted((SHOWS * (k in text.shown[at]) + HEADS * (k in text.headed) for k in sought), reverse=True)
    return min(1.0, each[0] + MORE * sum(value >= SHOWS for value in each[1:])) if each else 0.0


def _found(word: Word, text: _Text) -> float:
    """1 for the word itself, UNDER for what it is dealt with under, a part for a part of what no table knows."""
    if word.age >= 0:
        return float(any(least <= word.age <= most for least, most in text.ages))
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
