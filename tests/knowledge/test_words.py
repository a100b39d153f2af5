import pytest

from voicebot.knowledge.text import alike, normalise
from voicebot.knowledge.words import CHATTER, LEADS, NAMES, concepts, days, longest


def test_no_word_is_both_about_something_and_chatter() -> None:
    assert CHATTER & NAMES.keys() == set() and CHATTER & LEADS.keys() == set()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("星期一至五", {"一", "二", "三", "四", "五"}),
        ("星期一、三、五及公眾假期", {"一", "三", "五"}),
        ("星期六至一", {"六", "日", "一"}),
        ("逢星期二休息", {"二"}),
        ("週末照常", {"六", "日"}),
        ("每月一日", set()),
    ],
)
def test_days_of_the_week(text: str, named: set[str]) -> None:
    assert days(alike(normalise(text))) == {f"星期{day}" for day in named}


def test_a_documents_concepts() -> None:
    assert {alike("犬隻"), "寵物"} <= concepts(alike(normalise("不准攜帶狗隻或其他寵物")))
    assert concepts("coffee") & {"收費"} == set()


def test_the_longest_word_is_found_whole() -> None:
    assert longest("禮拜日開", 0) == "禮拜日" and longest("收唔收", 1) is None
