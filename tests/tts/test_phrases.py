"""Where a text is cut for synthesis."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.tts.normalise import normalise
from voicebot.tts.phrases import LONGEST, phrases
from voicebot.tts.pronounce import Pronouncer

PRONOUNCER = Pronouncer()


def test_phrases_do_not_break_inside_numbers() -> None:
    assert [f.text for f in phrases("一共12,345.60，多謝。", PRONOUNCER)] == ["一共12,345.60，", "多謝。"]


def test_the_words_before_a_number_stay_with_it() -> None:
    (phrase,) = phrases("電話：2345 6789", PRONOUNCER)
    assert phrase.syllables[2:4] == ("ji6", "saam1")


def test_a_long_clause_is_cut_between_words_and_keeps_every_syllable() -> None:
    text = "如果你喺海外使用信用卡簽賬滿HK$12,345.60就可以經手機應用程式換領相等於百分之五嘅現金回贈並且免收手續費"
    found = list(phrases(text, PRONOUNCER))
    assert len(found) > 1 and "".join(f.text for f in found) == text
    assert max(len(f.syllables) for f in found) <= LONGEST
    assert any("HK$12,345.60" in f.text for f in found)
    assert sum((f.syllables for f in found), ()) == PRONOUNCER.syllables(normalise(text))


@given(st.text(alphabet="你好銀行，。！? \n12.:$-AbC（）😊", min_size=1, max_size=60))
@settings(max_examples=150, deadline=None)
def test_joined_the_phrases_are_the_text(text: str) -> None:
    found = list(phrases(text, PRONOUNCER))
    assert not found or "".join(f.text for f in found) == text
