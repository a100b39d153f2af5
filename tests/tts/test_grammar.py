"""A character that is a word of its own, read by its part in the sentence."""

from __future__ import annotations

import pytest

from voicebot.tts.grammar import Grammar
from voicebot.tts.pronounce import Pronouncer

PRONOUNCER = Pronouncer()


@pytest.mark.parametrize(
    ("text", "character", "reading"),
    [
        ("合約期為兩年。", "為", "wai4"), ("為客戶提供方便。", "為", "wai6"), ("件行李太重。", "重", "cung5"), ("重五公斤。", "重", "cung5"), ("佢重有問題。", "重", "zung6"),
        ("真係好正！", "正", "zeng3"), ("天台種咗菜。", "種", "zung3"), ("呢種菜。", "種", "zung2"), ("國防部長。", "長", "zoeng2"), ("拉長咗。", "長", "coeng4"),
        ("售票處。", "處", "cyu3"), ("當你收到短訊嗰陣。", "當", "dong1"), ("唔好當我傻。", "當", "dong3"), ("百分之五。", "分", "fan6"), ("中咗大獎。", "中", "zung3"),
        ("平啲得唔得？", "平", "peng4"), ("平湖喺邊？", "平", "ping4"), ("第三名。", "名", "ming4"), ("呢個名。", "名", "meng2"), ("常用量。", "量", "loeng6"), ("量血壓。", "量", "loeng4"),
        ("返夜更。", "更", "gaang1"), ("更想要。", "更", "gang3"), ("機長倒返轉。", "倒", "dou3"), ("張被。", "被", "pei5"),
    ],
)  # fmt: skip
def test_parts_of_the_sentence(text: str, character: str, reading: str) -> None:
    assert next(piece.syllables[0] for piece in PRONOUNCER.explain(text) if piece.text == character) == reading


def test_the_first_rule_that_fits_decides_and_none_may() -> None:
    own = Grammar("長 zoeng2 [部局]‹›\n長 coeng4 ‹›(?:度|期)")
    assert own.choose("部長期", 1) == "zoeng2" and own.choose("長期", 0) == "coeng4" and own.choose("長", 0) is None
    assert own.choose("短", 0) is None


@pytest.mark.parametrize(
    ("text", "said"), [("曾志偉係演員。", "zang1 zi3"), ("曾經在此。", "cang4 ging1"), ("陳生你好。", "can4 saang1"), ("唐太宗。", "tong4 taai3"), ("葉太話。", "jip6 taai2")]
)  # fmt: skip
def test_names_without_a_whole_title(text: str, said: str) -> None:
    assert said in " ".join(PRONOUNCER.syllables(text))
