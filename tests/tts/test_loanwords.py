"""Phones of English as Hong Kong says them."""

from __future__ import annotations

import gzip

import pytest

from voicebot.tts import dictionary, english, loanwords
from voicebot.tts.jyutping import is_syllable


def said(word: str) -> str:
    return " ".join(loanwords.said(dictionary.phones(word), word))


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("holiday", "ho1 li4 dei4"), ("computer", "kom6 piu1 taa4"), ("market", "maa1 kit4"), ("display", "di6 si6 bei1"), ("internet", "in1 taa4 net4"),
     ("glass", "gaa1 si4"), ("plastic", "pe1 si6 dik4"), ("transit", "cen1 sit4"), ("duty", "diu1 ti4"), ("food", "fut1"), ("year", "ji1 aa4"),
     ("start", "si6 daat1"), ("student", "si6 diu1 dan4"), ("express", "ek6 si6 be1 si4"), ("station", "si6 dei1 san4")],
)  # fmt: skip
def test_stress_r_and_british_vowels(word: str, syllables: str) -> None:
    assert said(word) == syllables


def test_every_word_of_the_dictionary_has_cantonese_syllables() -> None:
    lines = gzip.decompress(dictionary.FILE.read_bytes()).decode().splitlines()
    assert len(lines) > 100_000 and lines == sorted(lines)
    for line in lines[::97]:
        word = line.split()[0]
        spoken = loanwords.said(dictionary.phones(word), word)
        assert spoken and all(map(is_syllable, spoken)), word


def test_only_whole_words_are_found() -> None:
    assert dictionary.phones("market") == ("M", "AA1", "R", "K", "AH0", "T")
    assert dictionary.phones("markett") == dictionary.phones("") == dictionary.phones("a b") == dictionary.phones("café") == ()


def test_the_table_goes_before_the_dictionary_and_letters_before_both() -> None:
    assert english.reading("router") == (["waau1", "taa4"], "english")
    assert english.reading("penguin")[1] == "dictionary"
    assert english.reading("PEN")[1] == "letters"


def test_what_has_no_vowel_is_no_word() -> None:
    assert loanwords.said(("S", "T"), "st") == () == loanwords.said((), "x")
