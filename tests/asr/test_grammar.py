from collections.abc import Iterator
from datetime import date

import pytest

from ocr.fields import is_hkid
from voicebot.asr import expected
from voicebot.asr.automaton import END, START, Arc
from voicebot.asr.grammar import KINDS, grammar
from voicebot.asr.lexicon import parts
from voicebot.tts.numbers import cardinal, digits, money


def cost(arcs: list[Arc], text: str) -> float | None:
    """Of the cheapest way to say `text`; None where the grammar cannot."""
    best = {(START, 0): 0.0}
    for at in range(len(text)):
        for node in {node for node, place in best if place == at}:
            for arc in arcs:
                if arc.source == node and text.startswith(arc.text, at):
                    after = arc.target, at + len(arc.text)
                    best[after] = min(best.get(after, 1e9), best[node, at] + arc.cost)
    return best.get((END, len(text)))


@pytest.fixture(scope="module")
def kinds() -> dict[str, list[Arc]]:
    return {kind: grammar(kind) for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "九一二三四五六七"), ("phone", "六孖八三三四孖五"), ("phone", "我電話係九一二三四五六七呀"), ("phone", "八五二九一二三四五六七"),
        ("number", "零"), ("number", "四三四二八零一零四"), ("number", "二十五"), ("number", "三點七五"), ("number", "百分之三點五"), ("number", "兩個"),
        ("digits", "零四二一九"), ("hkid", "A一二三"), ("hkid", "A一二三四五六括弧三"), ("hkid", "A一二三四五六三"), ("hkid", "W字頭一二三"),
        ("amount", "三千二百蚊"), ("amount", "千五"), ("amount", "三萬二千五"), ("amount", "百五十蚊"), ("number", "二百五"), ("amount", "三萬五"), ("amount", "十二個半"), ("amount", "六毫"), ("amount", "大約二百五十蚊左右"),
        ("date", "二零二四年二月二十九號"), ("date", "聽日"), ("date", "下星期三"), ("date", "三號"), ("date", "四月廿一號"), ("time", "下晝三點半"),
        ("time", "十點零五分"), ("time", "兩點九個字"),
        ("phone", "九一二三跟住四五六七"), ("phone", "九一三個五六七八"), ("phone", "雙九一二三四五六"), ("digits", "孖五零四二一"), ("number", "三呀六"), ("amount", "兩嚿水"), ("amount", "五蚊半"), ("amount", "個半"),
        ("date", "下個禮拜三"), ("date", "十二月四號禮拜五"), ("date", "年初三"), ("date", "出年一月八號"), ("date", "兩個禮拜後"), ("time", "三點搭九"), ("time", "踏正三點"), ("time", "差兩個字四點"),
        ("time", "三點鐘一個字"), ("time", "聽朝十點踏半"),
    ],
)  # fmt: skip
def test_what_customers_say_is_there(kinds: dict[str, list[Arc]], kind: str, text: str) -> None:
    assert cost(kinds[kind], text) is not None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "九一二三四五六"), ("phone", "一一二三四五六七"), ("phone", "九一二三四五六七八"), ("phone", ""), ("hkid", "A一二"), ("hkid", "一二三"),
        ("hkid", "A一二三四五六"), ("date", "二月三十號"), ("date", "四月三十一號"), ("date", "十三月一號"), ("date", "三十二號"), ("amount", "蚊"), ("amount", "四萬一千三蚊"),
        ("time", "十三點"), ("time", "三點六十分"), ("phone", "九一二三跟住四五六"), ("phone", "九一四個五六七八九"), ("time", "差四點"), ("date", "二月三十號禮拜五"), ("digits", "十五"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_not(kinds: dict[str, list[Arc]], kind: str, text: str) -> None:
    assert cost(kinds[kind], text) is None


def test_the_right_check_digit_is_free_and_others_are_not(kinds: dict[str, list[Arc]]) -> None:
    for letter, figures in (("A", "123456"), ("Z", "683365"), ("C", "668668"), ("K", "000000")):
        costs = {check: cost(kinds["hkid"], f"{letter}{digits(figures)}括弧{'A' if check == 'A' else digits(check)}") for check in "0123456789A"}
        assert {check for check, nats in costs.items() if nats == 0} == {check for check in costs if is_hkid(f"{letter}{figures}({check})")}
        assert len([nats for nats in costs.values() if nats]) == 10


def test_days_are_those_of_the_calendar(kinds: dict[str, list[Arc]]) -> None:
    for month in range(1, 13):
        for day in range(1, 32):
            there = cost(kinds["date"], f"{cardinal(month)}月{cardinal(day)}號") is not None
            assert there == _exists(month, day), (month, day)


def _exists(month: int, day: int) -> bool:
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True


def test_numbers_are_said_as_the_voice_says_them(kinds: dict[str, list[Arc]]) -> None:
    for value in (*range(1, 130), *(n * 7919 % 99_999_999 for n in range(1, 300, 4))):
        for kind, text in (("number", cardinal(value)), ("amount", money(str(value))), ("amount", money(str(value), "8"))):
            assert cost(kinds[kind], text) is not None, text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_arc_can_be_said_and_reaches_the_end(kinds: dict[str, list[Arc]], kind: str) -> None:
    arcs = kinds[kind]
    assert kind in expected.KINDS and all(arc.said and arc.cost >= 0 and all(parts(one) for one in arc.said) for arc in arcs)
    sources, targets = {arc.source for arc in arcs}, {arc.target for arc in arcs}
    assert sources - targets == {START} and targets - sources == {END}
    assert len(set(_keys(arcs))) == len(arcs) < 4_000


def _keys(arcs: list[Arc]) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    return ((arc.source, arc.target, arc.text, arc.said) for arc in arcs)
