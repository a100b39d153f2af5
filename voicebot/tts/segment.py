"""Where words begin and end in a run of Han characters: the cheapest way through a table of words.

A reading hangs on its word (人參 and 參加, 全中 and 中國), and a table read from the left takes the wrong one where two
overlap. A word's cost is the logarithm of how rare it is (a unigram model, Viterbi's search). `words.gz` holds words of
rime-cantonese (CC BY 4.0) with costs counted on Cantonese Wikipedia and Common Voice by models/recipes/g2p/words.py.
"""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path

TABLE = Path(__file__).with_name("words.gz")
UNSEEN = 15.0  # cost of a character that was not counted alone
OWN = 8.0  # of a word that our tables read and no text was counted for: below two characters that seldom stand alone
TRUSTED = 11.5  # at most, of a word that our tables read


class Segmenter:
    """Immutable, so threads may share it."""

    def __init__(self, costs: Mapping[str, float], own: Iterable[str] = ()) -> None:
        self._costs = {**costs, **{word: min(costs.get(word, OWN), TRUSTED) for word in own}}
        self._longest = max(map(len, self._costs), default=1)

    def split(self, run: str) -> list[str]:
        """The words of `run`, which joined are `run`; a character that no word takes stands alone."""
        best, since = [0.0], [0]
        for end in range(1, len(run) + 1):
            cost, start = best[end - 1] + self._costs.get(run[end - 1], UNSEEN), end - 1
            for at in range(max(0, end - self._longest), end - 1):
                if (own := self._costs.get(run[at:end])) is not None and best[at] + own < cost:
                    cost, start = best[at] + own, at
            best.append(cost)
            since.append(start)
        words, end = [], len(run)
        while end:
            words.append(run[since[end] : end])
            end = since[end]
        return words[::-1]


@functools.cache
def costs() -> Mapping[str, float]:
    """Of the shipped table, a line a word: word, tab, cost in tenths."""
    lines = gzip.decompress(TABLE.read_bytes()).decode().splitlines()
    return {word: int(tenths) / 10 for word, _, tenths in (line.partition("\t") for line in lines)}
