"""What customers say: figures, days and addresses come out as they went in; a yes is only a yes."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.events import Syllable, Transcript, Word
from voicebot.forms import corrections
from voicebot.forms.spoken import address, said, shown

PHONES = st.from_regex(r"[2-9][0-9]{7}", fullmatch=True)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)).map(datetime.date.isoformat)


def voice(text: str, *syllables: Syllable) -> Transcript:
    return Transcript(text, (Word(text, 0.0, 1.0, 0.9),), syllables)


@given(PHONES)
def test_a_phone_that_is_said_is_heard(phone: str) -> None:
    assert corrections.phone_of(voice(f"電話係{said('phone', phone)}")) == phone
    assert corrections.phone_of(voice(f"改做{shown('phone', phone)}呀")) == phone


@given(DAYS)
def test_a_day_that_is_said_is_heard(day: str) -> None:
    assert corrections.date_said(said("date", day), "") == day
    assert corrections.date_said(shown("date", day), "") == day
    assert corrections.date_said(said("date", day).split("年")[1], day[:4]) == day


@given(st.integers(1, 999), st.integers(1, 60))
def test_numbers_of_an_address_that_are_said_are_heard(number: int, floor: int) -> None:
    line = f"彌敦道{number}號富康閣{floor}樓B室"
    assert corrections.address_parts(address(line)) == corrections.address_parts(line)
    assert corrections.address_parts(line) == {"street": f"彌敦道{number}號", "building": f"富康閣{floor}樓B室"}


def test_flats_are_said_figure_by_figure() -> None:
    assert address("3座12樓1203室") == "三座十二樓一二零三室"
    assert address("B12室") == "B十二室"


@pytest.mark.parametrize(
    ("text", "figures"),
    [("九一孖三四", "91334"), ("三條八零", "8880"), ("6兩零", "620"), ("孖孖", ""), ("兩條七", "77"), ("９１", "91"), ("冇數字", "")],
)
def test_figures(text: str, figures: str) -> None:
    assert corrections.figures(text) == figures


@pytest.mark.parametrize("text", ["三十二月五號", "二月三十號", "五號", "電話", "", "一一五年三月五號"])
def test_what_is_no_day(text: str) -> None:
    assert corrections.date_said(text, "2026") is None


@pytest.mark.parametrize("text", ["唔該", "啱唔啱呀", "唔啱", "我想問可以點做", "好似唔係", "係咩", "係咪呀", "多謝", "", "電話係九一二"])
def test_what_is_no_yes(text: str) -> None:
    assert not corrections.is_yes(text)


def test_no_figures_are_made_up_from_sounds() -> None:
    syllables = tuple(Syllable(((s, 0.9),), 0, 1) for s in "gau2 jat1 ji6 saam1 sei3 ng5 luk6".split())
    assert corrections.phone_of(voice("九一二三四五六", *syllables)) is None


@given(st.from_regex(r"[A-Z]{1,2}[0-9]{6}\([0-9A]\)", fullmatch=True))
def test_an_hkid_is_neither_said_nor_shown_nor_taken_by_voice(hkid: str) -> None:
    body = hkid[1:-3]
    assert body not in said("hkid", hkid) and body not in shown("hkid", hkid)
    assert corrections.typed_hkid(voice(hkid)) is None
