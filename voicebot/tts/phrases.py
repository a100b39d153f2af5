"""A text as phrases with their syllables: what is synthesised at one go.

A phrase ends at punctuation, but not inside numbers, times and addresses (12,345 · 2:05 · abc.com). Joined, the
phrases' texts are the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .normalise import normalise
from .pronounce import Pronouncer

# A colon before a number does not break: what stands before it says what kind of number it is.
_BREAK = re.compile(
    r"[，、；。！？…\n]+|[,;!?]+(?=\s|$)|：(?!\s*[-+$A-Z]*\d)|:(?=\s|$)(?!\s*[-+$A-Z]*\d)|(?<!\bDr)(?<!\bMr)(?<!\bNo)\.(?=\s|$)",
    re.ASCII,
)
_JOINTS = frozenset("就並同或而及但因所喺可")  # words often begin with these, so a breath fits before them
_JOINT_WORTH = 5  # characters that a cut may lie further from the middle to fall on a joint
LONGEST = 24  # syllables at one go; a longer phrase is cut in two, so that its sound does not wait


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    syllables: tuple[str, ...]
    end: int  # the break after it: 0 none, 1 comma, 2 full stop, 3 question


def phrases(text: str, pronouncer: Pronouncer) -> Iterator[Phrase]:
    """Nothing for a text without a single sound; soundless stretches go to the phrase before them."""
    held: Phrase | None = None
    lead = ""
    for piece in _pieces(text):
        syllables = pronouncer.syllables(normalise(piece))
        if not syllables:
            if held is None:
                lead += piece
            else:
                held = Phrase(held.text + piece, held.syllables, max(held.end, _end(piece)))
            continue
        if held is not None:
            yield from _short(held, pronouncer)
        held, lead = Phrase(lead + piece, syllables, _end(piece)), ""
    if held is not None:
        yield from _short(Phrase(held.text, held.syllables, max(2, held.end)), pronouncer)


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for m in _BREAK.finditer(text):
        yield text[start : m.end()]
        start = m.end()
    if start < len(text):
        yield text[start:]


def _end(piece: str) -> int:
    mark = piece.rstrip()[-1:]
    return 3 if mark in "？?" and mark else 2 if mark in "。！!.…\n" and mark else 1


def _short(phrase: Phrase, pronouncer: Pronouncer) -> Iterator[Phrase]:
    """Cut a long phrase near its middle, where both halves still read as they do together: never in a number or word."""
    if len(phrase.syllables) <= LONGEST:
        yield phrase
        return
    for cut in sorted(range(1, len(phrase.text)), key=lambda n: _cost(phrase.text, n)):
        left, right = phrase.text[:cut], phrase.text[cut:]
        if phrase.text[cut - 1 : cut + 1].isascii():
            continue
        first, rest = (pronouncer.syllables(normalise(half)) for half in (left, right))
        if first and rest and first + rest == phrase.syllables:
            yield from _short(Phrase(left, first, 0), pronouncer)
            yield from _short(Phrase(right, rest, phrase.end), pronouncer)
            return
    yield phrase


def _cost(text: str, cut: int) -> float:
    joint = text[cut] in _JOINTS or text[cut - 1] == "嘅"
    return abs(cut - len(text) / 2) - (_JOINT_WORTH if joint else 0)
