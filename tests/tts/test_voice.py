"""The voice with its real weights: texts kept, timings exact, sound sane, edges clean."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from voicebot.tts import wav
from voicebot.tts.embedded import EmbeddedVoice
from voicebot.tts.normalise import normalise
from voicebot.tts.numbers import cardinal, money
from voicebot.tts.phrases import phrases
from voicebot.tts.pronounce import UNKNOWN, Pronouncer
from voicebot.tts.tokens import split

TEXT = "你好！手續費係HK$12,345.60，熱線 2812 3456；你有冇email？(AI生成)"


@pytest.fixture(scope="module")
def voice() -> EmbeddedVoice:
    return EmbeddedVoice()


def test_the_pieces_are_the_text_and_their_timings_are_their_sound(voice: EmbeddedVoice) -> None:
    pieces = list(voice.speak(TEXT))
    assert "".join(p.text for p in pieces) == TEXT and len(pieces) >= 4
    for piece in pieces:
        assert piece.phones[0].start_ms == 0 and piece.phones[-1].end_ms == piece.ms
        assert all(a.end_ms == b.start_ms for a, b in zip(piece.phones, piece.phones[1:]))
        assert {p.syllable for p in piece.phones if p.unit != "sp"} == set(range(len(piece.syllables)))


def test_the_sound_is_loud_enough_never_clips_and_starts_and_ends_in_silence(voice: EmbeddedVoice) -> None:
    for piece in voice.speak(TEXT):
        sound = piece.pcm.astype(np.float64) / 32768
        assert 0.02 < np.sqrt((sound**2).mean()) < 0.2 and np.abs(sound).max() <= 0.91
        assert abs(piece.pcm[0]) < 30 and abs(piece.pcm[-1]) < 30


def test_vowels_are_louder_than_pauses(voice: EmbeddedVoice) -> None:
    piece = next(voice.speak("多謝你打嚟"))
    power = lambda p: float((piece.pcm[p.start_ms * 24 : p.end_ms * 24].astype(float) ** 2).mean())  # noqa: E731
    rimes = [power(p) for p in piece.phones if p.unit.startswith("r_")]
    assert min(rimes) > 10 * power(piece.phones[-1])


def test_rate_and_style_change_the_length(voice: EmbeddedVoice) -> None:
    length = lambda **k: sum(p.ms for p in voice.speak("請你等一等，我幫你查一查。", **k))  # noqa: E731
    assert length(rate=0.8) > length() > length(rate=1.25)
    assert length(style="calm") > length(style="brisk")


def test_nothing_to_say_is_no_sound(voice: EmbeddedVoice) -> None:
    assert list(voice.speak("……（）")) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("HK$12,345.60", "一萬二千三百四十五蚊六毫"), ("$12.5", "十二個半"), ("HK$50", "五十蚊"), ("HK$300萬", "三百萬蚊"),
        ("2.5%", "百分之二點五"), ("2個", "兩個"), ("12個", "十二個"), ("2:05", "兩點零五分"), ("9:00", "九點"),
        ("14:30", "十四點半"), ("熱線 2812 3456", "熱線 二八一二，三四五六"), ("尾號1188", "尾號一一八八"),
        ("25/11/2026", "二零二六年十一月二十五號"), ("2026年1月5日", "二零二六年一月五號"), ("A123456(7)", "A 一二三四五六 括弧 七"),
        ("3-5日", "三至五日"), ("007", "零零七"), ("1,005", "一千零五"), ("**重要**", "重要"), ("12/F", "十二樓"),
    ],
)  # fmt: skip
def test_hong_kong_readings(written: str, said: str) -> None:
    assert normalise(written) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "零"), (10, "十"), (12, "十二"), (110, "一百一十"), (1005, "一千零五"), (10_000, "一萬"), (100_010, "十萬零一十"),
     (1_000_005, "一百萬零五"), (200_000_000, "二億"), (10_200, "一萬零二百")],
)  # fmt: skip
def test_cardinals(value: int, said: str) -> None:
    assert cardinal(value) == said


def test_two_dollars_is_counted_with_loeng() -> None:
    assert money("2") == "兩蚊" and money("0", "80") == "八毫"


def test_every_character_gets_a_syllable_and_english_does_not_vanish() -> None:
    p = Pronouncer()
    assert p.syllables("轉數快FPS") == ("zyun2", "sou3", "faai3", "e1", "fu4", "pi1", "e1", "si4")
    assert len(p.syllables("喺嗰度攞𨋢𠝹")) == 6 and p.syllables("zzqx")
    assert Pronouncer({"維晴": "wai4 cing4"}).syllables("維晴") == ("wai4", "cing4")
    assert p.syllables("\U0002f000") in ((UNKNOWN,), ()) and split("gwong2") == ("gw", "ong", 2) and split("m4") == ("", "m", 4)


def test_phrases_do_not_break_inside_numbers() -> None:
    texts = [f.text for f in phrases("一共12,345.60，多謝。", Pronouncer())]
    assert texts == ["一共12,345.60，", "多謝。"]


def test_the_file_says_that_it_was_generated(voice: EmbeddedVoice) -> None:
    pcm = next(voice.speak("你好")).pcm
    data = wav.encode(pcm)
    sound, rate = soundfile.read(io.BytesIO(data), dtype="int16")
    assert rate == 24_000 and (sound == pcm).all() and b"AI-generated" in data[:200]
