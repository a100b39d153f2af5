"""A pack's own readings, for an engine that takes text alone."""

from __future__ import annotations

import pytest

from voicebot.remote.respell import Respeller
from voicebot.tts.pronounce import Pronouncer

WORDS = {"維晴": "wai4 hon6", "Flexi": "gou1 si6", "FlexiPlus": "gou1 si6 sou3", "銀行": "ngan4 hong4", "高鐵": "gou1 tit3", "Zip": "zzip1"}


@pytest.mark.parametrize("text", ["維晴你好", "用flexi得唔得", "FlexiPlus 計劃", "我哋銀行"])
def test_what_goes_out_is_read_as_the_pack_says(text: str) -> None:
    # By the library's own dictionary, as another engine reads, without a pack.
    assert Pronouncer().syllables(Respeller(WORDS)(text)) == Pronouncer(WORDS).syllables(text)


def test_only_what_would_be_read_otherwise_is_written_otherwise() -> None:
    respelt = Respeller(WORDS)
    assert respelt("我哋銀行同高鐵") == "我哋銀行同高鐵"
    out = respelt("維晴")
    assert out[0] == "維" and out[1] != "晴"
    assert respelt("Flexible") == "Flexible"  # no word of its own


def test_a_syllable_that_no_character_has_stays_as_it_is_written() -> None:
    assert Respeller(WORDS)("Zip") == "Zip"
    assert Respeller({})("維晴 Flexi") == "維晴 Flexi"
