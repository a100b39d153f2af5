"""An HKID with its check digit: typed only. By voice the desk asks for its first letter and three figures (`figures`).

Typed, it may be written as it is said: 「K二七零六一四括弧八」, "P for Peter，八零九一四三，二". It counts only where its check digit holds.
"""

from __future__ import annotations

import re
import unicodedata

from ocr.fields import is_hkid, parse_hkid
from ocr.results import Reading

from ...events import Transcript
from ...forms.spoken import said, shown
from ..numbers import FIGURES
from .value import LOOSE, Found, only

_SHAPE = re.compile(r"[A-Za-z]{1,2}\s?\d{6}\s?[(（]?[0-9Aa][)）]?")
_FIGURE = "零〇一二三四五六七八九洞\\d"
_TIMES = {"孖": 2, "雙": 2, "兩個": 2, "兩條": 2, "三個": 3, "三條": 3, "四個": 4, "四條": 4}
_DOUBLED = re.compile(rf"({'|'.join(_TIMES)})([{_FIGURE}])")
# 最後一個字, 頭六個數字: no figure of the number.
_COUNTED = re.compile(rf"[{_FIGURE}兩]個(?![{_FIGURE}])(?:英文)?(?:字母|字|數字|號碼|位)?")
_DIGITS = str.maketrans({c: str(n) for c, n in FIGURES.items()} | {"洞": "0"})
# P for Peter is a P, A for egg no letter at all.
_FOR = re.compile(r"(?<![a-z])([a-z])\s*(?:for|as in)\s*([a-z]+)", re.ASCII)
_MARK = re.compile("唔係|唔啱|等等|(?:講|睇|打|讀)?錯(?:咗)?|sorry")
_BREATH = (
    r"(?:[\s,，、。.…:：()（）\[\]-]|呃|嗯|誒|呀|啊|呢|囉|嘅|係|個|就|字頭|開頭|字|跟住|然後|之後|後面|括弧|括號|入面|裏面|裡面|最後|最尾|尾數|尾|仲有|再|(?<=0)蛋|嗰|英文|字母|數字|號碼)*"
)
_WHOLE = re.compile(rf"(?<![a-z])(?P<head>[a-z]\s?[a-z]?){_BREATH}(?P<body>(?:\d{_BREATH}){{6}})(?P<check>[\da])(?![\da-z])", re.ASCII)
_ENDING = re.compile(rf"{_BREATH}(?P<check>[\da]){_BREATH}", re.ASCII)


def read(transcript: Transcript) -> Found | None:
    """An HKID that was typed, not said: typed text has no timed words."""
    if transcript.words or transcript.syllables:
        return None
    found = parse_hkid([Reading(part, 1.0) for part in _SHAPE.findall(transcript.text)])
    if found.ok and is_hkid(found.text):
        return Found(found.text, found.confidence)
    return _spoken(transcript.text)


def _spoken(text: str) -> Found | None:
    """The number in words: what is put right counts, be it the whole, all behind the letters, or the check digit alone."""
    plain = _FOR.sub(lambda m: m[1] if m[2].startswith(m[1]) else " ", _COUNTED.sub(" ", unicodedata.normalize("NFKC", text).casefold()))
    *before, last = _MARK.split(_DOUBLED.sub(lambda m: m[2] * _TIMES[m[1]], plain).translate(_DIGITS))
    if whole := _valid(last):
        return only([Found(value) for value in whole])
    if not before:
        return None
    heads = re.findall(r"(?<![a-z])[a-z]\s?[a-z]?(?![a-z])", before[-1], re.ASCII)
    mended = {value for head in heads[:1] for value in _valid(head + last)}
    if (ending := _ENDING.fullmatch(last)) and (old := _WHOLE.search(before[-1])):
        mended |= set(_valid(old["head"] + old["body"] + ending["check"]))
    return only([Found(value, LOOSE) for value in mended])


def _valid(text: str) -> list[str]:
    """Every HKID of a text whose check digit holds."""
    shaped = ((re.sub(r"\s", "", m["head"]), re.sub(r"\D", "", m["body"]), m["check"]) for m in _WHOLE.finditer(text))
    return [value for head, body, check in shaped if is_hkid(value := f"{head}{body}({check})".upper())]


def say(value: str) -> str:
    return said("hkid", value)


def show(value: str) -> str:
    return shown("hkid", value)
