"""English words that no table has, from their spelling to the nearest Cantonese syllables.

Letters to phones (names of the CMU dictionary, without stress) by ordered rules, in the manner of Elovitz et al. 1976,
"Letter-to-sound rules for automatic translation of English text to phonetics"; then phones to Jyutping as loans are said
in Hong Kong: high tone on the stress, low-falling after it, clusters broken or shed (stop → si6 dop1).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("spelling.tsv")
_PLACES = {
    "{END}": r"(?=$|s$|d$)", "{E}": r"(?=[bcdfgklmnpstvz]e(?:$|s$|d$|r$|rs$|ly$|ment))", "{OPEN}": r"(?=[bcdfgjklmnprstvz][aiouy])",
}  # fmt: skip
_VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())

_ONSETS = {
    "B": "b", "P": "p", "M": "m", "F": "f", "D": "d", "T": "t", "N": "n", "L": "l", "G": "g", "K": "k", "HH": "h", "W": "w", "R": "w",
    "V": "w", "TH": "f", "DH": "d", "S": "s", "Z": "s", "SH": "s", "ZH": "s", "CH": "c", "JH": "z", "Y": "j",
    "K W": "kw", "G W": "gw", "K R": "kw", "G R": "gw", "T R": "c", "D R": "z", "P R": "p", "B R": "b", "F R": "f", "TH R": "f",
    "P L": "p", "B L": "b", "K L": "k", "G L": "g", "T W": "t", "SH R": "s",
}  # fmt: skip
_AFTER_S = {"P": "b", "T": "d", "K": "g", "T R": "z", "K R": "gw", "P R": "b", "P L": "b", "K W": "gw"}  # no breath after s
_OPEN = {
    "AA": "o", "AE": "e", "AH": "aa", "AO": "o", "AW": "aau", "AY": "aai", "EH": "e", "ER": "oe", "EY": "ei", "IH": "i", "IY": "i",
    "OW": "ou", "OY": "oi", "UH": "u", "UW": "u",
}  # fmt: skip
# Rimes with a stop or nasal; a vowel that has none sheds the consonant. L is the off-glide u.
_CLOSED = {
    "AA": "om on ong op ot ok o", "AE": "em en eng ep ek ek eu", "AH": "am an ang ap at ak ou", "AO": "om on ong op ot ok o",
    "EH": "em en eng ep ek ek eu", "IH": "im in ing ip it ik iu", "IY": "im in ing ip it ik iu", "UH": "um un ung up ut uk u",
    "UW": "um un ung up ut uk u", "ER": "am oen oeng op oet oek oe", "OW": "om ung ung op ou ou ou", "EY": "em en en ip ei ik eu",
    "AY": "aam aai aai aai aai aai aai", "AW": "aam aan aan aau aau aau aau", "OY": "oi oi oi oi oi oi oi",
}  # fmt: skip
_CODAS = ("M", "N", "NG", "P", "T", "K", "L")
_STOPS = {"B": "P", "D": "T", "G": "K"}
_HISS = {"S": "si", "Z": "si", "F": "fu", "V": "fu", "TH": "fu", "SH": "cyu", "CH": "cyu", "JH": "zyu", "ZH": "zyu", "DH": "fu"}
_SHORT = frozenset(("AA", "AE", "AH", "IH"))
_LONG = frozenset(("AY", "AW", "EY", "OW", "OY"))
_UNSTRESSED = re.compile(r"^(?:a(?:cc|pp|ss|ll|ff|tt|bo|ga|dd|lo|cro|mo|wa)|re(?=[^aeiou][^c])|de(?=[^aeiou][aeiou])|be|e(?=[^aeiou][aeiou])|un|con(?=[fnst][aeiouir])|com(?=[mp][aeiou]|pl)|ex|im(?=p)|sur)")


@functools.lru_cache(maxsize=2048)
def syllables(word: str) -> tuple[str, ...]:
    """Jyutping of a Latin word of small letters; empty where it has no vowel that could carry a syllable."""
    return said(phones(word), _UNSTRESSED.match(word) is not None, word)


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


@dataclass(slots=True)
class _Syllable:
    onset: list[str]
    vowel: str
    coda: list[str]


def said(sounds: Sequence[str], late: bool = False, word: str = "") -> tuple[str, ...]:
    """Phones to Jyutping. `late`: the stress is on the second syllable; a word in -tion has it just before."""
    parts = _parts([s for n, s in enumerate(sounds) if s != "R" or n + 1 < len(sounds) and sounds[n + 1] in _VOWELS])
    stress = min(1, len(parts) - 1) if late else 0
    if word.endswith(("tion", "sion", "tions", "sions", "ic", "ity")) and len(parts) > 1:
        stress = max(0, len(parts) - (3 if word.endswith("ity") else 2))
    out: list[str] = []
    for n, part in enumerate(parts):
        full = part.vowel in _LONG and bool(part.coda)
        tone = 1 if n == stress or (n > stress and full) else 6 if n < stress else 4
        out += _spoken(part, tone, n != stress)
    return tuple(out)


def _parts(sounds: list[str]) -> list[_Syllable]:
    """Vowels with the consonants that go with them: as many before the vowel as make a loan's onset."""
    places = [n for n, s in enumerate(sounds) if s in _VOWELS]
    found: list[_Syllable] = []
    start = 0
    for k, place in enumerate(places):
        end = places[k + 1] if k + 1 < len(places) else len(sounds)
        after = sounds[place + 1 : end]
        keep = len(after)
        if k + 1 < len(places):
            keep = next(n for n in range(len(after) + 1) if n == len(after) or _is_onset(after[n:]))
            if keep == 0 and len(after) == 1 and sounds[place] in _SHORT and k == 0 and after[0] in ("P", "K", "M", "N"):
                found.append(_Syllable(sounds[start:place], sounds[place], after[:1]))  # copy: kop1 pi4
                start = place + 1
                continue
        found.append(_Syllable(sounds[start:place], sounds[place], after[:keep]))
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
    start = _AFTER_S.get(name, _ONSETS.get(name, "")) if breathless else _ONSETS.get(onset[0] if glide else name, "")
    coda = list(part.coda)
    rime = _OPEN[part.vowel]
    if coda and (index := _STOPS.get(coda[0], coda[0])) in _CODAS:
        rime = _CLOSED[part.vowel].split()[_CODAS.index(index)]
        coda.pop(0)
    elif part.vowel == "ER" and weak:
        rime = "aa"
    if glide:
        rime = {"u": "iu", "un": "iun", "ut": "iut"}.get(rime, rime)
        rime = rime if rime in ("iu",) else rime.removeprefix("i") or "iu"
    if start in ("gw", "kw") and rime[0] in "ou" and rime not in ("o", "ok", "ong"):
        start = start[0]
    if not start and rime in ("i", "in", "it", "im", "ip", "ik", "ing", "iu", "u", "un", "ung"):
        start = "j" if rime[0] == "i" else "w"
    out.append(f"{start}{rime}{tone}")
    out += [f"{_HISS[c]}4" for c in coda if c in _HISS]
    return out
