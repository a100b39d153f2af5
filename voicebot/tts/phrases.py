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

_BREAK = re.compile(r"[，、；：。！？…\n]+|[,;:.!?]+(?=\s|$)")
LONGEST = 24  # syllables at one go; a longer phrase is cut in two, so that its sound does not wait


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    syllables: tuple[str, ...]
    end: int  # the break after it: 1 comma, 2 full stop, 3 question


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
            yield from _short(held)
        held, lead = Phrase(lead + piece, syllables, _end(piece)), ""
    if held is not None:
        yield from _short(Phrase(held.text, held.syllables, max(2, held.end)))


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


def _short(phrase: Phrase) -> Iterator[Phrase]:
    count = len(phrase.syllables)
    if count <= LONGEST:
        yield phrase
        return
    middle, cut = count // 2, len(phrase.text) // 2
    yield from _short(Phrase(phrase.text[:cut], phrase.syllables[:middle], 0))
    yield from _short(Phrase(phrase.text[cut:], phrase.syllables[middle:], phrase.end))
