"""What raises the paths of likely words: small language models of a pack's own texts and of what the dialog expects,
mixed with the large one.

    p(c | h) = (1 - Σ w) p_large(c | h) + Σ w p_small(c | h)

A mixture bounds what an expectation can do: what it does not know loses log(1 - Σ w) a character and no more, however
often the expectation is wrong (Jelinek & Mercer 1980; for contextual recognition Aleksic et al. 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .ngram import END, START, Keys

Floats = NDArray[np.float64]
Ids = Callable[[str], Sequence[int]]
_LONGER = 0.7  # share of the trigram where its history is known
_ENTER = 0.02  # how likely a text begins after a character that none of them has
_BITS = np.uint64(16)
_LAST = np.uint64(0xFFFF)
_TWO = np.uint64(0xFFFF_FFFF)


@dataclass(frozen=True, slots=True)
class Small:
    """Bigrams and trigrams of a few texts, by relative frequency. After a character that no text has, a text may begin."""

    pairs: Keys  # (previous, next), sorted, and p(next | previous)
    pair_p: Floats
    triples: Keys
    triple_p: Floats
    known: Keys  # previous characters
    known_two: Keys  # previous two

    @staticmethod
    def of(texts: Iterable[Sequence[int]]) -> Small | None:
        """From texts as token ids; 0 parts a text where a token is unknown. None where there is nothing."""
        pairs: dict[int, float] = {}
        triples: dict[int, float] = {}
        for text in texts:
            whole = (START, *text, END)
            for left, right in zip(whole, whole[1:], strict=False):
                if left and right:
                    pairs[left << 16 | right] = pairs.get(left << 16 | right, 0) + 1
            for first, left, right in zip(whole, whole[1:], whole[2:], strict=False):
                if first and left and right:
                    key = (first << 16 | left) << 16 | right
                    triples[key] = triples.get(key, 0) + 1
        if not pairs.keys() - {START << 16 | END}:
            return None
        return Small(*_shares(pairs), *_shares(triples), _contexts(pairs), _contexts(triples))

    def p(self, history: Keys, chars: NDArray[np.int64]) -> Floats:
        """p of each character [k] after each history [b]: [b, k]."""
        last = history & _LAST
        start = np.where(_found(self.known, last)[0], last, np.uint64(START))
        ids = chars.astype(np.uint64)[None, :]
        result = _value(self.pairs, self.pair_p, start[:, None] << _BITS | ids)
        result[start != last] *= _ENTER
        two = history & _TWO
        longer = np.flatnonzero(_found(self.known_two, two)[0])
        if len(longer):
            more = _value(self.triples, self.triple_p, two[longer, None] << _BITS | ids)
            result[longer] = _LONGER * more + (1 - _LONGER) * result[longer]
        return result


@dataclass(frozen=True, slots=True)
class Bias:
    """Small models with their shares, which sum to less than 1."""

    models: tuple[tuple[Small, float], ...] = ()

    def mix(self, score: NDArray[np.float32], history: Keys, chars: NDArray[np.int64]) -> NDArray[np.float32]:
        """log p [b, k] of the large model → log p of the mixture."""
        if not self.models:
            return score
        rest = 1 - sum(share for _, share in self.models)
        total = rest * np.exp(score.astype(np.float64))
        for model, share in self.models:
            total += share * model.p(history, chars)
        return np.log(np.maximum(total, 1e-30)).astype(np.float32)


def _contexts(counts: dict[int, float]) -> Keys:
    return np.array(sorted({key >> 16 for key in counts}), dtype=np.uint64)


def _shares(counts: dict[int, float]) -> tuple[Keys, Floats]:
    keys = np.array(sorted(counts), dtype=np.uint64)
    count = np.array([counts[key] for key in keys.tolist()], dtype=np.float64)
    _, context = np.unique(keys >> _BITS, return_inverse=True)
    return keys, count / np.bincount(context, weights=count)[context]


def _found(table: Keys, keys: Keys) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    if not len(table):
        return np.zeros(keys.shape, dtype=bool), np.zeros(keys.shape, dtype=np.intp)
    at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return table[at] == keys, at


def _value(table: Keys, values: Floats, keys: Keys) -> Floats:
    found, at = _found(table, keys)
    return np.where(found, values[at], 0.0) if len(table) else np.zeros(keys.shape)
