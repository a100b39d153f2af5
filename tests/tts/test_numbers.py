"""Numbers as they are said."""

from __future__ import annotations

import pytest

from voicebot.tts.numbers import cardinal, clock, decimal, digits, magnitude, money


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "零"), (10, "十"), (12, "十二"), (110, "一百一十"), (1005, "一千零五"), (10_000, "一萬"), (100_010, "十萬零一十"),
     (1_000_005, "一百萬零五"), (200_000_000, "二億"), (10_200, "一萬零二百")],
)  # fmt: skip
def test_cardinals(value: int, said: str) -> None:
    assert cardinal(value) == said


def test_a_number_too_long_to_be_said_is_spelt() -> None:
    with pytest.raises(ValueError):
        cardinal(10**16)
    assert decimal("1" * 17) == "一" * 17 and digits("12-3") == "一二三"


def test_two_dollars_is_counted_with_loeng() -> None:
    assert money("2") == "兩蚊" and money("0", "80") == "八毫" and money("1,234", "5") == "一千二百三十四蚊五毫"


def test_powers_are_multiplied_out() -> None:
    assert (magnitude("1.2", "M"), magnitude("5", "K"), magnitude("1.5", "萬")) == ("一百二十萬", "五千", "一點五萬")


def test_the_half_of_the_day_is_told_where_the_writer_told_it() -> None:
    assert [clock("9", "00"), clock("09", "00"), clock("02", "00"), clock("9", "05", "p")] == ["九點", "九點", "凌晨兩點", "夜晚九點零五分"]
    assert [clock("00", "15"), clock("12", "30", "p")] == ["凌晨十二點十五分", "晏晝十二點半"]
