"""Where a text is cut for synthesis."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize(
    ("text", "asks", "end"),
    [("你想點？", "word", 3), ("你係咪想開戶口?", "word", 3), ("得唔得呀？", "particle", 3), ("你食咗飯未？", "word", 3), ("你要走？」", "echo", 3),
     ("好。", "", 2), ("好！", "", 2), ("好", "", 2)],
)  # fmt: skip
def test_questions_are_told_apart_by_what_makes_them_so(text: str, asks: str, end: int) -> None:
    (phrase,) = phrases(text, PRONOUNCER)
    assert (phrase.asks, phrase.end) == (asks, end)


def test_the_groups_of_a_number_are_said_with_a_breath_between() -> None:
    (phrase,) = phrases("電話2345 6789", PRONOUNCER)
    assert phrase.breaths == (6,) and phrase.said == "電話二三四五，六七八九"
    first, second = phrase.breathed()
    assert (first.text, first.end, len(first.syllables)) == (phrase.text, 1, 6)
    assert (second.text, second.end, first.syllables + second.syllables) == ("", phrase.end, phrase.syllables)


@pytest.mark.parametrize("text", ["W" * 500, "1" * 500, "http" * 100, "好" * 500, "1-" * 200, "?" * 500 + "好"])
def test_no_phrase_is_longer_than_its_limit_whatever_it_is_made_of(text: str) -> None:
    found = list(phrases(text, PRONOUNCER))
    assert max(len(f.syllables) for f in found) <= LONGEST and "".join(f.text for f in found) == text
    assert all(0 < b < len(f.syllables) for f in found for b in f.breaths)
