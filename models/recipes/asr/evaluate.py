"""Step 5: a graph's errors on a manifest, greedily and without a language model → JSON.

Usage: OMP_NUM_THREADS=1 python evaluate.py GRAPH.onnx --manifest FILE [--channel NAME …] [--stream] [--out FILE]
`--stream`: the graph is a chunk with cached keys, heard as the desk's partials are. The manifest is a TSV with `file` (relative to it) and `syllables` (Jyutping) or `text`. Channels: clean, phone,
noise:DB, room (voicebot/asr/channels.py). Rimes of loan words count as the native ones that are nearest, so that graphs
with and without them compare. ser: wrong (onset, rime), tonal: wrong syllables with tone, percent of n
syllables; tone: percent right where onset and rime are; 95 % intervals by drawing clips anew; confusions of onsets,
rimes and tones, most frequent first ("-" is none).
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import units
from hear import Ears, Streamed
from prepare import level, reading
from voicebot.asr.channels import channel
from voicebot.asr.confusion import PARTS, aligned, cost
from voicebot.asr.evaluate import distance, interval
from voicebot.asr.lexicon import ONSETS
from voicebot.audio import files

MOST = 12  # confusions shown of each kind

Audio = NDArray[np.int16]
Item = tuple[Audio, list[units.Syllable]]


def greedy(unit: NDArray[np.float32], tone: NDArray[np.float32], known: units.Units) -> list[units.Syllable]:
    """The best path's syllables; a rime's tone is the likeliest over its run, each frame weighted by the rime."""
    best = unit.argmax(axis=1)
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    labels = []
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        one = int(best[first])
        if 0 < one < ONSETS:
            labels.append(one)
        elif one:
            weight = np.exp(unit[first:last, one, None] + tone[first:last]).sum(axis=0)
            labels.append(ONSETS + (one - ONSETS) * units.TONES + int(weight.argmax()))
    return known.syllables(labels)


class Count:
    """Errors over many clips."""

    def __init__(self) -> None:
        self.plain: list[int] = []
        self.toned: list[int] = []
        self.sizes: list[int] = []
        self.tones: list[bool] = []
        self.confused: dict[str, Counter[str]] = {part: Counter() for part in PARTS}
        self.said: dict[str, Counter[str]] = {part: Counter() for part in PARTS}

    def add(self, got: list[units.Syllable], wanted: list[units.Syllable]) -> None:
        self.plain.append(distance([s[:2] for s in got], [s[:2] for s in wanted]))
        self.toned.append(distance(got, wanted))
        self.sizes.append(len(wanted))
        for i, j in aligned(wanted, got, cost):
            if i < 0 or j < 0:
                continue
            if got[j][:2] == wanted[i][:2]:
                self.tones.append(got[j][2] == wanted[i][2])
            for kind, meant, heard in zip(PARTS, wanted[i], got[j], strict=True):
                self.said[kind][str(meant) or "-"] += 1
                if heard != meant:
                    self.confused[kind][f"{meant or '-'} > {heard or '-'}"] += 1

    def result(self) -> dict[str, Any]:
        n = max(1, sum(self.sizes))
        shares = {
            kind: {name: [times, self.said[kind][name.split(" > ")[0]]] for name, times in found.most_common(MOST)}
            for kind, found in self.confused.items()
        }
        return {
            "ser": round(100 * sum(self.plain) / n, 2), "ser_ci95": interval(self.plain, self.sizes),
            "tonal": round(100 * sum(self.toned) / n, 2), "tonal_ci95": interval(self.toned, self.sizes),
            "tone": round(100 * float(np.mean(self.tones)), 2) if self.tones else 0.0,
            "n": sum(self.sizes), "clips": len(self.sizes), "confusions": shares,
        }  # fmt: skip


def items(manifest: Path) -> list[Item]:
    found, known = [], units.shipped()
    with manifest.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            syllables = row["syllables"].split() if row.get("syllables") else reading(row["text"], known)
            found.append((level(files.read(manifest.parent / row["file"])), units.folded(known.syllables(known.of(syllables)))))
    return found


def measure(ears: Ears | Streamed, held: list[Item], name: str) -> dict[str, Any]:
    change = channel("" if name == "clean" else name)
    count = Count()
    for audio, wanted in held:
        unit, tone = ears.hear(change(audio))
        count.add(units.folded(greedy(unit, tone, units.of_graph(unit.shape[1]))), wanted)
    return count.result()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--channel", nargs="+", default=["clean"])
    parser.add_argument("--stream", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    ears = Streamed(options.graph) if options.stream else Ears(options.graph)
    held = items(options.manifest)
    found = {}
    for name in options.channel:
        found[name] = measure(ears, held, name)
        print(name, {key: value for key, value in found[name].items() if key != "confusions"}, flush=True)
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
