"""Step 1: texts for the character language model → `var/corpus.npz` (character ids and weights).

Usage: python prepare.py --text FOLDER [--hbl MANIFEST] [--work var]
`--text` holds rime-cantonese/, common-voice/sentences.txt and yue-wikipedia-sentences.txt.xz; HKCanCor comes with
pycantonese (`pip install pycantonese ToJyutping`, for this recipe only).
"""

from __future__ import annotations

import argparse
import collections
import csv
import lzma
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]+")
# Spellings of one word that would otherwise compete with each other.
FOLD = str.maketrans("啊吖噉俾嗮吓", "呀呀咁畀晒下")
HKCANCOR_FOLD = str.maketrans("哩𡃉", "呢㗎")  # HKCanCor's own spellings of 呢 (this) and 㗎
WEIGHTS = {"hkcancor": 5.0, "common-voice": 2.0, "wikipedia": 1.0, "stories": 5.0, "domain": 10.0}
WORD_WEIGHT = 0.3  # of a lexicon word: this times the root of its frequency
LEAST_FREQUENCY = 20
HERE = Path(__file__).resolve().parent


def sentences(text: Path, hbl: Path | None) -> Iterator[tuple[str, str]]:
    """(corpus, sentence) of all running text."""
    import pycantonese

    for utterance in pycantonese.hkcancor().utterances():
        yield "hkcancor", "".join(token.word for token in utterance.tokens).translate(HKCANCOR_FOLD)
    for line in (text / "common-voice" / "sentences.txt").read_text(encoding="utf-8").splitlines():
        yield "common-voice", line
    with lzma.open(text / "yue-wikipedia-sentences.txt.xz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield "wikipedia", line
    if hbl is not None:
        with hbl.open(encoding="utf-8", newline="") as stream:
            rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            yield from (("stories", row["text"]) for row in rows if row["split"] == "train")
    for line in (HERE / "domain.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield "domain", line


def words(text: Path) -> Iterator[tuple[str, float]]:
    """Lexicon words of two characters and more with their weight."""
    for line in (text / "rime-cantonese" / "essay-cantonese.txt").read_text(encoding="utf-8").splitlines():
        word, _, count = line.partition("\t")
        if len(word) > 1 and HAN.fullmatch(word) and count.strip().isdigit() and int(count) >= LEAST_FREQUENCY:
            yield word, WORD_WEIGHT * math.sqrt(int(count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--hbl", type=Path)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    options.work.mkdir(exist_ok=True)

    pieces: list[tuple[str, float]] = []  # "^" and "$" are the marks of a sentence; a word has none
    for corpus, sentence in sentences(options.text, options.hbl):
        pieces += [(f"^{part}$", WEIGHTS[corpus]) for part in HAN.findall(sentence.translate(FOLD))]
    pieces += [(word.translate(FOLD), weight) for word, weight in words(options.text)]

    counts: collections.Counter[str] = collections.Counter()
    for piece, weight in pieces:
        for char in piece:
            counts[char] += weight
    chars = [c for c in sorted(counts) if counts[c] >= 2 and c not in "^$"]
    ids = {"^": 1, "$": 2, **{c: i + 3 for i, c in enumerate(chars)}}
    stream, weights = [], []
    for piece, weight in pieces:
        stream += [0, *(ids.get(c, 0) for c in piece)]  # 0 parts the pieces and stands for a rare character
        weights += [weight] * (len(piece) + 1)
    np.savez(
        options.work / "corpus.npz",
        ids=np.array(stream, dtype=np.uint16),
        weights=np.array(weights, dtype=np.float32),
        chars=np.array([0, ord("^"), ord("$"), *map(ord, chars)], dtype=np.uint32),
    )
    print(f"{len(pieces)} pieces, {len(stream)} tokens, {len(chars)} characters")


if __name__ == "__main__":
    main()
