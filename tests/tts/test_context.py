"""Readings chosen by what stands around a character."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from voicebot.tts import context
from voicebot.tts.pronounce import Pronouncer

PRONOUNCER = Pronouncer()


def _said(text: str, character: str) -> str:
    return next(piece.syllables[0] for piece in PRONOUNCER.explain(text) if piece.text == character)


@pytest.mark.parametrize(
    ("text", "character", "reading"),
    [
        ("我搵唔到張卡。", "到", "dou2"), ("去到分行。", "到", "dou3"), ("呢個係乜嘢？", "呢", "ni1"), ("噉你呢？", "呢", "ne1"),
        ("你幾時返嚟？", "返", "faan1"), ("等一下。", "下", "haa5"), ("樓下大堂。", "下", "haa6"), ("我咪話囉。", "咪", "mai6"),
        ("有咩可以幫到你呀？", "呀", "aa3"), ("你會唔會嚟？", "會", "wui5"), ("開會。", "會", "wui2"), ("會議室。", "會", "wui6"), ("係呀？", "呀", "aa4"), ("係呀。", "呀", "aa3"),
    ],
)  # fmt: skip
def test_readings_of_talk(text: str, character: str, reading: str) -> None:
    assert _said(text, character) == reading


def test_what_is_learned_of_a_character_holds_for_its_other_spelling() -> None:
    assert _said("哩個係乜嘢？", "哩") == "ni1" and _said("係𡃉。", "𡃉") == "gaa3"
    assert _said("咖哩。", "哩") != "ni1" and _said("邊個話哩？", "哩") == "ne1"


def test_the_library_wins_a_tie_and_only_listed_readings_are_chosen(tmp_path: Path) -> None:
    table = tmp_path / "context.gz"
    table.write_bytes(gzip.compress("行\thong4\t\n行\thaang4\t\n行<銀\thong4\t50\n行<步\thong4\t-50\n行>業\thang4\t90\n行%\t=\t60\n".encode()))
    own, (word, _) = context.Context(table), context.Word.cut(["銀行"])
    assert own.knows("行") and not own.knows("銀")
    assert own.choose("銀行", 1, word, "haang4", "haang4") == "hong4"
    assert own.choose("銀行", 1, word, "haang4", "haang4", told="haang4") == "haang4"  # a rule weighs as much as it was found to
    assert own.choose("步行", 1, word, "haang4", "haang4") == "haang4"
    assert own.choose("行業", 0, word, "haang4", "haang4") == "haang4"  # hang4 is no reading it may give
    assert own.choose("行業", 0, word, "hang4", "haang4") == "hang4"  # but it may stay


def test_a_word_and_its_neighbours_are_found_by_character() -> None:
    places = context.Word.cut(["我", "去", "銀行", "呀"], start=2)
    assert [(w.start, w.end) for w in places] == [(2, 3), (3, 4), (4, 6), (4, 6), (6, 7)]
    assert (places[2].before, places[2].after) == (3, 7) and (places[0].before, places[-1].after) == (2, 7)


def test_marks_and_latin_fold_to_one_form_of_the_same_length() -> None:
    assert context.fold("OK呀?哩個,") == "AA呀？呢個，"
