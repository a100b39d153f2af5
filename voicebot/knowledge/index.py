"""An in-process inverted index: BM25 impacts (Robertson & Zaragoza 2009) in numpy, one posting table a field.

A field's score is divided by the query's own weight, so that fields can be added. Beside the score, which ranks, a hit
has its coverage, which judges: the share of the question's information that the id knows. Words the index has never
seen count as fully informative: they pull the coverage of an off-topic question down.

Several documents may share an id: an id scores as its best `example` plus its best `profile` (all that is known about
it, in one document). A token is as telling as the number of ids, not documents, that know it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .text import FIELDS, Query

K1 = 1.2
B = 0.7
FIELD_WEIGHTS = {"char": 0.5, "jyut": 0.25, "loose": 0.25}


@dataclass(frozen=True, slots=True)
class Doc:
    """One searchable text. `boost` multiplies its score; `profile` marks what is added to the best example."""

    id: str
    tokens: Query
    boost: float = 1.0
    profile: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    score: float  # for ranking; about 1 for a question that an example asks in nearly the same words
    coverage: float  # 0..1, the share of the question's information that the id knows
    mass: float  # how much that is, in characters or in sounds: BM25 before it is normalised
    by_field: Mapping[str, float]  # the same, field by field, before weighting
    doc: int  # which example of the id was best, in the order of `build`; -1 where only the profile matched


@dataclass(frozen=True, slots=True)
class _Field:
    rows: dict[str, int]  # token → row
    starts: NDArray[np.int64]  # row → first posting
    docs: NDArray[np.int32]
    impacts: NDArray[np.float32]
    idf: NDArray[np.float32]
    unseen: float  # idf of a token that no document has

    def scores(self, query: Mapping[str, float], count: int) -> tuple[NDArray[np.float32], float]:
        """(2, count): normalised BM25 of every document, and the share of the query that it has at all; and what
        BM25 was divided by."""
        total = np.zeros((2, count), np.float32)
        ideal = 0.0
        for token, weight in query.items():
            row = self.rows.get(token)
            if row is None:
                ideal += weight * self.unseen
                continue
            ideal += weight * float(self.idf[row])
            span = slice(self.starts[row], self.starts[row + 1])
            total[0, self.docs[span]] += self.impacts[span] * np.float32(weight)
            total[1, self.docs[span]] += self.idf[row] * np.float32(weight)
        return (total / np.float32(ideal), ideal) if ideal else (total, 1.0)

    def coverage(self, query: Mapping[str, float], document: Mapping[str, float]) -> float:
        """The share of the query that a document has which is not in the index."""
        got = ideal = 0.0
        for token, weight in query.items():
            row = self.rows.get(token)
            idf = self.unseen if row is None else float(self.idf[row])
            ideal += weight * idf
            got += weight * idf if token in document else 0.0
        return got / ideal if ideal else 0.0


class Index:
    """Immutable once built, so any number of calls may search it at once."""

    def __init__(self, ids: tuple[str, ...], docs: list[Doc], groups: NDArray[np.int32],
                 fields: dict[str, _Field]) -> None:  # fmt: skip
        self._ids = ids
        self._groups = groups
        self._boosts = np.array([doc.boost for doc in docs], np.float32)
        self._profile = np.array([doc.profile for doc in docs], bool)
        self._fields = fields

    @classmethod
    def build(cls, docs: Iterable[Doc]) -> Index:
        rows = list(docs)
        ids = tuple(dict.fromkeys(doc.id for doc in rows))
        number = {id_: i for i, id_ in enumerate(ids)}
        groups = np.array([number[doc.id] for doc in rows], np.int32)
        profiles = np.array([doc.profile for doc in rows], bool)
        tokens = {name: [doc.tokens.fields[name] for doc in rows] for name in FIELDS}
        fields = {name: _field(tokens[name], groups, profiles, len(ids)) for name in FIELDS}
        return cls(ids, rows, groups, fields)

    def search(self, query: Query, k: int = 5) -> list[Hit]:
        """The `k` best ids, best first; ids without any common token are left out."""
        count = len(self._groups)
        scored = {name: self._fields[name].scores(query.fields[name], count) for name in FIELDS}
        by_field = {name: scores for name, (scores, _) in scored.items()}
        both = np.sum([FIELD_WEIGHTS[name] * by_field[name] for name in FIELDS], axis=0)
        total, covered = both[0] * self._boosts, both[1]
        examples, profiles = np.where(self._profile, 0, total), np.where(self._profile, total, 0)
        scores = self._best(examples) + self._best(profiles)
        coverage = self._best(covered)
        hits = []
        for id_ in _top(scores, k):
            if scores[id_] > 0:
                mine = np.flatnonzero(self._groups == id_)
                doc = int(mine[np.argmax(examples[mine])])
                fields = {name: float(by_field[name][0, mine].max()) for name in FIELDS}
                mass = max(fields[name] * scored[name][1] for name in ("char", "jyut"))
                seen = doc if examples[doc] > 0 else -1
                hits.append(Hit(self._ids[id_], float(scores[id_]), float(coverage[id_]), mass, fields, seen))
        return hits

    def _best(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The highest score of each id."""
        out = np.zeros(len(self._ids), np.float32)
        np.maximum.at(out, self._groups, scores)
        return out

    def coverage(self, query: Query, document: Query) -> float:
        """The coverage of `query` by one document outside the index, with the index's statistics."""
        return sum(
            FIELD_WEIGHTS[name] * self._fields[name].coverage(query.fields[name], document.fields[name]) for name in FIELDS
        )


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Positions of the `k` highest scores, best first; ties keep the order of the documents."""
    if k < len(scores):
        chosen = np.sort(np.argpartition(-scores, k)[:k])
    else:
        chosen = np.arange(len(scores))
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def _saturation(tf: float, length: float, mean_length: float) -> float:
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / mean_length))


def _field(
    documents: list[Mapping[str, float]], groups: NDArray[np.int32], profiles: NDArray[np.bool_], count: int
) -> _Field:
    """The posting table of one field; `count` is the number of ids, `groups` the id of each document."""
    lengths = np.array([sum(tokens.values()) for tokens in documents])
    means = [_mean(lengths[~profiles]), _mean(lengths[profiles])]
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, tokens in enumerate(documents):
        mean = means[int(profiles[number])]
        for token, weight in tokens.items():
            postings.setdefault(token, []).append((number, _saturation(weight, lengths[number], mean)))
    known = [len({int(groups[number]) for number, _ in found}) for found in postings.values()]
    idf = np.array([_idf(count, n) for n in known], np.float32)
    sizes = [len(found) for found in postings.values()]
    flat = [posting for found in postings.values() for posting in found]
    return _Field(
        rows={token: row for row, token in enumerate(postings)},
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        docs=np.array([number for number, _ in flat], np.int32),
        impacts=np.array([weight for _, weight in flat], np.float32) * np.repeat(idf, sizes).astype(np.float32),
        idf=idf,
        unseen=_idf(count, 0.5),
    )


def _mean(lengths: NDArray[np.float64]) -> float:
    return float(lengths.mean()) if len(lengths) else 1.0


def _idf(count: int, found: float) -> float:
    return math.log(1 + (count - found + 0.5) / (found + 0.5))
