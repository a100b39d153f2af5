"""Text as pieces of words, for the network that knows meanings. Pure.

SentencePiece's unigram model (Kudo 2018): of all ways to cut a text into known pieces the most probable, found by Viterbi's
algorithm. A space is written ▁, also before the text; a character that no piece has is the unknown one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ..characters import hong_kong, unradical

MARK = "▁"
BEGIN, FILL, END, UNKNOWN = range(4)
UNKNOWN_COST = 10.0  # below the least probable piece


class Pieces:
    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        """`pieces[0:4]` begin, fill, end and stand for what is unknown; `scores`: logarithms of their probabilities."""
        self._known = {piece: (number, float(score)) for number, (piece, score) in enumerate(zip(pieces, scores, strict=True)) if number > UNKNOWN}
        self._longest = max(map(len, pieces))
        self._unknown = min(score for _, score in self._known.values()) - UNKNOWN_COST

    def numbers(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without begin and end; [] of a text without characters."""
        row = written(text)
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # score of the best cut up to here, where its last piece begins, which it is
        for end in range(1, len(row) + 1):
            choices = [(best[end - 1][0] + self._unknown, end - 1, UNKNOWN)]
            for start in range(max(0, end - self._longest), end):
                known = self._known.get(row[start:end])
                if known is not None:
                    choices.append((best[start][0] + known[1], start, known[0]))
            best.append(max(choices))
        out, end = [], len(row)
        while end:
            _, end, number = best[end]
            out.append(number)
        return out[::-1]


def written(text: str) -> str:
    """`text` in Unicode's compatibility form and Hong Kong's characters, with the spaces marked."""
    words = unicodedata.normalize("NFKC", hong_kong(unradical(text))).split()
    return MARK + MARK.join(words) if words else ""
