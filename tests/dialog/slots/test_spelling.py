"""One spelling for the readers, and what must come through it as it went in."""

import pytest

from voicebot.dialog.slots.spelling import spelled

from .told import value


@pytest.mark.parametrize("text", ["皇后大道中", "皇后像廣場", "太后", "天后", "影后", "天后廟道", "皇太后", "后志明", "我姓后", "王后", "皇后碼頭", "母后", "我係后小姐", "天后日", "皇后年", "歌后"])
def test_an_empress_stays_one(text: str) -> None:
    assert spelled(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("后日", "後日"), ("大后天", "大後天"), ("三日后", "三日後"), ("两个礼拜后", "兩個禮拜後"), ("五天后", "五天後"), ("之后", "之後"), ("以后", "以後"), ("今后", "今後"), ("后年", "後年"),
        ("最后一个", "最後一個"), ("半个钟后", "半個鐘後"), ("3个月后", "3個月後"), ("后面", "後面"), ("然后", "然後"), ("两点后", "兩點後"), ("六號后", "六號後"), ("放工后", "放工後"), ("係后日", "係後日"),
    ],
)  # fmt: skip
def test_afterwards_is_written_as_hong_kong_writes_it(text: str, written: str) -> None:
    assert spelled(text) == written


def test_a_queen_s_road_is_read_as_it_was_said() -> None:
    assert value("address", "中西區皇后大道中九十九號") == "中西區 皇后大道中99號"


@pytest.mark.parametrize(
    ("text", "with_breaths"),
    [
        ("係呀你點知嘅", "係呀，你點知嘅"), ("等我放假先啦七號啦", "等我放假先啦，七號啦"), ("三呀六", "三呀六"), ("九七呀唔係九八", "九七呀唔係九八"), ("一月三號呃唔係四號", "一月三號，唔係，四號"), ("係呀，你點知", "係呀,你點知"),
        ("好啦喇", "好啦喇"), ("兩萬零五十吓唔係兩萬五", "兩萬零五十，唔係兩萬五"),
    ],
)  # fmt: skip
def test_a_particle_is_a_breath_where_no_marks_are_heard(text: str, with_breaths: str) -> None:
    assert spelled(text) == with_breaths
