"""How often noise becomes text, and short speech none → the terminal, as JSON.

Usage: OMP_NUM_THREADS=1 python gate.py --hbl MANIFEST [--seeds 8]

Noise: every kind of `tests/asr/noises.py` with as many seeds (synthetic). Speech: one and two syllables cut out of the
dev readers' pages (real, unseen in training) at the times at which the recogniser itself heard them in the whole page, a
tenth of a second of the page on either side; that the whole page was heard there makes the figure of misses optimistic.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np

from tests.asr.noises import KINDS, noise
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.audio import files
from voicebot.dialog.evaluate import wilson

RATE = 16_000
BESIDE = RATE // 10


def heard(recognizer: EmbeddedRecognizer, audio: np.ndarray) -> str:
    stream = recognizer.stream()
    stream.feed(audio)
    return stream.final().text


def short(recognizer: EmbeddedRecognizer, page: np.ndarray, size: int, every: int) -> list[np.ndarray]:
    stream = recognizer.stream()
    stream.feed(page)
    words = stream.final().words
    pieces = [words[n : n + size] for n in range(0, len(words) - size + 1, every)]
    return [page[max(0, int(p[0].start * RATE) - BESIDE) : int(p[-1].end * RATE) + BESIDE] for p in pieces]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hbl", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=8)
    options = parser.parse_args()
    recognizer = EmbeddedRecognizer()
    texts = Counter(kind for kind in KINDS for seed in range(options.seeds) if heard(recognizer, noise(kind, 100 + seed)))
    tried = len(KINDS) * options.seeds
    result: dict[str, object] = {"noises": tried, "with_text": sum(texts.values()), "ci95": wilson(sum(texts.values()), tried), "kinds": texts}
    with options.hbl.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if row["split"] == "dev"]
    pages = [files.read(options.hbl.parent / row["file"]) for row in rows]
    for size, every in ((1, 5), (2, 5)):
        pieces = [piece for page in pages for piece in short(recognizer, page, size, every)]
        missed = sum(not heard(recognizer, piece) for piece in pieces)
        result[f"words_of_{size}"] = {"n": len(pieces), "missed": missed, "ci95": wilson(missed, len(pieces))}
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
