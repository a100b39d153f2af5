"""Step 2: the traits of every clip, by the recogniser's own code → `var/traits.npz` (one array [clips, 1024] a set).

Usage: OMP_NUM_THREADS=1 python features.py [--work var]
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from prepare import SETS
from voicebot.asr import traits
from voicebot.asr.acoustic import Acoustic, Floats
from voicebot.asr.features import LogMel
from voicebot.audio import files


def traits_of(acoustic: Acoustic, path: Path) -> Floats:
    log_mel = LogMel()
    log_mel.push(files.read(path))
    columns = log_mel.whole()
    found = traits.pool(acoustic.long(columns, {}).layer, columns)
    if found is None:
        raise SystemExit(f"{path}: nothing is spoken")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    work = parser.parse_args().work
    with (work / "clips.tsv").open(encoding="utf-8", newline="") as stream:
        names = [row["file"] for row in csv.DictReader(stream, delimiter="\t")]
    acoustic = Acoustic()
    found = {}
    for folder in SETS:
        found[folder] = np.stack([traits_of(acoustic, work / folder / name) for name in names])
        print(folder, found[folder].shape, flush=True)
    np.savez(work / "traits.npz", **found)


if __name__ == "__main__":
    main()
