"""A text as one searches it for numbers: digits are digits however they are written or spoken.

九, ９ and 9 become 9; 孖九 and double nine become 99, 三條九 becomes 999; 括弧 becomes a bracket; letters become
upper case; commas, 呀 and 跟住 between digits become 「、」. Every folded character knows where it stands in the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

DIGIT = "[0-9０-９零〇○一二三四五六七八九兩两]"
# Between two digits of one number: a space, or a hyphen or pause with a space on either side.
SEPARATOR = "(?: ?[-、]{1,3} ?| )?"
_HAN = "[零〇○一二三四五六七八九兩两]"
_HAN_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "兩": "2", "两": "2"}
_TOKEN = re.compile(
    rf"(?P<pair>孖|double )(?P<paired>{DIGIT})|(?P<times>[兩三四3-4])條(?P<repeated>{DIGIT})"
    rf"|(?P<close>[閂閉收關埋]括[弧號])|(?P<open>開?括[弧號])|(?P<pause>[，、]|(?<={_HAN}),(?= ?{_HAN}|開?括)|呀|啊|嗯|呃|跟住|然後|之後)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_HYPHENS = frozenset("‐‑‒–—―−﹣")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Folded:
    """`chars[i]` was read from `source[starts[i]:ends[i]]`. 孖九 gives two characters from one place."""

    source: str
    chars: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `chars[start:end]` stands in the source."""
        return self.starts[start], self.ends[end - 1]

    def typed(self, index: int) -> bool:
        """Whether `chars[index]` is there and is a Latin letter or a digit, other than a Chinese one."""
        if not 0 <= index < len(self.chars):
            return False
        c = self.chars[index]
        return c.isascii() and c.isalnum() and self.source[self.starts[index]] not in _HAN_DIGITS

    def spoken(self, start: int, end: int) -> bool:
        """Whether any digit of `chars[start:end]` was a Chinese one."""
        return any(c in _HAN_DIGITS for c in self.source[slice(*self.span(start, end))])

    def blank(self, spans: Iterable[tuple[int, int]]) -> Folded:
        """The same with `chars[start:end]` of every span out of sight."""
        chars = list(self.chars)
        for start, end in spans:
            chars[start:end] = "\0" * (end - start)
        return Folded(self.source, "".join(chars), self.starts, self.ends)

    def without(self, spans: Iterable[tuple[int, int]]) -> Folded:
        """The same with `source[start:end]` of every span out of sight."""
        hidden = bytearray(len(self.source))
        for start, end in spans:
            hidden[start:end] = b"\1" * (end - start)
        return self.blank((i, i + 1) for i, at in enumerate(self.starts) if hidden[at])


def fold(text: str) -> Folded:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        piece = _piece(match)
        chars.append(piece)
        starts += [match.start()] * len(piece)
        ends += [match.end()] * len(piece)
    return Folded(text, "".join(chars), tuple(starts), tuple(ends))


def _piece(match: re.Match[str]) -> str:
    """The folded characters of one token: none for an invisible one, several for 孖 and 三條."""
    if match["other"] is not None:
        return _character(match["other"])
    if match["pair"] is not None:
        return _character(match["paired"]) * 2
    if match["times"] is not None:
        return _character(match["repeated"]) * int(_character(match["times"]))
    return "(" if match["open"] else ")" if match["close"] else "、"


def _character(c: str) -> str:
    if c in _HAN_DIGITS:
        return _HAN_DIGITS[c]
    if c in _INVISIBLE:
        return ""
    if c in _HYPHENS:
        return "-"
    folded = unicodedata.normalize("NFKC", c).upper()
    return folded if len(folded) == 1 else c
