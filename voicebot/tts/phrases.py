"""A text as phrases with their syllables: what is synthesised at one go.

Joined, the phrases' texts are the text, or of SSML the text that it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from . import ssml
from .normalise import normalise
from .pronounce import Pronouncer
from .prosody import PLAIN, Prosody
from .split import LIMIT, split

Asks = Literal["", "word", "particle", "echo"]

UNMARKED = ssml.Marked({})
LONGEST = 24  # syllables at one go; a longer phrase is cut in two, so that its sound does not wait
_TRIES = 6  # cuts that are looked at
_JOINTS = frozenset("就並同或而及但因所喺可")  # words often begin with these, so a breath fits before them
_JOINT_WORTH = 5  # characters that a cut may lie further from the middle to fall on a joint
_CLOSING = " \t」』”’）)】》〉\"'*"
_ENDED = re.compile(r"[，、；。！？…\n|,;!?.][」』”’）)】》〉\s]*$")
_ENDS = (("？?", 3), ("。！!.…\n", 2), ("，、；：,;:|", 1))
_PARTICLES = "呀嗎呢咩嘛㗎喇吖啊吓啩噃"
_QUESTION_WORD = re.compile(r"[點邊乜咩幾誰]|甚麼|什麼|為何|何時|如何|定係|係咪|有冇|未$|(.)(?:唔|不)\1")


@dataclass(frozen=True, slots=True)
class Phrase:
    """`asks` tells questions apart by what makes them so: a word (你想點？), a particle (係呀？), or the voice alone (你走？)."""

    text: str
    syllables: tuple[str, ...]
    end: int  # the break after it: 0 none, 1 comma, 2 full stop, 3 question
    said: str = ""  # in characters, without digits: for a voice that takes text
    asks: Asks = ""
    prosodies: tuple[Prosody, ...] = ()  # one a syllable; none where nothing is asked for
    breaths: tuple[int, ...] = ()  # syllables before which a short breath is taken, as between the groups of a number
    pause_ms: int | None = None  # of silence after it, instead of what `end` brings

    def breathed(self) -> tuple[Phrase, ...]:
        """The phrase cut at its breaths, to be said one after another; the first has the text."""
        edges = (0, *self.breaths, len(self.syllables))
        parts = [self._part(a, b) for a, b in zip(edges, edges[1:], strict=False)]
        last = replace(parts[-1], end=self.end, asks=self.asks, pause_ms=self.pause_ms)
        return (*(replace(p, end=1) for p in parts[:-1]), last)

    def _part(self, start: int, stop: int) -> Phrase:
        return Phrase(self.text if start == 0 else "", self.syllables[start:stop], 0, prosodies=self.prosodies[start:stop])


def phrases(text: str, pronouncer: Pronouncer, marked: ssml.Marked = UNMARKED) -> Iterator[Phrase]:
    """Nothing for a text without a single sound; soundless stretches go to the phrase before them. Raises InputError for
    SSML that cannot be used."""
    spans = ssml.parse(text) if ssml.opens(text) else marked.spans(text)
    held: Phrase | None = None
    lead = ""
    for clause in _clauses(spans, pronouncer):
        if not clause.syllables:
            if held is None:
                lead += clause.text
            else:
                pause = held.pause_ms if clause.pause_ms is None else (held.pause_ms or 0) + clause.pause_ms
                held = replace(held, text=held.text + clause.text, end=max(held.end, clause.end), pause_ms=pause)
            continue
        if held is not None:
            yield from _short(held, pronouncer)
        held, lead = replace(clause, text=lead + clause.text), ""
    if held is not None:
        yield from _short(replace(held, end=max(2, held.end)), pronouncer)


def _clauses(spans: Sequence[ssml.Span], pronouncer: Pronouncer) -> Iterator[Phrase]:
    """One phrase a clause, which may run through several spans."""
    parts: list[Phrase] = []
    for span in spans:
        pieces = split(span.text) if span.said is None and span.syllables is None else [span.text]
        for n, piece in enumerate(pieces):
            parts.append(_part(piece, span, pronouncer))
            if n < len(pieces) - 1 or _ENDED.search(piece) or sum(len(p.text) for p in parts) >= LIMIT:
                yield _joined(parts, None)
                parts = []
        if span.pause_ms:
            yield _joined(parts, span.pause_ms)
            parts = []
    if parts:
        yield _joined(parts, None)


def _part(piece: str, span: ssml.Span, pronouncer: Pronouncer) -> Phrase:
    said = normalise(piece if span.said is None else span.said)
    syllables = pronouncer.syllables(said) if span.syllables is None else span.syllables
    return Phrase(piece, syllables, 0, said, prosodies=(span.prosody,) * len(syllables), breaths=_breaths(said, syllables, pronouncer))


def _joined(parts: list[Phrase], pause_ms: int | None) -> Phrase:
    text = "".join(p.text for p in parts)
    prosodies = sum((p.prosodies for p in parts), ())
    starts = [sum(len(p.syllables) for p in parts[:n]) for n in range(len(parts))]
    return Phrase(
        text, sum((p.syllables for p in parts), ()), _end(text), "".join(p.said for p in parts), _asks(text),
        prosodies if any(p != PLAIN for p in prosodies) else (),
        tuple(start + b for start, p in zip(starts, parts, strict=True) for b in p.breaths), pause_ms,
    )  # fmt: skip


def _breaths(said: str, syllables: tuple[str, ...], pronouncer: Pronouncer) -> tuple[int, ...]:
    """Where the reading has commas of its own, counted in syllables; none where a part alone would be read otherwise."""
    groups = [group for group in (pronouncer.syllables(part) for part in said.split("，")) if group]
    if len(groups) < 2 or sum(groups, ()) != syllables:
        return ()
    return tuple(sum(map(len, groups[:n])) for n in range(1, len(groups)))


def _end(text: str) -> int:
    mark = text.rstrip("\t " + _CLOSING)[-1:]
    return next((kind for marks, kind in _ENDS if mark and mark in marks), 0)


def _asks(text: str) -> Asks:
    if _end(text) != 3:
        return ""
    words = text.rstrip(_CLOSING + "？?！!。… ")
    if words[-1:] in _PARTICLES:
        return "particle"
    return "word" if _QUESTION_WORD.search(words) else "echo"


def _short(phrase: Phrase, pronouncer: Pronouncer) -> Iterator[Phrase]:
    """Cut a long phrase near its middle, where both halves still read as they do together: never in a number or word. One
    that has no such place is cut after `LONGEST` syllables, or at a breath before."""
    if len(phrase.syllables) <= LONGEST:
        yield phrase
        return
    text = phrase.text
    places = (n for n in range(1, len(text)) if not text[n - 1 : n + 1].isascii())
    for cut in sorted(places, key=lambda n: _cost(text, n))[:_TRIES]:
        sides = [_part(half, ssml.Span(half), pronouncer) for half in (text[:cut], text[cut:])]
        if all(s.syllables for s in sides) and sides[0].syllables + sides[1].syllables == phrase.syllables:
            count = len(sides[0].syllables)
            first, rest = (replace(s, prosodies=p) for s, p in zip(sides, (phrase.prosodies[:count], phrase.prosodies[count:]), strict=True))
            yield from _short(first, pronouncer)
            yield from _short(replace(rest, end=phrase.end, asks=phrase.asks, pause_ms=phrase.pause_ms), pronouncer)
            return
    yield from _torn(phrase)


def _torn(phrase: Phrase) -> Iterator[Phrase]:
    count = len(phrase.syllables)
    at = max((b for b in phrase.breaths if b <= LONGEST), default=LONGEST)
    while count > LONGEST:
        of_text, of_said = (len(t) * at // count for t in (phrase.text, phrase.said))
        yield Phrase(
            phrase.text[:of_text], phrase.syllables[:at], 0, phrase.said[:of_said], "", phrase.prosodies[:at],
            tuple(b for b in phrase.breaths if b < at),
        )  # fmt: skip
        phrase = replace(
            phrase, text=phrase.text[of_text:], syllables=phrase.syllables[at:], said=phrase.said[of_said:], prosodies=phrase.prosodies[at:],
            breaths=tuple(b - at for b in phrase.breaths if b > at),
        )  # fmt: skip
        count = len(phrase.syllables)
        at = max((b for b in phrase.breaths if b <= LONGEST), default=LONGEST)
    yield phrase


def _cost(text: str, cut: int) -> float:
    joint = text[cut] in _JOINTS or text[cut - 1] == "嘅"
    return abs(cut - len(text) / 2) - (_JOINT_WORTH if joint else 0)
