"""What users of other voices reported as wrong, one test a kind: numbers by context, Hong Kong money and time, local names,
readings, characters without one, marks read aloud, annotations read aloud."""

from __future__ import annotations

import pytest

from voicebot.tts.normalise import normalise
from voicebot.tts.phrases import phrases
from voicebot.tts.pronounce import UNKNOWN, Pronouncer
from voicebot.tts.split import Splitter

PRONOUNCER = Pronouncer()


def _said(text: str) -> str:
    return " ".join(PRONOUNCER.syllables(normalise(text)))


@pytest.mark.parametrize(
    ("written", "said"),
    [("500、1000兩個金額", "五百、一千兩個金額"), ("100倍", "一百倍"), ("12345個", "一萬二千三百四十五個"), ("￥1000", "一千人民幣"), ("打110", "打一一零"),
     ("3123 4567", "三一二三，四五六七"), ("31234567個", "三千一百二十三萬四千五百六十七個"), ("電話31234567", "電話三一二三，四五六七")],
)  # fmt: skip
def test_what_a_number_is_follows_from_what_stands_around_it(written: str, said: str) -> None:
    assert normalise(written) == said


def test_one_in_a_telephone_number_is_jat1_never_jiu1() -> None:
    said = PRONOUNCER.syllables(normalise("電話 2111 1111"))
    assert said[2:] == ("ji6", *["jat1"] * 7)


@pytest.mark.parametrize(
    ("written", "said"),
    [("2個", "兩個"), ("12個", "十二個"), ("$12.5", "十二個半"), ("$0.8", "八毫"), ("1/4/2026", "二零二六年四月一號"), ("2:05", "兩點零五分"), ("2019", "二千零一十九"),
     ("2019年", "二零一九年"), ("1,002,003", "一百萬二千零三"), ("100,000,000", "一億"), ("10,010", "一萬零一十")],
)  # fmt: skip
def test_money_time_and_large_numbers_are_hong_kongs(written: str, said: str) -> None:
    assert normalise(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [("油麻地", "jau4 maa4 dei2"), ("車站", "ce1 zaam6"), ("學校", "hok6 haau6"), ("泳池", "wing6 ci4"), ("流動", "lau4 dung6"), ("680呎", "luk6 baak3 baat3 sap6 cek3"),
     ("最叻", "zeoi3 lek1")],
)  # fmt: skip
def test_local_names_and_everyday_words(written: str, said: str) -> None:
    assert _said(written) == said


@pytest.mark.parametrize(("written", "said"), [("飲碗湯", "jam2 wun2 tong1"), ("湯", "tong1")])
def test_a_ranked_reading_before_an_obsolete_one(written: str, said: str) -> None:
    assert _said(written) == said


def test_things_are_taken_out_in_speech_as_in_talk() -> None:
    assert _said("拎出嚟") in ("ling1 ceot1 lai4", "ling1 ceot1 lei4") and _said("反轉件衫着").startswith("faan2 zyun3 gin6 saam1 zoek")


@pytest.mark.parametrize(("written", "count"), [("你嘅錢", 3), ("佢咁嗮", 3), ("急救服务中心嘅医护人员", 11), ("𥄫住先", 3)])
def test_no_character_goes_without_a_syllable(written: str, count: int) -> None:
    (phrase,) = phrases(written, Pronouncer())
    assert len(phrase.syllables) == count and UNKNOWN not in phrase.syllables


def test_a_character_of_two_syllables_upsets_nothing() -> None:
    (phrase,) = phrases("卅幾蚊", PRONOUNCER)
    assert phrase.syllables[-2:] == ("gei2", "man1") and len(phrase.syllables) in (3, 4)


@pytest.mark.parametrize(
    ("written", "said"),
    [("**重要**：請於`3`天內~~繳費~~", "重要：請於三天內繳費"), ("見[官網](https://a.com/b?c=1)[1]。", "見官網。"), ("✅ 已完成 😊👍🏽", " 已完成 "), ("| 計劃 | 月費 |", " 計劃  月費 "),
     ("- 一\n- 二", "一\n二")],
)  # fmt: skip
def test_marks_are_not_read_out(written: str, said: str) -> None:
    assert normalise(written) == said


def test_a_table_is_read_cell_by_cell() -> None:
    found = [(f.text.strip(), f.end) for f in phrases("| 計劃A | $88 |", PRONOUNCER)]
    assert found == [("| 計劃A |", 1), ("$88 |", 2)]


def test_a_price_that_arrives_in_two_pieces_is_one_price() -> None:
    splitter = Splitter()
    heard = [c for piece in ("月費HK$1,", "000，", "即係$3.", "5一日。") for c in splitter.feed(piece)] + splitter.rest()
    assert [normalise(c) for c in heard] == ["月費一千蚊，", "即係三個半一日。"]


def test_a_reading_written_into_the_text_is_never_voiced() -> None:
    assert normalise("長(coeng4)度，銀行（ngan4 hong4）") == "長度，銀行" and normalise("一共(3)項") == "一共三項"
