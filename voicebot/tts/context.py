"""Which of its readings a character has here: particles, changed tones and polyphones by what stands around them.

A log-linear model over the readings of some hundred characters. `models/recipes/g2p` trains it on the first half of
HKCanCor (Luke & Wong 2015, CC BY 4.0), words of rime-cantonese (CC BY 4.0), labelled sentences and reviewed words of our
own, and writes `context.gz`: feature, reading, weight in hundredths.
"""

from __future__ import annotations

import csv
import functools
import gzip
import io
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("context.gz")
# Spellings of one word: what is learned of the second holds for the first.
SPELT = str.maketrans("哩𡃉囖嚹", "呢㗎囉喇")
_MARKS = str.maketrans(",、；;:：.．…!?~～\n", "，，，，，，。。。！？。。。")
_ASKS = re.compile(r"咩|乜|邊|點|幾|誰|何|甚麼|未[呀啊]|([一-鿿])[唔未冇]\1|有冇|係咪|好冇|得唔")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_NONE: dict[str, int] = {}
_SURPRISED = frozenset(("aa4", "gaa4"))  # 係呀？ 係㗎？ A voice asks so only where the writer does.
_PARTICLES = frozenset("喇啦嘞呀啊呢㗎嗎囉喎哦吖噃咩嘅咋喳啫嘛啩先添")


# What a neighbour does, told by its character: number, measure, pointer, person, aspect, degree, negation, particle, …
_KINDS = {
    character: kind
    for kind, characters in {
        "N": "一二兩三四五六七八九十百千萬零〇半幾多A", "C": "個條隻張間件部架套種份筆位樽包盒枝支塊粒本座層場次段項句款對棟幢枱單餐啲堆",
        "D": "呢嗰這那該每各某哪邊此", "P": "我你佢您他她它哋咱", "A": "咗緊過住返埋晒開起到得完好", "V": "好太咁幾最更超越愈較夠真極仲非常",
        "X": "唔不冇未無沒勿咪", "F": "喇啦嘞呀啊呢㗎嗎囉喎哦吖噃咩啩嘛啫先添", "G": "嘅的之", "L": "喺在由從向往去嚟入出",
        "M": "會可要想能請將被畀俾同和與及或對為", ".": "，。！？^$",
    }.items()
    for character in reversed(characters)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """Where the word that a character stands in begins and ends in its clause, where the word before begins, where the next ends."""

    start: int
    end: int
    before: int
    after: int

    @classmethod
    def cut(cls, words: Sequence[str], start: int = 0) -> list[Word]:
        """One for each character of words that follow one another from `start` of a clause."""
        ends = [start]
        for word in words:
            ends.append(ends[-1] + len(word))
        return [
            cls(ends[n], ends[n + 1], ends[max(0, n - 1)], ends[min(len(words), n + 2)])
            for n, word in enumerate(words) for _ in word
        ]  # fmt: skip


def features(text: str, at: int, word: Word) -> list[str]:
    """What the model sees around the character at `at` of one clause, folded with `fold`: characters, the word and its
    neighbours, what kind of character stands on either side."""
    c = text[at]
    before = [text[n] if n >= 0 else "^" for n in (at - 2, at - 1)]
    after = [text[n] if n < len(text) else "$" for n in (at + 1, at + 2)]
    ends = not any(_HAN.match(character) for character in text[at + 1 :])
    mark = text[-1] if text[-1] in "？！。，" else "-"
    asks = mark == "？" and bool(_ASKS.search(text))
    left, right, size = _KINDS.get(before[1], "-"), _KINDS.get(after[0], "-"), word.end - word.start
    found = [
        c, f"{c}<{before[1]}", f"{c}>{after[0]}", f"{c}<<{before[0]}{before[1]}", f"{c}>>{after[0]}{after[1]}",
        f"{c}<>{before[1]}{after[0]}", *([f"{c}p"] if after[0] in _PARTICLES else []), *([f"{c}e{mark}{asks}"] if ends else []),
        f"{c}{{{left}", f"{c}}}{right}", f"{c}{{{left}{right}", f"{c}@{size}{at - word.start}",
    ]  # fmt: skip
    if size == 1:
        found += [f"{c}|", f"{c}1{{{left}", f"{c}1}}{right}"]
    else:
        found.append(f"{c}|{text[word.start : word.end]}")
    if at > word.start:
        found.append(f"{c}^{text[word.start]}")
    if at < word.end - 1:
        found.append(f"{c}!{text[word.end - 1]}")
    if word.start - word.before > 1:
        found.append(f"{c}[{text[word.before : word.start]}")
    if word.after - word.end > 1:
        found.append(f"{c}]{text[word.end : word.after]}")
    return found


def agreement(character: str, reading: str, base: str, plain: str, told: str | None) -> list[str]:
    """What speaks for a reading whatever stands around: that it is the library's, that it follows from a word the library
    knows, and that a rule of `grammar` tells it."""
    found = []
    if reading == base:
        found = [f"{character}="] if base == plain else [f"{character}=", f"{character}=!"]
    return [*found, f"{character}%", "%"] if reading == told else found


def options(readings: Sequence[str], base: str, told: str | None) -> list[str]:
    """What a character may be read as; the library's first."""
    return list(dict.fromkeys([base, *readings, *([told] if told else [])]))


def fold(text: str) -> str:
    """The clause as the model reads it: one form of every mark and spelling, Latin words as A. Keeps the length."""
    return re.sub(r"[A-Za-z0-9_]", "A", text.translate(_MARKS).translate(SPELT))


class Context:
    """Chooses readings. Immutable, so threads may share it."""

    def __init__(self, path: Path = TABLE) -> None:
        """A row without a weight says which reading a character may be given; others it keeps only where the library gives them."""
        self._weights: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._readings: defaultdict[str, list[str]] = defaultdict(list)
        with gzip.open(path) as packed:
            rows = io.StringIO(packed.read().decode())
        for feature, reading, weight in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            reading = sys.intern(reading)
            if weight:
                self._weights[feature][reading] = int(weight)
            else:
                self._readings[feature].append(reading)

    def knows(self, folded: str) -> bool:
        return folded in self._readings

    def choose(self, text: str, at: int, word: Word, base: str, plain: str, told: str | None = None) -> str:
        """The likeliest reading of a character that it knows, in a clause folded with `fold`: `base` is the library's reading
        there, and wins a tie; `plain` its reading of the character alone; `told` what `grammar` says."""
        listed = dict.fromkeys(self._readings[text[at]], 0)
        for feature in features(text, at, word):
            for reading, weight in self._weights.get(feature, _NONE).items():
                if reading in listed:
                    listed[reading] += weight
        scores = {
            reading: listed.get(reading, 0) + sum(self._weights.get(f, _NONE).get("=", 0) for f in agreement(text[at], reading, base, plain, told))
            for reading in options(self._readings[text[at]], base, told)
        }  # fmt: skip
        best = max(scores, key=scores.__getitem__)
        return base if best in _SURPRISED and not text.endswith("？") else best


@functools.cache
def shipped() -> Context:
    return Context()
