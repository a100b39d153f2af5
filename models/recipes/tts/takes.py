"""The isolated syllables of a corpus as templates: what the net leans on, in lessons and at the desk. No torch.

In a lesson a syllable gets any take of it but the clip that is taught, with another vocal tract, another course in time
and another tilt, and now and then none. The desk gets of every syllable the take that is nearest to the mean of its takes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from phrases import BANDS, MAN, Corpus, Phrase, warped
from voicebot.tts.synth import cosines
from voicebot.tts.templates import COEFFICIENTS, ONSET_POINTS, POINTS, RIME_POINTS, STEPS, laid
from voicebot.tts.tokens import ONSET, PAUSE, RIME, split

NONE, WARP, BEND, TILT, TILTED = 0.12, 0.10, 0.2, 0.3, 4

Floats = NDArray[np.float32]


def points(phrase: Phrase) -> Floats:
    """[32, 80]: an isolated syllable's envelope at evenly spread points of its onset and of its rime; no onset, zeros."""
    out = np.zeros((POINTS, BANDS), np.float32)
    ends = np.cumsum(phrase.durations)
    for kind, start, end in zip(phrase.rows[3], ends - phrase.durations, ends, strict=True):
        if kind in (ONSET, RIME):
            count, first = (ONSET_POINTS, 0) if kind == ONSET else (RIME_POINTS, ONSET_POINTS)
            at = np.clip(start + (np.arange(count) + 0.5) * (end - start) / count - 0.5, start, end - 1)
            left = np.floor(at).astype(int)
            share = (at - left).astype(np.float32)[:, None]
            out[first : first + count] = phrase.envelope[left] * (1 - share) + phrase.envelope[np.minimum(left + 1, end - 1)] * share
    return out


@dataclass(frozen=True, slots=True)
class Takes:
    clips: list[str]
    of: dict[str, list[int]]  # takes of a syllable without its tone
    points: Floats  # [N, 32, 80]
    mean: Floats  # [32] of the coefficients
    spread: Floats

    @staticmethod
    def gathered(data: Corpus) -> Takes:
        own = [p for p in data.phrases if p.speaker == data.speakers[MAN] and len(p.syllables) == 1]
        of: dict[str, list[int]] = defaultdict(list)
        for n, phrase in enumerate(own):
            of[phrase.syllables[0][:-1]].append(n)
        every = np.stack([points(p) for p in own])
        sound = cosines(every[:, ONSET_POINTS:].reshape(-1, BANDS))[:, :COEFFICIENTS]
        return Takes([p.clip for p in own], dict(of), every, sound.mean(0), sound.std(0))

    def coefficients(self, takes: Floats) -> Floats:
        """[n, 32, 80] → [n, 32, 32], standardised."""
        flat = cosines(takes.reshape(-1, BANDS))[:, :COEFFICIENTS]
        return ((flat - self.mean) / self.spread).reshape(len(takes), POINTS, COEFFICIENTS).astype(np.float32)

    def lesson(self, phrase: Phrase, durations: NDArray[np.int64], kept: NDArray[np.bool_], dice: np.random.Generator) -> Floats:
        """[T, 33] for a phrase at these durations; syllables that are `kept` [n] do not go without."""
        chosen = [self._take(s[:-1], phrase.clip, k, dice) for s, k in zip(phrase.syllables, kept, strict=True)]
        found = np.array(chosen)
        table = warped(self.points[np.maximum(found, 0)].reshape(-1, BANDS), float(np.exp(dice.uniform(-WARP, WARP))))
        table = self.coefficients(table.reshape(-1, POINTS, BANDS))
        table[..., :TILTED] += dice.normal(0, TILT, TILTED).astype(np.float32)
        rows = np.where(found < 0, -1, np.arange(len(found)))[:, None].repeat(2, 1)
        bend = np.exp(dice.normal(0, BEND, len(durations)))
        return laid(table, rows, phrase.rows[3], phrase.owners, durations, bend)

    def _take(self, name: str, clip: str, kept: bool, dice: np.random.Generator) -> int:
        others = [n for n in self.of.get(name, []) if self.clips[n] != clip]
        return int(dice.choice(others)) if others and (kept or dice.random() > NONE) else -1

    def exchanged(self, phrase: Phrase, chosen: NDArray[np.bool_], units: dict[str, int], dice: np.random.Generator) -> Phrase:
        """The phrase with the `chosen` [n] syllables exchanged for any that have as many sounds; the tones stay."""
        names = sorted(self.of)
        rows, syllables = phrase.rows.copy(), list(phrase.syllables)
        for n in np.flatnonzero(chosen):
            at = np.flatnonzero((np.array(phrase.owners) == n) & (rows[3] != PAUSE))
            sounds: list[str] = []
            while len(sounds) != len(at):
                name = names[dice.integers(len(names))]
                onset, rime, _ = split(f"{name}1")
                sounds = [f"o_{onset}", f"r_{rime}"] if onset else [f"r_{rime}"]
            rows[0, at] = [units[sound] for sound in sounds]
            syllables[n] = name + syllables[n][-1]
        return replace(phrase, rows=rows, syllables=tuple(syllables))

    def shipped(self) -> tuple[list[str], NDArray[np.int8]]:
        """Syllables, and for each the int8 table's [32, 32] of its middle take."""
        names = sorted(self.of)
        chosen = []
        for name in names:
            takes = self.coefficients(self.points[self.of[name]])
            apart = np.abs(takes - takes.mean(0)).mean((1, 2))
            chosen.append(takes[apart.argmin()])
        return names, np.clip(np.rint(np.stack(chosen) * STEPS), -127, 127).astype(np.int8)
