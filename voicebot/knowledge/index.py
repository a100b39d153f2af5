"""An in-process inverted index: BM25 impacts (Robertson & Zaragoza 2009) in numpy, one posting table a field.

A field's score is divided by the query's own weight, so that fields can be added. Beside the score, which ranks, a hit
has its coverage, which judges: the share of the question's information that the id knows. Words the index has never
seen count as fully informative: they pull the coverage of an off-topic question down.

Several documents may share an id: an id scores as its best `example` plus its best `profile` (all that is known about
it, in one document). A token is as telling as the number of ids, not documents, that know it.

Several indexes are searched as one by giving each the `worth` of the query's tokens in all of them: a word that is common
in one collection and rare in another would else make their scores strangers to each other.

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
LENGTH, PROFILE_LENGTH = 16.0, 280.0  # tokens of the usual example, and of the usual profile
_UNSEEN = 0.5  # ids that a token is taken to be known by which none knows
Floats = NDArray[np.float64]
FIELD_WEIGHTS = {"char": 0.5, "jyut": 0.25, "loose": 0.25}


@dataclass(frozen=True, slots=True)
class Doc:
    """One searchable text. `boost` multiplies its score; `profile` marks what is added to the best example.

    `usual` is the length of the usual text of its kind, in tokens (0: of an example or a profile). BM25 takes the mean of
    the collection: then a text would count as long in one index and as short in another, and scores could not be compared.
    """

    id: str
    tokens: Query
    boost: float = 1.0
    profile: bool = False
    usual: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    score: float  # for ranking; about 1 for a question that an example asks in nearly the same words
    coverage: float  # 0..1, the share of the question's information that the id knows
    mass: float  # how much that is, in characters or in sounds: BM25 before it is normalised
    by_field: Mapping[str, float]  # the same, field by field, before weighting
    doc: int  # which example of the id was best, in the order of `build`; -1 where only the profile matched


@dataclass(frozen=True, slots=True)
class Terms:
    """One field of a query: its tokens' hashes and what each is worth, which is its weight times its idf."""

    keys: NDArray[np.uint64]
    weights: Floats
    ideal: float  # their sum, 1 where there is none: what BM25 is divided by


@dataclass(frozen=True, slots=True)
class _Field:
    keys: NDArray[np.uint64]  # hashes of the tokens, ascending; a token's position is its row
    starts: NDArray[np.int64]  # row → first posting
    docs: NDArray[np.int32]
    impacts: NDArray[np.float32]  # BM25 but for the token's idf
    known: NDArray[np.int32]  # how many ids know the token

    def scores(self, worth: Terms, judged: Terms, count: int) -> Floats:
        """(2, count): normalised BM25 of every document, and the share of the query, as it is `judged`, that it has at
        all. Both are of the same tokens."""
        rows, found = self._rows(worth.keys)
        rows = rows[found]
        if not len(rows):
            return np.zeros((2, count))
        spans = [slice(*span) for span in zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True)]
        docs = np.concatenate([self.docs[span] for span in spans])
        impacts = np.concatenate([self.impacts[span] for span in spans])
        sizes = self.starts[rows + 1] - self.starts[rows]
        shares, parts = (np.repeat(terms.weights[found] / terms.ideal, sizes) for terms in (worth, judged))
        return np.stack([np.bincount(docs, impacts * shares, count), np.bincount(docs, parts, count)])

    def counts(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many ids know each token."""
        rows, found = self._rows(keys)
        out = np.zeros(len(rows), np.int64)
        out[found] = self.known[rows[found]]
        return out

    def _rows(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Row of each token, and whether it has one at all."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
        rows = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return rows, self.keys[rows] == keys


_PARTS = ("keys", "starts", "docs", "impacts", "known")


class Index:
    """Immutable once built, so any number of calls may search it at once."""

    def __init__(self, ids: tuple[str, ...], groups: NDArray[np.int32], boosts: NDArray[np.float32],
                 profile: NDArray[np.bool_], fields: dict[str, _Field]) -> None:  # fmt: skip
        """By document: the position of its id, its boost, whether it is a profile."""
        self._ids, self._fields = ids, fields
        self._groups, self._boosts, self._profile = groups, boosts, profile
        self._by_id = np.argsort(groups, kind="stable")  # the documents, those of one id together
        self._in_order = bool((groups[1:] >= groups[:-1]).all())  # as they are in a collection
        self._first = np.searchsorted(groups[self._by_id], np.arange(len(ids) + 1))

    @classmethod
    def build(cls, docs: Iterable[Doc]) -> Index:
        rows = list(docs)
        ids = tuple(dict.fromkeys(doc.id for doc in rows))
        number = {id_: i for i, id_ in enumerate(ids)}
        groups = np.array([number[doc.id] for doc in rows], np.int32)
        boosts = np.array([doc.boost for doc in rows], np.float32)
        profile = np.array([doc.profile for doc in rows], bool)
        usual = np.array([doc.usual or (PROFILE_LENGTH if doc.profile else LENGTH) for doc in rows])
        fields = {name: _field([doc.tokens.fields[name] for doc in rows], groups, usual) for name in FIELDS}
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
            keys, starts, docs, impacts, known = (arrays[f"{name}.{part}"] for part in _PARTS)
            fields[name] = _Field(keys, starts, docs, impacts, known)
        return cls(ids, arrays["groups"], arrays["boosts"], arrays["profile"], fields)

    def search(
        self, query: Query, k: int = 5, worth: Mapping[str, Terms] | None = None, judged: Mapping[str, Terms] | None = None
    ) -> list[Hit]:
        """The `k` best ids, best first; ids without any common token are left out. `worth`: the query's in all the indexes
        that are searched beside this one, for scores; `judged`: its worth for coverage and mass, if another."""
        count, worth = len(self._groups), worth or worth_in([self], query)
        judged = judged or worth
        by_field = {name: self._fields[name].scores(worth[name], judged[name], count) for name in FIELDS}
        both = sum((FIELD_WEIGHTS[name] * by_field[name] for name in FIELDS), np.zeros((2, count)))
        total, covered = both[0] * self._boosts, both[1]
        examples, scores = total, self._best(total)
        if self._profile.any():
            examples = np.where(self._profile, 0, total)
            scores = self._best(examples) + self._best(total - examples)
        coverage, best = self._best(covered), {name: self._best(both[0]) for name, both in by_field.items()}
        hits = []
        for id_ in _top(scores, k):
            if scores[id_] > 0:
                mine = self._by_id[self._first[id_] : self._first[id_ + 1]]
                doc = int(mine[np.argmax(examples[mine])])
                fields = {name: float(best[name][id_]) for name in FIELDS}
                mass = max(fields[name] * judged[name].ideal for name in ("char", "jyut"))
                seen = doc if examples[doc] > 0 else -1
                hits.append(Hit(self._ids[id_], float(scores[id_]), float(coverage[id_]), mass, fields, seen))
        return hits

    def _best(self, scores: Floats) -> Floats:
        """The highest score of each id."""
        grouped = scores if self._in_order else scores[self._by_id]
        return np.maximum.reduceat(grouped, self._first[:-1]) if self._ids else np.zeros(0)

    def coverage(self, query: Query, document: Query) -> float:
        """The coverage of `query` by one document outside the index, with the index's statistics."""
        worth, out = worth_in([self], query), 0.0
        for name in FIELDS:
            shared = np.fromiter((token in document.fields[name] for token in query.fields[name]), bool, len(query.fields[name]))
            out += FIELD_WEIGHTS[name] * float(worth[name].weights[shared].sum()) / worth[name].ideal
        return out

    def counts(self, field: str, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many ids know each token, by the tokens' hashes."""
        return self._fields[field].counts(keys)

    def __len__(self) -> int:
        """The number of ids."""
        return len(self._ids)


def worth_in(indexes: Sequence[Index], query: Query) -> dict[str, Terms]:
    """By field, what the query's tokens are worth in all the indexes together."""
    size, out = sum(map(len, indexes)), {}
    for name, tokens in query.fields.items():
        keys = _hashes(tokens)
        known = sum((index.counts(name, keys) for index in indexes), np.zeros(len(keys)))
        weights = np.fromiter(tokens.values(), np.float64, len(tokens)) * _idf(size, np.where(known > 0, known, _UNSEEN))
        out[name] = Terms(keys, weights, float(weights.sum()) or 1.0)
    return out


def _top(scores: Floats, k: int) -> NDArray[np.int64]:
    """Positions of the `k` highest scores, best first; ties keep the order of the documents."""
    if k < len(scores):
        chosen = np.sort(np.argpartition(-scores, k)[:k])
    else:
        chosen = np.arange(len(scores))
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def _hashes(tokens: Iterable[str]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join([blake2b(token.encode(), digest_size=8).digest() for token in tokens]), np.uint64)


def _field(
    documents: Sequence[Mapping[str, float]], groups: NDArray[np.int32], usual: Floats
) -> _Field:
    """The posting table of one field. By document, `groups`: its id, `usual`: the length that its kind has."""
    sizes = np.array([len(tokens) for tokens in documents], np.int64)
    weights = np.fromiter(chain.from_iterable(tokens.values() for tokens in documents), np.float64, int(sizes.sum()))
    docs = np.repeat(np.arange(len(documents), dtype=np.int32), sizes)
    keys, rows = _numbered(list(chain.from_iterable(documents)))
    lengths = np.bincount(docs, weights, len(documents)).astype(np.float64)
    impacts = _saturation(weights, (lengths / usual)[docs])
    together = np.argsort(groups[docs], kind="stable")
    order = together[np.argsort(rows[together], kind="stable")]  # by token, then by id
    pairs = np.stack([rows[order], groups[docs[order]]])
    new = np.concatenate([np.ones(min(1, len(docs)), bool), (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)])
    return _Field(
        keys=keys,
        starts=np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(keys)))]).astype(np.int64),
        docs=docs[order],
        impacts=impacts[order].astype(np.float32),
        known=np.bincount(pairs[0][new], minlength=len(keys)).astype(np.int32),
    )


def _numbered(tokens: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The sorted hashes of all different tokens, and of each token its place among them."""
    unique = dict.fromkeys(tokens)
    hashes = _hashes(unique)
    order = np.argsort(hashes)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    numbers = dict(zip(unique, place.tolist(), strict=True))
    return hashes[order], np.fromiter(map(numbers.__getitem__, tokens), np.int32, len(tokens))


def _saturation(tf: Floats, length: Floats) -> Floats:
    """`length` of the document, as a share of the usual one."""
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * length))


def _idf(count: int, known: Floats) -> Floats:
    """Of tokens that `known` of `count` ids know."""
    return np.asarray(np.log(1 + (count - known + 0.5) / (known + 0.5)))
