"""Which syllables the shipped recogniser takes for which → `voicebot/asr/confusions.json`.

Usage: OMP_NUM_THREADS=1 python confusions.py --hbl MANIFEST

Every `train` page of the HamBaangLaang recordings without Latin letters or digits is recognised as recorded, through a
telephone line and under white noise 5 dB below the voice. What was heard is aligned with ToJyutping's reading of the
text by edit distance, in which two syllables that share parts (onset, rime, tone) cost less than two that do not.
The recogniser was trained on these readers: how often it errs here means nothing, only how.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import ToJyutping

from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.asr.evaluate import characters
from voicebot.asr.lexicon import parts
from voicebot.audio import files
from voicebot.audio.resample import resample
from voicebot.events import Syllable

OUT = Path(__file__).resolve().parents[3] / "voicebot" / "asr" / "confusions.json"
NOISE_DB = -5.0
QUANTILES = np.linspace(0, 1, 21)
Sound = tuple[str, str, int]


def as_recorded(audio: np.ndarray) -> np.ndarray:
    return audio


def telephone(audio: np.ndarray) -> np.ndarray:
    """8 kHz and mu-law with 256 steps, back to 16 kHz."""
    narrow = resample(audio, 16_000, 8_000) / 32768
    coded = np.rint(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127.5) / 127.5
    decoded = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    return resample((decoded * 32767).astype(np.int16), 8_000, 16_000)


def noisy(audio: np.ndarray) -> np.ndarray:
    level = np.sqrt(np.mean(audio.astype(float) ** 2)) * 10 ** (NOISE_DB / 20)
    noise = np.random.default_rng(len(audio)).normal(0, level, len(audio))
    return np.clip(np.rint(audio + noise), -32768, 32767).astype(np.int16)


CONDITIONS: tuple[Callable[[np.ndarray], np.ndarray], ...] = (as_recorded, telephone, noisy)


def pages(manifest: Path) -> list[tuple[Path, str]]:
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = [row for row in rows if row["split"] == "train" and row["kind"] == "page"]
    return [(manifest.parent / row["file"], row["text"]) for row in wanted if not re.search("[A-Za-z0-9]", row["text"])]


def said(text: str) -> list[Sound]:
    readings = ToJyutping.get_jyutping_list(characters(text))
    return [sound for _, reading in readings if reading for one in reading.split() if (sound := parts(one))]


def cost(wanted: Sound, heard: Sound) -> float:
    return sum(a != b for a, b in zip(wanted, heard, strict=True)) / 2.4


def aligned(wanted: list[Sound], heard: list[Sound]) -> list[tuple[int, int]]:
    """Pairs of positions; -1 stands for none."""
    table = np.zeros((len(wanted) + 1, len(heard) + 1))
    table[:, 0], table[0, :] = np.arange(len(wanted) + 1), np.arange(len(heard) + 1)
    for i, one in enumerate(wanted, 1):
        for j, other in enumerate(heard, 1):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + cost(one, other))
    pairs, i, j = [], len(wanted), len(heard)
    while i or j:
        if i and j and np.isclose(table[i, j], table[i - 1, j - 1] + cost(wanted[i - 1], heard[j - 1])):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and np.isclose(table[i, j], table[i - 1, j] + 1):
            i -= 1
            pairs.append((i, -1))
        else:
            j -= 1
            pairs.append((-1, j))
    return pairs[::-1]


class Table:
    """What `confusions.json` holds; its keys are explained in README.md."""

    def __init__(self) -> None:
        self.events: Counter[str] = Counter()
        self.inserted: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()  # which parts of a wrong syllable are wrong: "onset tone", …
        self.parts: dict[str, dict[str, Counter[str]]] = {"onset": {}, "rime": {}, "tone": {}}
        self.sure_right: list[float] = []
        self.sure_wrong: list[float] = []
        self.truth: list[float] = []  # probability of the true syllable where another was best
        self.unlisted = 0

    def add(self, wanted: list[Sound], syllables: tuple[Syllable, ...]) -> None:
        # A pair of units that is no syllable (an onset before m) is no confusion that a lexicon could hold: left out.
        syllables = tuple(s for s in syllables if parts(s.alternatives[0][0]))
        heard = [sound for s in syllables if (sound := parts(s.alternatives[0][0]))]
        for i, j in aligned(wanted, heard):
            if i < 0 or j < 0:
                self.events["inserted" if i < 0 else "deleted"] += 1
                self.inserted.update([f"{a}{b}{c}" for a, b, c in heard[j : j + 1] if i < 0])
            else:
                self._pair(wanted[i], heard[j], syllables[j].alternatives)

    def _pair(self, wanted: Sound, heard: Sound, alternatives: tuple[tuple[str, float], ...]) -> None:
        if wanted == heard:
            self.events["right"] += 1
            self.sure_right.append(alternatives[0][1])
            return
        self.events["replaced"] += 1
        names = [n for n, a, b in zip(self.parts, wanted, heard, strict=True) if a != b]
        self.changed[" ".join(names)] += 1
        for name, a, b in zip(self.parts, wanted, heard, strict=True):
            if a != b:
                self.parts[name].setdefault(str(a), Counter())[str(b)] += 1
        self.sure_wrong.append(alternatives[0][1])
        found = [p for sound, p in alternatives[1:] if parts(sound) == wanted]
        self.truth += found
        self.unlisted += not found

    def json(self) -> dict[str, object]:
        def quantiles(values: list[float]) -> list[float]:
            return [round(float(v), 4) for v in np.quantile(values, QUANTILES)]

        return {
            "events": self.events,
            "inserted": self.inserted,
            "changed": self.changed,
            **{name: dict(sorted(table.items())) for name, table in self.parts.items()},
            "sure_right": quantiles(self.sure_right),
            "sure_wrong": quantiles(self.sure_wrong),
            "truth": quantiles(self.truth),
            "listed": round(len(self.truth) / max(1, len(self.truth) + self.unlisted), 4),
        }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hbl", type=Path, required=True)
    clips = pages(parser.parse_args().hbl)
    recognizer, table = EmbeddedRecognizer(), Table()
    for number, (path, text) in enumerate(clips, 1):
        audio = files.read(path)
        for condition in CONDITIONS:
            stream = recognizer.stream()
            stream.feed(condition(audio))
            table.add(said(text), stream.final().syllables)
        print(f"\r{number}/{len(clips)}", end="", flush=True)
    OUT.write_text(json.dumps(table.json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print("\n", dict(table.events), "listed", table.json()["listed"])


if __name__ == "__main__":
    main()
