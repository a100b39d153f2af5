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


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("number", "住咗五年幾", None), ("number", "三十三點三", "33.3"), ("amount", "個八", "1.80"), ("amount", "半皮嘢", "5000.00"),
        ("amount", "六千，等等，六千五百蚊", "6500.00"), ("date", "下個月十五", "2026-12-15"), ("date", "正月十五", "2027-02-20"), ("date", "聖誕前一日", "2026-12-24"),
        ("date", "聽日得，後日唔得", "2026-12-01"), ("date", "聽日唔得", None), ("time", "十點，都係十點半好啲", "10:30"), ("time", "half past ten", "10:30"),
        ("time", "quarter to three", "14:45"), ("time", "兩三點", None), ("time", "三點半方唔方便", "15:30"), ("phone", "九七七八，三個六，五", "97786665"),
        ("hkid_part", "英文字母係H，數字係九零八", "H908"), ("hkid_part", "身份證係W開頭，一二零", "W120"), ("hkid_part", "K仔，零二六", "K026"),
        ("name_zh", "本人張國榮", "張國榮"), ("name_zh", "叫我黃生得喇", "黃"), ("name_zh", "何太，何陳美玉", "何陳美玉"), ("name_en", "my name is Cheung Hok Yau", "CHEUNG HOK YAU"),
        ("address", "呃，喺，喺觀塘協和街六十八號", "觀塘區 協和街68號"), ("address", "新界葵涌葵昌路五十一號", "葵涌 葵昌路51號"),
        ("address", "旺角西洋菜南街二號A", "旺角 西洋菜南街2A號"), ("address", "元朗青山公路元朗段一百五十號", "元朗區 青山公路元朗段150號"),
        ("address", "觀塘裕民坊五號", "觀塘區 裕民坊5號"), ("yes_no", "取消佢啦", "no"),
    ],
)  # fmt: skip
def test_kinds_that_were_missed_at_first_sight(kind: str, text: str, canonical: str | None) -> None:
    assert value(kind, text) == canonical


def test_a_choice_that_is_refused_is_not_the_one_that_is_made() -> None:
    branches = {"a": ["旺角分行"], "b": ["沙田分行"], "c": ["荃灣分行"]}
    assert value("choice", "唔好旺角，太多人，荃灣啦", choices=branches) == "c"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("amount", "三千，唔好啦"), ("number", "三千唔要喇"), ("date", "聽日，唔好啦"), ("time", "三點，都係算啦"), ("phone", "九六三一八八四七，取消啦"),
        ("account", "零一二三四五六七八，不如算數喇"), ("digits", "四二一九，唔使啦"),
    ],
)  # fmt: skip
def test_what_is_taken_back_at_once_is_no_value(kind: str, text: str) -> None:
    assert value(kind, text) is None


@pytest.mark.parametrize(("text", "canonical"), [("唔好啦，三千", "3000.00"), ("三千，唔使多啦", "3000.00"), ("三千啦，唔使找喇", "3000.00"), ("唔係三千，唔好啦，五千", "5000.00")])
def test_another_value_or_something_else_refused_is_not_taken_back(text: str, canonical: str) -> None:
    assert value("amount", text) == canonical
