from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog import slots
from voicebot.dialog.slots import date as day_slot
from voicebot.events import Transcript

from .told import NOW, heard, trust, value

DAYS = st.dates(date(1930, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今日", "2026-11-30"), ("聽日", "2026-12-01"), ("後日", "2026-12-02"), ("大後日", "2026-12-03"), ("尋日", "2026-11-29"), ("琴日", "2026-11-29"),
        ("前日", "2026-11-28"), ("下個禮拜三", "2026-12-09"), ("今個禮拜五", "2026-12-04"), ("下下個星期一", "2026-12-14"), ("禮拜三", "2026-12-02"),
        ("嚟緊禮拜一", "2026-12-07"), ("下個月三號", "2026-12-03"), ("五號", "2026-12-05"), ("廿五號", "2026-12-25"), ("月尾", "2026-11-30"),
        ("下個月尾", "2026-12-31"), ("二零二六年三月五號", "2026-03-05"), ("出年三月五號", "2027-03-05"), ("三月五號", "2027-03-05"), ("3/5/2027", "2027-05-03"),
        ("31/12", "2026-12-31"), ("2027-03-05", "2027-03-05"), ("05032027", "2027-03-05"), ("5 March 2027", "2027-03-05"), ("Dec 2", "2026-12-02"),
        ("十二月二號星期三", "2026-12-02"), ("兩個禮拜之後", "2026-12-14"), ("三日後", "2026-12-03"), ("三個月後", "2027-02-28"), ("next Friday", "2026-12-11"),
        ("年初三", "2027-02-08"), ("正月初二", "2027-02-07"), ("大年初一", "2027-02-06"), ("年三十晚", "2027-02-05"), ("年廿八", "2027-02-04"),
        ("農曆八月十五", "2027-09-15"), ("中秋節", "2027-09-15"), ("端午節", "2027-06-09"), ("重陽節", "2027-10-08"), ("冬至", "2026-12-22"),
        ("清明節", "2027-04-05"), ("聖誕節", "2026-12-25"), ("平安夜", "2026-12-24"), ("復活節", "2027-03-28"), ("元旦", "2027-01-01"), ("國慶", "2027-10-01"),
        ("我今日想約下個禮拜三", "2026-12-09"), ("九七年七月一號", "1997-07-01"), ("禮拜六唔見咗", "2026-11-28"), ("我九號搬咗", "2026-11-09"), ("唔見咗卡想禮拜六嚟", "2026-12-05"), ("諗下禮拜三去邊", "2026-12-02"), ("下个礼拜三", "2026-12-09"), ("唔係五號，係六號", "2026-12-06"),
    ],
)  # fmt: skip
def test_reads(text: str, day: str) -> None:
    assert value("date", text) == day


@pytest.mark.parametrize(
    "text",
    ["", "二月三十號", "三十一號二月", "十三月一號", "31/13", "十二月二號星期四", "三至五號", "三號定五號", "最後日期", "幾號", "三四號", "第日先", "八號風球", "唔係五號"],
)
def test_what_is_no_day(text: str) -> None:
    assert value("date", text) is None


@pytest.mark.parametrize("text", ["月尾", "除夕", "八月十五", "初三", "禮拜一", "今個禮拜日"])
def test_what_may_mean_another_day_is_not_trusted(text: str) -> None:
    assert 0 < trust("date", text) < slots.SURE


def test_a_day_just_past_may_be_meant() -> None:
    assert value("date", "十月三十號") == "2027-10-30"
    assert trust("date", "十月三十號") < slots.SURE < 1.0
    assert trust("date", "十二月三十號") >= slots.SURE


@given(DAYS, st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_day_that_is_said_is_read(day: date, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 9)
    said = day_slot.say(day.isoformat(), today)
    if day >= today or day.year != today.year:
        assert value("date", said, now) == day.isoformat()
    assert value("date", f"{day.day}/{day.month}/{day.year}", now) == day.isoformat()


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 6), st.integers(0, 2))
def test_a_day_of_a_week_is_in_that_week(today: date, weekday: int, weeks: int) -> None:
    word = ("今個", "下個", "下下個")[weeks]
    read = value("date", f"{word}禮拜{'一二三四五六日'[weekday]}", datetime(today.year, today.month, today.day))
    monday = today - timedelta(days=today.weekday())
    assert read == (monday + timedelta(days=7 * weeks + weekday)).isoformat()


def test_how_it_is_said() -> None:
    near = slots.read("date", Transcript("聽日"), NOW)
    far = slots.read("date", Transcript("出年三月五號"), NOW)
    assert near is not None and near.said == "十二月一號星期二"
    assert far is not None and far.said == "二零二七年三月五號星期五"


def test_a_day_that_does_not_exist_gives_way_to_one_that_sounds_alike() -> None:
    found = slots.read("date", heard("二月三十號", "ji6 .6 jat1 .3", "jyut6 .9", "saam1 .9", "sap6 .9", "hou6 .9"), NOW)
    assert found is not None and found.value == "2027-01-30" and found.confidence < 1.0
