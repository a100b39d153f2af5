"""English words that no table has, from their spelling to the nearest Cantonese syllables.

Letters to phones (names of the CMU dictionary) by ordered rules, in the manner of Elovitz et al. 1976, "Letter-to-sound
rules for automatic translation of English text to phonetics"; stress by the word's beginning and end; then `loanwords`.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from .loanwords import VOWELS, said

TABLE = Path(__file__).with_name("spelling.tsv")
_PLACES = {
    "{END}": r"(?=$|s$|d$)", "{E}": r"(?=[bcdfgklmnpstvz]e(?:$|s$|d$|r$|rs$|ly$|ment))", "{OPEN}": r"(?=[bcdfgjklmnprstvz][aiouy])",
}  # fmt: skip

_UNSTRESSED = re.compile(r"^(?:a(?:cc|pp|ss|ll|ff|tt|bo|ga|dd|lo|cro|mo|wa)|re(?=[^aeiou][^c])|de(?=[^aeiou][aeiou])|be|e(?=[^aeiou][aeiou])|un|con(?=[fnst][aeiouir])|com(?=[mp][aeiou]|pl)|ex|im(?=p)|sur)")


@functools.lru_cache(maxsize=2048)
def syllables(word: str) -> tuple[str, ...]:
    """Jyutping of a Latin word of small letters; empty where it has no vowel that could carry a syllable."""
    return said(_stressed(phones(word), word), word)


@functools.cache
def _rules() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    rules = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, _, sounds = line.partition("\t")
            for name, meaning in _PLACES.items():
                pattern = pattern.replace(name, meaning)
            rules.append((re.compile(pattern), tuple(sounds.split())))
    return rules


def phones(word: str) -> list[str]:
    """Phones of a word of small letters, by its spelling alone."""
    found: list[str] = []
    at = 0
    while at < len(word):
        for pattern, sounds in _rules():
            if (m := pattern.match(word, at)) is not None and m.end() > at:
                found += sounds
                at = m.end()
                break
        else:
            at += 1
    return found


def _stressed(sounds: list[str], word: str) -> list[str]:
    """On the first vowel, on the second after a weak beginning, just before -tion."""
    places = [n for n, sound in enumerate(sounds) if sound in VOWELS]
    if not places:
        return []
    at = min(1, len(places) - 1) if _UNSTRESSED.match(word) else 0
    if word.endswith(("tion", "sion", "tions", "sions", "ic", "ity")) and len(places) > 1:
        at = max(0, len(places) - (3 if word.endswith("ity") else 2))
    return [f"{sound}{int(n == places[at])}" if sound in VOWELS else sound for n, sound in enumerate(sounds)]
