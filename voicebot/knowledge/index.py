"""An in-process inverted index: BM25 impacts (Robertson & Zaragoza 2009) in numpy, one posting table a field.

A field's score is divided by the query's own weight, so that fields can be added. Beside the score, which ranks, a hit
has its coverage, which judges: the share of the question's information that the id knows. Words the index has never
seen count as fully informative: they pull the coverage of an off-topic question down.

Several documents may share an id: an id scores as its best `example` plus its best `profile` (all that is known about
it, in one document). A token is as telling as the number of ids, not documents, that know it.

An index is numpy arrays only, so that it can be kept in a file and mapped into memory: a token is found by a binary
search over 64-bit hashes (BLAKE2b; two tokens of a million share one with a probability of 3e-8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .text import FIELDS, Query

K1 = 1.2
B = 0.7
_UNSEEN = 0.5  # ids that a token is taken to be known by which none knows
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
    keys: NDArray[np.uint64]  # hashes of the tokens, ascending; a token's position is its row
    starts: NDArray[np.int64]  # row → first posting
    docs: NDArray[np.int32]
    impacts: NDArray[np.float32]
    idf: NDArray[np.float32]
    unseen: float  # idf of a token that no document has

    def scores(self, query: Mapping[str, float], count: int) -> tuple[NDArray[np.float64], float]:
        """(2, count): normalised BM25 of every document, and the share of the query that it has at all; and what
        BM25 was divided by."""
        rows, found = self._rows(query)
        weights = np.fromiter(query.values(), np.float64, len(query))
        ideal = float(weights @ self._idf(rows, found))
        rows, weights = rows[found], weights[found]
        if not len(rows):
            return np.zeros((2, count)), ideal or 1.0
        spans = [slice(*span) for span in zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True)]
        docs = np.concatenate([self.docs[span] for span in spans])
        impacts = np.concatenate([self.impacts[span] for span in spans])
        sizes = self.starts[rows + 1] - self.starts[rows]
        weights /= ideal
        scores = np.bincount(docs, impacts * np.repeat(weights, sizes), count)
        shares = np.bincount(docs, np.repeat(weights * self.idf[rows], sizes), count)
        return np.stack([scores, shares]), ideal

    def coverage(self, query: Mapping[str, float], document: Mapping[str, float]) -> float:
        """The share of the query that a document has which is not in the index."""
        known, ideal = self.worth(query, document)
        return known / ideal if ideal else 0.0

    def worth(self, query: Mapping[str, float], document: Mapping[str, float]) -> tuple[float, float]:
        """What the query says that such a document knows, and what it says at all."""
        worth = np.fromiter(query.values(), np.float64, len(query)) * self._idf(*self._rows(query))
        known = np.fromiter((token in document for token in query), bool, len(query))
        return float(worth[known].sum()), float(worth.sum())

    def _rows(self, tokens: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Row of each token, and whether it has one at all."""
        wanted = _hashes(tokens)
        if not len(self.keys):
            return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
        rows = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return rows, self.keys[rows] == wanted

    def _idf(self, rows: NDArray[np.int64], found: NDArray[np.bool_]) -> NDArray[np.float64]:
        out = np.full(len(rows), self.unseen)
        out[found] = self.idf[rows[found]]
        return out


_PARTS = ("keys", "starts", "docs", "impacts", "idf")


class Index:
    """Immutable once built, so any number of calls may search it at once."""

    def __init__(self, ids: tuple[str, ...], groups: NDArray[np.int32], boosts: NDArray[np.float32],
                 profile: NDArray[np.bool_], fields: dict[str, _Field]) -> None:  # fmt: skip
        """By document: the position of its id, its boost, whether it is a profile."""
        self._ids, self._fields = ids, fields
        self._groups, self._boosts, self._profile = groups, boosts, profile
        self._by_id = np.argsort(groups, kind="stable")  # the documents, those of one id together
        self._first = np.searchsorted(groups[self._by_id], np.arange(len(ids) + 1))

    @classmethod
    def build(cls, docs: Iterable[Doc]) -> Index:
        rows = list(docs)
        ids = tuple(dict.fromkeys(doc.id for doc in rows))
        number = {id_: i for i, id_ in enumerate(ids)}
        groups = np.array([number[doc.id] for doc in rows], np.int32)
        boosts = np.array([doc.boost for doc in rows], np.float32)
        profile = np.array([doc.profile for doc in rows], bool)
        fields = {name: _field([doc.tokens.fields[name] for doc in rows], groups, profile, len(ids)) for name in FIELDS}
        return cls(ids, groups, boosts, profile, fields)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it by name, to be kept; `from_arrays` takes it back without computing anything anew."""
        kept = {f"{name}.{part}": getattr(field, part) for name, field in self._fields.items() for part in _PARTS}
        ids = np.frombuffer("\0".join(self._ids).encode(), np.uint8)
        return {"ids": ids, "groups": self._groups, "boosts": self._boosts, "profile": self._profile, **kept}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Index:
        """`arrays` may lie in a mapped file: only what a search touches is read. Raises KeyError where one is missing."""
        text = arrays["ids"].tobytes().decode()
        ids = tuple(text.split("\0")) if text else ()
        fields: dict[str, _Field] = {}
        for name in FIELDS:
            keys, starts, docs, impacts, idf = (arrays[f"{name}.{part}"] for part in _PARTS)
            fields[name] = _Field(keys, starts, docs, impacts, idf, _idf(len(ids), _UNSEEN))
        return cls(ids, arrays["groups"], arrays["boosts"], arrays["profile"], fields)

    def search(self, query: Query, k: int = 5) -> list[Hit]:
        """The `k` best ids, best first; ids without any common token are left out."""
        count = len(self._groups)
        scored = {name: self._fields[name].scores(query.fields[name], count) for name in FIELDS}
        by_field = {name: scores for name, (scores, _) in scored.items()}
        both = sum((FIELD_WEIGHTS[name] * by_field[name] for name in FIELDS), np.zeros((2, count)))
        total, covered = both[0] * self._boosts, both[1]
        examples, profiles = np.where(self._profile, 0, total), np.where(self._profile, total, 0)
        scores = self._best(examples) + self._best(profiles)
        coverage = self._best(covered)
        hits = []
        for id_ in _top(scores, k):
            if scores[id_] > 0:
                mine = self._by_id[self._first[id_] : self._first[id_ + 1]]
                doc = int(mine[np.argmax(examples[mine])])
                fields = {name: float(by_field[name][0, mine].max()) for name in FIELDS}
                mass = max(fields[name] * scored[name][1] for name in ("char", "jyut"))
                seen = doc if examples[doc] > 0 else -1
                hits.append(Hit(self._ids[id_], float(scores[id_]), float(coverage[id_]), mass, fields, seen))
        return hits

    def _best(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """The highest score of each id."""
        return np.maximum.reduceat(scores[self._by_id], self._first[:-1]) if self._ids else np.zeros(0)

    def coverage(self, query: Query, document: Query) -> float:
        """The coverage of `query` by one document outside the index, with the index's statistics."""
        return sum(
            FIELD_WEIGHTS[name] * self._fields[name].coverage(query.fields[name], document.fields[name]) for name in FIELDS
        )

    def mass(self, query: Query, document: Query) -> float:
        """The same for `Hit.mass`, as if every word stood in the document once."""
        return max(self._fields[name].worth(query.fields[name], document.fields[name])[0] for name in ("char", "jyut"))


def _top(scores: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """Positions of the `k` highest scores, best first; ties keep the order of the documents."""
    if k < len(scores):
        chosen = np.sort(np.argpartition(-scores, k)[:k])
    else:
        chosen = np.arange(len(scores))
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def _hashes(tokens: Iterable[str]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join([blake2b(token.encode(), digest_size=8).digest() for token in tokens]), np.uint64)


def _field(
    documents: Sequence[Mapping[str, float]], groups: NDArray[np.int32], profile: NDArray[np.bool_], count: int
) -> _Field:
    """The posting table of one field; `count` is the number of ids, `groups` the id of each document."""
    sizes = np.array([len(tokens) for tokens in documents], np.int64)
    weights = np.fromiter(chain.from_iterable(tokens.values() for tokens in documents), np.float64, int(sizes.sum()))
    docs = np.repeat(np.arange(len(documents), dtype=np.int32), sizes)
    keys, rows = _numbered(chain.from_iterable(documents), len(docs))
    lengths = np.bincount(docs, weights, len(documents)).astype(np.float64)
    means = np.where(profile, _mean(lengths[profile]), _mean(lengths[~profile]))
    known = np.unique(rows.astype(np.int64) * count + groups[docs]) // max(1, count)  # each (token, id) once
    idf = _idf(count, np.bincount(known, minlength=len(keys))).astype(np.float32)
    impacts = _saturation(weights, (lengths / means)[docs]) * idf[rows]
    order = np.argsort(rows, kind="stable")
    return _Field(
        keys=keys,
        starts=np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(keys)))]).astype(np.int64),
        docs=docs[order],
        impacts=impacts[order].astype(np.float32),
        idf=idf,
        unseen=_idf(count, _UNSEEN),
    )


def _numbered(tokens: Iterable[str], size: int) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The sorted hashes of all different tokens, and of each of the `size` tokens its place among them."""
    seen: dict[str, int] = {}
    numbers = np.fromiter((seen.setdefault(token, len(seen)) for token in tokens), np.int32, size)
    hashes = _hashes(seen)
    order = np.argsort(hashes)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return hashes[order], place[numbers]


def _saturation(tf: NDArray[np.float64], length: NDArray[np.float64]) -> NDArray[np.float64]:
    """`length` of the document, as a share of the mean."""
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * length))


def _mean(lengths: NDArray[np.float64]) -> float:
    return float(lengths.mean()) if len(lengths) else 1.0


def _idf(count: int, found: Any) -> Any:
    """Of a token that `found` (a number, or an array of them) of `count` ids have."""
    return np.log(1 + (count - found + 0.5) / (found + 0.5))
