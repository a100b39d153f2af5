"""Every closure is seen in a frame, whatever the frames' phase."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from avatar.articulation import CLOSED, mouth
from avatar.timeline import Step

FRAME = 40.0
UTTERANCES = st.lists(st.tuples(st.sampled_from(["PP", "aa", "E", "I", "kk", "sil"]), st.integers(20, 240)), min_size=1, max_size=20)


def steps(parts: list[tuple[str, int]]) -> list[Step]:
    at, made = 0.0, []
    for name, length in parts:
        made.append((at, at + length, name))
        at += length
    return made


@given(UTTERANCES, st.floats(0, FRAME))
def test_each_closure_has_its_frame(parts: list[tuple[str, int]], phase: float) -> None:
    track = steps(parts)
    end = track[-1][1]
    frames = [phase - FRAME / 2 + FRAME * n for n in range(int(end / FRAME) + 3)]
    shut = [at for at in frames if (m := mouth(track, at, FRAME))["lipsPressed"] > 0.999 and m["jawOpen"] < 0.001]
    for start, stop, name in track:
        if name == CLOSED:
            assert any(abs(at - (start + stop) / 2) <= FRAME / 2 + 1e-6 for at in shut)


@given(UTTERANCES, st.floats(-100, 3000))
def test_weights_stay_within_0_and_1(parts: list[tuple[str, int]], at: float) -> None:
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in mouth(steps(parts), at, FRAME).values())


def test_a_vowel_far_from_closures_stays_open() -> None:
    track = steps([("PP", 60), ("aa", 300), ("PP", 60)])
    assert mouth(track, 210, FRAME)["jawOpen"] > 0.94
    opening = [mouth(track, at, FRAME)["jawOpen"] for at in range(30, 150, 10)]
    assert opening == sorted(opening)
