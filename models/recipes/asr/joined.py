"""Speech that nobody spoke in one breath: recorded syllables joined to sentences, and English words set among them.

The syllables are one man's (squeeze.py), each cut to its place in a sentence; the words are synthetic (bank.py). With
every stretch goes a label for each 20 ms, known by construction, except inside synthetic words.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import sound
import units
from batches import Recordings
from stretches import FRAME, UNKNOWN, Stretch, fitted, joint
from voicebot.asr.lexicon import fold

HEAD = 0.33  # of a syllable that is its onset
PACES = (0.15, 0.4, 0.45)  # how often each of squeeze.FACTORS is taken
SHARES = {"sentences": 0.4, "values": 0.35, "english": 0.25}


class Syllables:
    """Recorded syllables under their folded Jyutping, so that nei5 and lei5 serve each other, as in lazy speech."""

    def __init__(self, work: Path, known: units.Units) -> None:
        self._audio = np.load(work / "fast.npy", mmap_mode="r")
        self._known = known
        self._found: dict[str, list[list[list[int]]]] = {}
        for name, places in json.loads((work / "fast.json").read_text(encoding="utf-8")).items():
            self._found.setdefault(fold(name), []).append(places)

    def has(self, jyutping: str) -> bool:
        return fold(jyutping) in self._found

    def one(self, jyutping: str, factor: int, chance: sound.Chance) -> Stretch:
        """A syllable at the pace of squeeze.FACTORS[factor]; now and then its end is cut off, as in hurried speech."""
        takes = self._found[fold(jyutping)]
        start, length = takes[int(chance.integers(len(takes)))][factor]
        if chance.random() < 0.3:
            length = int(length * chance.uniform(0.7, 1))
        audio = self._audio[start : start + length].astype(np.float32) / 32_768
        labels = self._known.of_syllable(jyutping)
        frames = np.full(max(1, length // FRAME), labels[-1], np.int64)
        frames[: int(HEAD * len(frames))] = labels[0]
        return Stretch(audio * np.float32(10 ** (chance.uniform(-2, 2) / 20)), labels, frames)


class Words:
    """Synthetic English words by word and voice."""

    def __init__(self, work: Path, known: units.Units, readings: dict[str, list[str]]) -> None:
        self._known, self._readings = known, readings
        self._takes: dict[str, list[sound.Audio]] = {}
        for path in sorted(work.glob("english-*.json")):
            audio = np.load(path.with_suffix(".npy"))
            for word, (start, length) in json.loads(path.read_text(encoding="utf-8")).items():
                if word in readings:  # the table may have lost a word since
                    self._takes.setdefault(word, []).append(audio[start : start + length])

    def draw(self, word: str, chance: sound.Chance) -> Stretch | None:
        """None where no voice has said it."""
        takes = self._takes.get(word)
        if not takes:
            return None
        audio = takes[int(chance.integers(len(takes)))].astype(np.float32) / 32_768
        labels = self._known.of(self._readings[word][0].split())
        return Stretch(audio, labels, np.full(len(audio) // FRAME, UNKNOWN, np.int64))

    def any(self, chance: sound.Chance) -> Stretch:
        names = list(self._takes)
        if not names:
            raise SystemExit("error: no voice has said a word; run bank.py first")
        found = self.draw(names[int(chance.integers(len(names)))], chance)
        assert found is not None
        return found


class Joined:
    """Sources for batches.py: sentences of joined syllables, and readers with an English word in between."""

    def __init__(self, work: Path, known: units.Units) -> None:
        texts = json.loads((work / "texts.json").read_text(encoding="utf-8"))
        self._readings = texts["words"]
        self._texts = {name: texts[name] for name in SHARES}
        self._syllables, self._words = Syllables(work, known), Words(work, known, self._readings)

    def sentence(self, chance: sound.Chance) -> Stretch:
        kinds = list(SHARES)
        texts = self._texts[kinds[int(chance.choice(len(kinds), p=list(SHARES.values())))]]
        text = texts[int(chance.integers(len(texts)))]
        factor = int(chance.choice(len(PACES), p=PACES))
        parts = [part for token in text for part in self._said(token, factor, chance)]
        joined = joint(parts, chance)
        audio = sound.level(sound.speed(joined.audio, float(chance.uniform(0.92, 1.25))))  # other throats, too
        return Stretch(audio, joined.labels, fitted(joined.frames, len(audio) // FRAME))

    def _said(self, token: str, factor: int, chance: sound.Chance) -> list[Stretch]:
        if not token.startswith("@"):
            return [self._syllables.one(token, factor, chance)] if self._syllables.has(token) else []
        if chance.random() < 0.6:
            word = self._words.draw(token[1:], chance)
            if word is not None:
                return [word]
        readings = self._readings[token[1:]]
        said = readings[int(chance.integers(len(readings)))].split()
        return [self._syllables.one(j, factor, chance) for j in said if self._syllables.has(j)]

    def between(self, recordings: Recordings, chance: sound.Chance) -> Stretch:
        """A reader, an English word, and perhaps the reader's next piece."""
        parts = [recordings.draw(chance, 4.0), self._words.any(chance)]
        if chance.random() < 0.5:
            parts.append(recordings.draw(chance, 3.0))
        return joint([Stretch(sound.level(part.audio), part.labels, part.frames) for part in parts], chance)
