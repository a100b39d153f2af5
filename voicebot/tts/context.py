"""Which of its readings a character has here: particles, changed tones and polyphones by what stands around them.

A log-linear model over the readings of some hundred characters. `models/recipes/g2p` trains it on the first half of
HKCanCor (Luke & Wong 2015, CC BY 4.0) and on words of rime-cantonese (CC BY 4.0), and writes `context.tsv`: feature,
reading, weight in hundredths.
"""

from __future__ import annotations

import csv
import functools
import re
import sys
from collections import defaultdict
from pathlib import Path

TABLE = Path(__file__).with_name("context.tsv")
# Spellings of one word: what is learned of the second holds for the first.
SPELT = str.maketrans("哩𡃉囖嚹", "呢㗎囉喇")
_MARKS = str.maketrans(",、；;:：.．…!?~～\n", "，，，，，，。。。！？。。。")
_ASKS = re.compile(r"咩|乜|邊|點|幾|誰|何|甚麼|未[呀啊]|([一-鿿])[唔未冇]\1|有冇|係咪|好冇|得唔")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_NONE: dict[str, int] = {}
_SURPRISED = frozenset(("aa4", "gaa4"))  # 係呀？ 係㗎？ A voice asks so only where the writer does.
_PARTICLES = frozenset("喇啦嘞呀啊呢㗎嗎囉喎哦吖噃咩嘅咋喳啫嘛啩先添")


def features(text: str, at: int) -> list[str]:
    """What the model sees around the character at `at` of one clause, folded with `fold`."""
    c = text[at]
    before = [text[n] if n >= 0 else "^" for n in (at - 2, at - 1)]
    after = [text[n] if n < len(text) else "$" for n in (at + 1, at + 2)]
    ends = not any(_HAN.match(character) for character in text[at + 1 :])
    mark = text[-1] if text[-1] in "？！。，" else "-"
    asks = mark == "？" and bool(_ASKS.search(text))
    return [
        c, f"{c}<{before[1]}", f"{c}>{after[0]}", f"{c}<<{before[0]}{before[1]}", f"{c}>>{after[0]}{after[1]}",
        f"{c}<>{before[1]}{after[0]}", *([f"{c}p"] if after[0] in _PARTICLES else []), *([f"{c}e{mark}{asks}"] if ends else []),
    ]  # fmt: skip


def agreement(character: str, base: str, plain: str) -> list[str]:
    """What speaks for the library's reading: that it is the library's, and that it follows from a word it knows."""
    return [f"{character}="] if base == plain else [f"{character}=", f"{character}=!"]


def fold(text: str) -> str:
    """The clause as the model reads it: one form of every mark and spelling, Latin words as A. Keeps the length."""
    return re.sub(r"[A-Za-z0-9_]", "A", text.translate(_MARKS).translate(SPELT))


class Context:
    """Chooses readings. Immutable, so threads may share it."""

    def __init__(self, path: Path = TABLE) -> None:
        """A row without a weight says which reading a character may be given; others it keeps only where the library gives them."""
        self._weights: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._readings: defaultdict[str, list[str]] = defaultdict(list)
        with path.open(encoding="utf-8", newline="") as rows:
            for feature, reading, weight in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
                reading = sys.intern(reading)
                if weight:
                    self._weights[feature][reading] = int(weight)
                else:
                    self._readings[feature].append(reading)

    def knows(self, folded: str) -> bool:
        return folded in self._readings

    def choose(self, text: str, at: int, base: str, plain: str) -> str:
        """The likeliest reading of a character that it knows, in a clause folded with `fold`: `base` is the library's reading
        there, and wins a tie; `plain` its reading of the character alone."""
        scores = {base: 0, **dict.fromkeys(self._readings[text[at]], 0)}
        for feature in agreement(text[at], base, plain):
            scores[base] += self._weights.get(feature, _NONE).get("=", 0)
        for feature in features(text, at):
            for reading, weight in self._weights.get(feature, _NONE).items():
                if reading in scores:
                    scores[reading] += weight
        best = max(scores, key=scores.__getitem__)
        return base if best in _SURPRISED and not text.endswith("？") else best


@functools.cache
def shipped() -> Context:
    return Context()
