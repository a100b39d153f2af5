from collections import Counter

import pytest

from voicebot.knowledge.everyday import beside, rows, written
from voicebot.knowledge.text import alike, normalise

ROWS = list(rows())


def test_every_word_stands_once_and_is_more_than_a_character() -> None:
    names = [alike(normalise(name)) for word, others in ROWS for name in (word, *others)]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert [name for name in names if len(name) < 2] == []
    assert len(ROWS) > 400


def test_every_word_is_found_whole() -> None:
    found = {name: written(name) for word, others in ROWS for name in (word, *others)}
    assert {name: as_written for word, others in ROWS for name in (word, *others) if (as_written := found[name]) != normalise(word)} == {}


@pytest.mark.parametrize(
    ("said", "as_written"),
    [
        ("喺度食煙得唔得", "喺度吸煙得唔得"),
        ("我整烂咗", "我損壞咗"),  # simplified characters
        ("唔見左把遮", "遺失雨傘"),
        ("coffee凍未", "coffee凍未"),  # no fee
        ("What is the fee?", "what is the 收費?"),
        ("可唔可以", "可唔可以"),
    ],
)
def test_a_question_in_written_words(said: str, as_written: str) -> None:
    assert written(said) == as_written


def test_a_question_whether_is_no_denial() -> None:
    assert written("你哋嚟唔嚟") == "你哋嚟唔嚟"  # not 唔嚟, who is absent
    assert written("我聽日唔嚟") == "我明日缺席"


def test_beside_a_sentence_stand_the_written_words_that_it_has_not() -> None:
    assert beside("逢星期日休息，停車每小時二十元。") == "每星期 車位"
    assert beside("禁止吸煙。") == ""
