import pytest

from voicebot.dialog import slots

from .told import trust, value


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("date", "我原本訂十二月二十，想推後一個禮拜", "2026-12-27"), ("date", "改早兩日啦本來係十號", "2026-12-08"), ("date", "四號前一日", "2026-12-03"), ("date", "冬至前一個禮拜", "2026-12-15"), ("date", "十二月八號之後嗰日", "2026-12-09"),
        ("date", "聖誕嗰個禮拜六", "2026-12-26"), ("date", "元旦過咗之後嗰個禮拜一", "2027-01-04"), ("date", "一月十五號，改遲三日，十八號", "2027-01-18"), ("date", "冬至前一日同冬至", None),
        ("time", "本來約十點，推遲半個鐘", "10:30"), ("time", "三點啦，不如早一個鐘，兩點", "14:00"), ("time", "兩點半前十分鐘", "14:20"), ("time", "約咗十點，推遲兩個字，十點十分", "10:10"), ("time", "三點半加半個鐘", "16:00"),
    ],
)  # fmt: skip
def test_a_day_or_time_told_by_another(kind: str, text: str, canonical: str | None) -> None:
    assert value(kind, text) == canonical
    assert trust(kind, text) < slots.SURE


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("date", "最遲十號", "2026-12-10"), ("date", "平安夜嗰日，聖誕我要返夜更", "2026-12-24"), ("date", "禮拜三前日", None), ("time", "夜晚八點三個字", "20:15"), ("date", "我八八年出世，五月六號", "1988-05-06"), ("date", "月尾卅一號啦", "2026-12-31"),
        ("date", "零八年十月一，國慶嗰日", "2008-10-01"), ("date", "next Wed", "2026-12-09"), ("date", "一九四八年五月三號，唔係，五月十九", "1948-05-19"), ("time", "點九", "13:45"), ("time", "twenty to five", "16:40"), ("time", "夜晚得閒，八點三個字", "20:15"),
        ("time", "七點搭五，夜晚嗰個七點", "19:25"), ("time", "九點半，早過十點就得", "09:30"), ("date", "十二月三號交咗錢", "2025-12-03"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_day_or_time_moves_it_not(kind: str, text: str, canonical: str | None) -> None:
    assert value(kind, text) == canonical
