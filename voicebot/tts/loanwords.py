"""Phones of English to the nearest Cantonese syllables, as loans are said in Hong Kong.

Phones have the names of the CMU dictionary, their vowels its stress (1 full, 2 second, 0 none). High tone on the stress,
low-falling after it, clusters broken or shed (stop → si6 dop1). British vowels where they differ: r is silent before
consonants, class is kaa1 si4, new is niu1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())

_ONSETS = {
    "B": "b", "P": "p", "M": "m", "F": "f", "D": "d", "T": "t", "N": "n", "L": "l", "G": "g", "K": "k", "HH": "h", "W": "w", "R": "w",
    "V": "w", "TH": "f", "DH": "d", "S": "s", "Z": "s", "SH": "s", "ZH": "s", "CH": "c", "JH": "z", "Y": "j",
    "K W": "kw", "G W": "gw", "K R": "kw", "G R": "gw", "T R": "c", "D R": "z", "P R": "p", "B R": "b", "F R": "f", "TH R": "f",
    "P L": "p", "B L": "b", "K L": "k", "G L": "g", "T W": "t", "SH R": "s",
}  # fmt: skip
_AFTER_S = {"P": "b", "T": "d", "K": "g", "T R": "z", "K R": "gw", "P R": "b", "P L": "b", "K W": "gw"}  # no breath after s
_OPEN = {
    "AA": "o", "AE": "e", "AH": "aa", "AO": "o", "AW": "aau", "AY": "aai", "EH": "e", "ER": "oe", "EY": "ei", "IH": "i", "IY": "i",
    "OW": "ou", "OY": "oi", "UH": "u", "UW": "u", "AR": "aa",
}  # fmt: skip
# Rimes with a stop or nasal; a vowel that has none sheds the consonant. L is the off-glide u.
_CLOSED = {
    "AA": "om on ong op ot ok o", "AE": "em en eng ep et ek eu", "AH": "am an ang ap at ak ou", "AO": "om on ong op ot ok o",
    "EH": "em en eng ep et ek eu", "IH": "im in ing ip it ik iu", "IY": "im in ing ip it ik iu", "UH": "um un ung up ut uk u",
    "UW": "um un ung up ut uk u", "ER": "oem oen oeng op oet oek oe", "OW": "om ung ung op ou ou ou", "EY": "em en en ip ei ik eu",
    "AY": "aam aai aai aai aai aai aai", "AW": "aam aan aan aau aau aau aau", "OY": "oi oi oi oi oi oi oi",
    "AR": "aam aan aang aap aat aak aau",
}  # fmt: skip
_CODAS = ("M", "N", "NG", "P", "T", "K", "L")
_STOPS = {"B": "P", "D": "T", "G": "K"}
_HISS = {"S": "si", "Z": "si", "F": "fu", "V": "fu", "TH": "fu", "SH": "cyu", "CH": "cyu", "JH": "zyu", "ZH": "zyu", "DH": "fu"}
_SHORT = frozenset(("AA", "AE", "AH", "EH", "IH"))
_SHUT = ("P", "K", "M", "N")  # after a short stressed vowel they end its syllable and begin the next: copy, kop1 pi4
_BATH = (("S", "T"), ("S", "P"), ("S", "K"), ("S",), ("N", "S"), ("N", "CH"), ("F", "T"), ("F",), ("TH",))
_NO_BATH = re.compile(r"astic|^gas$|^mass|ants?$")
_LETTERS = re.compile(r"[aeiouy]+")
_WEAK = ("T", "D", "K")


@dataclass(slots=True)
class _Syllable:
    onset: list[str]
    vowel: str
    coda: list[str]
    stress: int


def said(sounds: Sequence[str], word: str) -> tuple[str, ...]:
    """Phones to Jyutping with tones; `word`, of small letters, tells weak vowels apart. Empty where there is no vowel."""
    plain = [sound.rstrip("012") for sound in sounds]
    stress = [int(sound[-1]) for sound in sounds if sound[-1].isdigit()]
    parts = _parts(*_british(plain, stress, word))
    full = next((n for n, part in enumerate(parts) if part.stress == 1), 0)
    return tuple(spoken for n, part in enumerate(parts) for spoken in _spoken(part, _tone(part, n - full), n > full))


def _tone(part: _Syllable, after: int) -> int:
    """`after` counts syllables from the stressed one; a later one keeps a second stress where it is closed."""
    if after == 0:
        return 1
    if after < 0:
        return 6
    stopped = part.coda and _STOPS.get(part.coda[0], part.coda[0]) in ("P", "T", "K")
    return 1 if part.stress == 2 and (part.coda and not stopped or part.vowel == "AY") else 4


def _british(sounds: list[str], stress: list[int], word: str) -> tuple[list[str], list[int]]:
    """General American to what Hong Kong learns, weak vowels as they are spelled. Phones without stress, and the vowels' stress."""
    letters = _LETTERS.findall(word.removesuffix("e") if not word.endswith(("ee", "le")) else word)
    places = [n for n, sound in enumerate(sounds) if sound in VOWELS]
    spelt = letters if len(letters) == len(places) else [""] * len(places)
    full = stress.index(1) if 1 in stress else 0
    out: list[str] = []
    marks: list[int] = []
    at = -1
    for n, sound in enumerate(sounds):
        rest = sounds[n + 1 :]
        if sound not in VOWELS:
            if sound != "R" or rest and rest[0] in VOWELS:
                out.append(sound)
            continue
        at += 1
        marks.append(stress[at])
        silent = rest[:1] == ["R"] and (len(rest) == 1 or rest[1] not in VOWELS)
        if sound == "UW" and out[-1:] in (["N"], ["T"], ["D"]) and not re.search("oo|ou|wo", word):
            out.append("Y")
        out.append(_vowel(sound, rest, stress[at], spelt[at], at=at, full=full, silent=silent, led=out[-1:] == ["R"], word=word))
        if silent and sound in ("IH", "IY", "UH") and len(rest) < 3:  # year: ji1 aa4
            out.append("AH")
            marks.append(0)
    return out, marks


def _vowel(sound: str, rest: list[str], stress: int, letters: str, *, at: int, full: int, silent: bool, led: bool, word: str) -> str:
    """`at` counts vowels, `full` is the stressed one; `silent`: r follows and is not said; `led`: r stands before."""
    if sound == "AA" and silent:
        return "AR"
    if sound == "AE" and stress and not (led and rest[:2] == ["N", "S"]) and not _NO_BATH.search(word):  # class, not trans-
        if any(tuple(rest[: len(c)]) == c and (len(c) > 1 or len(rest) == 1) for c in _BATH):
            return "AR"
    if sound == "IH" and at == 0 and word.startswith("ex"):
        return "EH"
    if sound == "AH" and stress == 0:
        open_ = len(rest) > 1 and rest[1] in VOWELS
        if letters == "i" or letters == "e" and rest and (at < full or rest[0] in _WEAK and not open_):
            return "IH"
        if at == 0 and letters == "o":
            return "OW" if open_ else "AO"
    return sound


def _parts(sounds: list[str], stress: list[int]) -> list[_Syllable]:
    """Vowels with the consonants that go with them: as many before the vowel as make a loan's onset."""
    places = [n for n, sound in enumerate(sounds) if sound in _OPEN]
    found: list[_Syllable] = []
    start = 0
    for k, place in enumerate(places):
        end = places[k + 1] if k + 1 < len(places) else len(sounds)
        after = sounds[place + 1 : end]
        keep = len(after)
        if k + 1 < len(places):
            keep = next(n for n in range(len(after) + 1) if n == len(after) or _is_onset(after[n:]))
            if keep == 0 and len(after) == 1 and sounds[place] in _SHORT and stress[k] == 1 and after[0] in _SHUT:
                found.append(_Syllable(sounds[start:place], sounds[place], after[:1], stress[k]))
                start = place + 1
                continue
        found.append(_Syllable(sounds[start:place], sounds[place], after[:keep], stress[k]))
        start = place + 1 + keep
    return found


def _is_onset(cluster: list[str]) -> bool:
    """Also s with a stop, which is said as a syllable of its own: plastic, pe1 si6 dik4."""
    name = " ".join(cluster[1:] if cluster[0] == "S" and len(cluster) > 1 else cluster)
    return (name in _AFTER_S if cluster[0] == "S" and len(cluster) > 1 else name in _ONSETS) or cluster[1:] == ["Y"]


def _spoken(part: _Syllable, tone: int, weak: bool) -> list[str]:
    out: list[str] = []
    onset = list(part.onset)
    breathless = False
    while len(onset) > 1 and " ".join(onset) not in _ONSETS and onset[1] != "Y":
        first = onset.pop(0)  # s of stop, f of flat: a syllable of its own
        out.append(_HISS.get(first, f"{_ONSETS.get(first, 'g')}i") + "6")
        breathless = first == "S"
    name = " ".join(onset)
    glide = len(onset) == 2 and onset[1] == "Y"
    name = onset[0] if glide else name
    start = _AFTER_S.get(name, _ONSETS.get(name, "")) if breathless else _ONSETS.get(name, "")
    coda = list(part.coda)
    rime = _OPEN[part.vowel]
    if coda and (index := _STOPS.get(coda[0], coda[0])) in _CODAS:
        rime = _CLOSED[part.vowel].split()[_CODAS.index(index)]
        coda.pop(0)
    elif part.vowel == "ER" and weak:
        rime = "aa"
    if glide and rime == "u":
        rime = "iu"
    if start in ("gw", "kw") and rime[0] in "ou" and rime not in ("o", "ok", "ong"):
        start = start[0]
    if not start and rime in ("i", "ik", "ing", "iu", "u", "un"):
        start = "j" if rime[0] == "i" else "w"
    out.append(f"{start}{rime}{tone}")
    out += [f"{_HISS[c]}4" for c in coda if c in _HISS]
    return out
