"""The recogniser's units, and Jyutping as labels of them.

A unit is blank, an onset or a rime (`units.txt`, the recogniser's folded Jyutping). Training reads *labels*: blank and
onsets have their unit's number, then each rime six, one a tone: log p(rime, tone) = log p(rime) + log p(tone), so that
one CTC aligns both and the tone is read where the rime is. Units beyond the rimes (English sounds) have no tone and
their labels come last, so that an older inventory is always the beginning of a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicebot.asr.lexicon import ONSETS, parts

SHIPPED = Path(__file__).resolve().parents[2] / "shipped" / "asr" / "units.txt"
TONES = 6

Syllable = tuple[str, str, int]  # onset or "", rime, tone 1..6; an English sound is ("", "v", 0)


@dataclass(frozen=True)
class Units:
    """`names`: <b>, o_…, r_…, x_… in this order; `rimes`: how many r_ there are."""

    names: tuple[str, ...]

    @property
    def rimes(self) -> int:
        return sum(name.startswith("r_") for name in self.names)

    @property
    def labels(self) -> int:
        return len(self.names) + self.rimes * (TONES - 1)

    def of_syllable(self, jyutping: str) -> list[int]:
        """The labels of one Jyutping syllable, or of one extra sound ("x_v"); [] where the units cannot write it."""
        if jyutping in self.names and jyutping.startswith("x_"):
            return [self.names.index(jyutping) + self.rimes * (TONES - 1)]
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
        if label < ONSETS:
            return label
        toned = self.rimes * TONES
        return ONSETS + (label - ONSETS) // TONES if label < ONSETS + toned else label - self.rimes * (TONES - 1)

    def syllables(self, labels: Sequence[int]) -> list[Syllable]:
        """Labels to syllables; an onset without a rime is dropped."""
        found: list[Syllable] = []
        onset = ""
        for label in labels:
            name = self.names[self.unit(label)]
            if name.startswith("o_"):
                onset = name[2:]
                continue
            tone = (label - ONSETS) % TONES + 1 if name.startswith("r_") else 0
            found.append((onset if tone else "", name[2:], tone))
            onset = ""
        return found


def read(path: Path = SHIPPED) -> Units:
    return Units(tuple(path.read_text(encoding="utf-8").split()))
