"""Cutting a run of characters into words, and readings that hang on the cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.tts import segment
from voicebot.tts.pronounce import Pronouncer, segmenter

PRONOUNCER = Pronouncer()


@pytest.mark.parametrize(
    ("run", "words"),
    [("個人參加比賽", ["個人", "參加", "比賽"]), ("喺全中國有", ["喺", "全", "中國", "有"]), ("公開會議", ["公開", "會議"]), ("恐龍電影相比", ["恐龍", "電影", "相比"])],
)  # fmt: skip
def test_overlapping_words_are_cut_where_both_sides_are_common(run: str, words: list[str]) -> None:
    assert segmenter().split(run) == words


@given(st.text(alphabet="銀行開會議長重好數字中國㐂𠝹A", max_size=40))
def test_the_words_joined_are_the_run(run: str) -> None:
    assert "".join(segmenter().split(run)) == run


def test_a_word_of_our_own_is_preferred_but_not_across_common_words() -> None:
    own = segment.Segmenter({"電影": 6.0, "相比": 8.0, "電": 8.0, "影": 9.0, "相": 8.0, "比": 7.0}, ["影相"])
    assert own.split("電影相比") == ["電影", "相比"] and own.split("影相比") == ["影相", "比"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("有好大差別。", "daai6 caa1 bit6"), ("三人參選。", "jan4 caam1 syun2"), ("同好多人講。", "tung4 hou2 do1"), ("前任議員。", "cin4 jam6 ji5"), ("沙田區區議員。", "keoi1 keoi1 ji5"),
        ("張卡唔見咗。", "zoeng1 kaat1"), ("斯里蘭卡。", "laan4 kaa1"),
    ],
)  # fmt: skip
def test_readings_follow_the_cut(text: str, said: str) -> None:
    assert f" {said} " in f" {' '.join(PRONOUNCER.syllables(text))} "
