"""What a turn's words say about a feeling: swearing, complaint, worry, joy, thanks. Pure.

Matched in the characters, and for longer expressions in the heard syllables too, because the recogniser writes 卜街 for
仆街 but hears puk1 gaai1. What is denied (唔係嬲, 冇投訴) does not count.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ToJyutping

from ..asr.lexicon import fold
from ..events import Syllable, Transcript
from ..knowledge.text import normalise

FEELINGS = ("angry", "sad", "happy", "thanks")
_LIST = Path(__file__).resolve().parent / "words.tsv"
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]+")
_HEARD = 0.4  # least probability of an expression's syllables together (their geometric mean)
_SOUNDS = 2  # syllables that an expression needs to be told by its sound
# A denial just before, with at most one small word between. 唔係唔, 唔通 and 點會唔 deny nothing.
_DENIED = re.compile(
    r"(?<!唔係)(?<!點會)(?<!點可能)(?<!係)(?:唔係|唔會|唔想|唔使|唔好|唔|冇|未|無|不|\bnot|\bno|n't)\s*"
    r"(?:話|要|係|有|好|好似|咁|太|真係|特別|想|意思|a|very|so)?\s*$"
)
_LOOK_BACK = 8  # characters


@dataclass(frozen=True, slots=True)
class Cue:
    text: str
    feeling: str  # one of FEELINGS
    weight: float
    sounds: tuple[str, ...]  # folded Jyutping with tone, where it is told by sound too


@dataclass(frozen=True, slots=True)
class Said:
    """Summed weights of the cues in a turn, by feeling."""

    angry: float = 0.0
    sad: float = 0.0
    happy: float = 0.0
    thanks: float = 0.0


def read(transcript: Transcript) -> Said:
    """The cues of a turn, by what is written or by what was heard, whichever says more of a feeling."""
    written, heard = set(_written(normalise(transcript.text))), set(_heard(transcript.syllables))
    return Said(**{feeling: max(_total(written, feeling), _total(heard, feeling)) for feeling in FEELINGS})


def _total(found: set[Cue], feeling: str) -> float:
    """An expression counts once, however often it is said."""
    return sum(cue.weight for cue in found if cue.feeling == feeling)


@cache
def cues() -> tuple[Cue, ...]:
    """The list of words.tsv, longest expression first."""
    with _LIST.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))
    found = [Cue(normalise(r["text"]), r["feeling"], float(r["weight"]), _sounds(r["text"]) if r["sound"] else ()) for r in rows]
    return tuple(sorted(found, key=lambda cue: -len(cue.text)))


def _sounds(text: str) -> tuple[str, ...]:
    readings = ToJyutping.get_jyutping_list(text)
    if not all(reading and " " not in reading for _, reading in readings):
        return ()
    return tuple(fold(reading) for _, reading in readings)


def _written(text: str) -> Iterator[Cue]:
    """Cues in a normalised text, none inside another."""
    free = list(text)
    for cue in cues():
        for match in _pattern(cue.text).finditer(text):
            start, end = match.span()
            if "\0" in free[start:end]:
                continue
            free[start:end] = "\0" * (end - start)
            if not _DENIED.search(text[max(0, start - _LOOK_BACK) : start]):
                yield cue


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Han expressions anywhere, Latin ones as whole words."""
    return re.compile(re.escape(text) if _HAN.search(text) else rf"(?<![a-z0-9]){re.escape(text)}(?![a-z0-9])")


_DENYING = ("m4", "mou5", "mei6")  # 唔 冇 未, as the recogniser folds them


def _heard(syllables: tuple[Syllable, ...]) -> Iterator[Cue]:
    """Cues by their sounds, none inside another, where the syllables are as good as certain."""
    readings = [dict(s.alternatives) for s in syllables]
    taken = [False] * len(readings)
    for cue in cues():
        size = len(cue.sounds)
        if size < _SOUNDS:
            continue
        for start in range(len(readings) - size + 1):
            end = start + size
            if any(taken[start:end]) or _likely(readings[start:end], cue.sounds) < _HEARD**size:
                continue
            taken[start:end] = [True] * size
            if not any(s.alternatives and s.alternatives[0][0] in _DENYING for s in syllables[max(0, start - 2) : start]):
                yield cue


def _likely(readings: list[dict[str, float]], sounds: tuple[str, ...]) -> float:
    likely = 1.0
    for reading, sound in zip(readings, sounds, strict=True):
        likely *= reading.get(sound, 0.0)
    return likely
