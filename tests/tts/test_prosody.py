"""The arithmetic of manners."""

from __future__ import annotations

import numpy as np

from voicebot.tts import prosody
from voicebot.tts.prosody import PLAIN, Prosody

OWNERS = (-1, 0, 0, 1, 1)  # a pause, two syllables of two phones
FRAMES = np.array([3, 4, 10, 4, 10])


def test_a_slow_syllable_is_long_and_a_stressed_one_longer() -> None:
    plain, slow, strong = (prosody.lengths((PLAIN, p), OWNERS) for p in (PLAIN, Prosody(rate=0.5), Prosody(rate=0.5, emphasis=2)))
    assert (plain == 1).all() and (slow == [1, 1, 1, 2, 2]).all() and (strong[3:] > 2).all()


def test_pitch_and_loudness_change_by_what_was_asked_and_without_a_jump() -> None:
    high = prosody.pitches((PLAIN, Prosody(pitch=2.0)), OWNERS, FRAMES)
    assert len(high) == FRAMES.sum() and high[0] == 1 and high[-1] == 2 and np.abs(np.diff(high)).max() < 0.25
    soft = prosody.gains((Prosody(volume_db=-6), PLAIN), OWNERS, FRAMES)
    assert abs(soft[8] - 10 ** (-6 / 20)) < 1e-6 and abs(soft[-1] - 1) < 1e-6


def test_an_echo_question_rises_through_its_last_syllable_only() -> None:
    rise = prosody.rise(OWNERS, FRAMES)
    assert (rise[:17] == 1).all() and (np.diff(rise[17:]) > 0).all() and 1.2 < rise[-1] < 1.3
