"""Step 3b: the readers in a hurry → `var/audio-FACTOR.npy` and `var/hasty-FACTOR.json` (name to [start, length]).

Usage: python hasten.py [--work var]
Stories are read at some 2.9 syllables a second; whoever calls says four to six. ffmpeg's atempo shortens every aligned
clip by each of FACTORS without changing its pitch; cuts and frame labels of align.py move with it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from squeeze import RATE, faster

FACTORS = (1.35, 1.8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    work = parser.parse_args().work
    audio = np.load(work / "audio.npy", mmap_mode="r")
    aligned = json.loads((work / "aligned.json").read_text(encoding="utf-8"))
    clips = [c for c in json.loads((work / "clips.json").read_text(encoding="utf-8")) if c["name"] in aligned and c["set"] == "hbl-train"]
    for factor in FACTORS:
        pieces, places, at = [], {}, 0
        for clip in clips:
            fast = faster(np.array(audio[clip["start"] : clip["start"] + clip["length"]]), factor)
            places[clip["name"]] = [at, len(fast)]
            pieces.append(fast)
            at += len(fast)
        np.save(work / f"audio-{factor}.npy", np.concatenate(pieces))
        (work / f"hasty-{factor}.json").write_text(json.dumps(places), encoding="utf-8")
        print(f"{factor}: {len(places)} clips, {at / RATE:.0f} s")


if __name__ == "__main__":
    main()
