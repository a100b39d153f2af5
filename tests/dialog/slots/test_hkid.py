import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.fields import hkid_check_digit
from voicebot.dialog import slots
from voicebot.events import Transcript, Word
from voicebot.tts.numbers import digits

from .told import NOW, heard, trust, value

BODIES = st.from_regex(r"[A-Z]{1,2}[0-9]{6}", fullmatch=True)


@given(BODIES)
def test_a_typed_hkid_with_its_check_digit(body: str) -> None:
    hkid = f"{body}({hkid_check_digit(body)})"
    found = slots.read("hkid", Transcript(f"我張身份證係 {hkid.lower()}"), NOW)
    assert found is not None and found.value == hkid
    assert body[-6:] not in found.said and body[-6:] not in found.shown


@given(BODIES, st.sampled_from("0123456789A"))
def test_a_wrong_check_digit(body: str, check: str) -> None:
    assert (value("hkid", f"{body}({check})") is not None) == (check == hkid_check_digit(body))


def test_never_by_voice() -> None:
    text = "A123456(3)"
    assert slots.read("hkid", Transcript(text, (Word(text, 0.0, 1.0, 0.9),)), NOW) is None


_HEADS = ("{h}", "{h}", "{h}，", "{h}字頭，", "{h}開頭，", "呃{h}，", "我身份證係{h}，", "英文字母係{h}，數字係", "{h}，跟住", "等等我攞出嚟，{h}")
_CHECKS = ("括弧{c}", "，括號{c}", "，{c}", "{c}", "，括弧入面係個{c}", "，尾係{c}", "，跟住括號{c}", "，最後一個字係{c}", "(括號){c}", "，{c}字收尾")
_TAILS = ("", "", "呀", "，唔該", "，得未呀", "，我細路嗰張嚟㗎")


def _said(random: Random, wrong: int = 0) -> tuple[str, str]:
    """(HKID, how it is written as it is said); `wrong`: how far its check digit is off."""
    letters = "".join(random.choice("ABCDEGHKMPRSVWYZ") for _ in range(random.choice([1, 1, 1, 2])))
    body = "".join(str(random.choice([random.randrange(10), random.randrange(10), 5])) for _ in range(6))
    check = "0123456789A"[("0123456789A".index(hkid_check_digit(letters + body)) + wrong) % 11]
    figures = digits(body)
    if random.random() < 0.5:
        figures = re.sub(r"(.)\1", r"孖\1", figures)
    head = random.choice(_HEADS).format(h=letters)
    return f"{letters}{body}({check})", head + figures + random.choice(_CHECKS).format(c=digits(check) if check.isdigit() else check) + random.choice(_TAILS)


def test_a_written_row_as_it_is_said_comes_back() -> None:
    rows = [_said(Random(f"hkid {seed}")) for seed in range(400)]
    assert [row for row in rows if value("hkid", row[1]) != row[0]] == []


def test_another_check_digit_is_none_in_words_too() -> None:
    assert [row for seed in range(400) for row in [_said(Random(f"hkid {seed}"), wrong=1 + seed % 10)] if value("hkid", row[1]) is not None] == []


@pytest.mark.parametrize(
    ("text", "hkid"),
    [
        ("K二七零六一四括弧八", "K270614(8)"), ("P for Peter，八零九一四三，二", "P809143(2)"), ("R四九孖零三六，尾係六", "R490036(6)"), ("我讀喇吓，C六六一零七二，括弧零蛋", "C661072(0)"), ("G一二零九四五A", "G120945(A)"),
        ("M零七三三六二，唔係，睇錯，M零七三三六一，括號五", "M073361(5)"), ("Z八一七三六五，唔係，八一七三六四，括弧九", "Z817364(9)"), ("A五八三零二一括號六，錯咗，括號七", "A583021(7)"),
        ("B七七六二零三括弧一", None), ("D，三個五，六九零，括號，二", None), ("K二七零六一四", None), ("二七零六一四括弧八", None), ("我屋企電話六一八八三零三三", None), ("A一二三", None), ("K二七零六一四八九", None),
    ],
)  # fmt: skip
def test_reads_what_is_written_as_it_is_said(text: str, hkid: str | None) -> None:
    assert value("hkid", text) == hkid


def test_what_is_put_right_is_read_back() -> None:
    assert trust("hkid", "A五八三零二一括號六，錯咗，括號七") < slots.SURE <= trust("hkid", "A五八三零二一括號七")


@pytest.mark.parametrize("text", ["K二七零六一四括弧八", "P八零九一四三二"])
def test_never_by_voice_in_words_either(text: str) -> None:
    assert slots.read("hkid", Transcript(text, tuple(Word(c, 0.0, 0.1, 0.9) for c in text)), NOW) is None
    assert slots.read("hkid", heard(text, *["gau2 .9"] * len(text)), NOW) is None
