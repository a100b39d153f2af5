"""The telephone's filters: what they pass, what they stop, how late they are, and that cutting changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicebot.audio.telephone import Decimator, Interpolator


def tone(hz: float, rate: int, seconds: float = 1.0) -> NDArray[np.int16]:
    return np.rint(16_000 * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)).astype(np.int16)


def level_db(audio: NDArray[np.int16], hz: float, rate: int) -> float:
    """Of the strongest line within 20 Hz, against a tone of amplitude 16,000."""
    steady = audio[rate // 4 : rate * 3 // 4].astype(float)
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady)))) / (len(steady) / 4)
    near = np.abs(np.fft.rfftfreq(len(steady), 1 / rate) - hz) < 20
    return float(20 * np.log10(max(spectrum[near].max(), 1e-9) / 16_000))


@pytest.mark.parametrize("hz", [300, 1000, 3300])
def test_up_keeps_the_tone_and_makes_no_image(hz: int) -> None:
    up = Interpolator().push(tone(hz, 8_000))
    assert level_db(up, hz, 16_000) == pytest.approx(0, abs=0.3)
    assert level_db(up, 8_000 - hz, 16_000) < -55


@pytest.mark.parametrize(("factor", "hz"), [(3, 300), (3, 1000), (3, 3200), (2, 1000), (2, 3200)])
def test_down_keeps_the_band_of_speech(factor: int, hz: int) -> None:
    rate = 8_000 * factor
    assert level_db(Decimator(factor).push(tone(hz, rate)), hz, 8_000) == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize(("factor", "hz"), [(3, 4100), (3, 6000), (3, 9000), (2, 4100), (2, 7000)])
def test_down_stops_what_would_fold_back(factor: int, hz: int) -> None:
    folded = abs((hz + 4_000) % 8_000 - 4_000)
    assert level_db(Decimator(factor).push(tone(hz, 8_000 * factor)), folded, 8_000) < -55


def test_they_are_late_by_what_they_say() -> None:
    click = np.zeros(800, np.int16)
    click[240] = 20_000
    up = Interpolator().push(click)
    assert np.abs(up).argmax() / 16_000 - 240 / 8_000 == pytest.approx(0.0015, abs=0.0001)
    down = Decimator(3).push(click)
    assert np.abs(down).argmax() / 8_000 - 240 / 24_000 == pytest.approx(0.003, abs=0.00013)


def test_loud_sound_is_clipped_and_does_not_wrap() -> None:
    step = np.full(2_400, 32_767, np.int16)  # the filters overshoot at its edge
    for out in (Interpolator().push(step), Decimator(3).push(step)):
        late = out.argmax()
        assert out.max() == 32_767 and out[late:].min() > 30_000


@given(st.lists(st.integers(-32_768, 32_767), max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_cutting_changes_nothing(values: list[int], cuts: list[int]) -> None:
    samples = np.array(values, np.int16)
    pieces = np.split(samples, sorted(min(cut, len(samples)) for cut in cuts))
    for make in (Interpolator, lambda: Decimator(3), lambda: Decimator(2)):
        whole, filter_ = make().push(samples), make()
        assert np.array_equal(np.concatenate([filter_.push(piece) for piece in pieces]), whole)
    assert len(Interpolator().push(samples)) == 2 * len(samples)
    assert len(Decimator(3).push(samples)) == -(-len(samples) // 3)
