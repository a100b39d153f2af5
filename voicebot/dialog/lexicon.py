"""The words of written Chinese that have another word in spoken Cantonese, and the words that only look as if they had.

`spoken.tsv` holds the pairs with what must stand beside them, `spoken_words.tsv` the words that stay whole. `segment`
cuts a text into words: as few as can be, where a lone character that is no word of its own counts one and a half
(提供|給 before 提|供給, 不|同意 before 不同|意).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

# Two ways to write one character in Hong Kong; words are listed in the second.
FOLD = str.maketrans("説温裡着綫爲户", "說溫裏著線為戶")
NUMERALS = frozenset("零〇一二兩三四五六七八九十百千萬億0123456789０１２３４５６７８９")
BREAKS = frozenset("，。！？；：、…,!?;:\n\r\t （）()「」『』《》〈〉“”\"")
_OPENING, _CLOSING = frozenset("（(「『《〈“"), frozenset("）)」』》〉”")
_LONE = 1.5  # the cost of a character that is no word, against 1 for a word
_BEGIN, _END, _NUMERAL, _LATER = "〔", "〕", "#", "…"


@dataclass(frozen=True, slots=True)
class Side:
    """What must, or must not, stand on one side of a word. No alternatives: anything may."""

    words: tuple[str, ...] = ()
    edge: bool = False  # the beginning or end of a clause is among them
    numeral: bool = False
    later: tuple[str, ...] = ()  # anywhere in the rest of the clause
    forbids: bool = False

    @property
    def open(self) -> bool:
        return not (self.words or self.edge or self.numeral or self.later)

    def fits_left(self, text: str, start: int) -> bool:
        if self.open:
            return True
        found = text.endswith(self.words, 0, start) if self.words else False
        found |= self.edge and (start == 0 or text[start - 1] in BREAKS - _CLOSING)
        found |= self.numeral and start > 0 and text[start - 1] in NUMERALS
        return found != self.forbids

    def fits_right(self, text: str, end: int) -> bool:
        if self.open:
            return True
        found = text.startswith(self.words, end) if self.words else False
        found |= self.edge and (end == len(text) or text[end] in BREAKS - _OPENING)
        found |= self.numeral and end < len(text) and text[end] in NUMERALS
        if self.later and not found:
            rest = text[end : next((at for at in range(end, len(text)) if text[at] in BREAKS), len(text))]
            found = any(word in rest for word in self.later)
        return found != self.forbids


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `spoken` is "" where the word stays between such sides."""

    spoken: str
    left: Side
    right: Side
    always: bool  # inside a sentence that is spoken Cantonese already, too


@dataclass(frozen=True)
class Lexicon:
    rows: Mapping[str, tuple[Row, ...]]
    words: frozenset[str]
    longest: int

    @cached_property
    def triggers(self) -> frozenset[str]:
        """The characters that some row takes away."""
        return frozenset(c for word, rows in self.rows.items() for row in rows if row.spoken for c in set(word) - set(row.spoken))

    def spoken(self, text: str, start: int, end: int, always: bool = False) -> str | None:
        """What is said for the word at text[start:end], None where it stays; `always` leaves out the other rows."""
        for row in self.rows.get(text[start:end], ()):
            if (row.always or not always) and row.left.fits_left(text, start) and row.right.fits_right(text, end):
                return row.spoken or None
        return None

    def segment(self, text: str, whole: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
        """`text` as words, (start, end) each; the spans `whole` are never cut."""
        spans = {start: end for start, end in whole}
        inside = {at for start, end in spans.items() for at in range(start + 1, end)}
        best: list[tuple[float, int]] = [(0.0, 0)] * (len(text) + 1)  # from here to the end: cost, where the next word ends
        for at in range(len(text) - 1, -1, -1):
            best[at] = min(self._choices(text, at, spans, inside, best), key=lambda choice: (choice[0], -choice[1]))
        out: list[tuple[int, int]] = []
        at = 0
        while at < len(text):
            out.append((at, best[at][1]))
            at = best[at][1]
        return out

    def _choices(
        self, text: str, at: int, spans: Mapping[int, int], inside: set[int], best: list[tuple[float, int]]
    ) -> list[tuple[float, int]]:
        if at in spans:
            return [(1 + best[spans[at]][0], spans[at])]
        cost = 1.0 if text[at] in self.rows or text[at] in BREAKS else _LONE
        choices = [(cost + best[at + 1][0], at + 1)]
        for end in range(at + 2, min(at + self.longest, len(text)) + 1):
            if end - 1 in inside or end - 1 in spans:
                break
            if text[at:end] in self.words:
                choices.append((1 + best[end][0], end))
        return choices


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The table and the words beside this module."""
    table: dict[str, list[Row]] = {}
    for line in csv.DictReader(_lines("spoken.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE, restval=""):
        row = Row(line["spoken"], _side(line["left"]), _side(line["right"]), line["where"] == "always")
        table.setdefault(line["written"].translate(FOLD), []).append(row)
    words = frozenset(word.translate(FOLD) for word in _lines("spoken_words.tsv")) | table.keys()
    return Lexicon({word: tuple(rows) for word, rows in table.items()}, words, max(map(len, words)))


def _lines(name: str) -> list[str]:
    return [line for line in (files(__package__) / name).read_text("utf-8").splitlines() if not line.startswith("# ")]


def _side(cell: str) -> Side:
    forbids = cell.startswith("!")
    parts = [part for part in cell.removeprefix("!").split("|") if part]
    words = tuple(part.translate(FOLD) for part in parts if part not in (_BEGIN, _END, _NUMERAL) and part[0] != _LATER)
    later = tuple(part[1:].translate(FOLD) for part in parts if part[0] == _LATER)
    return Side(words, _BEGIN in parts or _END in parts, _NUMERAL in parts, later, forbids)
