"""How often the search finds the passage that answers a question, heard well and heard badly.

The manifest is a TSV with the columns `question` and `passages` (the ids of those that answer it, separated by spaces or
|). Every question is heard through `asr.misheard`: with none, 20 % and 40 % of its syllables wrong, three draws each.
Beside the desk's own search stands plain BM25 over characters and their pairs of the passages, on the same misheard text,
one document a passage. Distractors are a text file with a passage a line; the sample is the same every time.
"""

from __future__ import annotations

import lzma
import random
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..asr.misheard import Misheard
from ..dialog.evaluate import read_rows, wilson
from ..errors import InputError
from ..events import Transcript
from . import meaning
from .collection import Collection
from .documents import Passage
from .index import Doc, Index
from .library import Snapshot
from .passages import passage_docs
from .text import FIELDS, Glossary, Query, certain, grams, normalise

RATES = (0.0, 0.2, 0.4)
SEEDS = (1, 2, 3)
DISTRACTORS = 5_000
DEPTH = 10  # how far down the list the reciprocal rank is looked for
_DRAWS = 2_000
_MARK = re.compile(r"[\W_]+")

Finder = Callable[[Transcript], Sequence[str]]  # what was heard → ids of passages, best first
Ranks = NDArray[np.float64]  # [questions, seeds], from 1; infinite where nothing was found


def evaluate(view: Snapshot, manifest: Path, built: Callable[[Snapshot], Finder], distractors: Path | None = None) -> dict[str, Any]:
    """Of the `n` questions, for each share of wrong syllables (0, 20, 40), recall1, recall3 and mrr (mean of the draws),
    with 95 % intervals of recall3 (Wilson's; a question counts once, whatever its draws):

    search: as the desk finds them, by the passages' own words and by the answers that cite them; passages: by the
    passages' own words alone; bm25: plain. `lead` of the first two: how far they are ahead of bm25, in recall3, with the
    95 % interval (questions drawn anew in pairs, Efron & Tibshirani 1993).

    passages, distractors: their numbers; bigrams_shared: the share of a question's pairs of characters that its passage
    has, mean and highest; search_ms: median and 95th percentile of one search, from what was heard to ids, in CPU time and
    so of one core; index_mb: of the collections. Raises InputError where a file cannot be read.

    `built` gives what the desk searches a version of its knowledge with; the distractors are a collection of it.
    """
    documents = dict(chain(view.pack.passages.items(), *(shelf.passages.items() for shelf in view.collections)))
    rows, noise = read_manifest(manifest, documents), sample(distractors) if distractors else []
    glossary = Glossary(view.pack.glossary)
    shelves = (*view.collections, _shelf(noise, glossary)) if noise else view.collections
    served = _Timed(built(replace(view, collections=shelves)))
    bare = _Timed(built(replace(view, collections=shelves, pack=replace(view.pack, answers={}))))
    everything = dict(chain(view.pack.passages.items(), *(shelf.passages.items() for shelf in shelves)))
    plain = _bm25({id_: _plain(f"{passage.heading}\n{passage.text}") for id_, passage in everything.items()})
    misheard, shares = Misheard(), {}
    for rate in RATES:
        heard = [[misheard.hear(question, rate, random.Random(f"{seed}{question}")) for seed in SEEDS] for question, _ in rows]
        found = [_ranks(finder, heard, rows) for finder in (served, bare, lambda one: _ids(plain, _plain(one.text)))]
        shares[f"{rate:.0%}"] = _compared(*found)
    overlap = [_overlap(question, [documents[id_] for id_ in ids]) for question, ids in rows]
    return {
        "n": len(rows),
        "passages": len(documents),
        "distractors": len(noise),
        "bigrams_shared": [round(float(np.mean(overlap)), 3), round(max(overlap), 3)],
        **shares,
        "search_ms": [round(float(p) * 1000, 2) for p in np.percentile(served.seconds, [50, 95])],
        "index_mb": round(sum(array.nbytes for shelf in shelves for array in shelf.index.arrays().values()) / 1e6, 1),
    }


def read_manifest(path: Path, known: Mapping[str, Passage]) -> list[tuple[str, frozenset[str]]]:
    """Questions and the ids that answer them. Raises InputError for an id that is not in `known`."""
    rows = [(row["question"], frozenset(filter(None, re.split(r"[ |]+", row["passages"])))) for row in read_rows(path, ("question", "passages"))]
    if unknown := frozenset.union(*(ids for _, ids in rows)) - known.keys():
        raise InputError(f"{path.name}: there is no passage {min(unknown)}")
    return rows


def sample(path: Path) -> list[str]:
    """Up to DISTRACTORS lines of a text file, also of one compressed with xz."""
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            lines = [stripped for line in file if (stripped := line.strip())]
    except (OSError, UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise InputError(f"{path.name}: cannot be read") from error
    return random.Random(0).sample(lines, min(DISTRACTORS, len(lines)))


def _shelf(lines: list[str], glossary: Glossary) -> Collection:
    passages = {f"distractors/{i}": Passage(f"distractors/{i}", "", "", (line,)) for i, line in enumerate(lines)}
    first: dict[str, int] = {}
    docs: list[Doc] = []
    for id_, passage in passages.items():
        first[id_] = len(docs)
        docs += passage_docs(f"passage:{id_}", passage, glossary)
    unread = np.zeros((len(docs), meaning.WIDTH), np.int8)  # a search looks at words alone
    return Collection("distractors", "customers", "", passages, Index.build(docs), first, unread)


class _Timed:
    """A finder, and how long each search took."""

    def __init__(self, find: Finder) -> None:
        self._find = find
        self.seconds: list[float] = []

    def __call__(self, heard: Transcript) -> Sequence[str]:
        start = time.thread_time()
        found = self._find(heard)
        self.seconds.append(time.thread_time() - start)
        return found


def _ids(index: Index, query: Query) -> list[str]:
    return [hit.id for hit in index.search(query, DEPTH)]


def _bm25(texts: Mapping[str, Query]) -> Index:
    mean = np.mean([sum(text.fields["char"].values()) for text in texts.values()])
    return Index.build(Doc(id_, text, usual=float(mean)) for id_, text in texts.items())


def _plain(text: str) -> Query:
    """Characters and their pairs, nothing else: no synonyms, no fillers dropped, no sounds."""
    row = certain(_MARK.sub("", normalise(text)))
    return Query({field: grams(row) if field == "char" else {} for field in FIELDS})


def _ranks(find: Finder, heard: Sequence[Sequence[Transcript]], rows: Sequence[tuple[str, frozenset[str]]]) -> Ranks:
    return np.array(
        [[next((i for i, id_ in enumerate(find(one)[:DEPTH], 1) if id_ in right), np.inf) for one in draws]
         for draws, (_, right) in zip(heard, rows, strict=True)]
    )  # fmt: skip


def _compared(served: Ranks, bare: Ranks, plain: Ranks) -> dict[str, Any]:
    return {"search": {**_figures(served), **_lead(served, plain)}, "passages": {**_figures(bare), **_lead(bare, plain)}, "bm25": _figures(plain)}


def _lead(ours: Ranks, theirs: Ranks) -> dict[str, Any]:
    lead = (ours <= 3).mean(axis=1) - (theirs <= 3).mean(axis=1)
    draws = np.random.default_rng(0).integers(0, len(lead), (_DRAWS, len(lead)))
    low, high = np.percentile(lead[draws].mean(axis=1), [2.5, 97.5])
    return {"lead": round(float(lead.mean()), 4), "lead_ci95": (round(float(low), 4), round(float(high), 4))}


def _figures(ranks: Ranks) -> dict[str, Any]:
    return {
        "recall1": round(float((ranks <= 1).mean()), 4),
        "recall3": round(float((ranks <= 3).mean()), 4),
        "recall3_ci95": wilson(round(float((ranks <= 3).mean() * len(ranks))), len(ranks)),
        "mrr": round(float((1 / ranks).mean()), 4),
    }


def _overlap(question: str, passages: Iterable[Passage]) -> float:
    """The share of the question's pairs of characters that the nearest passage has."""
    row = _MARK.sub("", normalise(question))
    pairs = [row[i : i + 2] for i in range(len(row) - 1)]
    texts = [normalise(f"{passage.heading}\n{passage.text}") for passage in passages]
    return max(sum(pair in text for pair in pairs) / max(1, len(pairs)) for text in texts)

