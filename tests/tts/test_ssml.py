"""The subset of SSML: what it does to a phrase, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.errors import InputError
from voicebot.tts import ssml
from voicebot.tts.phrases import Phrase, phrases
from voicebot.tts.pronounce import Pronouncer
from voicebot.tts.prosody import PLAIN

PRONOUNCER = Pronouncer()


def _phrases(inside: str) -> list[Phrase]:
    return list(phrases(f"<speak>{inside}</speak>", PRONOUNCER))


def test_only_a_text_that_begins_as_ssml_is_ssml() -> None:
    assert ssml.opens(" <speak>好</speak>") and ssml.opens('<speak version="1.1">好</speak>') and ssml.opens('<?xml version="1.0"?><speak/>')
    assert not any(map(ssml.opens, ("好<speak>", "<speaker>", "1 < 2", "<b>好</b>", "")))
    assert ssml.plain("1 < 2 & 3") == "1 < 2 & 3"


def test_a_clause_runs_through_elements_and_shows_their_text() -> None:
    (one,) = _phrases("你要交<emphasis level='strong'>五十蚊</emphasis>㗎。")
    assert (one.text, len(one.syllables)) == ("你要交五十蚊㗎。", 7)
    assert [p.emphasis for p in one.prosodies] == [0, 0, 0, 2, 2, 2, 0]


def test_breaks_are_added_up_and_cut_the_phrase() -> None:
    first, second = _phrases("你好<break time='0.5s'/><break strength='weak'/>世界")
    assert (first.text, first.pause_ms, second.text, second.pause_ms) == ("你好", 660, "世界", None)


def test_prosody_is_relative_to_what_is_around_it() -> None:
    (one,) = _phrases("<prosody rate='80%' pitch='+2st' volume='soft'>慢<prosody rate='slow' pitch='-10%' volume='-2dB'>慢</prosody></prosody>行")
    outer, inner, plain = one.prosodies
    assert (outer.rate, round(outer.pitch, 3), outer.volume_db) == (0.8, 1.122, -6)
    assert (round(inner.rate, 2), round(inner.pitch, 2), inner.volume_db) == (0.64, 1.01, -8) and plain == PLAIN


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [("cardinal", "2,812", "二千八百一十二"), ("cardinal", "-3.5", "負三點五"), ("ordinal", "2", "第二"), ("digits", "100", "一零零"),
     ("telephone", "2812 3456", "二八一二，三四五六"), ("telephone", "28123456", "二八一二，三四五六"), ("characters", "A1號", "A 一 號"),
     ("date", "3/5/2026", "二零二六年五月三號"), ("date", "2026-05-03", "二零二六年五月三號"), ("date", "3/5", "五月三號"),
     ("time", "2:05", "兩點零五分"), ("time", "2:30pm", "下晝兩點半"), ("currency", "$12.5", "十二個半"), ("currency", "1,000", "一千蚊"),
     ("fraction", "3/5", "五分之三")],
)  # fmt: skip
def test_say_as(kind: str, written: str, said: str) -> None:
    text = f"<speak><say-as interpret-as='{kind}'>{written}</say-as></speak>"
    assert ssml.parse(text)[0].said == said and ssml.plain(text) == written and ssml.spoken(text) == said


def test_the_order_of_a_date_is_what_format_says() -> None:
    (span,) = ssml.parse("<speak><say-as interpret-as='date' format='mdy'>3/5/2026</say-as></speak>")
    assert span.said == "二零二六年三月五號"


def test_an_alias_is_said_and_the_text_shown() -> None:
    (one,) = _phrases("用<sub alias='轉數快'>FPS</sub>過")
    assert one.text == "用FPS過" and one.said == "用轉數快過" and len(one.syllables) == 5


def test_phonemes_are_said_as_they_are() -> None:
    (one,) = _phrases("<phoneme alphabet='jyutping' ph='coeng4'>長</phoneme>度")
    assert one.syllables[0] == "coeng4" and one.text == "長度"


def test_how_the_markup_lies_on_its_page_changes_nothing() -> None:
    page = "<speak>\n  <prosody rate='slow'>\n    你好\n  </prosody>\n  <emphasis> ATM </emphasis> 卡\n</speak>\n"
    assert ssml.plain(page) == "你好 ATM 卡"


def test_a_text_whose_ssml_is_known_is_said_so_wherever_it_stands() -> None:
    marked = ssml.Marked({"用FPS過數。": "<speak>用<sub alias='轉數快'>FPS</sub>過數。</speak>"})
    found = list(phrases("明白，用FPS過數。多謝。", PRONOUNCER, marked))
    assert [f.text for f in found] == ["明白，", "用FPS過數。", "多謝。"] and found[1].said == "用轉數快過數。"
    with pytest.raises(InputError):
        ssml.Marked({"好": "<speak>好"})


BOMB = "<!DOCTYPE l [<!ENTITY a 'haha'>" + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi")) + "]>"


@pytest.mark.parametrize(
    "bad",
    [
        "<speak>好", "<speak>好</speak>多", "<speak>A & B</speak>", "<speak><audio src='http://x/'/></speak>", "<speak><speak>好</speak></speak>",
        BOMB + "<speak>&i;</speak>", "<!DOCTYPE s SYSTEM 'file:///etc/passwd'><speak>好</speak>", "<?xml version='1.0'?><!DOCTYPE s><speak>好</speak>",
        "<speak><![CDATA[好]]></speak>", "<speak><!-- 好 -->好</speak>", "<speak><?php echo 1?>好</speak>", "<speak>&unknown;</speak>",
        "<speak>" + "<prosody rate='slow'>" * 17 + "</prosody>" * 17 + "</speak>", "<speak>" + "<break time='1ms'/>" * 501 + "</speak>",
        "<speak>" + "好" * 20_001 + "</speak>", "<speak onload='x'>好</speak>", "<speak><break time='11s'/></speak>", "<speak><break time='5'/></speak>",
        "<speak><break time='-1s'/></speak>", "<speak><break strength='huge'/></speak>", "<speak><break>好</break></speak>",
        "<speak><prosody rate='5%'>好</prosody></speak>", "<speak><prosody rate='faster'>好</prosody></speak>", "<speak><prosody pitch='200'>好</prosody></speak>",
        "<speak><prosody volume='60'>好</prosody></speak>", "<speak><prosody rate='x-slow'><prosody rate='x-slow'>好</prosody></prosody></speak>",
        "<speak><emphasis level='mad'>好</emphasis></speak>", "<speak><say-as>1</say-as></speak>", "<speak><say-as interpret-as='spell'>1</say-as></speak>",
        "<speak><say-as interpret-as='date'>31/31</say-as></speak>", "<speak><say-as interpret-as='cardinal'>好</say-as></speak>",
        "<speak><say-as interpret-as='digits'>1<break/></say-as></speak>", "<speak><sub>FPS</sub></speak>", "<speak><sub alias=''>FPS</sub></speak>",
        "<speak><phoneme ph='hou2'>好</phoneme></speak>", "<speak><phoneme alphabet='ipa' ph='hou'>好</phoneme></speak>",
        "<speak><phoneme alphabet='jyutping' ph='hou9'>好</phoneme></speak>", "<speak><phoneme alphabet='jyutping' ph='好2'>好</phoneme></speak>",
        "<speak><phoneme alphabet='jyutping' ph='bank1'>好</phoneme></speak>",
        "<speak>\ud800</speak>",
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_a_code_and_without_its_text(bad: str) -> None:
    with pytest.raises(InputError) as caught:
        list(phrases(bad, PRONOUNCER))
    assert caught.value.code == "ssml_invalid" and "好" not in caught.value.text and "FPS" not in caught.value.text


@given(st.recursive(
    st.text("你好A1，。？ ", max_size=6) | st.just("<break/>"),
    lambda inner: st.tuples(st.sampled_from(["prosody rate='fast'", "emphasis", "prosody pitch='low'"]), st.lists(inner, max_size=3).map("".join))
    .map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>"),
    max_leaves=12,
))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_joined_the_phrases_are_what_is_shown_and_every_syllable_has_its_prosody(inside: str) -> None:
    text = f"<speak>{inside}</speak>"
    try:
        found = list(phrases(text, PRONOUNCER))
    except InputError:  # factors that multiply out of bounds
        return
    assert not found or "".join(f.text for f in found) == ssml.plain(text)
    assert all(not f.prosodies or len(f.prosodies) == len(f.syllables) for f in found)
