"""Values of fields as they are said and as they are shown."""

from __future__ import annotations

import re

from ..tts.numbers import cardinal, digits

_MASK = "•"


def said(kind: str, value: str) -> str:
    """A checked value in spoken Cantonese. Of an HKID only its first letter and its check digit."""
    if kind == "hkid":
        return f"頭一個字母係{value[0]}，括號入面係{_figure(value[-2])}，核對過冇問題"
    if kind == "phone":
        return f"{digits(value[:4])}，{digits(value[4:])}"
    if kind == "date":
        year, month, day = value.split("-")
        return f"{digits(year)}年{cardinal(int(month))}月{cardinal(int(day))}號"
    if kind in ("address", "district"):
        return address(re.sub("（.*?）", "", value))
    return value


def shown(kind: str, value: str) -> str:
    """A value for the page: an HKID masked, a date in written Chinese."""
    if kind == "hkid" and len(value) > 4:
        return value[0] + _MASK * 6 + value[-3:]
    if kind == "phone" and len(value) == 8:
        return f"{value[:4]} {value[4:]}"
    if kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        year, month, day = value.split("-")
        return f"{int(year)}年{int(month)}月{int(day)}日"
    return value


def address(text: str) -> str:
    """Numbers of an address as they are said: 12號 → 十二號, 1203室 → 一二零三室."""

    def number(match: re.Match[str]) -> str:
        value, unit = match[1], match[2]
        # A flat is read figure by figure from three figures on, a house number from four.
        spelled = len(value) >= (3 if unit == "室" else 4) or value.startswith("0")
        return (digits(value) if spelled else cardinal(int(value))) + unit

    return re.sub(r"(\d+)(\D?)", number, text)


def reference(text: str) -> str:
    """"C-7302" → "C，七三零二"."""
    letters = re.sub(r"[^A-Z]", "", text.upper())
    return f"{letters}，{digits(text)}" if letters else digits(text)


def _figure(character: str) -> str:
    return digits(character) if character.isdigit() else character
