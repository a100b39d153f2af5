"""Figures said one by one: phones, accounts, codes, the first part of an HKID.

A row of figures may be said in groups, with 孖八 (88), 三條九 or 三個九 (999), double five, 洞 for 0 and a breath between. An
utterance with words between its rows (我九七年開嘅戶口，電話係九一…) gives several rows, of which only one may fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from ...tts.numbers import digits
from ..numbers import FIGURES
from .value import Found, only

WORDS = "零一二兩三四五六七八九孖條洞碼以"
PHONE = re.compile(r"[2-9]\d{7}")
ACCOUNT = re.compile(r"\d{9,12}")
_FIGURES = {c: str(i) for c, i in FIGURES.items()} | {"洞": "0"}
_ENGLISH = {w: str(i) for i, w in enumerate("zero one two three four five six seven eight nine".split())} | {"oh": "0"}
_ENGLISH_WORD = re.compile(rf"\b(?:{'|'.join(_ENGLISH)})\b", re.ASCII)
_DOUBLED = re.compile(rf"\b(double|triple)\s*({'|'.join(_ENGLISH)}|\d|[零〇一二兩三四五六七八九])", re.ASCII)
_COUNTS = {"兩": 2, "三": 3, "四": 4, "五": 5, "2": 2, "3": 3, "4": 4, "5": 5, "double": 2, "triple": 3}
_FIGURE = "零〇一二兩三四五六七八九洞0-9"
# What may stand between the groups of one row without ending it.
_BREATH = re.compile(r"[\s,，、。.()（）\-–—]+|跟住|然後|之後係|嗯|呃|er|um|減號|括[弧號]")
_LETTER_NAMES = {
    "a": "誒欸a", "b": "啤b", "c": "詩絲思c", "d": "啲d", "e": "衣伊e", "f": "f", "g": "g", "h": "h", "k": "k", "m": "m", "n": "n",
    "p": "批p", "r": "r", "s": "s", "t": "t", "v": "v", "w": "w", "y": "y", "z": "z",
}  # fmt: skip
_LETTER = {name: letter for letter, names in _LETTER_NAMES.items() for name in names}
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SPELLED = re.compile(r"\b([a-z])\s*(?:for|as in)\s*([a-z]+)", re.ASCII)
_BODY = re.compile(rf"(?<![a-z])(?P<head>[a-z]\s*[a-z]?|[{''.join(n for n in _LETTER if not n.isascii())}])\s*(?:[字開]頭|字|仔)?\s*(?:(?:後面)?(?:[3三]個)?(?:數字|號碼|數)係)?\s*(?P<body>\d+)")


def figures(text: str) -> str:
    """All figures of a text that are said one by one: 九一孖三四 → 91334, 三條八 → 888, 6兩零 → 620."""
    return "".join(c for c in _translated(unicodedata.normalize("NFKC", text)) if c in "0123456789")


def rows(text: str) -> list[str]:
    """The rows of figures in a text, words between them, in order."""
    return re.findall(r"\d+", _BREATH.sub("", _translated(text)))


def _translated(text: str) -> str:
    text = _DOUBLED.sub(lambda m: (_ENGLISH.get(m[2]) or m[2]) * _COUNTS[m[1]], text)
    text = _ENGLISH_WORD.sub(lambda m: _ENGLISH[m[0]], text)
    text = re.sub(f"孖([{_FIGURE}])", r"\1\1", text)
    text = re.sub(f"([兩三四五2-5])[條個]([{_FIGURE}])", lambda m: m[2] * _COUNTS[m[1]], text)
    return "".join(_FIGURES.get(c, c) for c in text)


def _row(text: str, fits: Callable[[str], str | None]) -> Found | None:
    """The one row that fits; all rows as one where no single row does (the words between were none of it)."""
    found = rows(text)
    fitting = {value for row in found if (value := fits(row))} or {value for value in [fits("".join(found))] if value}
    return only([Found(value) for value in fitting])


# ---- the kinds --------------------------------------------------------------------------------------------------
def read_phone(text: str, _now: datetime) -> Found | None:
    """Eight figures that begin with 2 to 9; the country code 852 before them is dropped."""
    return _row(text, phone)


def phone(row: str) -> str | None:
    row = row[3:] if len(row) == 11 and row.startswith("852") else row
    return row if PHONE.fullmatch(row) else None


def read_account(text: str, _now: datetime) -> Found | None:
    """Nine to twelve figures."""
    return _row(text, account)


def account(row: str) -> str | None:
    return row if ACCOUNT.fullmatch(row) else None


def read_digits(text: str, _now: datetime) -> Found | None:
    """One row of figures of any length, e.g. a code: never a sum of several."""
    return only([Found(row) for row in rows(text)])


def read_hkid_part(text: str, _now: datetime) -> Found | None:
    """The letters of an HKID and its first three figures ("A123"); what is said beyond them is not kept."""
    text = _SPELLED.sub(lambda m: m[1] if m[2].startswith(m[1]) else " ", text.casefold())
    found = {
        ("".join(_LETTER.get(c, c) for c in match["head"] if not c.isspace()) + match["body"][:3]).upper()
        for match in _BODY.finditer(_BREATH.sub("", _translated(text)))
        if len(match["body"]) >= 3
    }
    return Found(found.pop()) if len(found) == 1 else None


# ---- how they are said and shown --------------------------------------------------------------------------------
def say_phone(value: str) -> str:
    return f"{digits(value[:4])}，{digits(value[4:])}"


def show_phone(value: str) -> str:
    return f"{value[:4]} ••••"


def say_account(value: str) -> str:
    """In groups of three, the rest first: 0012 345 678."""
    head = len(value) % 3
    groups = [value[:head], *(value[i : i + 3] for i in range(head, len(value), 3))]
    return "，".join(digits(group) for group in groups if group)


def show_account(value: str) -> str:
    return "•" * (len(value) - 4) + value[-4:]


def say_digits(value: str) -> str:
    return digits(value)


def show_digits(value: str) -> str:
    return "•" * len(value)


def say_hkid_part(value: str) -> str:
    letters = value.rstrip("0123456789")
    return f"{letters}，{digits(value)}"


def show_hkid_part(value: str) -> str:
    letters = value.rstrip("0123456789")
    return letters + "•••"
