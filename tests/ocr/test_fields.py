"""Parsers of fields: check digits, look-alikes, days that exist, districts; and that nothing wrong gets through."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr import fields
from ocr.fields import date_of, hkid_check_digit, is_hkid
from ocr.results import Reading

BODIES = st.from_regex(r"[A-Z]{1,2}[0-9]{6}", fullmatch=True)


def read(kind: str, *readings: str | tuple[str, float]) -> fields.Parsed:
    rows = [r if isinstance(r, tuple) else (r, 0.9 / 3**i) for i, r in enumerate(readings)]
    return fields.PARSERS[kind]([Reading(*row) for row in rows])


# Published examples: A123456(3) is the Immigration Department's specimen; the others by hand from the weights.
@pytest.mark.parametrize("text", ["A123456(3)", "G123456(A)", "AB987654(3)", "C123456(9)", "L555555(0)"])
def test_right_check_digits(text: str) -> None:
    assert is_hkid(text) and read("hkid", text).text == text


@settings(max_examples=20, deadline=None)
@given(BODIES)
def test_a_check_digit_catches_every_single_wrong_figure(body: str) -> None:
    good = hkid_check_digit(body)
    for i in range(len(body)):
        for other in "0123456789" if body[i].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            changed = body[:i] + other + body[i + 1 :]
            weight = 9 - (8 - len(body)) - i
            if other != body[i] and (_value(other) - _value(body[i])) * weight % 11:
                assert hkid_check_digit(changed) != good


def _value(c: str) -> int:
    return int(c) if c.isdigit() else ord(c) - 55


@pytest.mark.parametrize("body", ["", "A12345", "1234567", "ABC123456", "a123456"])
def test_other_shapes_have_no_check_digit(body: str) -> None:
    with pytest.raises(ValueError):
        hkid_check_digit(body)


@pytest.mark.parametrize("text", ["A1234563", "A 123456 (3)", "a123456(3)", "Ａ１２３４５６（３）", "A123456[3]"])
def test_spaces_and_brackets_do_not_matter(text: str) -> None:
    assert read("hkid", text).text == "A123456(3)"


def test_look_alikes_are_turned_into_what_their_place_holds() -> None:
    assert read("hkid", "AI23456(3)").text == "A123456(3)"
    assert read("hkid", "A1Z3456(3)").text == "A123456(3)"
    assert read("hkid", "8" + f"123456({hkid_check_digit('B123456')})").text == f"B123456({hkid_check_digit('B123456')})"


def test_the_check_digit_chooses_among_likely_readings() -> None:
    assert read("hkid", ("A723456(3)", 0.6), ("A123456(3)", 0.4)).text == "A123456(3)"


def test_an_unlikely_reading_with_a_right_check_digit_proves_nothing() -> None:
    found = read("hkid", ("A723456(3)", 0.99), ("A123456(3)", 0.001))
    assert not found.ok and found.problem == "unsure"


def test_a_wrong_check_digit_is_told() -> None:
    found = read("hkid", "A123456(4)")
    assert (found.ok, found.problem, found.text) == (False, "check_digit", "A123456(4)")


@given(st.lists(st.tuples(st.text(max_size=14), st.floats(1e-6, 1.0)), max_size=6))
def test_whatever_is_read_only_a_right_hkid_is_ok(rows: list[tuple[str, float]]) -> None:
    found = fields.parse_hkid([Reading(*row) for row in sorted(rows, key=lambda r: -r[1])])
    assert is_hkid(found.text) if found.ok else found.problem
    assert 0.0 <= found.confidence <= 1.0


@pytest.mark.parametrize(
    ("text", "value"), [("91234567", "91234567"), ("9123 4567", "91234567"), ("+852 9123-4567", "91234567"), ("9l23456T", "91234567")]
)
def test_phones(text: str, value: str) -> None:
    assert read("phone", text).text == value


@pytest.mark.parametrize("text", ["9123456", "912345678", "01234567", "12345678", ""])
def test_what_is_no_phone(text: str) -> None:
    assert not read("phone", text).ok


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("05032026", "2026-03-05"), ("5/3/2026", "2026-03-05"), ("05-03-2026", "2026-03-05"), ("5.3.2026", "2026-03-05"),
        ("2026年3月5日", "2026-03-05"), ("29022028", "2028-02-29"), ("O5O32O26", "2026-03-05"),
    ],
)  # fmt: skip
def test_dates_have_the_day_first(text: str, value: str) -> None:
    assert date_of(text) == value


@pytest.mark.parametrize("text", ["31022026", "29022027", "05132026", "00012026", "05031899", "2026", "5/3/26", "115年3月5日", "", "五"])
def test_what_is_no_date(text: str) -> None:
    assert date_of(text) is None


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_every_day_is_read_back(day: datetime.date) -> None:
    assert date_of(day.strftime("%d%m%Y")) == date_of(f"{day.day}/{day.month}/{day.year}") == day.isoformat()


def test_a_day_that_exists_is_chosen() -> None:
    assert read("date", ("37032026", 0.6), ("31032026", 0.3)).text == "2026-03-31"


def test_names() -> None:
    assert read("chinese_name", "陳 大文").text == "陳大文"
    assert read("english_name", "Chan  Tai Man").text == "CHAN TAI MAN"
    assert read("english_name", "CHAN,TAI-MAN").text == "CHAN, TAI-MAN"
    assert not read("chinese_name", "陳").ok and not read("english_name", "CHAN").ok


@pytest.mark.parametrize(
    ("text", "value"), [("沙田區", "沙田區"), ("沙田", "沙田區"), ("旺角", "旺角（油尖旺區）"), ("新界將軍澳", "將軍澳（西貢區）"), ("東區", "東區")]
)
def test_districts(text: str, value: str) -> None:
    assert read("district", text).text == value


def test_there_are_18_districts_and_no_place_in_two() -> None:
    assert len(set(fields.districts().values())) == 18
    assert not read("district", "廣州").ok and not read("district", "東").ok


def test_an_address_keeps_spaces_between_latin_words_only() -> None:
    assert read("address", "德輔道 中 66 號 Tower A").text == "德輔道中66號 Tower A"
    assert read("address", "富康閣 3 座 8 樓 A 室").text == "富康閣3座8樓A室"
    assert read("address", "Flat 3A, Block 2").text == "Flat 3A, Block 2"


def test_two_equal_readings_are_not_believed() -> None:
    rows = [(f"9123456{i}", 0.3) for i in range(3)]
    assert read("phone", *rows).problem == "unsure"


@pytest.mark.parametrize("kind", sorted(fields.PARSERS))
def test_nothing_read_is_an_empty_field(kind: str) -> None:
    assert fields.PARSERS[kind]([]).problem == "empty"
    assert read(kind, " ").problem == "empty"
