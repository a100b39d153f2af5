"""The media clock: silence for what is missing, and bytes that lie about their rate."""

from __future__ import annotations

import pytest

from voicebot.edge.clock import MediaClock
from voicebot.events import FRAME_BYTES

FRAME = b"\x01" * FRAME_BYTES


def stream(clock: MediaClock, seconds: float, speed: float, chunk_s: float = 0.04) -> list[float]:
    """Chunks that arrive at `speed` times their declared rate; the times at which a fault was seen."""
    faults, frames, now = [], 0.0, clock.started
    while now < clock.started + seconds:
        now += chunk_s
        frames += chunk_s * speed / 0.02
        whole = int(frames)
        frames -= whole
        clock.push([FRAME] * whole, now)
        clock.tick(now)
        if clock.fault(now):
            faults.append(now - clock.started)
    return faults


def test_frames_are_numbered_and_missing_ones_become_silence_after_200_ms() -> None:
    clock = MediaClock(100.0)
    assert [a.at for a in clock.push([FRAME] * 3, 100.06)] == pytest.approx([0.02, 0.04, 0.06])
    assert clock.tick(100.25) == []
    filled = clock.tick(100.37)
    assert len(filled) == 5 and all(a.filled and not any(a.pcm) for a in filled)
    assert clock.at == pytest.approx(0.16)


def test_a_muted_microphone_still_ticks() -> None:
    clock = MediaClock(0.0)
    total = sum(len(clock.tick(n * 0.05)) for n in range(1, 1201))
    assert total == pytest.approx(60 / 0.02, abs=12)


@pytest.mark.parametrize("speed", [2.0, 1.5])
def test_double_speed_is_found_within_three_seconds(speed: float) -> None:
    assert stream(MediaClock(0.0), 4, speed)[0] < 3.1


@pytest.mark.parametrize("speed", [0.5, 0.667])
def test_half_speed_is_found_within_four_seconds(speed: float) -> None:
    assert stream(MediaClock(0.0), 5, speed)[0] < 4.1


@pytest.mark.parametrize("speed", [1.0, 1.02, 0.98])
def test_the_declared_rate_with_a_drifting_clock_is_no_fault(speed: float) -> None:
    assert stream(MediaClock(0.0), 30, speed) == []


def test_a_stalled_line_that_catches_up_is_no_fault() -> None:
    clock = MediaClock(0.0)
    stream(clock, 3, 1.0)
    for n in range(10):
        clock.tick(3 + n * 0.1)
    clock.push([FRAME] * 50, 4.0)
    assert clock.fault(4.0) is None


def test_a_file_sent_at_once_is_no_fault_but_an_endless_one_is() -> None:
    clock = MediaClock(0.0)
    clock.push([FRAME] * 500, 0.1)
    assert clock.fault(0.1) is None
    clock.push([FRAME] * 6000, 0.2)
    assert clock.fault(0.2) == "fast"
