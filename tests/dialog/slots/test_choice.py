import pytest

from voicebot.dialog import slots
from voicebot.events import Transcript

from .told import NOW, heard, value

ACCOUNTS = {"saving": ("儲蓄戶口", "儲蓄"), "current": ("支票戶口", "往來戶口"), "combined": ("綜合戶口",)}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("儲蓄戶口", "saving"), ("我要支票戶口呀", "current"), ("綜合嗰個", "combined"), ("第二個", "current"), ("頭嗰個", "saving"), ("尾嗰個", "combined"),
        ("中間嗰個", "current"), ("二", "current"), ("3", "combined"), ("我揀一", "saving"), ("唔係第一個，係第二個", "current"), ("the second one", "current"),
        ("往來", "current"), ("second", "current"), ("三號", "combined"), ("儲畜户口", "saving"),
    ],
)  # fmt: skip
def test_reads(text: str, key: str) -> None:
    assert value("choice", text, choices=ACCOUNTS) == key


@pytest.mark.parametrize("text", ["", "戶口", "第四個", "兩個都唔係", "儲蓄定支票戶口呀", "我唔知", "第一個或者第二個"])
def test_what_chooses_nothing(text: str) -> None:
    assert value("choice", text, choices=ACCOUNTS) is None


def test_none_of_them_is_a_choice_where_it_is_offered() -> None:
    assert value("choice", "兩個都唔係", choices=ACCOUNTS | {"none": ("其他",)}) == "none"


def test_by_sound() -> None:
    said = heard("聚合户口", "zeoi6 .5 zung3 .3", "hap6 .9", "wu6 .9", "hau2 .9")
    found = slots.read("choice", said, NOW, ACCOUNTS)
    assert found is not None and found.value == "combined" and found.confidence < slots.SURE


def test_how_it_is_said() -> None:
    found = slots.read("choice", Transcript("第一個"), NOW, ACCOUNTS)
    assert found is not None and found.said == "儲蓄戶口"
