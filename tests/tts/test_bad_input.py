"""What nobody should send to a voice: said sensibly or refused with a code, in work that grows with the text and no faster."""

from __future__ import annotations

import re

import pytest

from voicebot.errors import InputError
from voicebot.tts import phrases as module
from voicebot.tts.normalise import normalise
from voicebot.tts.phrases import LONGEST, Phrase, phrases
from voicebot.tts.pronounce import UNKNOWN, Pronouncer
from voicebot.tts.tokens import split

LONG = 10_000
SHAPES = {
    "prose": "如果你喺海外用信用卡簽賬滿HK$12,345.60，就可以換領現金回贈。",
    "one clause": "好銀行服務唔使等",
    "digits": "7", "letters": "W", "latin words": "account ", "commas": "1,000,", "codes": "A1-", "dots": "1.", "slashes": "1/2/", "colons": "：1",
    "full stops": "。", "brackets": "[](", "tags": "<b", "stars": "*x ", "spaces": " ", "mails": "a.b@c.", "emoji": "😀👍🏽", "marks": "\u200f\u0301", "dashes": "一-",
}  # fmt: skip


class _Work:
    """Counts the characters that were given to the normaliser and the pronouncer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.characters = 0
        monkeypatch.setattr(module, "normalise", self._normalise)
        self.pronouncer = Pronouncer()
        self._syllables = self.pronouncer.syllables
        monkeypatch.setattr(self.pronouncer, "syllables", self._counted)

    def _normalise(self, text: str) -> str:
        self.characters += len(text)
        assert len(text) <= 400  # so that no rule meets more, whatever its own cost
        return normalise(text)

    def _counted(self, text: str) -> tuple[str, ...]:
        self.characters += len(text)
        return self._syllables(text)


def _said(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Phrase], int]:
    work = _Work(monkeypatch)
    return list(phrases(text, work.pronouncer)), work.characters


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_ten_thousand_characters_cost_five_times_what_two_thousand_cost(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (_, short), (found, long) = (_said((shape * n)[:n], monkeypatch) for n in (LONG // 5, LONG))
    assert long <= 5.5 * short and long <= 60 * LONG
    assert all(0 < len(f.syllables) <= LONGEST for f in found)
    assert not found or "".join(f.text for f in found) == (shape * LONG)[:LONG]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_the_first_phrase_of_a_long_text_waits_for_no_more_than_its_own_clause(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work = _Work(monkeypatch)
    next(phrases("請問有咩幫到你？" + (shape * LONG)[:LONG], work.pronouncer), None)
    if normalise(shape).strip("，。… "):
        assert work.characters <= 60 * 136


def _words(text: str) -> tuple[str, ...]:
    return tuple(s for f in phrases(text, Pronouncer()) for s in f.syllables)


def test_simplified_is_read_as_the_traditional_that_it_means() -> None:
    assert _words("急救服务中心嘅医护人员") == _words("急救服務中心嘅醫護人員")
    assert _words("手续费2个月50元") == _words("手續費2個月50元")


def test_written_and_mandarin_words_are_read_in_cantonese_with_nothing_left_out() -> None:
    said = _words("您好，這個東西什麼時候到？咱們倆怎麼辦啊")
    assert len(said) == 18 and UNKNOWN not in said and all(split(s) for s in said)


def test_english_alone_is_read_in_sounds_that_the_voice_has() -> None:
    found = list(phrases("Please hold the line. Your balance is HK$1,234.50, due on 3 May 2026.", Pronouncer()))
    assert len(found) >= 3 and all(split(s) for f in found for s in f.syllables)
    assert "一千二百三十四蚊五毫" in "".join(f.said for f in found) and "二零二六年五月三號" in "".join(f.said for f in found)


def test_controls_marks_and_invisible_characters_change_nothing() -> None:
    dirty = "\u202e你\u200b好\u0000，\u2066請\u00ad問\u200d你\x1b[?\ufeff係\u200e邊\U000e0041位？\u0301"
    assert normalise("".join(c for c in dirty if c not in "[?")) == "你好，請問你係邊位？"
    assert normalise("12\u200b34\u200e5蚊") == "一萬二千三百四十五蚊"


def test_an_ideograph_that_nobody_knows_is_heard_as_missing_and_counted() -> None:
    pronouncer = Pronouncer()
    (phrase,) = phrases("個\U0002f000字", pronouncer)
    assert phrase.syllables[1] == UNKNOWN and len(phrase.syllables) == 3 and pronouncer.unknown >= 1


def test_a_number_of_forty_digits_is_read_out_in_groups() -> None:
    said = normalise("單號" + "1234567890" * 4)
    assert re.fullmatch("單號(?:[一二三四五六七八九零]{4}，?){10}", said) and not re.search(r"\d", normalise("$" + "9" * 40 + ".5"))


def test_scripts_that_we_cannot_read_are_heard_as_missing() -> None:
    pronouncer = Pronouncer()
    assert UNKNOWN in next(phrases("ありがとう、مرحبا", pronouncer)).syllables and pronouncer.unknown


def test_nothing_to_say_is_no_phrase() -> None:
    assert [list(phrases(t, Pronouncer())) for t in ("", "……（）", "😀", "\u200b", "---", "|---|---|", "<speak/>", "<speak><break/></speak>")] == [[]] * 8


def test_ssml_that_expands_is_refused_before_it_expands() -> None:
    bomb = "<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a '" + "哈" * 1000 + "'><!ENTITY b '" + "&a;" * 1000 + "'>]><speak>" + "&b;" * 1000 + "</speak>"
    with pytest.raises(InputError) as caught:
        next(phrases(bomb, Pronouncer()))
    assert caught.value.code == "ssml_invalid"


def test_ssml_of_many_small_pieces_costs_no_more_than_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = "".join(f"<emphasis>{'好' * 10}</emphasis>啲" for _ in range(480))
    found, work = _said(f"<speak>{inside}</speak>", monkeypatch)
    assert sum(len(f.syllables) for f in found) == 480 * 11 and work <= 60 * len(inside)
