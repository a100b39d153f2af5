"""The line reader: its alphabet, and lines in print."""

from __future__ import annotations

import pytest

from ocr.cantonese import missing
from ocr.recognise import DIGITS, is_hong_kong
from tests.ocr.pictures import lines, printed


@pytest.mark.parametrize("text", ["更改地址表格", "Change of Address", "0123456789"])
def test_printed_lines_are_read(text: str) -> None:
    assert lines().read(printed(text))[0].text.replace(" ", "") == text.replace(" ", "")


def test_only_the_kept_alphabet_is_read() -> None:
    digits = lines().symbols(DIGITS)
    assert lines().read(printed("O1S8"), digits)[0].text.isdigit()
    found = lines().read(printed("12345678"), digits)
    assert found[0].text == "12345678" and found[0].probability > 0.5
    assert all(a.probability >= b.probability for a, b in zip(found, found[1:], strict=False))


def test_simplified_characters_are_no_hong_kong_characters() -> None:
    assert all(map(is_hong_kong, "陳國灣號啲嘅"))
    assert not any(map(is_hong_kong, "陈东兰かカ한A1，"))
    assert {"陳", "號"} <= {lines().characters[i] for i in lines().han}


def test_what_the_reader_lacks_is_known() -> None:
    lacks = missing(lines().characters)
    assert set("喺哋嗰㗎喎攰𨋢") <= set(lacks)
    assert not set("佢嘅咗冇啲") & set(lacks)
    assert missing("喺哋") and "喺" not in missing("喺哋")
