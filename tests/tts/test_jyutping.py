"""What counts as a syllable of Cantonese, and tables that people write."""

from __future__ import annotations

from pathlib import Path

import pytest
import ToJyutping
from hypothesis import given
from hypothesis import strategies as st

from voicebot.tts import jyutping, lexicon


@pytest.mark.parametrize("syllable", ["hou2", "m4", "ng5", "hng6", "gwong2", "kwok3", "jyut6", "oe1", "deu6", "aa3", "zoek3"])
def test_syllables_of_the_language(syllable: str) -> None:
    assert jyutping.is_syllable(syllable)


@pytest.mark.parametrize("syllable", ["bank1", "hou7", "hou0", "hou", "gwuk2", "kwoi3", "kwyun4", "xi1", "yun1", "2", "", "nm4", "hóu", "ho u2", "HOU2", "hou2 "])
def test_what_no_mouth_says_is_refused(syllable: str) -> None:
    assert not jyutping.is_syllable(syllable)


@given(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
def test_every_reading_that_the_library_knows_is_a_syllable(character: str) -> None:
    for reading in ToJyutping.get_jyutping_candidates(character)[0][1]:
        assert all(map(jyutping.is_syllable, reading.split())), reading


@pytest.mark.parametrize(
    ("word", "reading", "says"),
    [("維晴", "wai4", "2 characters, but 1 syllables"), ("維晴", "wai4 xing4", "'xing4' is no Cantonese syllable"), ("維晴", "", "no reading"),
     ("A餐", "ei1 caan1", "must be Chinese characters or one Latin word"), ("24小時", "aa6 sei3 siu2 si4", "must be Chinese")],
)  # fmt: skip
def test_a_reading_must_fit_its_word(word: str, reading: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        jyutping.check(word, reading)


def test_a_table_may_have_comments_and_capitals_and_english(tmp_path: Path) -> None:
    table = tmp_path / "words.tsv"
    table.write_text("# ours\n\n維晴\tWai4  cing4  # the bank\nFlexiPlan\tfek1 si4 pen1\n", encoding="utf-8")
    assert lexicon.read(table) == {"維晴": "wai4 cing4", "FlexiPlan": "fek1 si4 pen1"}


@pytest.mark.parametrize("line", ["維晴 wai4 cing4", "維晴\twai4", "維晴\twai4 cing9", "維晴\tfaa1 cing4"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    table = tmp_path / "words.tsv"
    table.write_text(f"# ours\n維晴\twai4 cing4\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 3: "):
        lexicon.read(table)


def test_words_are_found_from_the_left_the_longest_first() -> None:
    words = lexicon.Words({"會計": "wui6 gai3", "會計數": "wui5 gai3 sou3", "數": "sou2"})
    assert list(words.find("佢會計數數")) == [(1, ("wui5", "gai3", "sou3"), "pack"), (4, ("sou2",), "pack")]


@pytest.mark.parametrize(
    ("text", "name"),
    [("姓任", "jam4"), ("幫任志明先生轉駁", "jam4"), ("區生你好", "au1"), ("單慧敏女士", "sin6"), ("曾經理", "zang1")],
)
def test_a_family_name_is_known_by_what_stands_around_it(text: str, name: str) -> None:
    assert [syllables[0] for _, syllables, _ in lexicon.names(text)] == [name]


@pytest.mark.parametrize("text", ["任何先生小姐", "一單生意", "過生日", "解釋畀先生聽", "負責任嘅經理", "查詢小姐電話", "曾經", "姓名", "地區"])
def test_a_word_is_no_family_name(text: str) -> None:
    assert not list(lexicon.names(text))
