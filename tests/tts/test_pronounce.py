"""Readings: Han characters, names, English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voicebot.tts import english
from voicebot.tts.pronounce import UNKNOWN, Pronouncer
from voicebot.tts.tokens import split, tokens

VOICE = Path(__file__).parents[2] / "models/shipped/voice/voice_woman.json"


def test_every_character_gets_a_syllable_and_english_does_not_vanish() -> None:
    p = Pronouncer()
    assert p.syllables("轉數快FPS") == ("zyun2", "sou3", "faai3", "e1", "fu4", "pi1", "e1", "si4")
    assert len(p.syllables("喺嗰度攞𨋢𠝹")) == 6 and p.syllables("zzqx")
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


@pytest.mark.parametrize("word", [*english.WORDS, *english.LETTERS])
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
