"""Step 3: where each syllable is → `var/aligned.json`: pauses at which a clip may be cut, and a label for every frame.

Usage: OMP_NUM_THREADS=1 python align.py --graph FILE.onnx [--work var]
The graph may be the handed-over recogniser or the last own one. The best CTC path of the known syllables is found by
Viterbi; from it come `cuts` (sample, syllables before it): quiet moments between syllables, and `frames`: the label of
each 20 ms, dense (a syllable lasts until the next begins), with blank where it is silent. Clips whose path is
improbable are left out: their text and their audio differ.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import units
from hear import Ears
from voicebot.asr.lexicon import ONSETS

FLOOR = 1e-6  # of a probability: one bad frame must not forbid a path
WORST = -3.5  # mean log-probability of a label's frames below which text and audio are taken to differ
QUIET_DB = 20  # below the loud frames: a pause
PAUSE = 5  # frames
SILENT_DB = 32  # below the loud frames: nothing is said
HOLD = 5  # frames that a syllable goes on after its last label where none follows

Array = NDArray[np.float64]


def label_scores(unit: NDArray[np.float32], tone: NDArray[np.float32]) -> Array:
    """log p of each label, [frames, labels]; as network.label_scores."""
    toned = (unit[:, ONSETS:, None] + tone[:, None, :]).reshape(len(unit), -1)
    return np.concatenate([unit[:, :ONSETS], toned], axis=1).astype(np.float64)


def viterbi(scores: Array, labels: list[int]) -> tuple[NDArray[np.int64], float]:
    """The best CTC path: per frame the label's number in `labels` or -1 for blank; and its mean score a frame.

    States are blank, label, blank, label … blank; a blank may be skipped between different labels.
    """
    states = np.zeros(2 * len(labels) + 1, np.int64)
    states[1::2] = labels
    skip = np.zeros(len(states), bool)
    skip[3::2] = states[3::2] != states[1:-2:2]
    emit = scores[:, states]
    best = np.full(len(states), -np.inf)
    best[:2] = emit[0, :2]
    back = np.zeros((len(scores), len(states)), np.int8)
    for t in range(1, len(scores)):
        one = np.concatenate([[-np.inf], best[:-1]])
        two = np.where(skip, np.concatenate([[-np.inf, -np.inf], best[:-2]]), -np.inf)
        ways = np.stack([best, one, two])
        back[t] = ways.argmax(axis=0)
        best = ways.max(axis=0) + emit[t]
    state = len(states) - 1 if best[-1] >= best[-2] else len(states) - 2
    total = float(best[state])
    path = np.zeros(len(scores), np.int64)
    for t in range(len(scores) - 1, -1, -1):
        path[t] = state
        state -= int(back[t, state])
    return np.where(path % 2 == 1, path // 2, -1), total / len(labels)


def runs(path: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """First and last + 1 frame of each label, [count, 2]."""
    found = np.zeros((count, 2), np.int64)
    for number in range(count):
        (frames,) = np.nonzero(path == number)
        found[number] = frames[0], frames[-1] + 1
    return found


def loudness(audio: NDArray[np.int16], frames: int) -> Array:
    """dB of each 20 ms frame."""
    power = (audio[: frames * 320].astype(np.float64) ** 2).reshape(-1, 320).mean(axis=1)
    return 10 * np.log10(np.pad(power, (0, frames - len(power)), mode="edge") + 1)


def dense(spans: NDArray[np.int64], labels: list[int], heads: list[int], silent: NDArray[np.bool_]) -> list[int]:
    """The label of every frame. `heads`: the number in `labels` of each syllable's first label.

    CTC marks a syllable by a few frames inside it. It is taken to begin two frames before its first mark, and to last
    until the next begins, or where that is silent, for some frames more; an onset lasts until halfway to its rime.
    """
    out = np.zeros(len(silent), np.int64)
    starts = [max(0, int(spans[head, 0]) - 2) for head in heads]
    for number, head in enumerate(heads):
        last = heads[number + 1] - 1 if number + 1 < len(heads) else len(labels) - 1
        start, mark = starts[number], int(spans[last, 1])
        end = starts[number + 1] if number + 1 < len(heads) else len(silent)
        if silent[mark:end].any() or end - mark > 4 * HOLD:
            end = min(end, mark + HOLD)
        turn = start if last == head else min(end, (int(spans[head, 1]) + int(spans[last, 0]) + 1) // 2)
        out[start:turn] = labels[head]
        out[turn:end] = labels[last]
    return out.tolist()


def pauses(path: NDArray[np.int64], tails: dict[int, int], level: Array, loud: float) -> list[list[int]]:
    """(sample, syllables before it) of the quietest frame of each pause. `tails`: syllables complete after a label."""
    found = []
    edges = np.flatnonzero(np.diff(path, prepend=-2, append=-2))
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if path[first] >= 0 or last - first < PAUSE or first == 0 or last == len(path):
            continue
        done = tails.get(int(path[first - 1]))
        quiet = first + int(np.convolve(level[first:last], np.ones(3) / 3, "same")[1:-1].argmin()) + 1
        if done is not None and level[quiet] < loud - QUIET_DB:
            found.append([quiet * 320 + 160, done])
    return found


def align(ears: Ears, audio: NDArray[np.int16], syllables: list[str], known: units.Units) -> dict[str, Any]:
    unit, tone = ears.hear(audio)
    scores = np.log((1 - FLOOR) * np.exp(label_scores(unit, tone)) + FLOOR)
    labels, heads, tails = [], [], {}
    for number, syllable in enumerate(syllables):
        heads.append(len(labels))
        labels += known.of_syllable(syllable)
        tails[len(labels) - 1] = number + 1
    path, score = viterbi(scores, labels)
    level = loudness(audio, len(path))
    loud = float(np.percentile(level, 85))
    cuts = [[0, 0], *pauses(path, tails, level, loud), [len(audio), len(syllables)]]
    silent = level < loud - SILENT_DB
    return {"score": round(score, 3), "cuts": cuts, "frames": dense(runs(path, len(labels)), labels, heads, silent)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    known, ears = units.native(), Ears(options.graph)
    audio = np.load(options.work / "audio.npy", mmap_mode="r")
    found: dict[str, dict[str, Any]] = {}
    left = []
    for clip in json.loads((options.work / "clips.json").read_text(encoding="utf-8")):
        if clip["set"] not in ("hbl-train", "spice") or clip["kind"] == "title" or not clip["syllables"]:
            continue
        heard = audio[clip["start"] : clip["start"] + clip["length"]]
        aligned = align(ears, heard, clip["syllables"], known)
        if aligned["score"] < WORST:
            left.append(clip["name"])
        else:
            found[clip["name"]] = aligned
    (options.work / "aligned.json").write_text(json.dumps(found), encoding="utf-8")
    pieces = sum(len(a["cuts"]) - 1 for a in found.values())
    edges = np.percentile([a["score"] for a in found.values()], [5, 50, 95]).round(2).tolist()
    print(f"{len(found)} clips, {pieces} pieces, score a label at 5, 50, 95 %: {edges}; left out: {left}")


if __name__ == "__main__":
    main()
