"""Which words are said of the same things → vectors of words, from the sentences of the shared data.

Usage: python train.py --text /path/to/text --out FOLDER

Sentences of Cantonese Wikipedia (CC BY-SA 3.0), Common Voice (CC0), HKCanCor (CC BY 4.0) and the spoken half of
UD_Cantonese-HK (CC BY-SA 4.0), cut into the longest words that rime-cantonese (CC BY 4.0) knows. Two words go together where
a sentence has both. Positive pointwise mutual information with a smoothed context (.75), its truncated singular value
decomposition, and the square root of the singular values (Levy, Goldberg & Dagan 2015); rows of length 1, as int8.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from voicebot.knowledge.meaning import LONGEST, spelled, words_of

LEAST, MOST, COMMON = 6, 24_000, 0.05  # sentences with a word; words kept; share of the sentences above which a word tells nothing
SMOOTH, DIMENSIONS = 0.75, 128
HAN_WORD = re.compile(f"[\u3400-\u9fff]{{2,{LONGEST}}}")


def sentences(text: Path) -> Iterator[str]:
    with lzma.open(text / "yue-wikipedia-sentences.txt.xz", "rt", encoding="utf-8") as file:
        yield from file
    yield from (text / "common-voice" / "sentences.txt").read_text("utf-8").splitlines()
    for path in sorted((text / "ud-yue-zh").glob("*yue*")):
        yield from path.read_text("utf-8").splitlines()
    import pycantonese

    for utterance in pycantonese.hkcancor().utterances():
        yield "".join(token.word for token in utterance.tokens)


def lexicon(text: Path) -> frozenset[str]:
    """Words of two to `LONGEST` characters."""
    lines = (text / "rime-cantonese" / "jyut6ping3.words.dict.yaml").read_text("utf-8").splitlines()
    return frozenset(spelled(word) for line in lines if HAN_WORD.fullmatch(word := line.split("\t")[0]))


def counted(rows: list[list[str]]) -> tuple[list[str], sparse.csr_matrix]:
    """The words kept, and sentences × words."""
    df = Counter(word for row in rows for word in set(row))
    kept = [word for word, count in df.most_common() if LEAST <= count <= COMMON * len(rows)][:MOST]
    place = {word: number for number, word in enumerate(kept)}
    found = [sorted({place[word] for word in row if word in place}) for row in rows]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in found])])
    columns = np.fromiter((column for row in found for column in row), np.int32, int(starts[-1]))
    return kept, sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), (len(rows), len(kept)))


def vectors(table: sparse.csr_matrix) -> np.ndarray:
    together = (table.T @ table).tocoo()
    total = together.data.sum()
    margin = np.asarray(together.tocsr().sum(axis=1)).ravel()
    context = margin**SMOOTH / (margin**SMOOTH).sum()
    off = (together.row != together.col) & (together.data > 1)
    row, col, seen = together.row[off], together.col[off], together.data[off]
    pmi = np.log(seen / (margin[row] * context[col]))
    positive = pmi > 0
    ppmi = sparse.csr_matrix((pmi[positive].astype(np.float32), (row[positive], col[positive])), together.shape)
    print("pairs", int(positive.sum()), "of", int(total), flush=True)
    left, values, _ = svds(ppmi, k=DIMENSIONS, random_state=0, solver="arpack")
    out = left * np.sqrt(values)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    known = lexicon(arguments.text)
    rows = [words_of(spelled(line), known) for line in sentences(arguments.text)]
    kept, table = counted(rows)
    print(len(rows), "sentences", len(kept), "words", flush=True)
    found = vectors(table)
    df = np.asarray(table.sum(axis=0)).ravel()
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.savez(arguments.out / "vectors.npz", vectors=np.rint(found * 127).astype(np.int8), known=df.astype(np.int32), sentences=len(rows))
    (arguments.out / "words.txt").write_text("\n".join(kept) + "\n", "utf-8")


if __name__ == "__main__":
    main()
