"""Blinks, brows and sway: seeded, smooth, within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.expression import ACCENT_MS, CLOSE_MS, OPEN_MS, Expression
from avatar.visemes import shapes

SIL = shapes()["sil"]


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(400, 60_000), max_size=20).map(sorted))
def test_blinks_come_at_human_intervals_and_shut_the_eyes(seed: int, accents: list[int]) -> None:
    face = Expression(seed, 60_000, accents)
    gaps = [b - a for a, b in zip(face.blinks_ms, face.blinks_ms[1:])]
    assert len(gaps) >= 10
    assert all(1500 <= gap <= 5001 for gap in gaps)
    for at in face.blinks_ms:
        assert face.pose(at, SIL).blink < 0.001
        assert face.pose(at + CLOSE_MS, SIL).blink > 0.999
        assert face.pose(at + CLOSE_MS + OPEN_MS, SIL).blink < 0.001


@given(st.integers(0, 2**32 - 1))
def test_the_same_seed_moves_the_same_way_and_without_jumps(seed: int) -> None:
    one, two = (Expression(seed, 8000, [400, 2000, 5000]) for _ in range(2))
    poses = [one.pose(ms, SIL) for ms in range(0, 8000, 40)]
    assert poses == [two.pose(ms, SIL) for ms in range(0, 8000, 40)]
    for a, b in zip(poses, poses[1:]):
        assert abs(a.tilt - b.tilt) < 0.3 and abs(a.yaw - b.yaw) < 0.15 and abs(a.nod - b.nod) < 0.8
    assert all(abs(p.yaw) <= 1 and abs(p.tilt) <= 2 and 0 <= p.blink <= 1 for p in poses)


def test_brows_rise_where_a_clause_begins() -> None:
    face = Expression(7, 6000, [1000, 4000])
    rest = face.pose(2500, SIL).brow
    assert face.pose(1000 + ACCENT_MS / 2, SIL).brow > rest + 1.5
    assert face.pose(4000 + ACCENT_MS / 2, SIL).brow > rest + 1.5
    assert face.pose(990, SIL).brow == rest


def test_moods_differ_and_an_unknown_one_is_an_error() -> None:
    happy, sorry = (Expression(1, 1000, [], mood).pose(0, SIL) for mood in ("happy", "sorry"))
    assert happy.smile > 0.9 and sorry.smile < 0.2
    with pytest.raises(KeyError):
        Expression(1, 1000, [], "furious")
