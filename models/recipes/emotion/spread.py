"""Beside the head: how level and pitch spread, and what the baseline makes of them → `var/arousal.json`.

Usage: python spread.py [--work var]
Of every speaker, four calm clips drawn at random are the baseline; `shares` counts which of the others lie at or above
an arousal of .8 and .9, and `auc` how often an angry, happy or sad clip lies above a calm one of the same speaker.
The same with no baseline. No transcripts, so the rate is left out. The constants of `baseline.POPULATION` were rounded
up from `within` and `between` of these very clips.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from voicebot.audio import files
from voicebot.emotion.baseline import Baseline
from voicebot.emotion.prosody import Prosody, measure
from voicebot.events import Transcript

Clips = dict[str, dict[str, list[Prosody]]]  # by speaker, by emotion
BASELINE = 4
FEELINGS = ("calm", "happy", "angry", "sad")


def read(work: Path, folder: str) -> Clips:
    clips: Clips = defaultdict(lambda: defaultdict(list))
    with (work / "clips.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            clips[row["speaker"]][row["emotion"]].append(measure(files.read(work / folder / row["file"]), Transcript("")))
    return clips


def spread(clips: Clips, name: str) -> dict[str, float]:
    """Of the calm clips: mean, spread of speakers' means, mean spread of one speaker's clips."""
    values = [[getattr(p, name) for p in by["calm"] if getattr(p, name) is not None] for by in clips.values()]
    means = [float(np.mean(v)) for v in values]
    within = float(np.mean([np.std(v, ddof=1) for v in values]))
    return {"mean": round(float(np.mean(means)), 2), "between": round(float(np.std(means)), 2), "within": round(within, 2)}


def arousal(clips: Clips, turns: int) -> dict[str, Any]:
    """Arousal of the clips after `turns` calm ones of the same speaker."""
    random = np.random.default_rng(0)
    found: dict[str, list[float]] = defaultdict(list)
    above: dict[str, list[float]] = defaultdict(list)
    for by in clips.values():
        order = random.permutation(len(by["calm"]))
        baseline = Baseline()
        for index in order[:turns]:
            baseline = baseline.after(by["calm"][index])
        calm = [baseline.arousal(by["calm"][index]) for index in order[BASELINE:]]
        found["calm"] += calm
        for feeling in FEELINGS[1:]:
            values = [baseline.arousal(p) for p in by[feeling]]
            found[feeling] += values
            if calm and values:
                above[feeling].append(float(np.mean([[(v > c) + 0.5 * (v == c) for c in calm] for v in values])))
    shares: dict[str, dict[str, float]] = {feeling: {"n": len(values)} for feeling, values in found.items()}
    for feeling, values in found.items():
        for least in (0.8, 0.9):
            shares[feeling][f"at_least_{least}"] = round(float(np.mean(np.array(values) >= least)), 3)
    return {"shares": shares, "auc": {feeling: round(float(np.mean(v)), 3) for feeling, v in above.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    work = parser.parse_args().work
    result = {}
    for folder in ("raw", "raw_phone"):
        clips = read(work, folder)
        result[folder] = {
            "speakers": len(clips),
            "level_db": spread(clips, "level_db"),
            "pitch_octaves": spread(clips, "pitch_octaves"),
            "no_baseline": arousal(clips, 0),
            "four_calm_clips": arousal(clips, BASELINE),
        }
    (work / "arousal.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
