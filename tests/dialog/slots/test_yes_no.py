from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from voicebot.dialog import slots
from voicebot.dialog.slots import yes_no

from .told import NOW, heard, trust, value


@pytest.mark.parametrize(
    "text",
    "係 係呀 係嘅 冇錯 冇錯呀 無錯 啱 啱晒 啱呀 得 得啦 好 好呀 好啊唔該 OK ok呀 可以 可以呀 冇問題 冇咩問題 嗯 係咁話 唔該 正確 當然 梗係啦 係我本人 係呀冇錯 "
    "yes correct 是的 對 全部都啱 冇唔啱 唔錯 系呀 係哦 係喲 係噉囖 應該係 要呀 好，麻煩你".split(),
)  # fmt: skip
def test_yes(text: str) -> None:
    assert value("yes_no", text) == "yes"


@pytest.mark.parametrize(
    "text",
    "唔係 唔係呀 唔啱 唔啱呀 唔好 唔好啦 唔使 唔使喇 唔使喇唔該 唔洗 唔要 錯 錯喇 錯咗 未 未呀 no No 唔得 唔得呀 唔可以 冇 冇呀 唔係，係九七 唔係係九七 唔係呀我想改 得喇唔使喇 梗係唔好啦 "
    "不是 唔係我 冇收到 我冇做過呢個交易 冇乜囖 係呀但係電話唔啱 唔想改".split(),
)  # fmt: skip
def test_no(text: str) -> None:
    assert value("yes_no", text) == "no"


@pytest.mark.parametrize(
    "text",
    ["", "係唔係呀", "係咪呀", "好唔好", "啱唔啱呀", "得唔得", "好似係", "可能係", "唔知呀", "唔係唔好", "得閒先", "好耐喇", "好似唔係", "係咩", "係九七", "諗下先", "隨便", "我想改地址", "可以幫我查吓嗎", "多謝你嘅幫忙呀我想問",
     "係我老公用嘅", "係我大女供嘅，我邊有錢供呀", "你好呀你好呀我姓吳㗎", "停呀", "我冇…啊，有有有", "唔同意就唔會打嚟啦，同意呀", "唔使錢仲唔換就笨七", "我唔係冇交", "我唔敢話你知"],
)  # fmt: skip
def test_neither(text: str) -> None:
    assert value("yes_no", text) is None


def test_how_sure() -> None:
    assert trust("yes_no", "係呀") >= slots.SURE > trust("yes_no", "唔係，係九七") > trust("yes_no", "嗯")


def test_a_sentence_that_denies_somewhere() -> None:
    assert yes_no.denies("日期唔啱") and yes_no.denies("電話錯咗")
    assert not yes_no.denies("冇錯") and not yes_no.denies("冇問題")


def test_by_sound_but_never_against_a_question() -> None:
    assert (found := slots.read("yes_no", heard("唔海", "m4 .9", "hoi2 .5 hai6 .4"), NOW)) is not None and found.value == "no"
    assert slots.read("yes_no", heard("好似係", "hou2 .9", "ci5 .5 aa1 .2", "hai6 .9"), NOW) is None


def test_who_answers_without_the_plain_word_is_hardly_taken_for_the_contrary() -> None:
    """1,110 answers by four authors (`answers_yes_no.tsv`). What is left open is asked again."""
    told: Counter[str] = Counter()
    with (Path(__file__).parents[2] / "data" / "answers_yes_no.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE):
            found = value("yes_no", row["text"]) or "none"
            told["right" if found == row["value"] else "open" if found == "none" else "wrong"] += 1
            told["surely wrong"] += found not in ("none", row["value"]) and trust("yes_no", row["text"]) >= slots.SURE
    assert sum(told[kind] for kind in ("right", "open", "wrong")) == 1_110
    assert told["right"] >= 625 and told["wrong"] <= 26 and told["surely wrong"] <= 2
