from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog import slots
from voicebot.events import Transcript
from voicebot.tts.numbers import money

from .told import NOW, heard, trust, value


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("三萬二", "32000.00"), ("廿蚊", "20.00"), ("千二蚊", "1200.00"), ("蚊半", "1.50"), ("個半", "1.50"), ("十二蚊半", "12.50"), ("十二個半", "12.50"),
        ("五毫子", "0.50"), ("兩個七", "2.70"), ("三蚊二", "3.20"), ("毫半", "0.15"), ("一嚿水", "100.00"), ("三嚿半", "350.00"), ("十皮嘢", "100000.00"),
        ("HK$1,234.50", "1234.50"), ("$0.8", "0.80"), ("一千二百三十四元五角", "1234.50"), ("港幣三萬", "30000.00"), ("三萬港紙", "30000.00"), ("50K", "50000.00"),
        ("我有兩張卡，想轉五百蚊", "500.00"), ("三十萬零五百蚊", "300500.00"), ("二百五", "250.00"), ("三蚊零五仙", "3.05"), ("唔係三萬二，係三萬五", "35000.00"),
        ("卅二蚊", "32.00"), ("三點五萬", "35000.00"), ("thirty dollars", "30.00"), ("一至五都係三十蚊", "30.00"), ("兩嚿", "200.00"),
    ],
)  # fmt: skip
def test_reads(text: str, amount: str) -> None:
    assert value("amount", text) == amount


@pytest.mark.parametrize(
    "text",
    ["", "幾百蚊", "三四千蚊", "廿幾蚊", "百零蚊", "幾多錢", "三百美金", "五千人仔", "US$500", "負五十蚊", "-$50", "由三百到五百蚊", "五號", "三張", "三個月", "個半鐘", "五萬里拉", "一嚿飯咁", "二百零萬"],
)
def test_what_is_no_amount_of_ours(text: str) -> None:
    assert value("amount", text) is None


def test_slang_is_trusted_less_than_plain_words() -> None:
    assert trust("amount", "十皮嘢") < trust("amount", "一嚿水") < trust("amount", "一百蚊")


@given(st.decimals(0, 10**9, places=2))
def test_an_amount_that_is_said_is_read(amount: Decimal) -> None:
    whole, _, part = f"{amount:.2f}".partition(".")
    if amount:
        assert value("amount", money(whole, part)) == f"{amount:.2f}"
    assert value("amount", f"${amount:,.2f}") == f"{amount:.2f}"


def test_how_it_is_said_and_shown() -> None:
    found = slots.read("amount", Transcript("三萬二"), NOW)
    assert found is not None and (found.said, found.shown) == ("三萬二千蚊", "HK$32,000.00")


def test_a_wrong_character_is_put_right_by_its_sound() -> None:
    found = slots.read("amount", heard("三慢二", "saam1 .9", "maan6 .9", "ji6 .9"), NOW)
    assert found is not None and found.value == "32000.00" and found.confidence <= 0.85


def test_a_vague_amount_is_not_made_exact_by_another_reading() -> None:
    assert slots.read("amount", heard("十幾萬", "sap6 .9", "gei2 .5 gau2 .4", "maan6 .9"), NOW) is None
