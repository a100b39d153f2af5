import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from voicebot.audio.loud import LOUDER_DB, louder

SOUNDS = arrays.arrays(np.int16, st.integers(0, 200))


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean()))


def test_ordinary_speech_gains_all_of_it() -> None:
    tone = (3_000 * np.sin(np.arange(4_800) / 10)).astype(np.int16)
    assert abs(20 * np.log10(rms(louder(tone)) / rms(tone)) - LOUDER_DB) < 0.05


@given(SOUNDS)
def test_nothing_clips_and_nothing_turns_over(samples: np.ndarray) -> None:
    loud = louder(samples).astype(int)
    assert (np.abs(loud) <= 0.98 * 32_768).all()
    assert (np.sign(loud) == np.sign(samples)).all()
    order = np.argsort(samples, kind="stable")
    assert (np.diff(loud[order]) >= 0).all()


@given(SOUNDS, st.integers(0, 200))
def test_cutting_elsewhere_gives_the_same_samples(samples: np.ndarray, at: int) -> None:
    assert np.concatenate([louder(samples[:at]), louder(samples[at:])]).tolist() == louder(samples).tolist()
