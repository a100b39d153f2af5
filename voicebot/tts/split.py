"""Where a text may be cut for speech, while it is still being written.

A clause ends at punctuation, but not inside numbers, times and addresses (12,345 · 2:05 · abc.com) nor after an
abbreviation, and closing marks stay with it. A clause without any end is cut before `LIMIT` characters, so that work and
delay have a bound whatever arrives. The clauses are the same however the text was cut into pieces on its way.
"""

from __future__ import annotations

import re

LIMIT = 120  # characters
_CLOSING = "[」』”’）)】》〉]{0,4}"
# A colon before a number does not break: what stands before it says what kind of number it is. Every repetition has a
# bound, so that what is not decided yet is never more than the last `_AHEAD` characters.
_BREAK = re.compile(
    rf"[，、；。！？…\n|]{{1,8}}{_CLOSING}|[,;!?]{{1,8}}{_CLOSING}(?=\s|$)|：(?!\s{{0,3}}[-+$A-Z]{{0,4}}\d)"
    rf"|:(?=\s|$)(?!\s{{0,3}}[-+$A-Z]{{0,4}}\d)|\.{_CLOSING}(?=\s|$)",
    re.ASCII,
)
_OPEN = re.compile(rf"(?:[，、；。！？…\n|]{{1,8}}{_CLOSING}|[,;!?.]{{1,8}}{_CLOSING}|[：:]\s{{0,3}}[-+$A-Z]{{0,4}})$", re.ASCII)
_AHEAD = 16
_SHORT = frozenset("dr mr mrs ms no vs etc e.g i.e approx tel ext fl rm st rd ave co ltd prof sq ft".split())
_WORD = re.compile(r"[A-Za-z][A-Za-z.]{0,8}$")


class Splitter:
    """`feed` gives the clauses that are certain, `rest` what is left when the text has ended. Joined, they are the text."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> list[str]:
        self._held += text
        return self._take(ended=False)

    def rest(self) -> list[str]:
        return self._take(ended=True) + [last for last in (self._flush(),) if last]

    def _flush(self) -> str:
        last, self._held = self._held, ""
        return last

    def _take(self, ended: bool) -> list[str]:
        text, start, out = self._held, 0, []
        undecided = None if ended else _OPEN.search(text, max(0, len(text) - _AHEAD))
        decided = len(text) if undecided is None else undecided.start()
        while (end := _end(text, start, decided)) is not None:
            out.append(text[start:end])
            start = end
        self._held = text[start:]
        return out


def split(text: str) -> list[str]:
    """The clauses of a whole text."""
    splitter = Splitter()
    return splitter.feed(text) + splitter.rest()


def _end(text: str, start: int, decided: int) -> int | None:
    """Where the clause that begins at `start` ends, if that is certain. Breaks before `decided` are."""
    at = start
    while (m := _BREAK.search(text, at, min(len(text), start + LIMIT + _AHEAD))) is not None and m.start() < start + LIMIT:
        if m.start() >= decided:
            return None
        if not (m[0][0] == "." and _abbreviated(text, start, m.start())):
            return m.end()
        at = m.end()
    return _forced(text, start) if len(text) > start + LIMIT and decided >= start + LIMIT else None


def _abbreviated(text: str, start: int, dot: int) -> bool:
    word = _WORD.search(text, max(start, dot - 9), dot)
    return word is not None and word[0].lower() in _SHORT


def _forced(text: str, start: int) -> int:
    """Late in the first `LIMIT` characters, not inside a number or a Latin word if that can be."""
    for cut in range(start + LIMIT, start + LIMIT // 2, -1):
        if not (text[cut - 1].isascii() and text[cut].isascii()) or text[cut - 1].isspace():
            return cut
    return start + LIMIT
