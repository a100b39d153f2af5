"""The telephone's codec against the standard, for every input there is."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio import g711
from voicebot.audio.g711 import Law

EVERY = np.arange(-32768, 32768, dtype=np.int64).astype(np.int16)
CODES = bytes(range(256))
# sha256 of what CPython 3.11's audioop gives for EVERY sample and for every code.
AUDIOOP = {
    "ulaw": ("81d633c9e6972a18", "3dab54339e520bb2"),
    "alaw": ("38488f6fd710f468", "e04788d110e58ff8"),
}
LAWS: list[Law] = ["ulaw", "alaw"]


def mu_by_search(sample: int) -> int:
    """G.711 table 2 walked segment by segment: decision values 0, 1, 3, 5 … 31, 35 … 8159 of 14 bits."""
    value = sample >> 2
    magnitude = min(abs(value), 8158)
    low, step = -1, 2
    for segment in range(8):
        if magnitude < low + 16 * step:
            return 0xFF ^ ((value < 0) << 7 | segment << 4 | (magnitude - low) // step)
        low, step = low + 16 * step, 2 * step
    raise AssertionError(magnitude)


def a_by_search(sample: int) -> int:
    """G.711 table 1: segments 0 and 1 step by 2 of 13 bits (here of 4096), each later one by twice as much."""
    value = sample >> 3
    magnitude = -value - 1 if value < 0 else value
    low, step = 0, 2
    for segment in range(8):
        if magnitude < low + 16 * step:
            return 0x55 ^ ((value >= 0) << 7 | segment << 4 | (magnitude - low) // step)
        low, step = low + 16 * step, step if segment == 0 else 2 * step
    raise AssertionError(magnitude)


def test_every_sample_is_coded_as_the_standard_says() -> None:
    assert g711.encode(EVERY, "ulaw") == bytes(mu_by_search(int(s)) for s in EVERY)
    assert g711.encode(EVERY, "alaw") == bytes(a_by_search(int(s)) for s in EVERY)


@pytest.mark.parametrize("law", LAWS)
def test_every_sample_and_code_equals_pythons_audioop(law: Law) -> None:
    coded, decoded = g711.encode(EVERY, law), g711.decode(CODES, law).astype("<i2").tobytes()
    assert (hashlib.sha256(coded).hexdigest()[:16], hashlib.sha256(decoded).hexdigest()[:16]) == AUDIOOP[law]


@pytest.mark.parametrize("law", LAWS)
def test_a_decoded_code_codes_to_itself(law: Law) -> None:
    again = g711.encode(g711.decode(CODES, law), law)
    # µ-law has two zeros; the negative one comes back as the positive one.
    assert [i for i in range(256) if again[i] != i] == ([0x7F] if law == "ulaw" else [])


@pytest.mark.parametrize("law", LAWS)
def test_the_error_is_at_most_half_a_step(law: Law) -> None:
    linear = EVERY.astype(int)
    error = np.abs(g711.decode(g711.encode(EVERY, law), law).astype(int) - linear)
    inside = np.abs(linear) < 32_000
    assert (error[inside] <= np.maximum(np.abs(linear[inside]) / 16, 16)).all()


@given(st.binary(max_size=400), st.integers(0, 400), st.sampled_from(LAWS))
def test_cutting_changes_nothing(data: bytes, cut: int, law: Law) -> None:
    whole = g711.decode(data, law)
    assert np.array_equal(np.concatenate([g711.decode(data[:cut], law), g711.decode(data[cut:], law)]), whole)
    assert g711.encode(whole[:cut], law) + g711.encode(whole[cut:], law) == g711.encode(whole, law)


def test_silence() -> None:
    assert (g711.silence(3, "ulaw"), g711.silence(2, "alaw")) == (b"\xff\xff\xff", b"\xd5\xd5")
