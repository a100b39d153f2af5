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
from collections.abc import Callable
from pathlib import Path

import numpy as np
from voicebot.asr.confusion import Confusions, said
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.asr.evaluate import characters
from voicebot.audio import files
from voicebot.audio.resample import resample

OUT = Path(__file__).resolve().parents[3] / "voicebot" / "asr" / "confusions.json"
NOISE_DB = -5.0


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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hbl", type=Path, required=True)
    clips = pages(parser.parse_args().hbl)
    recognizer, table = EmbeddedRecognizer(), Confusions()
    for number, (path, text) in enumerate(clips, 1):
        audio = files.read(path)
        for condition in CONDITIONS:
            stream = recognizer.stream()
            stream.feed(condition(audio))
            table.add(said(characters(text)), stream.final().syllables)
        print(f"\r{number}/{len(clips)}", end="", flush=True)
    OUT.write_text(json.dumps(table.json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print("\n", dict(table.events), "listed", table.json()["listed"])


if __name__ == "__main__":
    main()
