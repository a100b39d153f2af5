"""Jyutping as people write it into a table: what is a syllable of Cantonese, and whether a reading fits its word.

Sounds: the Linguistic Society of Hong Kong's Jyutping (1993, 2018), with the rimes of colloquial syllables and loans.
"""

from __future__ import annotations

import re

HAN = "〇㐀-鿿豈-﫿\U00020000-\U0003ffff"
_IS_HAN = re.compile(rf"[{HAN}]")
_LATIN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
_SYLLABLE = re.compile(r"(ng|gw|kw|[bpmfdtnlgkhwzcsj])?([aeiou][a-z]*|yu[nt]?|yum)([1-6])")
_SYLLABIC = re.compile(r"h?(?:m|ng)[1-6]")
_RIMES = frozenset(
    "a aa aai aau aam aan aang aap aat aak ai au am an ang ap at ak e ei eu em en eng ep et ek i iu im in ing ip it ik "
    "o oi ou om on ong op ot ok oe oem oeng oen oek oet eoi eon eot u ui um un ung up ut uk yu yun yut yum".split()
)
_AFTER_W = re.compile(r"[aei](?!o).*|o|ok|ong|u|ui|un|ut")  # rimes after gw and kw


def is_syllable(text: str) -> bool:
    """True for what a mouth that speaks Cantonese can say, its tone included; "bank1", "gwuk2" and "hou7" are not."""
    if _SYLLABIC.fullmatch(text):
        return True
    found = _SYLLABLE.fullmatch(text)
    if found is None or found[2] not in _RIMES or (found[1] is None and found[2].startswith("yu")):
        return False
    return found[1] not in ("gw", "kw") or _AFTER_W.fullmatch(found[2]) is not None


def check(word: str, reading: str) -> str:
    """The reading, with single spaces. Raises ValueError with a sentence that says what is wrong with it.

    A word is all Han characters, one syllable each, or Latin words ("FlexiPlan", "e-Banking") with as many as it takes.
    """
    syllables = reading.lower().split()
    if not syllables:
        raise ValueError(f"{word!r} has no reading")
    for syllable in syllables:
        if not is_syllable(syllable):
            raise ValueError(f"{syllable!r} is no Cantonese syllable; Jyutping ends in a tone from 1 to 6, as in hou2")
    if _LATIN.fullmatch(word):
        return " ".join(syllables)
    if not word or not all(map(_IS_HAN.match, word)):
        raise ValueError(f"{word!r} must be Chinese characters or one Latin word, without digits or spaces")
    if len(syllables) != len(word):
        raise ValueError(f"{word!r} has {len(word)} characters, but {len(syllables)} syllables")
    return " ".join(syllables)
