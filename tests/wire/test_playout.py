"""Frames to the caller's ear: on time, never far ahead, silent in between, and gone when they are cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio import g711
from voicebot.events import Played, ReplyAudio
from voicebot.wire.playout import LEAD_S, Mark, Playout

SILENCE = b"\xff" * 160


def speech(turn_id: int, ms: int, start_ms: int = 0, level: int = 8_000) -> ReplyAudio:
    return ReplyAudio(turn_id, np.full(24 * ms, level, "<i2").tobytes(), start_ms)


def run(playout: Playout, begin: float, end: float, step: float = 0.02) -> list[tuple[float, bytes | Mark]]:
    """What leaves between two times, with its time."""
    out = []
    for n in range(round((end - begin) / step)):
        now = begin + n * step
        out += [(now, item) for item in playout.due(now)]
    return out


def frames(out: list[tuple[float, bytes | Mark]]) -> list[bytes]:
    return [item for _, item in out if isinstance(item, bytes)]


def marks(out: list[tuple[float, bytes | Mark]]) -> list[str]:
    return [item.name for _, item in out if isinstance(item, Mark)]


def test_silence_flows_from_the_first_moment_at_its_own_pace() -> None:
    out = run(Playout("ulaw", 5.0), 5.0, 6.0)
    assert frames(out) == [SILENCE] * 50
    assert frames(run(Playout("alaw", 0.0), 0.0, 0.1))[0] == b"\xd5" * 160


def test_an_hour_of_uneven_ticks_does_not_drift() -> None:
    playout, sent, rng = Playout("ulaw", 0.0), 0, np.random.default_rng(1)
    for n in range(180_000):
        sent += len(playout.due(n * 0.02 + rng.uniform(0, 0.009)))
    assert sent == 180_000


def test_silence_missed_by_a_stalled_loop_is_not_made_up_for() -> None:
    playout = Playout("ulaw", 0.0)
    run(playout, 0.0, 1.0)
    assert len(playout.due(3.0)) == 1 and len(playout.due(3.02)) == 1


def test_speech_starts_at_once_and_runs_at_most_the_lead_ahead() -> None:
    playout = Playout("ulaw", 0.0)
    run(playout, 0.0, 0.5)
    playout.push(speech(1, 480))
    ahead, sent = 0.0, 0
    for now, item in run(playout, 0.5, 1.5):
        if isinstance(item, bytes) and item != SILENCE:
            sent += 1
            ahead = max(ahead, 0.5 + sent * 0.02 - now)
    assert sent == 24 and LEAD_S <= ahead <= LEAD_S + 0.021


@given(st.lists(st.integers(1, 300), min_size=1, max_size=8))
def test_frames_and_marks_do_not_depend_on_how_speech_was_cut(lengths: list[int]) -> None:
    pcm = (np.arange(24 * sum(lengths)) * 37 % 9_000).astype("<i2").tobytes()
    whole, pieces, at = Playout("ulaw", 0.0), Playout("ulaw", 0.0), 0
    whole.push(ReplyAudio(3, pcm, 0))
    for ms in lengths:
        pieces.push(ReplyAudio(3, pcm[at * 48 : (at + ms) * 48], at))
        at += ms
    for playout in (whole, pieces):
        playout.finish()
    first, second = run(whole, 0.0, 4.0), run(pieces, 0.0, 4.0)
    assert first == second
    end = -(-sum(lengths) // 20) * 20
    assert marks(first)[-1] == f"0-3-{end}" and len([f for f in frames(first) if f != SILENCE]) <= end // 20


def test_marks_tell_what_was_heard_and_when_it_is_quiet() -> None:
    playout = Playout("ulaw", 0.0)
    assert playout.quiet
    playout.push(speech(2, 250))
    playout.finish()
    names = marks(run(playout, 0.0, 1.0))
    assert names == ["0-2-100", "0-2-200", "0-2-260"]
    assert playout.heard(names[0]) == Played(2, 100) and not playout.quiet
    assert playout.heard(names[2]) == Played(2, 260) and playout.quiet


def test_marks_of_two_items_of_one_turn_are_told_apart() -> None:
    playout = Playout("ulaw", 0.0)
    for item in ("item_a", "item_b"):
        playout.begin(item)
        playout.push(speech(2, 100))
        playout.finish()
    names = marks(run(playout, 0.0, 1.0))
    assert [playout.heard(name) for name in names] == [Played(2, 100, item_id="item_a"), Played(2, 100, item_id="item_b")] and playout.quiet


def test_marks_of_what_was_cut_say_nothing() -> None:
    playout = Playout("ulaw", 0.0)
    playout.push(speech(2, 400))
    names = marks(run(playout, 0.0, 0.06))
    playout.cut()
    assert names and playout.quiet and [playout.heard(name) for name in names] == [None] * len(names)
    assert set(frames(run(playout, 0.5, 1.0))) == {SILENCE}
    playout.push(speech(3, 100))
    assert marks(run(playout, 1.0, 2.0)) == ["1-3-100"]


@pytest.mark.parametrize("name", ["", "x", "0-1", "0-1-", "0--5", "1-1-100", "0-1-1e3", "0-²-5"])
def test_foreign_marks_say_nothing(name: str) -> None:
    assert Playout("ulaw", 0.0).heard(name) is None


def test_ducking_lowers_what_has_not_left_by_12_db() -> None:
    playout = Playout("ulaw", 0.0)
    playout.push(speech(1, 480))
    before = g711.decode(frames(run(playout, 0.0, 0.02))[2], "ulaw")
    playout.duck(True)
    after = g711.decode(frames(run(playout, 0.1, 0.2))[0], "ulaw")
    assert 20 * np.log10(before.mean() / after.mean()) == pytest.approx(12, abs=0.5)


def test_a_far_end_that_is_full_gets_nothing_and_memory_stays_bounded() -> None:
    playout = Playout("ulaw", 0.0)
    playout.flow(False)
    for n in range(600):
        playout.push(speech(1, 100, n * 100))
        assert playout.due(n * 0.1) == []
    playout.flow(True)
    assert len(run(playout, 60.0, 70.0)) <= 150 + 500
