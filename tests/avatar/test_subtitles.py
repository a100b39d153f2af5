"""Subtitles: lines of 16 full-width characters, two at most, every word of the text once, in time."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.subtitles import LINE, LINES, FontMissing, cues, find_font, font, label, lines, picture, width

CLAUSE = st.text(st.sampled_from("你我佢係唔嘅咗喺嚟啲轉數快銀行abcXYZ 0123456789"), min_size=1, max_size=60)
PIECES = st.lists(st.tuples(CLAUSE, st.sampled_from(["，", "。", "？", "；", "", "! ", ", "]), st.integers(200, 4000)), max_size=12)
SHOWN = re.compile(r"[，、。：；,.;:\s]")  # what may be left out


def timed(parts: list[tuple[str, str, int]]) -> list[tuple[str, int, int]]:
    at, made = 400, []
    for text, mark, length in parts:
        made.append((text + mark, at, at + length))
        at += length
    return made


@given(PIECES)
def test_every_word_is_shown_once_in_time_and_fits(parts: list[tuple[str, str, int]]) -> None:
    pieces = timed(parts)
    found = cues(pieces)
    assert SHOWN.sub("", "".join(line for cue in found for line in cue.lines)) == SHOWN.sub("", "".join(p[0] for p in pieces))
    for cue in found:
        assert 1 <= len(cue.lines) <= LINES
        assert all(0 < width(line) <= LINE for line in cue.lines), cue
        assert cue.start_ms < cue.end_ms
    assert all(a.end_ms <= b.start_ms + 1 for a, b in zip(found, found[1:]))


def test_a_cue_holds_whole_clauses_and_ends_with_its_sentence() -> None:
    spoken = [
        ("你好，", 0, 700),
        ("多謝你打嚟。", 700, 2000),
        ("如果你想調高限額，", 2000, 4000),
        ("可以喺手機銀行入面改，", 4000, 6400),
        ("或者帶埋身份證去分行辦理。", 6400, 9400),
    ]
    assert [(c.start_ms, c.end_ms, c.lines) for c in cues(spoken)] == [
        (0, 2000, ("你好，多謝你打嚟",)),
        (2000, 6400, ("如果你想調高限額", "可以喺手機銀行入面改")),
        (6400, 9400, ("或者帶埋身份證去分行辦理",)),
    ]


def test_words_and_numbers_are_not_torn() -> None:
    text = "請打熱線電話號碼係2345 6789或者電郵至hello@example.com"
    assert lines([text]) == ["請打熱線電話號碼係2345 6789", "或者電郵至hello@example.com"]
    assert cues([("請問仲有咩可以幫到你？", 0, 1000)])[0].lines == ("請問仲有咩可以幫到你？",)


def test_a_number_too_long_for_its_line_is_torn_before_a_third_line_is_begun() -> None:
    (cue,) = cues([("0" * 24 + "你00000" + "你" * 15 + "，", 0, 1000)])
    assert len(cue.lines) == LINES and max(map(width, cue.lines)) <= LINE


def test_the_font_has_hong_kongs_forms() -> None:
    family = font(20).getname()[0]
    assert "HK" in (family or "") or not any("CJK" in name for name in find_font())
    shown = [np.asarray(picture([c], 360))[..., :3] for c in "嚟啲喺冇"]
    blank = np.asarray(picture(["\U0010fffe"], 360))[..., :3]  # what a font draws for a character that it lacks
    assert all(s.shape != blank.shape or not (s == blank).all() for s in shown)


def test_without_a_font_it_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avatar.subtitles._FOLDERS", ("/nowhere",))
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        find_font.__wrapped__()


def test_the_widest_cue_fits_the_moving_square() -> None:
    for height in (240, 360, 720, 1080):
        plate = picture(["國" * int(LINE)] * LINES, height)
        assert plate.width <= height and plate.height < height * 0.25
        assert label("AI 生成", height).width < height * 0.3
