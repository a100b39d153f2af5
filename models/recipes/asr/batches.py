"""What the network is shown: pieces of recordings, spoilt, with their labels, in batches of like length.

A source gives (audio, syllables, frame labels or none). Recordings are cut at aligned pauses and neighbouring pieces
are joined to 1.5–10.5 s; now and then two stretches, perhaps of two readers, follow each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import sound
import units
from stretches import FRAME, UNKNOWN, Frames, Stretch, fitted
from voicebot.asr.features import LogMel, Mel, normalise

SHORTEST_S, LONGEST_S, LIMIT_S = 1.5, 10.5, 14.0
POOL = 48  # samples from which a batch of like length is taken


@dataclass
class Sample:
    mel: Mel
    labels: list[int]
    frames: Frames  # of each 20 ms; UNKNOWN throughout where the source has none

    @property
    def length(self) -> int:
        return self.mel.shape[1] // 2


Source = Callable[[sound.Chance], Stretch]


class Recordings:
    """Aligned clips of some sets, by prepare.py and align.py."""

    def __init__(self, work: Path, known: units.Units, chosen: Callable[[dict[str, Any]], bool], hasty: bool = False) -> None:
        """`hasty`: at one of hasten.py's paces, or as they were spoken, each as often."""
        self._audio = np.load(work / "audio.npy", mmap_mode="r")
        self._known = known
        self._hasty = [
            (json.loads(path.read_text(encoding="utf-8")), np.load(work / f"audio-{path.stem[6:]}.npy", mmap_mode="r"))
            for path in (sorted(work.glob("hasty-*.json")) if hasty else ())
        ]
        aligned = json.loads((work / "aligned.json").read_text(encoding="utf-8"))
        clips = json.loads((work / "clips.json").read_text(encoding="utf-8"))
        self._clips = [(clip, aligned[clip["name"]]) for clip in clips if clip["name"] in aligned and chosen(clip)]
        pieces = np.array([len(found["cuts"]) - 1 for _, found in self._clips], float)
        self._share = pieces / pieces.sum()

    def draw(self, chance: sound.Chance, longest_s: float = LONGEST_S) -> Stretch:
        """Neighbouring pieces of one clip, together up to a random length."""
        while True:
            clip, found = self._clips[int(chance.choice(len(self._clips), p=self._share))]
            cuts = found["cuts"]
            first = int(chance.integers(len(cuts) - 1))
            wanted = chance.uniform(SHORTEST_S, longest_s) * sound.RATE
            last = first + 1
            while last < len(cuts) - 1 and cuts[last + 1][0] - cuts[first][0] <= wanted:
                last += 1
            (start, before), (end, after) = cuts[first], cuts[last]
            if after > before and end - start <= LIMIT_S * sound.RATE:
                break
        audio = self._cut(clip, start, end, chance).astype(np.float32) / 32_768
        labels = self._known.of(clip["syllables"][before:after])
        frames = np.array(found["frames"][start // FRAME : -(-end // FRAME)], np.int64)
        return Stretch(audio, labels, fitted(frames, max(1, len(audio) // FRAME)))

    def _cut(self, clip: dict[str, Any], start: int, end: int, chance: sound.Chance) -> NDArray[np.int16]:
        """From one sample of a clip to another, or the same moments of a faster take."""
        pace = int(chance.integers(len(self._hasty) + 1))
        if not pace:
            return self._audio[clip["start"] + start : clip["start"] + end]
        places, audio = self._hasty[pace - 1]
        first, length = places[clip["name"]]
        return audio[first + start * length // clip["length"] : first + end * length // clip["length"]]

    def source(self, chance: sound.Chance) -> Stretch:
        one = self.draw(chance)
        if chance.random() < 0.15 and len(one.audio) < 5 * sound.RATE:
            two = self.draw(chance)
            frames = np.concatenate([fitted(one.frames, len(one.audio) // FRAME), two.frames])
            return Stretch(np.concatenate([one.audio, two.audio]), one.labels + two.labels, frames)
        return one


def log_mel(audio: sound.Audio) -> Mel:
    """Whisper's log-mel, by the desk's own code; an even number of columns."""
    heard = LogMel()
    heard.push((audio * 32_767).astype(np.int16))
    columns = heard.whole()[:, : len(audio) // FRAME * 2]
    return normalise(columns, float(columns.max()))


def sample(stretch: Stretch, chance: sound.Chance) -> Sample:
    """A stretch as it may reach the desk: faster or slower, between silences, spoilt, masked."""
    audio = sound.speed(stretch.audio, float(np.exp(chance.uniform(np.log(0.85), np.log(1.2)))))
    frames = fitted(stretch.frames, len(audio) // FRAME)
    if chance.random() < 0.3:
        before, after = (int(n) for n in chance.integers(0, 25, 2))
        hush = [chance.normal(0, 1e-4, FRAME * n).astype(np.float32) for n in (before, after)]
        audio = np.concatenate([hush[0], audio[: FRAME * len(frames)], hush[1]])
        frames = np.pad(frames, (before, after), constant_values=UNKNOWN if (frames == UNKNOWN).all() else 0)
    mel = log_mel(sound.spoil(audio, chance))
    return Sample(sound.mask(mel, chance), stretch.labels, fitted(frames, mel.shape[1] // 2))


@dataclass
class Batch:
    mel: Mel  # [batch, 80, columns], padded with each recording's least
    lengths: list[int]  # frames
    labels: list[list[int]]
    frames: Frames  # [batch, columns / 2], UNKNOWN where padded


@dataclass
class Batches:
    """Endless batches of about `size` frames from weighted sources."""

    sources: list[tuple[float, Source]]
    size: int
    chance: sound.Chance
    pool: list[Sample] = field(default_factory=list)

    def next(self) -> Batch:
        weights = np.array([weight for weight, _ in self.sources])
        while len(self.pool) < POOL:
            pick = int(self.chance.choice(len(weights), p=weights / weights.sum()))
            new = sample(self.sources[pick][1](self.chance), self.chance)
            if new.labels and new.length > 1.3 * len(new.labels) + 3:  # else CTC has no room
                self.pool.append(new)
        self.pool.sort(key=lambda one: one.length)
        at = int(self.chance.integers(len(self.pool)))
        first = self.pool[at].length
        taken: list[Sample] = []
        while at < len(self.pool):
            longest = self.pool[at].length
            if taken and (longest * (len(taken) + 1) > self.size or longest > 1.25 * first + 10):
                break
            taken.append(self.pool.pop(at))
        return collate(taken)


def collate(samples: list[Sample]) -> Batch:
    total = max(one.length for one in samples)
    mel = np.stack([np.pad(s.mel, ((0, 0), (0, 2 * (total - s.length))), constant_values=float(s.mel.min())) for s in samples])
    frames = np.stack([np.pad(s.frames, (0, total - s.length), constant_values=UNKNOWN) for s in samples])
    return Batch(mel, [s.length for s in samples], [s.labels for s in samples], frames)
