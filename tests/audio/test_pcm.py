import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.pcm import Cutter, pcm, samples


@given(st.binary(max_size=300), st.lists(st.integers(0, 40), max_size=30))
def test_any_cutting_gives_the_same_bytes(data: bytes, lengths: list[int]) -> None:
    cutter, out, rest = Cutter(), b"", data
    for length in lengths:
        chunk, rest = rest[:length], rest[length:]
        out += cutter.push(chunk)
        assert len(out) % 2 == 0
    out += cutter.push(rest)
    assert out == data[: len(data) & ~1]
    assert cutter.pending == len(data) % 2


def test_clear_forgets_half_a_sample() -> None:
    cutter = Cutter()
    cutter.push(b"\x01")
    cutter.clear()
    assert cutter.push(b"\x02\x03") == b"\x02\x03"


def test_samples_are_little_endian() -> None:
    assert samples(b"\x01\x00\xff\xff").tolist() == [1, -1]
    assert pcm(np.array([1, -1, -32768], dtype=np.int16)) == b"\x01\x00\xff\xff\x00\x80"


def test_an_odd_length_is_refused() -> None:
    with pytest.raises(ValueError):
        samples(b"\x01\x02\x03")
