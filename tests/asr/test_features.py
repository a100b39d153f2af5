import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.speech import clip
from voicebot.asr.features import BANDS, LogMel, normalise


def slow_mel(pcm: np.ndarray) -> np.ndarray:
    """Whisper's spectrogram by the book: mirror both ends, one window after the other, triangles band by band."""
    audio = np.pad(pcm / 32768, 200, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    hertz = np.arange(201) * 40.0
    mels = np.linspace(0, 15 + 27 * np.log(8) / np.log(6.4), BANDS + 2)
    edges = [m * 200 / 3 if m < 15 else 1000 * 6.4 ** ((m - 15) / 27) for m in mels]
    columns = []
    for start in range(0, len(pcm) // 160 * 160, 160):
        power = np.abs(np.fft.rfft(audio[start : start + 400] * window)) ** 2
        bands = []
        for low, mid, high in zip(edges, edges[1:], edges[2:], strict=False):
            triangle = np.interp(hertz, [low, mid, high], [0, 1, 0]) * 2 / (high - low)
            bands.append(np.log10(max(1e-10, float(power @ triangle))))
        columns.append(bands)
    return np.array(columns).T


def whole(pcm: np.ndarray, lengths: list[int]) -> np.ndarray:
    mel = LogMel()
    for length in lengths:
        mel.push(pcm[:length])
        pcm = pcm[length:]
    mel.push(pcm)
    return mel.whole()


def test_it_is_whispers_spectrogram() -> None:
    pcm = clip("00011-04.opus")[16_000:24_100]
    assert whole(pcm, []) == pytest.approx(slow_mel(pcm), abs=2e-4)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 3_000), max_size=12))
def test_cutting_the_audio_elsewhere_gives_the_same_columns(lengths: list[int]) -> None:
    pcm = clip("00011-04.opus")[:20_123]
    assert np.abs(whole(pcm, lengths) - whole(pcm, [])).max() < 1e-4


def test_columns_that_were_given_stay() -> None:
    mel = LogMel()
    mel.push(clip("00011-04.opus")[:30_000])
    early = mel.columns.copy()
    mel.push(clip("00011-04.opus")[30_000:])
    assert np.array_equal(mel.columns[:, : early.shape[1]], early)


@pytest.mark.parametrize("length", [0, 1, 159, 160, 399, 400, 401, 560])
def test_very_short_audio_gives_no_error(length: int) -> None:
    assert whole(np.ones(length, dtype=np.int16), []).shape[1] <= length // 160


def test_the_floor_is_eight_decades_below_the_loudest() -> None:
    scaled = normalise(np.array([[-10.0, 0.0, 2.0]], dtype=np.float32), 2.0)
    assert scaled.tolist() == [[-0.5, 1.0, 1.5]]
