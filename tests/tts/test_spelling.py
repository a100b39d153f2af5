"""English that no table has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.tts import english, spelling
from voicebot.tts.jyutping import is_syllable
from voicebot.tts.pronounce import Pronouncer


@pytest.mark.parametrize(
    ("word", "said"),
    [("stopper", "si6 dop1 paa4"), ("trip", "cip1"), ("drive", "zaai1 fu4"), ("plastic", "pe1 si6 dik4"), ("twin", "tin1"),
     ("flip", "fu6 lip1"), ("nation", "nei1 san4"), ("unpaid", "an6 pei1"), ("gravy", "gwe1 wi4"), ("lending", "len1 ding4")],
)  # fmt: skip
def test_spelling_to_the_nearest_syllables(word: str, said: str) -> None:
    assert " ".join(spelling.syllables(word)) == said


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_whatever_is_written_can_be_said(word: str) -> None:
    assert all(map(is_syllable, spelling.syllables(word)))
    assert english.syllables(word)


@pytest.mark.parametrize(
    ("word", "source"),
    [("OTP", "letters"), ("hktv", "letters"), ("x", "letters"), ("TITANIUM", "dictionary"), ("Titanium", "dictionary"), ("Zyvora", "spelling"), ("AppStore", "english"),
     ("e-Banking", "english"), ("VISA", "english"), ("iCloud", "english"), ("FPS", "letters"), ("accounts", "english")],
)  # fmt: skip
def test_letters_words_and_spelling(word: str, source: str) -> None:
    assert english.reading(word)[1] == source


def test_words_run_together_are_said_one_by_one() -> None:
    assert english.syllables("AppStore") == [*english.syllables("app"), *english.syllables("store")]
    assert english.syllables("eBanking") == english.syllables("e-banking")


def test_a_pack_may_say_how_its_english_names_are_read() -> None:
    own = Pronouncer({"FlexiPlan": "fek1 si6 pen1"})
    assert own.syllables("flexiplan") == ("fek1", "si6", "pen1")
    assert [piece.source for piece in own.explain("FlexiPlan OK")] == ["pack", "english"]
