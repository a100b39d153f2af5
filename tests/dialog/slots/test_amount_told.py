from decimal import Decimal

import pytest

from voicebot.dialog import slots
from voicebot.dialog.slots.amount_told import reckoned

from .told import trust, value


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("上個月二千三，今次加多一百", "2400.00"), ("兩千，再加三百五，咪兩千三百五囉", "2350.00"), ("八百蚊減一百", "700.00"), ("三個月管理費，每個月六百二，即係千八六", "1860.00"), ("總數三千，落一半訂", "1500.00"), ("工錢一千二料錢四百你入總數一千六", "1600.00"),
        ("五十蚊夾兩份，廿五", "25.00"), ("一百二十蚊一張飛，四張，四百八", "480.00"), ("兩張五百蚊", None), ("另外一百蚊係運費，貨係三百蚊", None),
    ],
)  # fmt: skip
def test_a_sum_that_is_reckoned_aloud(text: str, canonical: str | None) -> None:
    assert value("amount", text) == canonical
    assert trust("amount", text) < slots.SURE


def test_what_does_not_add_up_is_not_reckoned() -> None:
    assert reckoned("牛腩一百，菜廿，一百五", [(2, Decimal(100)), (6, Decimal(20)), (8, Decimal(150))]) is None
    assert reckoned("", []) is None and reckoned("一百減二百", [(0, Decimal(100)), (3, Decimal(200))]) is None


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("三球八", "3800000.00"), ("皮二", "12000.00"), ("嚿八", "180.00"), ("兩盤水", "20000.00"), ("百三五", "135.00"), ("千八六", "1860.00"), ("三千五六", None), ("three eight six point five", "386.50"), ("two fifty", "250.00"), ("一球三個月", "1000000.00")],
)
def test_tenths_of_slang_and_numerals_cut_short(text: str, canonical: str | None) -> None:
    assert value("amount", text) == canonical
