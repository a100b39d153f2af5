"""What the tests of slots say, and hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from voicebot.dialog import slots
from voicebot.events import Syllable, Transcript, Word

NOW = datetime(2026, 11, 30, 10, 0)  # a Monday


def value(kind: str, text: str, now: datetime = NOW, choices: Mapping[str, Sequence[str]] | None = None) -> str | None:
    found = slots.read(kind, Transcript(text), now, choices)
    return None if found is None else found.value


def trust(kind: str, text: str, now: datetime = NOW) -> float:
    found = slots.read(kind, Transcript(text), now)
    return 0.0 if found is None else found.confidence


def heard(text: str, *alternatives: str) -> Transcript:
    """A spoken turn: each syllable as "gau2 .6 kau3 .3", one for each character of `text`."""
    rows = [row.split() for row in alternatives]
    syllables = tuple(Syllable(tuple(zip(row[::2], map(float, row[1::2]), strict=True)), 0.0, 0.1) for row in rows)
    return Transcript(text, tuple(Word(c, 0.0, 0.1, 0.5) for c in text), syllables)
