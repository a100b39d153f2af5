"""Pieces of a turn: none too long, no speech lost, cuts in pauses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.serving.cuts import joined


def test_what_fits_stays_together_and_is_cut_at_a_pause() -> None:
    assert joined([(0, 30), (40, 60), (90, 110)], 70) == [(0, 60), (90, 110)]
    assert joined([], 70) == []
    assert joined([(10, 150)], 70) == [(10, 80), (80, 150)]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 300)), max_size=20), st.integers(20, 100))
def test_no_speech_is_lost_and_no_piece_too_long(rows: list[tuple[int, int]], most: int) -> None:
    speech, at = [], 0
    for pause, length in rows:
        speech.append((at + pause, at + pause + length))
        at += pause + length
    pieces = joined(speech, most)
    assert all(0 < end - begin <= most for begin, end in pieces)
    assert all(left[1] <= right[0] for left, right in zip(pieces, pieces[1:], strict=False))
    kept = {n for begin, end in pieces for n in range(begin, end)}
    assert {n for begin, end in speech for n in range(begin, end)} <= kept
