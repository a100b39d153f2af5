"""Where to cut a turn for engines that hear a bounded stretch at a time: at its longest pauses."""

from __future__ import annotations

Span = tuple[int, int]  # of samples, from and to


def joined(speech: list[Span], most: int) -> list[Span]:
    """Stretches of speech as few pieces of at most `most` samples, pauses inside included; cuts are where nobody speaks.

    A single stretch longer than that is cut into equal pieces: there is no pause to cut at.
    """
    pieces: list[Span] = []
    for begin, end in speech:
        if pieces and end - pieces[-1][0] <= most:
            pieces[-1] = (pieces[-1][0], end)
            continue
        count = -(-(end - begin) // most)
        edges = [begin + (end - begin) * i // count for i in range(count + 1)]
        pieces += zip(edges, edges[1:], strict=False)
    return pieces
