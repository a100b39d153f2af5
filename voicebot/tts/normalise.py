"""Written text to speakable text: amounts, dates, times, phone numbers, identity cards, codes, ranges, ordinals.

What a number is follows from what stands around it, never from its length alone. Rules run in order: the most telling
first (a currency sign, a slash, a colon), plain numbers last. Latin words stay; `pronounce` says them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from . import markup
from .numbers import cardinal, clock, decimal, digits, magnitude, money

Said = Callable[[re.Match[str]], str]
Rule = tuple[re.Pattern[str], Said]

_WHOLE = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_N = rf"{_WHOLE}(?:\.\d+)?"
_MEASURE = r"[個位張間次隻日年份條樣部本種頁枚層倍天蚊]|小時|分鐘|(?:星期|禮拜)(?![一二三四五六日])"
_SPELT = r"電話|熱線|致電|號碼|戶口|賬號|帳號|尾|末|參考|編號|密碼|驗證碼|識別碼|卡號|內線|撥打?|打|[Cc]all|OTP|PIN|ID|WhatsApp"
_CURRENCIES = {"US$": "美金", "USD": "美金", "RMB": "人民幣", "CNY": "人民幣", "¥": "人民幣", "£": "英鎊", "GBP": "英鎊",
               "€": "歐元", "EUR": "歐元", "JPY": "日圓", "AUD": "澳元", "A$": "澳元", "CAD": "加元", "C$": "加元"}  # fmt: skip
_FOREIGN = "|".join(map(re.escape, _CURRENCIES))
_DOLLAR = r"(?:HK\$|\$|HKD\s?|港幣\s?|港元\s?)\s?"
_RANGE = r"\s?[-–—~～至]\s?"
_DAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "一二三四五六日", strict=True))
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]{0,3}day|s|r|rs)?"
_UNITS = {"km": "公里", "kg": "公斤", "cm": "厘米", "mm": "毫米", "ml": "毫升", "mins": "分鐘", "min": "分鐘", "hrs": "小時", "hr": "小時"}
_FLOORS = {"G": "地下", "LG": "低層地下", "UG": "高層地下", "M": "閣樓"}
_PER = {"月": "一個月", "年": "一年", "日": "一日", "次": "一次", "個": "一個", "小時": "一個鐘", "人": "一位"}


def _rule(pattern: str, say: Said) -> Rule:
    return re.compile(pattern, re.ASCII), say  # ASCII: a Han character next to a code ends it


def _date(year: str, month: str, day: str) -> str:
    return f"{digits(year)}年{cardinal(int(month))}月{cardinal(int(day))}號"


def _slashed(m: re.Match[str]) -> str:
    """1/3 is a part, 31/12 a day; what can be neither is said as a part."""
    above, below = int(m[1]), int(m[2])
    if not (above < below <= 10) and 1 <= above <= 31 and 1 <= below <= 12:
        return f"{cardinal(below)}月{cardinal(above)}號"
    return f"{cardinal(below)}分之{cardinal(above)}"


def _grouped(text: str) -> str:
    """Digit by digit, with a short break where the writer left a gap, or after every four of eight or sixteen."""
    if len(text) in (8, 16) and text.isdigit():
        text = " ".join(text[n : n + 4] for n in range(0, len(text), 4))
    return "，".join(digits(part) for part in re.split(r"[ -]+", text) if part)


def _code(m: re.Match[str]) -> str:
    """CS-2024-00123: letters by name, digits one by one."""
    parts = re.findall(r"[A-Z]|\d+", m[0])
    return " ".join(digits(part) or part for part in parts)


_NUMBERED_PLACES: list[Rule] = [
    _rule(r"\b(LG|UG|G|M)/F\b", lambda m: _FLOORS[m[1]]),
    _rule(r"(?<![\d.])(\d{1,3})/F\b", lambda m: f"{cardinal(int(m[1]))}樓"),
    _rule(r"(?i)\b(?:block|tower)\s?(\d{1,2})([A-Z]?)\b", lambda m: f"第{cardinal(int(m[1]))}座{m[2]}"),
    _rule(r"(?i)\b(?:room|rm\.?)\s?(\d{1,5})([A-Z]?)\b", lambda m: f"{digits(m[1])}{m[2]}室"),
    _rule(r"(\d{3,5})室", lambda m: f"{digits(m[1])}室"),
    _rule(r"7-(?:Eleven|11)\b", lambda m: "七十一"),
]

_MONEY: list[Rule] = [
    _rule(rf"(?:(?<=^)|(?<=[\s，。：；、(]))(?<!\d\s)-\s?(?=(?:HK)?\$\s?\d|{_N}(?!\s?[-–/]))", lambda m: "負"),
    _rule(rf"({_FOREIGN}|美金|美元|人民幣)\s?({_N})\s?(萬|億|[MK]\b)?",
          lambda m: magnitude(m[2], m[3] or "") + _CURRENCIES.get(m[1], m[1])),
    _rule(rf"{_DOLLAR}({_N}){_RANGE}({_N})(?![\d.,%]|\s?[萬億MKB])(?:蚊|元)?", lambda m: f"{decimal(m[1])}至{decimal(m[2])}蚊"),
    _rule(rf"{_DOLLAR}(\d*\.\d{{3,}})(?:蚊|元)?", lambda m: f"{decimal(m[1])}蚊"),
    _rule(rf"{_DOLLAR}\.(\d{{1,2}})(?!\d)", lambda m: money("0", m[1])),
    _rule(rf"{_DOLLAR}({_N})\s?(萬|億|[MKB]\b)(?:蚊|元)?", lambda m: magnitude(m[1], m[2]) + "蚊"),
    _rule(rf"{_DOLLAR}({_WHOLE})(?:\.(\d{{1,2}})(?!\d))?(?:蚊|元)?", lambda m: money(m[1], m[2] or "")),
    _rule(rf"({_WHOLE})(?:\.(\d{{1,2}}))?\s?(?:蚊|元)", lambda m: money(m[1], m[2] or "")),
    _rule(r"(?<=[蚊半毫仙])\s?/\s?(月|年|日|次|個|小時|人)", lambda m: _PER[m[1]]),
]  # fmt: skip

_TIMES: list[Rule] = [
    _rule(r"(\d{1,2})/(\d{1,2})/(\d{4})", lambda m: _date(m[3], m[2], m[1])),
    _rule(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", lambda m: _date(m[1], m[2], m[3])),
    _rule(r"(?<!\d)(20\d\d)/(\d{2})(?![\d/])", lambda m: f"{digits(m[1])}至{digits(m[2])}"),
    _rule(r"(\d{4})年", lambda m: f"{digits(m[1])}年"),
    _rule(r"(\d{1,2})月(\d{1,2})[日號]", lambda m: f"{cardinal(int(m[1]))}月{cardinal(int(m[2]))}號"),
    _rule(r"(?i)(?<!\d)(\d{1,2})(?:[:：]([0-5]\d))?\s?([ap])\.?m\b\.?", lambda m: clock(m[1], m[2] or "00", m[3].lower())),
    _rule(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)(?!\d)", lambda m: f"{clock(m[1], m[2])}{cardinal(int(m[3]))}秒"),
    _rule(r"(?<!\d)24[:：]00(?!\d)", lambda m: "夜晚十二點"),
    _rule(r"24/7", lambda m: "二十四小時"),
    _rule(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?![\d:：])", lambda m: clock(m[1], m[2])),
    _rule(r"(?<!\d)(\d{1,3})[:：](\d{1,3})(?!\d)", lambda m: f"{cardinal(int(m[1]))}比{cardinal(int(m[2]))}"),
    _rule(r"(?<![\d/])(\d{1,2})/(\d{1,3})(?![\d/])", _slashed),
    _rule(rf"-({_N})\s?°\s?C?", lambda m: f"零下{decimal(m[1])}度"),
    _rule(rf"({_N})\s?°\s?C?", lambda m: f"{decimal(m[1])}度"),
    _rule(rf"({_N}){_RANGE}({_N})\s?%", lambda m: f"百分之{decimal(m[1])}至{decimal(m[2])}"),
    _rule(rf"({_N})\s?%", lambda m: f"百分之{decimal(m[1])}"),
]

_SPELT_OUT: list[Rule] = [
    _rule(r"(?:[*xX]{4}[ -]?)+(\d{3,4})(?!\d)", lambda m: f"尾號{digits(m[1])}"),
    _rule(r"\b([A-Z]{1,2})(\d{6})\s?\(([\dA])\)", lambda m: f"{' '.join(m[1])} {digits(m[2])} 括弧 {digits(m[3]) or 'A'}"),
    _rule(r"\b(?=[A-Z\d-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]*\d[A-Z\d]*)+\b", _code),
    _rule(r"\b[A-Z]{1,4}\d[A-Z\d]*\b", _code),
    _rule(r"\+(\d{1,3})(?=[\s-]?\d)", lambda m: f"{digits(m[1])}，"),
    _rule(rf"((?:{_SPELT})[^\d，。蚊]{{0,6}})(\d(?:[ -]?\d){{2,}})(?![\d.,]*\s?(?:個|次|分|日|%))", lambda m: m[1] + _grouped(m[2])),
    _rule(r"(?<![\d.,-])(\d{4}(?:[ -]\d{4}){1,3})(?![\d.,])", lambda m: _grouped(m[1])),
    _rule(r"(?<![\d.,])([2-9]\d{7}|\d{9,})(?![\d.,]|\s?[萬億])", lambda m: _grouped(m[1])),
    _rule(r"^\s*(110|112|999)\s*$", lambda m: digits(m[1])),
    _rule(r"(?<![\d.,])(0\d+)(?![\d.])", lambda m: digits(m[1])),
    _rule(r"\d+(?:\.\d+){2,}", lambda m: "點".join(digits(part) for part in m[0].split("."))),
]

_PLAIN: list[Rule] = [
    _rule(r"([\w.+-]+)@([\w.-]+)", lambda m: f"{m[1]} at {m[2].replace('.', '點')}"),
    _rule(r"(?<=[A-Za-z])\.(?=[A-Za-z]{2,})", lambda m: "點"),
    _rule(r"(?i)\bdr\.\s?", lambda m: "Doctor "),
    _rule(r"(?i)\bno\.\s?(\d{1,15})", lambda m: f"{cardinal(int(m[1]))}號"),
    _rule(r"(\d{1,4})(?:st|nd|rd|th)\b", lambda m: f"第{cardinal(int(m[1]))}"),
    # Whole names, or short ones in a span: alone, mon is a screen and Sun a company.
    _rule(rf"\b({_DAY}){_RANGE}({_DAY})\b", lambda m: f"星期{_DAYS[m[1][:3].lower()]}至星期{_DAYS[m[2][:3].lower()]}"),
    _rule(r"\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b", lambda m: f"星期{_DAYS[m[1][:3].lower()]}"),
    _rule(rf"({_N})\s?({'|'.join(_UNITS)})\b", lambda m: ("兩" if m[1] == "2" else decimal(m[1])) + _UNITS[m[2]]),
    _rule(rf"(?<![\d.第])2\s?[-–—~～]\s?(?={_N}\s?(?:{_MEASURE}))", lambda m: "兩至"),
    _rule(rf"({_N})\s?[-–—~～]\s?(?={_N})", lambda m: f"{decimal(m[1])}至"),
    _rule(rf"(?<![\d.第])2(?=\s?(?:{_MEASURE}))", lambda m: "兩"),
    _rule(r"[#*](?=\s?[字鍵])", lambda m: "井" if m[0] == "#" else "星"),
    _rule(r"(?<=\d)\s?\+\s?(?=\d)", lambda m: "加"),
    _rule(_N, lambda m: decimal(m[0])),
    _rule(r"(?<=[零一二三四五六七八九十百千萬億蚊點分半號毫])\s?[-–—~～]\s?(?=[零一二兩三四五六七八九十百千朝下夜凌])", lambda m: "至"),
]
_RULES = [*_NUMBERED_PLACES, *_MONEY, *_TIMES, *_SPELT_OUT, *_PLAIN]


def normalise(text: str) -> str:
    """Speakable text: Han characters, Latin words and punctuation, no digits.

    >>> normalise("HK$12,345.60，熱線 2812 3456")
    '一萬二千三百四十五蚊六毫，熱線 二八一二，三四五六'
    """
    text = markup.links(markup.fold(text))
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return markup.strip(text)
