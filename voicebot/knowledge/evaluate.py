"""How often the search finds the passage that answers a question, heard well and heard badly.

The manifest is a TSV with the columns `question` and `passages` (the ids of those that answer it, separated by spaces or
|). Every question is heard through `asr.misheard`: with none, 20 % and 40 % of its syllables wrong, three draws each.
Beside the desk's own search stands plain BM25 over characters and their pairs on the same misheard text, one document a
passage. Distractors are a text file with a passage a line; the sample is the same every time.
"""

from __future__ import annotations

import csv
import lzma
import random
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..asr.misheard import Misheard
from ..errors import InputError
from ..events import Transcript
from .documents import Passage
from .index import Doc, Index
from .pack import Pack
from .passages import passage_docs
from .text import FIELDS, Glossary, Query, certain, grams, normalise, tokens_of_transcript

RATES = (0.0, 0.2, 0.4)
SEEDS = (1, 2, 3)
DISTRACTORS = 5_000
DEPTH = 10  # how far down the list the reciprocal rank is looked for
_DRAWS = 2_000
_MARK = re.compile(r"[\W_]+")

Ranks = NDArray[np.float64]  # [questions, seeds], from 1; infinite where nothing was found


def evaluate(pack: Pack, manifest: Path, distractors: Path | None = None) -> dict[str, Any]:
    """Of the `n` questions, for each share of wrong syllables (0, 20, 40): recall1, recall3 and mrr of `search` and `bm25`
    (mean of the draws), 95 % intervals of recall3 (questions drawn anew), and `lead3`: how far the search is ahead, in
    recall3, with its interval (questions drawn in pairs).

    passages, distractors: their numbers; bigrams_shared: the share of a question's pairs of characters that its passage
    has, mean and highest; build_s, index_mb; search_ms: median and 95th percentile of one search of the heard questions,
    read_ms the same for making a query of what was heard (all three of CPU time, so of one core). Raises InputError where a file cannot be read.
    """
    rows = read_manifest(manifest, pack.passages)
    glossary, noise = Glossary(pack.glossary), _sample(distractors) if distractors else []
    known = {**pack.passages, **{f"distractor:{i}": Passage("", "", "", (line,)) for i, line in enumerate(noise)}}
    began = time.thread_time()
    index = Index.build(doc for id_, passage in known.items() for doc in passage_docs(id_, passage, glossary))
    built = time.thread_time() - began
    plain = Index.build(Doc(id_, _plain(f"{passage.heading}\n{passage.text}")) for id_, passage in known.items())
    misheard, watch = Misheard(), _Watch(index, glossary)
    shares: dict[str, Any] = {}
    for rate in RATES:
        heard = [[misheard.hear(question, rate, random.Random(f"{seed}{question}")) for seed in SEEDS] for question, _ in rows]
        ours = _ranks([[watch.search(one) for one in draws] for draws in heard], rows)
        theirs = _ranks([[_ids(plain, _plain(one.text)) for one in draws] for draws in heard], rows)
        shares[f"{rate:.0%}"] = _compared(ours, theirs)
    overlap = [_overlap(question, [pack.passages[id_] for id_ in ids]) for question, ids in rows]
    return {
        "n": len(rows),
        "passages": len(pack.passages),
        "distractors": len(noise),
        "bigrams_shared": [round(float(np.mean(overlap)), 3), round(max(overlap), 3)],
        **shares,
        "build_s": round(built, 2),
        "index_mb": round(sum(array.nbytes for array in index.arrays().values()) / 1e6, 1),
        "search_ms": _percentiles(watch.searching),
        "read_ms": _percentiles(watch.reading),
    }


def read_manifest(path: Path, known: Mapping[str, Passage]) -> list[tuple[str, frozenset[str]]]:
    """Questions and the ids that answer them. Raises InputError for an id that is not in `known`."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
            rows = [(row.get("question") or "", frozenset(re.split(r"[ |]+", row.get("passages") or ""))) for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: cannot be read") from error
    if not rows or not all(question and all(ids) for question, ids in rows):
        raise InputError(f"{path.name}: needs the columns question and passages, both filled in every row")
    if unknown := frozenset.union(*(ids for _, ids in rows)) - known.keys():
        raise InputError(f"{path.name}: there is no passage {min(unknown)}")
    return rows


def _sample(path: Path) -> list[str]:
    """Up to DISTRACTORS lines of a text file, also of one compressed with xz."""
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            lines = [stripped for line in file if (stripped := line.strip())]
    except (OSError, UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise InputError(f"{path.name}: cannot be read") from error
    return random.Random(0).sample(lines, min(DISTRACTORS, len(lines)))


class _Watch:
    """The desk's search, timed."""

    def __init__(self, index: Index, glossary: Glossary) -> None:
        self._index, self._glossary = index, glossary
        self.reading: list[float] = []
        self.searching: list[float] = []

    def search(self, heard: Transcript) -> list[str]:
        start = time.thread_time()
        query = tokens_of_transcript(heard, self._glossary)
        read = time.thread_time()
        found = _ids(self._index, query)
        self.searching.append(time.thread_time() - read)
        self.reading.append(read - start)
        return found


def _ids(index: Index, query: Query) -> list[str]:
    return [hit.id for hit in index.search(query, DEPTH)]


def _plain(text: str) -> Query:
    """Characters and their pairs, nothing else: no synonyms, no fillers dropped, no sounds."""
    row = certain(_MARK.sub("", normalise(text)))
    return Query({field: grams(row) if field == "char" else {} for field in FIELDS})


def _ranks(found: Sequence[Sequence[list[str]]], rows: Sequence[tuple[str, frozenset[str]]]) -> Ranks:
    return np.array(
        [[next((i for i, id_ in enumerate(ids, 1) if id_ in right), np.inf) for ids in draws]
         for draws, (_, right) in zip(found, rows, strict=True)]
    )  # fmt: skip


def _compared(ours: Ranks, theirs: Ranks) -> dict[str, Any]:
    lead = (ours <= 3).mean(axis=1) - (theirs <= 3).mean(axis=1)
    return {"search": _figures(ours), "bm25": _figures(theirs), "lead3": round(float(lead.mean()), 4), "lead3_ci95": _interval(lead)}


def _figures(ranks: Ranks) -> dict[str, Any]:
    return {
        "recall1": round(float((ranks <= 1).mean()), 4),
        "recall3": round(float((ranks <= 3).mean()), 4),
        "recall3_ci95": _interval((ranks <= 3).mean(axis=1)),
        "mrr": round(float((1 / ranks).mean()), 4),
    }


def _interval(of_question: NDArray[np.float64]) -> list[float]:
    """95 % interval of the mean, questions drawn anew (Efron & Tibshirani 1993)."""
    draws = np.random.default_rng(0).integers(0, len(of_question), (_DRAWS, len(of_question)))
    return [round(float(edge), 4) for edge in np.percentile(of_question[draws].mean(axis=1), [2.5, 97.5])]


def _overlap(question: str, passages: Iterable[Passage]) -> float:
    """The share of the question's pairs of characters that the nearest passage has."""
    row = _MARK.sub("", normalise(question))
    pairs = [row[i : i + 2] for i in range(len(row) - 1)]
    texts = [_MARK.sub("", normalise(f"{passage.heading}{passage.text}")) for passage in passages]
    return max(sum(pair in text for pair in pairs) / max(1, len(pairs)) for text in texts)


def _percentiles(seconds: list[float]) -> list[float]:
    return [round(float(p) * 1000, 2) for p in np.percentile(seconds, [50, 95])]
