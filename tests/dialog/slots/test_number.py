import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog import slots
from voicebot.tts.numbers import cardinal

from .told import NOW, heard, value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("廿三", "23"), ("卅一", "31"), ("百六", "160"), ("千二", "1200"), ("萬五", "15000"), ("三萬二", "32000"), ("兩點五", "2.5"), ("一半", "0.5"),
        ("個半", "1.5"), ("十二個半", "12.5"), ("兩個半鐘", "2.5"), ("零", "0"), ("百分之三點七五", "3.75%"), ("3.75%", "3.75%"), ("九成", "90%"),
        ("三成半", "35%"), ("三呀六", "36"), ("廿呀五", "25"), ("3萬2", "32000"), ("12萬5千", "125000"), ("三點五萬", "35000"), ("5k", "5000"),
        ("thirty two thousand", "32000"), ("three", "3"), ("負五", "-5"), ("我要三張", "3"), ("一百零五", "105"), ("一百一十二", "112"),
        ("我等一等，兩個", "2"), ("两个", "2"), ("一晚三次", "3"), ("2700K", "2700"), ("一四八", "148"), ("一月兩次", "2"),
    ],
)  # fmt: skip
def test_reads(text: str, number: str) -> None:
    assert value("number", text) == number


@pytest.mark.parametrize("text", ["", "三四個", "十幾", "幾十個", "百零個", "幾多", "兩個大人三個細路", "一齊嚟", "千祈唔好", "我喺九龍", "第三個", "禮拜三", "唔係三個", "下一首歌", "邊一盞燈", "特徵之一", "二零一九公開賽", "十二月"])
def test_what_is_no_single_number(text: str) -> None:
    assert value("number", text) is None


@given(st.integers(0, 10**12))
def test_a_number_that_is_said_is_read(number: int) -> None:
    assert value("number", cardinal(number)) == str(number)


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([("百", 10), ("千", 100), ("萬", 1000)]))
def test_the_last_unit_may_be_left_out(high: int, low: int, unit: tuple[str, int]) -> None:
    name, tenth = unit
    assert value("number", f"{cardinal(high)}{name}{cardinal(low)}") == str(high * tenth * 10 + low * tenth)


def test_how_it_is_said() -> None:
    found = slots.read("number", heard("百分之五"), NOW)
    assert found is not None and (found.said, found.shown) == ("百分之五", "5%")
