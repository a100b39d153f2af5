import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from voicebot.dialog import slots
from voicebot.dialog.slots import figures
from voicebot.events import Syllable, Transcript, Word

from .told import NOW, heard, value

PHONES = st.from_regex(r"[2-9][0-9]{7}", fullmatch=True)
_SOUNDS = dict(zip("0123456789", "ling4 jat1 ji6 saam1 sei3 m5 luk6 cat1 baat3 gau2".split(), strict=True))


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("我電話係九一二三四五六七", "91234567"), ("九一孖三四五六七", "91334567"), ("三條九一二三四五", "99912345"), ("+852 9123 4567", "91234567"),
        ("nine one two three, double five six seven", "91235567"), ("我九七年開戶，電話係九一二三四五六七", "91234567"), ("九一二三，嗯，四五六七", "91234567"),
        ("九一二三四五六七，唔係，係九一二三四五六八", "91234568"), ("九一二三同埋四五六七", "91234567"), ("六洞洞一二三四五", "60012345"),
    ],
)  # fmt: skip
def test_phones(text: str, phone: str) -> None:
    assert value("phone", text) == phone


@pytest.mark.parametrize("text", ["", "一二三四五六七八", "九一二三", "九一二三四五六七八", "九一二三四五六七或者九八七六五四三二", "三萬二"])
def test_what_is_no_phone(text: str) -> None:
    assert value("phone", text) is None


@pytest.mark.parametrize(("text", "account"), [("零一二，三四五六七八，零零一", "012345678001"), ("012-345678-001", "012345678001"), ("一二三四五六七八九", "123456789")])
def test_accounts(text: str, account: str) -> None:
    assert value("account", text) == account


def test_a_code_of_a_known_length() -> None:
    assert value("digits", "零零四二一九") == "004219"
    assert value("digits(6)", "密碼係零零四二一九") == "004219"
    assert value("digits(6)", "四二一九") is None


@pytest.mark.parametrize(
    ("text", "part"),
    [("A一二三", "A123"), ("A for apple 一二三", "A123"), ("A一二三四五六括弧三", "A123"), ("a123456(3)", "A123"), ("A B 九八七", "AB987"), ("A字頭，一二三", "A123")],
)
def test_only_the_first_part_of_an_hkid_is_kept(text: str, part: str) -> None:
    assert value("hkid_part", text) == part


@pytest.mark.parametrize("text", ["", "一二三", "A一二", "A for boy 一二三"])
def test_what_is_no_part_of_an_hkid(text: str) -> None:
    assert value("hkid_part", text) is None


def test_a_letter_that_was_written_as_it_sounds() -> None:
    found = slots.read("hkid_part", heard("批一二三", "pi1 .9", "jat1 .9", "ji6 .9", "saam1 .9"), NOW)
    assert found is not None and found.value == "P123"


@given(PHONES)
def test_a_phone_that_is_said_is_read(phone: str) -> None:
    assert value("phone", figures.say_phone(phone)) == phone


@given(st.from_regex(r"[0-9]{9,12}", fullmatch=True))
def test_an_account_that_is_said_is_read_and_not_shown(account: str) -> None:
    groups = figures.say_account(account).split("，")
    assume(not any(after.startswith(group) for group, after in zip(groups, groups[1:])))  # 一零，一零零: perhaps begun anew
    found = slots.read("account", Transcript(figures.say_account(account)), NOW)
    assert found is not None and found.value == account
    assert account[:-4] not in found.shown


@given(PHONES, st.integers(0, 7))
def test_the_second_reading_makes_a_phone_whole(phone: str, wrong: int) -> None:
    rows = [f"{_SOUNDS[c]} .9" for c in phone]
    rows[wrong] = f"faa1 .5 {_SOUNDS[phone[wrong]]} .4"
    text = "".join("花" if i == wrong else "零一二三四五六七八九"[int(c)] for i, c in enumerate(phone))
    found = slots.read("phone", heard(text, *rows), NOW)
    assert found is not None and found.value == phone and found.confidence <= 0.85


def test_a_phone_is_not_made_up() -> None:
    rows = "gau2 .9,jat1 .9,ji6 .9,saam1 .9,sei3 .9,m5 .9,luk6 .9".split(",")
    assert slots.read("phone", heard("九一二三四五六", *rows), NOW) is None


def test_personal_figures_are_masked() -> None:
    for kind, text in (("phone", "九一二三四五六七"), ("hkid_part", "A一二三"), ("digits", "零零四二一九")):
        found = slots.read(kind, Transcript(text), NOW)
        assert found is not None and found.value not in found.shown and found.value not in repr(found)


def test_a_letter_that_is_only_among_the_sounds_is_read() -> None:
    sounds = tuple(Syllable(((sound, 0.9),), 0.0, 0.2) for sound in ("kei1", "sei3", "m5", "luk6"))
    words = tuple(Word(char, 0.0, 0.2, 0.9) for char in "崎四五六")
    found = slots.read("hkid_part", Transcript("崎四五六", words, sounds), NOW)
    assert found is not None and found.value == "K456"
