"""How often noise becomes text, and short speech none → the terminal, as JSON.

Usage: OMP_NUM_THREADS=1 python gate.py --hbl MANIFEST [--seeds 8]

Noise: every kind of `tests/asr/noises.py` with as many seeds (synthetic). Speech: one and two syllables cut out of the
dev readers' pages (real, unseen in training) at the times at which the recogniser itself heard them in the whole page;
that the whole page was heard there makes the figure of misses optimistic. A syllable is heard where its onset meets its
rime, so a cut begins BEFORE and ends AFTER that, but not within the neighbours' own; quiet of .3 s is put on either
side, as speech detection would leave it. Cut out of a sentence, a word is shorter and weaker than one said alone.
Short words that customers say alone (WORDS) are cut out of all readers' pages, at the times of the characters that stand
there when page and reading are aligned, whatever was heard; the training readers are known to the recogniser.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tests.asr.noises import KINDS, noise
from voicebot.asr.confusion import aligned
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.asr.evaluate import characters
from voicebot.audio import files
from voicebot.dialog.evaluate import wilson
from voicebot.events import Word

WORDS = ("多謝", "係", "唔係", "好", "唔好", "有", "冇", "唔該", "得", "要")
MOST = 40  # of each word and split
RATE = 16_000
BEFORE, AFTER, APART, QUIET = (int(RATE * s) for s in (0.12, 0.25, 0.06, 0.3))


def heard(recognizer: EmbeddedRecognizer, audio: np.ndarray) -> str:
    stream = recognizer.stream()
    stream.feed(audio)
    return stream.final().text


def cut(page: np.ndarray, words: Sequence[Word], first: int, last: int) -> np.ndarray:
    """The audio of words first..last of a page in which `words` were heard."""
    low, high = int(words[first].start * RATE) - BEFORE, int(words[last].end * RATE) + AFTER
    low = max(low, int(words[first - 1].end * RATE) + APART) if first else max(low, 0)
    high = min(high, int(words[last + 1].start * RATE) - APART) if last + 1 < len(words) else high
    return np.pad(page[low : max(low, high)], QUIET)


def short(recognizer: EmbeddedRecognizer, page: np.ndarray, size: int, every: int) -> list[np.ndarray]:
    stream = recognizer.stream()
    stream.feed(page)
    words = stream.final().words
    return [cut(page, words, n, n + size - 1) for n in range(0, len(words) - size + 1, every)]


def words(recognizer: EmbeddedRecognizer, page: np.ndarray, text: str) -> Iterator[tuple[str, np.ndarray]]:
    """(word, audio) of WORDS in a page: where a longer one of them stands, not the shorter one inside it."""
    stream = recognizer.stream()
    stream.feed(page)
    got = [word for word in stream.final().words if characters(word.text)]
    text = characters(text)
    at = {i: j for i, j in aligned(text, [characters(w.text) for w in got], lambda a, b: float(a != b)) if i >= 0 and j >= 0}
    for match in re.finditer("|".join(sorted(WORDS, key=len, reverse=True)), text):
        first, last = match.start(), match.end() - 1
        if first in at and last in at:
            yield match[0], cut(page, got, at[first], at[last])


def short_words(recognizer: EmbeddedRecognizer, hbl: Path, split: str) -> dict[str, object]:
    with hbl.open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if r["split"] == split and r["kind"] == "page"]
    texts: dict[str, list[str]] = {}
    for row in rows:
        for word, audio in words(recognizer, files.read(hbl.parent / row["file"]), row["text"]):
            if len(texts.setdefault(word, [])) < MOST:
                texts[word].append(characters(heard(recognizer, audio)))
    found = {w: {"n": len(t), "silent": t.count(""), "right": sum(w == one for one in t)} for w, t in sorted(texts.items())}
    total, silent, right = (sum(f[key] for f in found.values()) for key in ("n", "silent", "right"))
    return {"n": total, "silent": silent, "silent_ci95": wilson(silent, total), "right": right, "right_ci95": wilson(right, total), "words": found}


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
    result["short_words"] = {split: short_words(recognizer, options.hbl, split) for split in ("dev", "train")}
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
