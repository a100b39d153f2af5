import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.audio.frames import Framer
from voicebot.events import FRAME_BYTES

SPEECH = np.random.default_rng(1).normal(0, 3000, 6_000).astype("<i2").tobytes()  # 250 ms at 24 kHz


def frames(data: bytes, lengths: list[int], rate: int = 24_000) -> list[bytes]:
    framer, out = Framer(rate), []
    for length in lengths:
        out += framer.push(data[:length])
        data = data[length:]
    return [*out, *framer.push(data), *framer.flush()]


@settings(deadline=None)
@given(st.lists(st.integers(0, 2_000), max_size=20))
def test_cutting_the_input_elsewhere_gives_the_same_frames(lengths: list[int]) -> None:
    assert frames(SPEECH, lengths) == frames(SPEECH, [])


def test_every_frame_is_20_ms_and_the_last_is_filled_with_silence() -> None:
    out = frames(SPEECH + SPEECH[:100], [])
    assert {len(frame) for frame in out} == {FRAME_BYTES}
    assert len(out) == 13
    assert out[-1].endswith(bytes(200))


def test_16_khz_comes_through_bit_identical() -> None:
    assert b"".join(frames(SPEECH, [1, 3, 999], rate=16_000))[: len(SPEECH)] == SPEECH


def test_half_a_sample_at_the_end_is_dropped() -> None:
    assert frames(SPEECH + b"\x7f", []) == frames(SPEECH, [])


def test_nothing_gives_nothing() -> None:
    assert frames(b"", []) == []
