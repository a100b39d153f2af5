import pytest

from voicebot.dialog import slots
from voicebot.events import Transcript

from .told import NOW, heard, trust, value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫陳大文", "陳大文"), ("陳大文呀", "陳大文"), ("我姓陳，叫大文", "陳大文"), ("我個名係歐陽小明", "歐陽小明"), ("姓陳，耳東陳", "陳"), ("耳東陳，陳大文", "陳大文"),
        ("陳大文，大細嘅大，文章嘅文", "陳大文"), ("陳先生", "陳"), ("唔係，係李小龍", "李小龍"), ("余文樂", "余文樂"), ("中文名叫司徒浩然", "司徒浩然"),
    ],
)  # fmt: skip
def test_chinese_names(text: str, name: str) -> None:
    assert value("name_zh", text) == name


@pytest.mark.parametrize("text", ["", "我想改地址", "係", "點解要問我個名", "一二三", "唔講得唔得"])
def test_what_is_no_name(text: str) -> None:
    assert value("name_zh", text) is None


def test_a_surname_alone_is_half_a_name() -> None:
    assert trust("name_zh", "姓陳") < slots.SURE <= trust("name_zh", "陳大文")


def test_an_english_name_is_typed_not_heard() -> None:
    assert value("name_en", "Chan Tai Man") == "CHAN TAI MAN"
    assert slots.read("name_en", heard("陳"), NOW) is None


def test_names_are_masked() -> None:
    for kind, text in (("name_zh", "歐陽小明"), ("name_en", "Chan Tai Man")):
        found = slots.read(kind, Transcript(text), NOW)
        assert found is not None and found.shown in ("歐陽••", "CHAN •••")
