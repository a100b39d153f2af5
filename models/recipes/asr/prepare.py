"""Step 1: recordings and their syllables → `var/audio.npy` (int16, 16 kHz, one after another) and `var/clips.json`.

Usage: python prepare.py --speech FOLDER [--work var]
FOLDER holds hbl/ (stories read aloud), spice-phrases/ and jyutnet-syllables/. A clip: set (hbl-train, hbl-dev, spice,
syllable), name, speaker, story, kind, start and length in samples, syllables (Jyutping), text. Titles are left out of
the training set: they may hold the author's name, spoken or not. Every clip is brought to the same loudness. The phrases' own
Jyutping column mixes in other romanisations (yau5, mm5): the text is read instead.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import ToJyutping
from numpy.typing import NDArray

import units
from voicebot.audio import files

RATE = 16_000
LEVEL = 0.05  # root mean square of full scale
# Stories without a named reader, grouped by who seems to read them (speaker similarity): for folds by reader.
SAME_READER = {"p00019": "山奴", "p00007": "p00007+12", "p00012": "p00007+12", "p00009": "林璃蝶"}

Clip = dict[str, Any]


def reading(text: str, known: units.Units) -> list[str]:
    """The Jyutping of a text's characters in their context, by ToJyutping; what the units cannot write is left out."""
    found = [j for _, heard in ToJyutping.get_jyutping_list(text) if heard for j in heard.split()]
    return [j for j in found if known.of_syllable(j)]


def table(manifest: Path) -> Iterator[dict[str, str]]:
    with manifest.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def stories(folder: Path, known: units.Units) -> Iterator[tuple[Path, Clip]]:
    for row in table(folder / "manifest.tsv"):
        speaker = row["reader"] or SAME_READER.get(row["story"], row["story"])
        yield folder / row["file"], {
            "set": f"hbl-{row['split']}", "name": row["file"], "speaker": speaker, "story": row["story"],
            "kind": row["kind"], "text": row["text"], "syllables": reading(row["text"], known),
        }  # fmt: skip


def phrases(folder: Path, known: units.Units) -> Iterator[tuple[Path, Clip]]:
    for row in table(folder / "manifest.tsv"):
        yield folder / row["file"], {
            "set": "spice", "name": row["file"], "speaker": row["speaker"], "story": row["text"], "kind": "phrase",
            "text": row["text"], "syllables": reading(row["text"], known),
        }  # fmt: skip


def single_syllables(folder: Path, known: units.Units) -> Iterator[tuple[Path, Clip]]:
    for path in sorted(folder.glob("*.opus")):
        if known.of_syllable(path.stem):
            yield path, {
                "set": "syllable", "name": path.name, "speaker": "jyut.net", "story": "", "kind": "syllable",
                "text": "", "syllables": [path.stem],
            }  # fmt: skip


def level(audio: NDArray[np.int16]) -> NDArray[np.int16]:
    loud = float(np.sqrt((audio.astype(np.float64) ** 2).mean())) or 1.0
    return np.clip(np.rint(audio * (32768 * LEVEL / loud)), -32768, 32767).astype(np.int16)


def trim(audio: NDArray[np.int16]) -> NDArray[np.int16]:
    """The sound alone: from 10 ms before the first to 20 ms after the last moment within 38 dB of the loudest."""
    power = np.convolve(audio.astype(np.float64) ** 2, np.ones(160) / 160, "same")
    (loud,) = np.nonzero(power > power.max() * 10**-3.8)
    return audio[max(0, loud[0] - 160) : loud[-1] + 320]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    known = units.native()
    found = [
        *stories(options.speech / "hbl", known),
        *phrases(options.speech / "spice-phrases", known),
        *single_syllables(options.speech / "jyutnet-syllables", units.shipped()),
    ]
    clips, pieces, start = [], [], 0
    for path, clip in found:
        audio = files.read(path)
        audio = level(trim(audio) if clip["set"] == "syllable" else audio)
        clips.append({**clip, "start": start, "length": len(audio)})
        pieces.append(audio)
        start += len(audio)
    np.save(options.work / "audio.npy", np.concatenate(pieces))
    (options.work / "clips.json").write_text(json.dumps(clips, ensure_ascii=False, indent=0), encoding="utf-8")
    for name in sorted({clip["set"] for clip in clips}):
        chosen = [clip for clip in clips if clip["set"] == name]
        seconds = sum(clip["length"] for clip in chosen) / RATE
        print(f"{name}: {len(chosen)} clips, {seconds:.0f} s, {sum(len(c['syllables']) for c in chosen)} syllables")


if __name__ == "__main__":
    main()
