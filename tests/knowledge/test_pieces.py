"""Text as pieces: the cut is the most probable one, every character has its place, and nothing is too odd to be cut."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.knowledge.pieces import MARK, UNKNOWN, UNKNOWN_COST, Pieces, written

TABLE = {"<s>": 0.0, "<pad>": 0.0, "</s>": 0.0, "<unk>": 0.0, MARK: -2.0, "退": -5.0, "款": -5.5, "退款": -7.0, "款項": -8.0, "項": -6.0, f"{MARK}退": -6.5, "ab": -4.0, "a": -3.0}
PIECES = Pieces(list(TABLE), list(TABLE.values()))
LEAST = min(score for piece, score in TABLE.items() if not piece.startswith("<"))


def cost(row: str, cuts: tuple[int, ...]) -> float:
    parts = [row[a:b] for a, b in zip((0, *cuts), (*cuts, len(row)), strict=True)]
    if any(part not in TABLE and len(part) > 1 for part in parts):
        return float("-inf")
    return sum(TABLE.get(part, LEAST - UNKNOWN_COST) for part in parts)


@given(st.text("退款項ab囍", max_size=7))
def test_the_cut_is_the_best_of_all(text: str) -> None:
    row = written(text)
    names = list(TABLE)
    found = PIECES.numbers(text)
    score = sum(TABLE[names[n]] if n != UNKNOWN else LEAST - UNKNOWN_COST for n in found)
    best = max((cost(row, cuts) for size in range(len(row)) for cuts in combinations(range(1, len(row)), size)), default=0.0)
    assert score == pytest.approx(best if row else 0.0)


@given(st.text(max_size=40))
def test_any_text_is_cut_whole(text: str) -> None:
    names, row = list(TABLE), written(text)
    assert sum(1 if n == UNKNOWN else len(names[n]) for n in PIECES.numbers(text)) == len(row)


@pytest.mark.parametrize(("text", "row"), [("退  款", "▁退▁款"), (" ＡＢ", "▁AB"), ("退款手续", "▁退款手續"), ("", ""), (" \n", "")])
def test_what_is_cut(text: str, row: str) -> None:
    assert written(text) == row
