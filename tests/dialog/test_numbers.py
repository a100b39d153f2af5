import pytest

from voicebot.dialog.numbers import numbers, value_of


@pytest.mark.parametrize(
    "text, value, unit",
    [
        ("二百五十蚊", 250, "元"), ("HK$1,250", 1250, "元"), ("五十萬元", 500_000, "元"), ("50萬", 500_000, ""), ("百分之一點九五", 1.95, "%"),
        ("1.95%", 1.95, "%"), ("三十日", 30, "日"), ("十個工作天", 10, "工作天"), ("二十四個月", 24, "月"), ("兩個鐘", 2, "小時"),
        ("一八二二二", 18222, ""), ("１２３", 123, ""), ("一千零五蚊", 1005, "元"), ("星期六", 6, "星期幾"), ("一億二千萬", 120_000_000, ""),
        ("百六蚊", 160, "元"), ("千二", 1200, ""), ("三萬二", 32_000, ""), ("廿三個月", 23, "月"), ("12萬5千", 125_000, ""), ("三點五萬元", 35_000, "元"),
    ],
)  # fmt: skip
def test_reads(text, value, unit):
    assert numbers(text) == [(pytest.approx(value), unit)]


@pytest.mark.parametrize("text", ["千祈唔好", "萬一", "一齊嚟", "一般", "冇數字", "等一等", "三四十", "百零蚊"])
def test_words_that_only_look_like_numbers(text):
    assert numbers(text) == []


def test_what_is_no_number():
    assert value_of("幾多") is None
    assert value_of("") is None
