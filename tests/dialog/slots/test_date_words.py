import pytest

from voicebot.dialog.slots.date_words import carried, spelled_out


@pytest.mark.parametrize(
    ("before", "behind", "whole"),
    [("下個禮拜三，唔係", "禮拜四", "下個禮拜四"), ("三月五號", "六號", "三月六號"), ("三月五號", "四月六號", "四月六號"), ("聽日", "六號", "六號"), ("下個禮拜三", "後日", "後日")],
)
def test_what_puts_a_day_right_keeps_its_month_or_week(before: str, behind: str, whole: str) -> None:
    assert carried(before, behind) == whole


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("一九九零年，十二月，一號", "一九九零年十二月一號"), ("two weeks later", "2星期後"), ("八月十五中秋", "中秋"), ("the third of may", "3 of may"), ("the third time", "the third time"), ("禮拜五十二月四號", "禮拜五 十二月四號")],
)
def test_a_day_is_written_in_one_way(text: str, spelled: str) -> None:
    assert spelled_out(text) == spelled
