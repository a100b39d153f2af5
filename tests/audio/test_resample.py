import numpy as np
import pytest

from voicebot.audio.pcm import pcm, samples
from voicebot.audio.resample import Resampler, resample


def tone(rate: int, seconds: float, hertz: float = 440.0) -> np.ndarray:
    return (10_000 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.int16)


@pytest.mark.parametrize(("rate_in", "rate_out"), [(24_000, 16_000), (8_000, 16_000), (16_000, 24_000)])
def test_a_tone_keeps_pitch_and_level(rate_in: int, rate_out: int) -> None:
    resampler = Resampler(rate_in, rate_out)
    data = pcm(tone(rate_in, 1.0))
    out = samples(b"".join(resampler.push(data[i : i + 960]) for i in range(0, len(data), 960)) + resampler.flush())
    assert abs(len(out) - rate_out) <= 1
    middle = slice(rate_out // 4, rate_out // 2)
    assert np.abs(out[middle].astype(int) - tone(rate_out, 1.0)[: len(out)][middle]).max() < 40


def test_the_same_rate_passes_bytes_through() -> None:
    resampler = Resampler(16_000, 16_000)
    assert resampler.push(b"\x01\x02") == b"\x01\x02"
    assert resampler.flush() == b""


def test_after_flush_it_is_as_new() -> None:
    resampler = Resampler(24_000, 16_000)
    data = pcm(tone(24_000, 0.3))
    first = resampler.push(data) + resampler.flush()
    assert resampler.push(data) + resampler.flush() == first


def test_a_whole_recording() -> None:
    assert len(resample(tone(48_000, 0.5), 48_000, 16_000)) == 8_000
