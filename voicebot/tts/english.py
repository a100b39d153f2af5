"""English as a Hong Kong clerk says it inside a Cantonese sentence: a table of words in Jyutping, letters by name, a
dictionary's phones for most other words, and the spelling of the rest.

The voice has Cantonese sounds only, so a reading is the nearest chain of Cantonese syllables, not English phonetics.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from . import dictionary, lexicon, loanwords, spelling

TABLE = Path(__file__).with_name("english.tsv")
LETTERS: dict[str, str] = {
    "a": "ei1", "b": "bi1", "c": "si1", "d": "di1", "e": "ji1", "f": "e1 fu4", "g": "zi1", "h": "ik1 cyu4", "i": "aai1",
    "j": "zei1", "k": "kei1", "l": "e1 lou4", "m": "em1", "n": "en1", "o": "ou1", "p": "pi1", "q": "kiu1", "r": "aa1",
    "s": "e1 si4", "t": "ti1", "u": "ju1", "v": "wi1", "w": "dap1 ju1", "x": "ik1 si4", "y": "waai1", "z": "ji6 zek1",
}  # fmt: skip

Source = Literal["english", "letters", "dictionary", "spelling"]

_CAPITALS = 5  # a run of capitals is spelt out up to this length; a longer one is a word that shouts
_HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")  # FlexiPlan, eBanking


@functools.cache
def words() -> Mapping[str, str]:
    """Word → Jyutping; small letters without hyphen and apostrophe."""
    return lexicon.read(TABLE)


def syllables(word: str) -> list[str]:
    """Jyutping of one Latin word or run of letters; hyphens join words. Never empty where there is a letter.

    >>> syllables("e-banking")
    ['ji1', 'beng1', 'king4']
    """
    return reading(word)[0]


def reading(word: str) -> tuple[list[str], Source]:
    """Its syllables, and whether they come from the table, the letters' names, the dictionary or the spelling."""
    bare = word.lower().replace("'", "").replace("-", "")
    if (known := _known(bare, word.isupper())) is not None:
        return known.split(), "english"
    parts = [part for part in word.split("-") if part] if "-" in word.strip("-") else _HUMPS.findall(word)
    if len(parts) > 1 and "".join(parts).lower() == bare:
        return [s for part in parts for s in syllables(part)], reading(parts[0])[1]
    if len(bare) > 1 and not (word.isupper() and len(bare) <= _CAPITALS):
        if said := loanwords.said(dictionary.phones(bare), bare):
            return list(said), "dictionary"
        if said := spelling.syllables(bare):
            return list(said), "spelling"
    return [s for letter in bare if letter in LETTERS for s in LETTERS[letter].split()], "letters"


def _known(bare: str, capitals: bool) -> str | None:
    """In the table, or a plural of what is; only a word written small takes one: "APPS" may be letters, "apps" is not."""
    if bare in words():
        return words()[bare]
    if bare.endswith("s") and not capitals and bare[:-1] in words():
        return f"{words()[bare[:-1]]} si4"
    return None
