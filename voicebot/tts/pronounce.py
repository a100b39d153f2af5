"""Speakable text to Jyutping: a library's readings, our own where it errs or is silent, and English as it is said here.

In order, the later wins: ToJyutping's reading of each word (`segment` cuts them), ours of a single character, its part
in the sentence where it is a word of its own (`grammar`), what stands around it (`context`, which weighs the others), our
words and names (`lexicon`), the pack's words. No Han character goes without a syllable: what the library does not know is
looked up in its traditional form, and at last said as 某 (mau5), which `unknown` counts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import opencc
import ToJyutping

from . import context, dictionary, english, grammar, lexicon, segment
from .jyutping import HAN

UNKNOWN = "mau5"
Source = Literal[
    "library", "character", "context", "grammar", "word", "name", "pack", "variant", "unknown", "english", "letters", "dictionary", "spelling"
]  # fmt: skip

_TOKEN = re.compile(rf"[A-Za-z]+(?:['-][A-Za-z]+)*|[{HAN}]+|[^\W\d_A-Za-z{HAN}]+")
_CLAUSE = re.compile(r"[^，、。！？；…\n,;!?]*[，、。！？；…\n,;!?]*")
_IS_HAN = re.compile(rf"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Said:
    """One character or Latin word, how it is said, and what decided that."""

    text: str
    syllables: tuple[str, ...]
    source: Source


class Pronouncer:
    """`extra` are a pack's own readings, word → Jyutping with tones. Thread-safe but for the count `unknown`."""

    def __init__(self, extra: Mapping[str, str] = {}) -> None:
        self._pack = lexicon.Words(extra)
        self._latin = {w.casefold(): tuple(r.split()) for w, r in extra.items() if w.isascii()}
        self._context = context.shipped()
        self._traditional = opencc.OpenCC("s2hk")
        self.unknown = 0
        dictionary.load()  # now, not in the middle of a call
        segmenter()

    def syllables(self, text: str) -> tuple[str, ...]:
        """Jyutping with tones of all Han characters and Latin words in `text`; the rest is silent."""
        return tuple(syllable for said in self.explain(text) for syllable in said.syllables)

    def explain(self, text: str) -> Iterator[Said]:
        """The same, piece by piece, with the source of each reading."""
        for clause in _CLAUSE.findall(text):
            folded = context.fold(clause)
            for m in _TOKEN.finditer(clause):
                if m[0][0].isascii():
                    yield self._english(m[0])
                elif _IS_HAN.match(m[0]):
                    yield from self._han(folded, m[0], m.start())
                else:  # a script we cannot read, kana say: heard as missing, not silently dropped
                    self.unknown += 1
                    yield Said(m[0], (UNKNOWN,), "unknown")

    def _english(self, token: str) -> Said:
        if (own := self._latin.get(token.casefold())) is not None:
            return Said(token, own, "pack")
        said, source = english.reading(token)
        return Said(token, tuple(said), source)

    def _han(self, clause: str, run: str, start: int) -> Iterator[Said]:
        """`run` stands at `start` of the folded clause."""
        cut = segmenter().split(run)
        found: list[tuple[str | None, Source]] = []
        for place in places(clause, run, start, cut):
            reading, source = place.reading, place.source
            if source != "word" and reading is not None and self._context.knows(clause[place.at]):
                chosen = self._context.choose(clause, place.at, place.word, reading, place.plain or reading, place.told)
                if chosen != reading:
                    reading, source = chosen, "grammar" if chosen == place.told else "context"
            elif place.told is not None:
                reading, source = place.told, "grammar"
            found.append((reading, source))
        for at, readings, kind in (*_names(run, cut), *self._pack.find(run)):
            found[at : at + len(readings)] = [(reading, kind) for reading in readings]
        for character, (reading, source) in zip(run, found, strict=True):
            yield self._said(character, reading, source)

    def _said(self, character: str, reading: str | None, source: Source) -> Said:
        if reading is None:
            source = "variant"
            other = lexicon.VARIANTS.get(character) or self._traditional.convert(character)
            reading = plain(other) if len(other) == 1 else None
        if reading is None:
            self.unknown += 1
            return Said(character, (UNKNOWN,), "unknown")
        return Said(character, tuple(re.findall(r"[a-z]+[1-6]", reading)), source)


def clauses(text: str) -> Iterator[tuple[int, str, list[tuple[str, int]]]]:
    """Where a clause begins, the clause folded, and its runs of Han characters with where they stand in it."""
    for m in _CLAUSE.finditer(text):
        yield m.start(), context.fold(m[0]), [(run[0], run.start()) for run in _TOKEN.finditer(m[0]) if _IS_HAN.match(run[0])]


@functools.cache
def segmenter() -> segment.Segmenter:
    return segment.Segmenter(segment.costs(), lexicon.words())


@functools.cache
def _rules() -> grammar.Grammar:
    return grammar.Grammar()


@dataclass(frozen=True, slots=True)
class Place:
    """A character of a clause and all that is known of its reading before context."""

    at: int
    word: context.Word
    reading: str | None
    plain: str | None  # of the character alone
    told: str | None  # by its part in the sentence
    source: Source


def places(clause: str, run: str, start: int, cut: Sequence[str]) -> Iterator[Place]:
    """Each character of `run`, whose words are `cut` and which stands at `start` of the folded clause."""
    spelt_run = clause[start : start + len(run)]
    ours = base(spelt_run) if spelt_run != run else []
    for n, (word, (character, reading, source)) in enumerate(zip(context.Word.cut(cut, start), words(cut), strict=True)):
        at = start + n
        if (spelt := clause[at]) != character and source != "word" and reading == plain(character):  # another's spelling, and in no word
            reading = ours[n][1] or reading
        told = _rules().choose(clause, at) if word.end - word.start == 1 else None
        yield Place(at, word, reading, plain(spelt), told, source)


def words(cut: Sequence[str]) -> Iterator[tuple[str, str | None, Source]]:
    """Each character of words with its reading before context, and whether a word of ours, a character of ours or the library
    gives it."""
    for word in cut:
        if (own := lexicon.words().get(word)) is not None:
            yield from ((c, reading, "word") for c, reading in zip(word, own.split(), strict=True))
        else:
            office = len(word) > 2 and word.endswith("處") and not word.endswith("相處")
            for n, (c, reading) in enumerate(ToJyutping.get_jyutping_list(word), 1):
                ours = "cyu3" if office and n == len(word) else lexicon.CHARACTERS.get(c)
                yield c, ours or reading, "character" if ours else "library"


def base(run: str) -> list[tuple[str, str | None]]:
    """Each character with its reading before context."""
    return [(c, reading) for c, reading, _ in words(segmenter().split(run))]


def _names(run: str, cut: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...], Source]]:
    """Family names that begin a word of `cut`: not 任 of 現任, nor 區 of 區議員."""
    ends: dict[int, int] = {}
    at = 0
    for n, word in enumerate(cut):
        ends[at] = at + len(word)
        if lexicon.full_name(cut, n):
            yield at, (lexicon.SURNAMES[word],), "name"
        at += len(word)
    for at, readings, kind in lexicon.names(run):
        if at in ends and (len(readings) == 1 or ends[at] < at + len(readings)) or run[at - 1 : at] == "姓" or run[at] in "生太":
            yield at, readings, kind


@functools.lru_cache(maxsize=4096)
def plain(character: str) -> str | None:
    """The reading of a character that stands alone, before context."""
    return base(character)[0][1]
