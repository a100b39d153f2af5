"""Captions by local agreement: late by one hypothesis, never taken back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.events import Transcript, Word
from voicebot.remote.agreement import Agreement


def heard(text: str) -> Transcript:
    return Transcript(text, tuple(Word(unit, i, i + 1, 0.9) for i, unit in enumerate(text.split())))


def test_what_two_agree_on_is_shown() -> None:
    captions = Agreement()
    rows = ["我 想", "我 想 問 下", "我 想 問 吓 轉", "我 想 問 吓 轉 數 快"]
    assert [captions.push(heard(row)).text for row in rows] == ["", "我想", "我想問", "我想問吓轉"]


def test_latin_words_keep_their_space() -> None:
    captions = Agreement()
    captions.push(heard("用 my app 得"))
    assert captions.push(heard("用 my app 得")).text == "用my app得"


@given(st.lists(st.text("一二三四", max_size=8), max_size=12))
def test_nothing_shown_is_taken_back(rows: list[str]) -> None:
    captions, before = Agreement(), ""
    for row in rows:
        shown = captions.push(heard(" ".join(row))).text
        assert shown.startswith(before)
        before = shown
