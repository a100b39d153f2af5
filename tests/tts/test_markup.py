"""What is on the page but not in the mouth."""

from __future__ import annotations

import pytest

from voicebot.tts.markup import fold, links, strip


@pytest.mark.parametrize(
    ("seen", "folded"),
    [("⽣⽇", "生日"), ("⻘年", "青年"), ("１２％", "12%"), ("12㎡", "12平方米"), ("café", "cafe"), ("你好\u200b呀", "你好呀"), ("你好！", "你好！")],
)
def test_what_looks_the_same_is_the_same(seen: str, folded: str) -> None:
    assert fold(seen) == folded


@pytest.mark.parametrize(
    ("written", "left"),
    [("[官網](https://example.com/a?b=1)", "官網"), ("收費表[1]，", "收費表，"), ("- 一\n- 二", "一\n二"), ("## 收費", "收費")],
)
def test_links_keep_their_words(written: str, left: str) -> None:
    assert links(written) == left


def test_marks_go_and_words_stay() -> None:
    assert strip("**重要**（~~舊~~）「新」 it's") == "重要舊新 it's"
