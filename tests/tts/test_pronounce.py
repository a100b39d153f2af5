"""Readings: Han characters, names, English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicebot.tts import english
from voicebot.tts.jyutping import is_syllable
from voicebot.tts.pronounce import UNKNOWN, Pronouncer
from voicebot.tts.tokens import split, tokens

VOICE = Path(__file__).parents[2] / "models/shipped/voice/voice_woman.json"


def test_every_character_gets_a_syllable_and_english_does_not_vanish() -> None:
    p = Pronouncer()
    assert p.syllables("轉數快FPS") == ("zyun2", "sou3", "faai3", "e1", "fu4", "pi1", "e1", "si4")
    assert len(p.syllables("喺嗰度攞𨋢𠝹")) == 6 and p.syllables("zzqx") == tuple(" ".join(english.LETTERS[c] for c in "zzqx").split())
    assert Pronouncer({"維晴": "wai4 cing4"}).syllables("維晴") == ("wai4", "cing4")


def test_a_character_that_nobody_knows_is_said_and_counted() -> None:
    p = Pronouncer()
    assert p.syllables("\U0002f000") == (UNKNOWN,) and p.unknown == 1


@pytest.mark.parametrize(
    ("word", "said"),
    [("曾小姐", "zang1 siu2 ze2"), ("未曾", "mei6 cang4"), ("信用卡號碼", "seon3 jung6 kaat1 hou6 maa5"), ("卡通", "kaa1 tung1"),
     ("三分之一", "saam1 fan6 zi1 jat1"), ("便宜", "pin4 ji4")],
)  # fmt: skip
def test_our_own_readings(word: str, said: str) -> None:
    assert Pronouncer().syllables(word) == tuple(said.split())


def test_english_is_a_word_where_known_and_letters_where_not() -> None:
    assert english.syllables("WhatsApp") == ["wok1", "sep1"] and english.syllables("Wi-Fi") == ["waai1", "faai1"]
    assert english.syllables("apps") == ["ep1", "si4"] and english.syllables("ATM") == ["ei1", "ti1", "em1"]


@pytest.mark.parametrize("word", [*english.words(), *english.LETTERS])
def test_every_english_reading_can_be_spoken(word: str) -> None:
    vocabulary = json.loads(VOICE.read_text(encoding="utf-8"))["V"]
    said = tuple(english.syllables(word))
    assert said and set(tokens(said, 2, vocabulary).names) <= set(vocabulary)


def test_a_syllable_is_onset_rime_and_tone() -> None:
    assert split("gwong2") == ("gw", "ong", 2) and split("m4") == ("", "m", 4)
    with pytest.raises(ValueError):
        split("bank")


def test_a_script_we_cannot_read_is_heard_as_missing_and_counted() -> None:
    own = Pronouncer()
    assert own.syllables("の") == (UNKNOWN,) and own.unknown == 1


def test_no_character_of_a_common_set_goes_without_a_syllable() -> None:
    """Every Han character of Big5 with Hong Kong's supplement and of GB 2312; the library itself lacks some thirty."""
    characters = {c for codec in ("big5hkscs", "gb2312") for c in _repertoire(codec) if re.fullmatch("[㐀-鿿豈-﫿\U00020000-\U0003ffff]", c)}
    own = Pronouncer()
    said = [piece for c in characters for piece in own.explain(c)]
    assert len(said) == len(characters) > 19_000 and own.unknown == 4  # three strokes and one part of characters
    assert all(is_syllable(s) for piece in said for s in piece.syllables)


def _repertoire(codec: str) -> Iterator[str]:
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                yield from bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue


def test_a_pack_s_word_goes_before_ours_and_before_context() -> None:
    own = Pronouncer({"分行": "fan1 hang4"})
    assert own.syllables("分行") == ("fan1", "hang4") and Pronouncer().syllables("分行") == ("fan1", "hong4")
    assert [piece.source for piece in own.explain("分行")] == ["pack", "pack"]


def test_what_decided_a_reading_is_told() -> None:
    sources = {piece.text: piece.source for piece in Pronouncer().explain("任小姐去銀行，返到嚟嘅OK FPS𠮟艹の。")}
    assert sources | {"去": "library", "任": "name", "銀": "word", "返": "context", "嘅": "character", "OK": "english", "艹": "variant"} == sources
    assert sources["FPS"] == "letters" and sources["の"] == "unknown"
