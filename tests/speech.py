"""The recorded clips of tests/data/speech."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicebot.audio import files

FOLDER = Path(__file__).resolve().parent / "data" / "speech"
MANIFEST = FOLDER / "manifest.tsv"


@cache
def clip(name: str) -> NDArray[np.int16]:
    return files.read(FOLDER / name)


def texts() -> dict[str, str]:
    with MANIFEST.open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row["text"] for row in csv.DictReader(stream, delimiter="\t")}
