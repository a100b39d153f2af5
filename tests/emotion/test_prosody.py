import numpy as np
import pytest

from tests.emotion.voices import said, voice
from tests.speech import clip
from voicebot.emotion import prosody
from voicebot.events import Transcript


@pytest.mark.parametrize("hertz", [75, 110, 165, 220, 330, 440])
def test_pitch_of_a_harmonic_tone(hertz: float) -> None:
    found = prosody.measure(voice(hertz), Transcript("")).pitch_octaves
    assert found is not None and abs(found - np.log2(hertz)) < 0.03


def test_pitch_does_not_follow_the_level() -> None:
    quiet, loud = (prosody.measure(voice(180, level=level), Transcript("")) for level in (0.01, 0.1))
    assert quiet.pitch_octaves == pytest.approx(loud.pitch_octaves, abs=0.01)
    assert loud.level_db - quiet.level_db == pytest.approx(20, abs=0.2)


def test_level_is_of_the_speech_not_of_the_pauses() -> None:
    speech, pause = voice(180), np.zeros(32_000, np.int16)
    alone = prosody.measure(speech, Transcript("")).level_db
    among = prosody.measure(np.concatenate([pause, speech, pause]), Transcript("")).level_db
    assert among == pytest.approx(alone, abs=1.0)


def test_noise_and_silence_have_no_pitch() -> None:
    noise = np.random.default_rng(0).normal(0, 3_000, 32_000).astype(np.int16)
    assert prosody.measure(noise, Transcript("")).pitch_octaves is None
    assert prosody.measure(np.zeros(32_000, np.int16), Transcript("")) == prosody.Prosody(None, None, None)


@pytest.mark.parametrize("samples", [0, 1, 100, 780, 1_000, 2_000])
def test_next_to_nothing_does_not_break_it(samples: int) -> None:
    assert prosody.measure(voice(200)[:samples], Transcript("")).rate is None


def test_rate_counts_syllables_and_pauses() -> None:
    assert prosody.measure(np.zeros(0, np.int16), said("我想問下", 5.0)).rate == pytest.approx(5.0)
    assert prosody.measure(np.zeros(0, np.int16), said("係呀", 5.0)).rate is None


def test_a_reader_has_the_pitch_of_a_person() -> None:
    pitches = [prosody.measure(clip(name), Transcript("")).pitch_octaves for name in ("00011-04.opus", "00011-08.opus", "00011-13.opus")]
    assert all(p is not None and 80 < 2**p < 350 for p in pitches)
    assert max(pitches) - min(pitches) < 0.4


def test_a_long_turn_costs_no_more_than_a_short_one() -> None:
    assert len(prosody._frames(np.zeros(90 * 16_000, np.int16))) == prosody._FRAMES


def test_a_track_follows_pitch_and_leaves_silence_out() -> None:
    pause = np.zeros(8_000, np.int16)
    hz = prosody.track(np.concatenate([voice(150), pause, voice(240)]))
    third = len(hz) // 3
    voiced = ~np.isnan(hz)
    assert np.nanmedian(hz[:third]) == pytest.approx(150, rel=0.01) and np.nanmedian(hz[-third:]) == pytest.approx(240, rel=0.01)
    assert voiced[:third].mean() > 0.9 and not voiced[np.flatnonzero(voiced)[0] :].all()
    assert np.isnan(prosody.track(np.random.default_rng(0).normal(0, 3_000, 16_000).astype(np.int16))).mean() > 0.95
    assert len(prosody.track(np.zeros(100, np.int16))) == 0 and np.isnan(prosody.track(np.zeros(16_000, np.int16))).all()
