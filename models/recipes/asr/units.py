"""The recogniser's units, and Jyutping as labels of them.

A unit is blank, an onset or a rime (`units.txt`, the recogniser's folded Jyutping). Training reads *labels*: blank and
onsets have their unit's number, then each rime six, one a tone: log p(rime, tone) = log p(rime) + log p(tone), so that
one CTC aligns both and the tone is read where the rime is. The rimes of loan words (app is ep1, plan pen1) come last, so
that the inventory of native syllables, with which the readers are taught and the judge hears, is its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicebot.asr.lexicon import ONSETS, parts

SHIPPED = Path(__file__).resolve().parents[2] / "shipped" / "asr" / "units.txt"
TONES = 6
# Rimes of loan words, and which native rime hears them otherwise. v, r, th and final s, l have no units of their own:
# Hong Kong speech says w or f, w or l, f or d, a syllable si4, and u or lou4.
LOANS = {"em": "eng", "en": "eng", "ep": "ek", "et": "ek", "om": "ong", "op": "ok", "um": "ung", "up": "uk", "oem": "oeng"}

Syllable = tuple[str, str, int]  # onset or "", rime, tone 1..6


@dataclass(frozen=True)
class Units:
    """`names`: <b>, the onsets o_…, the rimes r_…"""

    names: tuple[str, ...]

    @property
    def rimes(self) -> int:
        return len(self.names) - ONSETS

    def of_syllable(self, jyutping: str) -> list[int]:
        """The labels of one Jyutping syllable; [] where the units cannot write it."""
        found = parts(jyutping)
        if found is None or f"r_{found[1]}" not in self.names:
            return []
        onset, rime, tone = found
        end = ONSETS + (self.names.index(f"r_{rime}") - ONSETS) * TONES + tone - 1
        return [self.names.index(f"o_{onset}"), end] if onset else [end]

    def of(self, syllables: Iterable[str]) -> list[int]:
        return [label for syllable in syllables for label in self.of_syllable(syllable)]

    def unit(self, label: int) -> int:
        """The unit of a label."""
        return label if label < ONSETS else ONSETS + (label - ONSETS) // TONES

    def syllables(self, labels: Sequence[int]) -> list[Syllable]:
        """Labels to syllables; an onset without a rime is dropped."""
        found: list[Syllable] = []
        onset = ""
        for label in labels:
            name = self.names[self.unit(label)]
            if name.startswith("o_"):
                onset = name[2:]
            else:
                found.append((onset, name[2:], (label - ONSETS) % TONES + 1))
                onset = ""
        return found


def folded(said: Iterable[Syllable]) -> list[Syllable]:
    """Syllables with the rimes of loan words as the native rimes that are nearest."""
    return [(onset, LOANS.get(rime, rime), tone) for onset, rime, tone in said]


def shipped() -> Units:
    return Units(tuple(SHIPPED.read_text(encoding="utf-8").split()))


def native() -> Units:
    """The shipped units without the rimes of loan words."""
    return Units(tuple(name for name in shipped().names if name[2:] not in LOANS))


def of_graph(count: int) -> Units:
    """The inventory that has so many units. Raises SystemExit where none has."""
    for known in (native(), shipped()):
        if len(known.names) == count:
            return known
    raise SystemExit(f"error: a graph of {count} units is not this recogniser's")
