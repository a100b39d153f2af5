"""Manifests of what is measured → `var/eval/*.tsv` (file, text, syllables, speaker).

Usage: python manifests.py --speech FOLDER [--work var]
dev.tsv: the two dev readers, to be looked at once. story-K.tsv and spice-K.tsv, K = 0, 1, 2: what fold K measures (see
folds.py). spice.tsv: all of SpiCE, for a model that heard none of it.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable
from pathlib import Path

from folds import FOLDS, Clip, Folds

FOLDER = {"hbl-dev": "hbl", "hbl-train": "hbl", "spice": "spice-phrases"}


def write(out: Path, speech: Path, clips: Iterable[Clip]) -> int:
    lines = ["file\ttext\tsyllables\tspeaker"]
    for clip in clips:
        place = os.path.relpath(speech / FOLDER[clip["set"]] / clip["name"], out.parent)
        lines.append("\t".join([place, clip["text"], " ".join(clip["syllables"]), clip["speaker"]]))
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    out = options.work / "eval"
    out.mkdir(parents=True, exist_ok=True)
    clips = json.loads((options.work / "clips.json").read_text(encoding="utf-8"))
    folds = Folds(clips)
    found = {"dev": [c for c in clips if c["set"] == "hbl-dev"], "spice": [c for c in clips if c["set"] == "spice"]}
    for fold in range(FOLDS):
        unseen = [c for c in clips if folds.measured(c, fold) and c["kind"] != "title"]
        found[f"story-{fold}"] = [c for c in unseen if c["set"] == "hbl-train"]
        found[f"spice-{fold}"] = [c for c in unseen if c["set"] == "spice"]
    for name, chosen in found.items():
        count = write(out / f"{name}.tsv", options.speech, chosen)
        print(f"{name}: {count} clips, {sum(len(c['syllables']) for c in chosen)} syllables")


if __name__ == "__main__":
    main()
