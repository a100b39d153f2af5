"""What a question is about, word by word, without the words by which it is asked. Pure.

Cantonese is written without spaces, so words are looked for from left to right, the longest at each place: everyday words with
what institutions write for them, words under which documents deal with the matter (`knowledge.leads`), and chatter, which is
about nothing. What is left between them is taken as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import ages, facts
from ..knowledge.words import LEADS, LOOSE, NAMES, WEAK, longest, within
from ..knowledge.text import alike, normalise

_RUN = re.compile(r"[㐀-鿿]+|[a-z]{2,}|\d+")
KNOWN, LEAD, LIGHT, RUN, SINGLE = 2.0, 2.0, 0.6, 1.6, 1.1  # weight of an everyday word, of one with leads only, of one that is in any matter, of each pair of a run, of one character
MOST = 3.2  # of a run


@dataclass(frozen=True, slots=True)
class Word:
    """`said` as the customer had it; `written`: what institutions write for it; `under`: where they deal with it."""

    said: str
    written: str
    under: tuple[str, ...]
    weight: float
    age: int = -1  # that it names


def about(text: str, asked: frozenset[str], vocabulary: str) -> tuple[Word, ...]:
    """The words of a question that say what it is about, each once; not those that only say what kind of fact it asks for. What no
    table knows is cut where `vocabulary`, all that may answer, has no such word."""
    own = {word for kind in asked for word in facts.OWN.get(kind, ())}
    said = normalise(text)
    aged = ages.named(said)
    years = (Word(aged.group(), aged.group(), (), KNOWN, ages.age(aged)),) if aged is not None else ()
    found = _words(alike(said.replace(aged.group(), " ") if aged is not None else said), vocabulary)
    return years + tuple(word for word in found if word.written not in own and word.said not in own)


def leads(text: str) -> str:
    """The words that documents may have for a question: those that are written for its own, those under which it is dealt with, and
    those that announce the kind of fact it asks for."""
    found = _words(alike(normalise(text)), "")
    kinds = (facts.WORDS.get(kind, "") for kind in sorted(facts.asked(normalise(text))))
    return " ".join(dict.fromkeys([*(word for entry in found for word in (entry.written, *entry.under)), *kinds]))


def _words(row: str, vocabulary: str) -> tuple[Word, ...]:
    out: dict[str, Word] = {}
    at = begun = 0
    while at < len(row):
        name = longest(row, at)
        if name is None:
            at += 1
            continue
        out |= _runs(row[begun:at], vocabulary)
        if name in NAMES or name in LEADS:
            written = NAMES.get(name, name)
            under = dict.fromkeys([*LEADS.get(name, ()), *LEADS.get(written, ()), *(within(name) if name not in NAMES else ())])
            out[written] = Word(name, written, tuple(word for word in under if word != written), _known(name, written))
        at += len(name)
        begun = at
    return tuple((out | _runs(row[begun:], vocabulary)).values())


def _known(name: str, written: str) -> float:
    if written in WEAK:
        return LIGHT
    return (KNOWN if name in NAMES else LEAD) / (1 if len(name) > 1 else 2)


def _runs(text: str, vocabulary: str) -> dict[str, Word]:
    """What stands between known words, without what is only chatter in it."""
    runs = (run for match in _RUN.finditer(text) for run in ([match.group()] if match.group().isascii() else _cut(match.group(), vocabulary)))
    return {run: Word(run, run, LEADS.get(run, ()), _weight(run)) for run in runs}


def _cut(run: str, vocabulary: str) -> list[str]:
    """At characters that may be chatter, unless they make a word of the vocabulary with what stands beside them: 會 in 宴會廳."""
    kept = [
        character not in LOOSE or (n > 0 and run[n - 1 : n + 1] in vocabulary) or (n + 1 < len(run) and run[n : n + 2] in vocabulary)
        for n, character in enumerate(run)
    ]
    pieces = "".join(character if keep else " " for character, keep in zip(run, kept, strict=True)).split()
    return [piece for piece in pieces if any(character not in LOOSE for character in piece)]


def _weight(run: str) -> float:
    if run.isascii():
        return KNOWN
    telling = sum(character not in LOOSE for character in run)
    return min(MOST, RUN * (telling - 1)) if telling > 1 else SINGLE * min(2, len(run))
