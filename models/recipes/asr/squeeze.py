"""Step 1b: the single syllables as fast as in speech → `var/fast.npy`, `var/fast.json`: joined, they make any sentence.

Usage: python squeeze.py [--work var]
Said alone a syllable lasts a second, in a sentence a fifth of it. ffmpeg's atempo (WSOLA) shortens all of them by each
of FACTORS without changing their pitch; the first HEAD_S, where the onset is, stay as they were. fast.json: Jyutping to
[start, length] in samples, an entry a factor.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
FACTORS = (2.2, 3.2, 4.6)
HEAD_S = 0.07
FADE_S = 0.015
GAP = RATE // 5  # silence between syllables on their way through ffmpeg

Audio = NDArray[np.int16]


def faster(audio: Audio, factor: float) -> Audio:
    """By ffmpeg; beyond 2 it would skip samples, so such factors go through it several times."""
    times = math.ceil(math.log2(factor))
    once = f"atempo={factor ** (1 / times):.6f}"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"]
    command += ["-filter:a", ",".join([once] * times), "-f", "s16le", "pipe:1"]
    run = subprocess.run(command, input=audio.tobytes(), capture_output=True, check=True)
    return np.frombuffer(run.stdout, np.int16)


def headed(slow: Audio, fast: Audio, factor: float) -> Audio:
    """The beginning of `slow`, faded into `fast` where that has the same moment."""
    head, fade = int(HEAD_S * RATE), int(FADE_S * RATE)
    rest = fast[int(head / factor) :]
    if len(slow) < head + fade or len(rest) <= fade:
        return fast
    ramp = np.linspace(0, 1, fade)
    middle = slow[head : head + fade] * (1 - ramp) + rest[:fade] * ramp
    return np.concatenate([slow[:head], np.rint(middle).astype(np.int16), rest[fade:]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    work = parser.parse_args().work
    audio = np.load(work / "audio.npy", mmap_mode="r")
    clips = [c for c in json.loads((work / "clips.json").read_text(encoding="utf-8")) if c["set"] == "syllable"]
    slow = [np.array(audio[c["start"] : c["start"] + c["length"]]) for c in clips]
    starts = np.cumsum([0, *(len(one) + GAP for one in slow)])
    line = np.concatenate([np.concatenate([one, np.zeros(GAP, np.int16)]) for one in slow])
    found: dict[str, list[list[int]]] = {c["syllables"][0]: [] for c in clips}
    pieces, at = [], 0
    for factor in FACTORS:
        fast = faster(line, factor)
        for clip, one, start in zip(clips, slow, starts, strict=False):
            first = int(start / factor)
            piece = headed(one, fast[first : first + int(len(one) / factor)], factor)
            found[clip["syllables"][0]].append([at, len(piece)])
            pieces.append(piece)
            at += len(piece)
    np.save(work / "fast.npy", np.concatenate(pieces))
    (work / "fast.json").write_text(json.dumps(found), encoding="utf-8")
    print(f"{len(found)} syllables, {at / RATE:.0f} s")


if __name__ == "__main__":
    main()
