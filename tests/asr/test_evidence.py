"""What cannot have been said is dropped; what customers say passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.asr.evidence import credible, doubled, stripped

HINTS = ("轉數快", "轉賬", "身份證", "信用卡", "以下係香港嘅廣東話客服對話。")


@pytest.mark.parametrize(
    "text",
    [
        "請不吝點讚 訂閱 轉發 打賞支持明鏡與點點欄目",
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "謝謝觀看 下集再見",
        "謝謝收看。",
        "多謝您收睇時局新聞，再會。",
        "字幕由Amara.org社區提供",
        "中文字幕志願者 楊棟樑",
        "優優獨播劇場——YoYo",
        "詞曲 李宗盛",
        "MING PAO CANADA",
        "Thank you for watching!",
        "Yeah.",
        "。",
        "",
        "轉數快 轉數快 轉數快",
        "轉數快、轉賬、身份證",
        "以下係香港嘅廣東話客服對話",
        "好" * 12,
        "我哋一齊" * 5,
    ],
)
def test_what_engines_make_up(text: str) -> None:
    assert not credible(text, 3.0, HINTS)


@pytest.mark.parametrize(
    "text",
    [
        "多謝", "多謝你", "唔該", "喂喂喂", "係係係", "得得得得", "唔該唔該", "轉數快", "轉數快點用", "我想問轉數快同轉賬",
        "信用卡", "OK", "我想check吓個order", "好好好，冇問題", "多謝晒你幫手", "字幕點樣開", "我想訂閱月結單", "再見", "你好你好",
    ],
)
def test_what_customers_say(text: str) -> None:
    assert credible(text, 3.0, HINTS)


@pytest.mark.parametrize(("text", "twice"), [("之後我們坐船之後我們坐船", True), ("洗同意，洗同意。", True), ("嗯嗯", True), ("坐船", False), ("我哋坐船我哋", False), ("好", False), ("", False)])
def test_a_phrase_said_twice_is_told(text: str, twice: bool) -> None:
    assert doubled(text) is twice


def test_nobody_says_forty_syllables_in_a_second() -> None:
    text = "我想問下點樣可以喺網上改返我嘅通訊地址同埋電話號碼呀唔該"
    assert credible(text, 4.0) and not credible(text, 1.0)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("<|yue|><|NEUTRAL|><|Speech|><|withitn|>你好", "你好"),
        ("😊你好", "你好"),
        ("<|nospeech|><|Event_UNK|>", ""),
        ("♪♪", ""),
        ("。", ""),
        ("3 < 5 | 6", "3 < 5 | 6"),
    ],
)
def test_labels_are_no_words(text: str, rest: str) -> None:
    assert stripped(text) == rest


@given(st.text(max_size=60), st.floats(0, 60))
def test_any_text_is_judged(text: str, seconds: float) -> None:
    assert credible(text, seconds, HINTS) in (True, False)
