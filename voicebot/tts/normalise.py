"""Written text to speakable text: amounts, dates, times, phone numbers, identity cards, ranges, ordinals.

What a number is follows from what stands around it, never from its length alone. Rules run in order, on text whose
full-width forms are folded; Markdown and brackets' marks go, Latin words stay (`pronounce` says them).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from .numbers import cardinal, decimal, digits, money

_MEASURES = "個位張間次隻日年份條樣部本種頁枚層倍星天點"
_SPELT = r"電話|熱線|致電|號碼|戶口|賬號|帳號|尾|末|參考|編號|密碼|打"
_N = r"\d[\d,]*(?:\.\d+)?"

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _rule(pattern: str, say: Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern), say


def _clock(m: re.Match[str]) -> str:
    hour, minute = int(m[1]), int(m[2])
    said = "" if minute == 0 else f"零{cardinal(minute)}分" if minute < 10 else "半" if minute == 30 else f"{cardinal(minute)}分"
    return f"{'兩' if hour == 2 else cardinal(hour)}點{said}"


def _full_date(m: re.Match[str]) -> str:
    return f"{digits(m[3])}年{cardinal(int(m[2]))}月{cardinal(int(m[1]))}號"


def _letters(text: str) -> str:
    return " ".join(text)


_RULES: list[Rule] = [
    _rule(r"https?://|www\.", lambda m: ""),
    _rule(r"([\w.-]+)@([\w.-]+)", lambda m: f"{m[1]} at {m[2].replace('.', '點')}"),
    _rule(r"(?<=[A-Za-z])\.(?=[A-Za-z]{2,})", lambda m: "點"),
    _rule(r"\b([A-Z]{1,2})(\d{6})\s?\(([\dA])\)", lambda m: f"{_letters(m[1])} {digits(m[2])} 括弧 {digits(m[3]) or 'A'}"),
    _rule(r"(?:HK\$|\$|港幣|港元)\s?(\d[\d,]*)(?:\.(\d{1,2}))?\s?(萬|億)?(?:蚊|元)?", lambda m: money(m[1], m[2] or "", m[3] or "")),
    _rule(r"(?:US\$|美金|美元)\s?(\d[\d,]*(?:\.\d+)?)", lambda m: f"{decimal(m[1])}美金"),
    _rule(r"(\d[\d,]*)(?:\.(\d{1,2}))?\s?(?:蚊|元)", lambda m: money(m[1], m[2] or "")),
    _rule(r"(\d{1,2})/(\d{1,2})/(\d{4})", _full_date),
    _rule(r"(\d{4})-(\d{2})-(\d{2})(?!\d)", lambda m: f"{digits(m[1])}年{cardinal(int(m[2]))}月{cardinal(int(m[3]))}號"),
    _rule(r"(\d{4})年", lambda m: f"{digits(m[1])}年"),
    _rule(r"(\d{1,2})月(\d{1,2})[日號]", lambda m: f"{cardinal(int(m[1]))}月{cardinal(int(m[2]))}號"),
    _rule(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)", _clock),
    _rule(rf"({_N})\s?%", lambda m: f"百分之{decimal(m[1])}"),
    _rule(r"(?<!\d)(\d{4})[ -](\d{4})(?!\d)", lambda m: f"{digits(m[1])}，{digits(m[2])}"),
    _rule(rf"((?:{_SPELT})[^\d，。]{{0,6}})(\d{{3,}})", lambda m: m[1] + digits(m[2])),
    _rule(r"(?<![\d.])(\d+)/F\b", lambda m: f"{cardinal(int(m[1]))}樓"),
    _rule(rf"({_N})\s?(?:-|–|~|至)\s?(?={_N})", lambda m: f"{decimal(m[1])}至"),
    _rule(rf"(?<![\d.])2(?=\s?[{_MEASURES}])", lambda m: "兩"),
    _rule(r"(?<![\d.,])(0\d+)(?![\d.])", lambda m: digits(m[1])),
    _rule(_N, lambda m: decimal(m[0])),
]
_MARKUP = re.compile(r"[*_`#>|\[\]{}()（）「」『』《》【】“”\"']+")


def normalise(text: str) -> str:
    """Speakable text: Han characters, Latin words and punctuation, no digits.

    >>> normalise("HK$12,345.60，熱線 2812 3456")
    '一萬二千三百四十五蚊六毫，熱線 二八一二，三四五六'
    """
    text = "".join(unicodedata.normalize("NFKC", c) if "！" <= c <= "～" and c not in "，。！？；：、（）" else c for c in text)
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return _MARKUP.sub("", text)
