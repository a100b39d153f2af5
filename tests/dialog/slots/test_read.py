"""What holds for every kind of slot."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog import slots
from voicebot.dialog.slots import choice, lattice
from voicebot.events import Syllable, Transcript, Word

from .told import NOW, trust, value

_ALPHABET = "零一二兩三四五六七八九十百千萬億廿卅點半個蚊毫子元嚿水皮孖條年月日號初禮拜星期下上今聽後大尋尾頭正鐘字分係唔好得啱冇錯可以未姓叫陳大文街道樓號a1902:/-.,$，。 "
_TEXTS = st.text(_ALPHABET, max_size=14)
_SOUNDS = st.sampled_from("ling4 jat1 ji6 saam1 sei3 m5 luk6 cat1 baat3 gau2 sap6 baak3 cin1 maan6 hou6 jyut6 jat6 go3 man1 dim2 faa1 zzz".split())


@pytest.mark.parametrize("kind", [*slots.KINDS, "digits(6)"])
@given(text=_TEXTS, sounds=st.lists(_SOUNDS, max_size=14), seed=st.booleans())
def test_no_words_break_a_reader(kind: str, text: str, sounds: list[str], seed: bool) -> None:
    syllables = tuple(Syllable(((s, 0.6), ("gau2", 0.3)), 0.0, 0.0) for s in sounds)
    words = tuple(Word(c, 0.0, 0.0, 0.5) for c in text)
    found = slots.read(kind, Transcript(text, words if seed else (), syllables), NOW, {"a": ("甲",), "b": ("乙", "第二")})
    assert found is None or (found.kind == kind and 0 < found.confidence <= 1 and found.value)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        slots.read("colour", Transcript("紅色"), NOW)


def test_none_has_a_name_only_where_it_is_offered() -> None:
    assert choice.NONE == "none"


def test_the_search_among_alternatives_is_bounded() -> None:
    syllables = tuple(Syllable((("gau2", 0.4), ("jat1", 0.3), ("sei3", 0.3)), 0.0, 0.0) for _ in range(30))
    heard = Transcript("花" * 30, (), syllables)
    assert len(lattice.texts(heard, "零一二三四五六七八九")) <= 32
    slots.read("phone", heard, NOW)
    start = time.process_time()
    for _ in range(10):
        slots.read("phone", heard, NOW)
    assert (time.process_time() - start) / 10 < 0.02


@pytest.mark.parametrize(
    ("kind", "text"),
    [("date", "唔好禮拜三"), ("date", "除咗禮拜三都得"), ("time", "唔好三點"), ("amount", "唔好轉五百"), ("amount", "唔係三萬"), ("number", "唔要三個")],
)
def test_what_the_customer_does_not_want_is_not_taken(kind: str, text: str) -> None:
    assert value(kind, text) is None


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("time", "三點前", "15:00"), ("date", "聖誕之前", "2026-12-25"), ("date", "五號之後", "2026-12-05"), ("amount", "最多三萬", "30000.00"),
        ("amount", "三萬左右", "30000.00"), ("number", "大約五十個", "50"),
    ],
)  # fmt: skip
def test_a_bound_or_a_round_figure_is_not_trusted(kind: str, text: str, meant: str) -> None:
    assert value(kind, text) == meant and trust(kind, text) < slots.SURE
