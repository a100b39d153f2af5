"""A character n-gram model in a few numpy arrays, looked up for many keys at once.

Back-off form: log p(c | h) is stored where the n-gram h c is known, else it is backoff(h) + log p(c | shorter h).
N-grams lie in buckets of eight 32-bit words: 24 bits of the key's hash (so that one strange key in about two million
is taken for a known one) and 8 bits of the value, in steps of 1/16 nat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ORDER = 4
WIDTH = 8  # words a bucket
STEP = 1 / 16  # nats a step of a stored value
START, END = 1, 2  # character ids of the marks before and after a sentence; 0 is "no character"
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HISTORY = np.uint64((1 << 16 * (ORDER - 1)) - 1)
_BITS = np.uint64(16)

Keys = NDArray[np.uint64]
Scores = NDArray[np.float32]


def place(keys: Keys, buckets: int) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Bucket and 24-bit mark (never 0) of each key."""
    mixed = keys * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX
    bucket = ((mixed >> np.uint64(32)) * np.uint64(buckets)) >> np.uint64(32)
    mark = (mixed & np.uint64(0xFFFFFF)).astype(np.uint32)
    return bucket.astype(np.int64), np.maximum(mark, np.uint32(1))


@dataclass(frozen=True, slots=True)
class Table:
    """Known keys with a value ≤ 0 each; `words` is uint32 [buckets, 8]."""

    words: NDArray[np.uint32]

    def find(self, keys: Keys) -> tuple[NDArray[np.bool_], Scores]:
        """(known, value) of each key; the value of an unknown one is without meaning."""
        bucket, mark = place(keys, len(self.words))
        rows = self.words[bucket]
        hit = np.where((rows >> np.uint32(8)) == mark[..., None], rows, np.uint32(0)).max(axis=-1)
        return hit != 0, (hit & np.uint32(255)).astype(np.float32) * np.float32(-STEP)


def fill(keys: Keys, values: NDArray[np.float64], load: float = 0.5) -> NDArray[np.uint32]:
    """The words of a Table. Given best first: where a bucket is full, what comes later is left out."""
    buckets = max(1, int(len(keys) / load / WIDTH))
    bucket, mark = place(keys, buckets)
    order = np.argsort(bucket, kind="stable")
    ranked = bucket[order]
    rank = np.arange(len(keys)) - np.searchsorted(ranked, ranked)
    fits = rank < WIDTH
    level = np.clip(np.rint(values / -STEP), 0, 255).astype(np.uint32)
    words = np.zeros((buckets, WIDTH), dtype=np.uint32)
    words[ranked[fits], rank[fits]] = (mark << np.uint32(8) | level)[order][fits]
    return words


@dataclass(frozen=True, slots=True)
class NGrams:
    """`first` and `first_backoff`: float [characters]; `more[i]`: n-grams of i + 2; `backoff[i]`: contexts of i + 2."""

    first: Scores
    first_backoff: Scores
    more: tuple[Table, ...]
    backoff: tuple[Table, ...]

    def score(self, history: Keys, chars: NDArray[np.int64]) -> Scores:
        """log p of each character [k] after each history [b]: [b, k]. Ids packed 16 bits each, the last one lowest."""
        last = (history & np.uint64(0xFFFF)).astype(np.int64)
        result = self.first_backoff[last][:, None] + self.first[chars][None, :]
        packed = chars.astype(np.uint64)
        for size in range(1, ORDER):
            context = history & np.uint64((1 << 16 * size) - 1)
            if size > 1:
                known, weight = self.backoff[size - 2].find(context)
                result = result + np.where(known, weight, np.float32(0))[:, None]
            found, value = self.more[size - 1].find((context[:, None] << _BITS) | packed[None, :])
            result = np.where(found, value, result)
        return result


def extend(history: Keys, chars: NDArray[np.int64]) -> Keys:
    """Histories after one more character each."""
    return ((history << _BITS) | chars.astype(np.uint64)) & _HISTORY
