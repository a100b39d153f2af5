"""A pack's own readings for an engine that takes text alone: words as common characters that are always read so.

An engine reads 維晴 by its own dictionary. Where the pack says otherwise, the character is written as a homophone that has one
reading, tone and all; an English name with a reading is written in characters throughout. What the dictionary reads as the
pack does, and a syllable that no such character has, stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..asr import lexicon
from ..tts.pronounce import base, plain


class Respeller:
    """`words`: word → Jyutping with tones, as a pack has them. Raises ModelError where the recogniser's lexicon is missing."""

    def __init__(self, words: Mapping[str, str]) -> None:
        homophones = _homophones() if words else {}
        self._words = {word.casefold(): _respelt(word, said.split(), homophones) for word, said in words.items()}
        longest = sorted(self._words, key=len, reverse=True)
        edges = (rf"(?<![A-Za-z]){re.escape(w)}(?![A-Za-z])" if w.isascii() else re.escape(w) for w in longest)
        self._found = re.compile("|".join(edges) or r"(?!)", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        return self._found.sub(lambda m: self._words[m[0].casefold()], text)


def _respelt(word: str, syllables: list[str], homophones: Mapping[str, str]) -> str:
    if word.isascii():
        return "".join(homophones.get(s, "") for s in syllables) if all(s in homophones for s in syllables) else word
    read = base(word)
    if len(read) != len(syllables):
        return word
    return "".join(c if own == wanted else homophones.get(wanted, c) for (c, own), wanted in zip(read, syllables, strict=True))


def _homophones() -> dict[str, str]:
    """Jyutping → the commonest character that has no other reading."""
    readings, model = lexicon.load(lexicon.units())
    sure = [char for char, sounds in readings.sounds.items() if len(sounds) == 1]
    found: dict[str, str] = {}
    for index in sorted(sure, key=lambda index: -float(model.first[index])):
        character = readings.chars[index]
        if (reading := plain(character)) is not None:
            found.setdefault(reading, character)
    return found
