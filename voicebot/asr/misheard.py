"""Text as the shipped recogniser would mishear it, without audio: for measuring what comes after it.

`confusions.json` holds how it errs (`models/recipes/retrieval`): whether a syllable is replaced, dropped or followed by
one too many; which onset, rime and tone become which; how sure it is when right and when wrong; and how often, and how
probably, the true syllable is still among its alternatives. How often it errs is the caller's choice.

The characters are those of a decoder without context: the right one where the sound is right, and else the likeliest
character of the sound that was heard. A Latin word has no sound of the recogniser's: it is kept or lost as a whole.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import ToJyutping

from ..characters import HAN
from ..events import Syllable, Transcript, Word
from . import lexicon
from .lexicon import ONSETS

STEP_S = 0.2  # a syllable; the times are made up
_PIECE = re.compile(rf"[{HAN}]|\s+|[^{HAN}\s]+")
_WORD = re.compile(r"\w")
_TRIES = 64

Sound = tuple[str, str, str]  # onset, rime, tone
Counts = Mapping[str, int]


class Misheard:
    """Draws from the table. Stateless between calls: the same random numbers give the same transcript."""

    def __init__(self) -> None:
        """Raises ModelError where the recogniser's lexicon is missing: it tells which syllables exist."""
        table = json.loads(Path(__file__).with_name("confusions.json").read_text("utf-8"))
        events: Counts = table["events"]
        self._errors = {kind: events[kind] for kind in ("replaced", "deleted", "inserted")}
        self._changed: Counts = table["changed"]
        self._inserted: Counts = table["inserted"]
        self._parts: tuple[Mapping[str, Counts], ...] = tuple(table[name] for name in ("onset", "rime", "tone"))
        self._sure_right, self._sure_wrong, self._truth = (table[n] for n in ("sure_right", "sure_wrong", "truth"))
        self._listed: float = table["listed"]
        self._chars = _likeliest()

    def hear(self, text: str, rate: float, rng: random.Random) -> Transcript:
        """`rate` of the syllables go wrong, each for itself."""
        words: list[Word] = []
        sounds: list[Syllable] = []
        for piece, sound in _pieces(text):
            if sound is None:
                if not _WORD.search(piece) or rng.random() >= rate:
                    words.append(Word(piece, 0.0, 0.0, 1.0))
                continue
            for heard, char in self._heard(piece, sound, rate, rng):
                start = STEP_S * len(sounds)
                sounds.append(Syllable(heard, start, start + STEP_S))
                words.append(Word(char, start, start + STEP_S, heard[0][1]))
        return Transcript("".join(word.text for word in words), tuple(words), tuple(sounds))

    def _heard(self, char: str, sound: Sound, rate: float, rng: random.Random) -> list[tuple[tuple[tuple[str, float], ...], str]]:
        """None, one or two syllables for one: alternatives and the character."""
        if rng.random() >= rate:
            return [(self._right(sound, rng), char)]
        match _drawn(self._errors, rng):
            case "deleted":
                return []
            case "inserted":
                extra = _drawn(self._inserted, rng)
                return [(self._right(sound, rng), char), (((extra, _quantile(self._sure_wrong, rng)),), self._chars.get(extra, ""))]
            case _:
                return [self._wrong(sound, rng)]

    def _right(self, sound: Sound, rng: random.Random) -> tuple[tuple[str, float], ...]:
        sure = _quantile(self._sure_right, rng)
        others = [self._confused(sound, rng) for _ in range(2)]
        return _shared([("".join(sound), sure)], others, 1 - sure)

    def _wrong(self, sound: Sound, rng: random.Random) -> tuple[tuple[tuple[str, float], ...], str]:
        best = self._confused(sound, rng)
        sure = _quantile(self._sure_wrong, rng)
        first = [(best, sure)]
        if rng.random() < self._listed:
            first.append(("".join(sound), min(sure, 1 - sure, _quantile(self._truth, rng))))
        others = [self._confused(sound, rng) for _ in range(2)]
        return _shared(first, others, 1 - sum(p for _, p in first)), self._chars.get(best, "")

    def _confused(self, sound: Sound, rng: random.Random) -> str:
        """Another syllable that exists. Parts change together as they do in the table."""
        for _ in range(_TRIES):
            names = _drawn(self._changed, rng).split()
            changed = [
                self._part(number, part, rng) if name in names else part
                for number, (name, part) in enumerate(zip(("onset", "rime", "tone"), sound, strict=True))
            ]
            if (drawn := "".join(changed)) != "".join(sound) and drawn in self._chars:
                return drawn
        return min(self._chars, key=lambda other: (other[:-1] != "".join(sound[:2]), other == "".join(sound), other))

    def _part(self, number: int, part: str, rng: random.Random) -> str:
        """What `part` is taken for; where the table never saw it go wrong, for whatever else was heard."""
        seen = self._parts[number].get(part)
        return _drawn(seen, rng) if seen else _drawn(_pooled(tuple(self._parts[number].values())), rng)


def _pieces(text: str) -> list[tuple[str, Sound | None]]:
    """Han characters with their sounds, and what stands between them."""
    readings = [reading for piece, reading in ToJyutping.get_jyutping_list(text) for reading in [reading] * len(piece)]
    out: list[tuple[str, Sound | None]] = []
    for match in _PIECE.finditer(text):
        reading = readings[match.start()] if len(match.group()) == 1 else None
        found = lexicon.parts(reading.split()[0]) if reading else None
        out.append((match.group(), (found[0], found[1], str(found[2])) if found else None))
    return out


def _shared(first: list[tuple[str, float]], others: list[str], rest: float) -> tuple[tuple[str, float], ...]:
    """`first`, then `others` that are not yet there, with falling shares of what is left of the probability."""
    new = [other for other in dict.fromkeys(others) if other not in {sound for sound, _ in first}]
    falling = [(sound, min(first[0][1], rest * 0.5 ** (i + 1))) for i, sound in enumerate(new)]
    return tuple(sorted([*first, *falling], key=lambda one: -one[1])[:3])  # stable: what is best stays so


def _drawn(counts: Counts, rng: random.Random) -> str:
    return rng.choices(list(counts), list(counts.values()))[0]


def _pooled(tables: tuple[Counts, ...]) -> Counts:
    out: dict[str, int] = {}
    for table in tables:
        for part, count in table.items():
            out[part] = out.get(part, 0) + count
    return out


def _quantile(values: list[float], rng: random.Random) -> float:
    """A value of the distribution whose evenly spaced quantiles are `values`."""
    at = rng.random() * (len(values) - 1)
    low = math.floor(at)
    return values[low] + (at - low) * (values[min(low + 1, len(values) - 1)] - values[low])


@lru_cache(maxsize=1)
def _likeliest() -> dict[str, str]:
    """Every syllable of the recogniser's lexicon → its likeliest character, by the language model's first order."""
    names = lexicon.units()
    words, model = lexicon.load(names)
    units = ["", *(name[2:] for name in names[1:])]
    best: dict[str, tuple[float, str]] = {}
    for cell in range(len(words.starts) - 1):
        onset, rime = units[cell // words.rimes], units[cell % words.rimes + ONSETS]
        for row in range(int(words.starts[cell]), int(words.starts[cell + 1])):
            char = int(words.char[row])
            score = float(model.first[char] + words.prior[row])
            sound = f"{onset}{rime}{int(words.tone[row]) + 1}"
            if sound not in best or score > best[sound][0]:
                best[sound] = (score, words.chars[char])
    return {sound: char for sound, (_, char) in best.items()}
