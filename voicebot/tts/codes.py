"""What is said digit by digit: phones by their groups, identity cards, accounts, cards, codes, addresses on the net.

What a number is follows from the words around it or from its own marks, never from its length alone: eight digits are a
phone number unless they are counted (共23456789人).
"""

from __future__ import annotations

import re

from .numbers import digits
from .rules import Rule, rule

_SPELT = (
    r"電話|熱線|致電|號碼|戶口|賬號|帳號|尾|末|參考|編號|密碼|驗證碼|識別碼|卡號|內線|單號|代碼|車牌|航班|訂單|保單|發票|籌號|"
    r"撥打?|打|[Cc]all|[Cc]ode|OTP|PIN|ID|CVV|CVC|WhatsApp|[Tt]el|[Ff]ax"
)
_COUNTED = r"(?![\d.,]*\s?(?:個|次|分|日|%|人|名|蚊|元|萬|億|股|位|張|份|戶))"
_COUNTING = r"(?<![共約達過])(?<!人口)(?<!總數)"
_OWNER = r"(?i:account|card|phone|ref|reference|tel|order|policy|member|case)"


def grouped(text: str) -> str:
    """Digit by digit, with a short break where the writer left a gap, or after every four of eight or sixteen."""
    if len(text) in (8, 16) and text.isdigit():
        text = " ".join(text[n : n + 4] for n in range(0, len(text), 4))
    return "，".join(digits(part) for part in re.split(r"[ -]+", text) if part)


def torn(m: re.Match[str]) -> str:
    """A number that nobody says as one, four digits at a time."""
    return "，".join(digits(m[0][n : n + 4]) for n in range(0, len(m[0]), 4))


def _code(m: re.Match[str]) -> str:
    """CS-2024-00123: letters by name, digits one by one."""
    parts = re.findall(r"[A-Z]|\d+", m[0])
    return " ".join(digits(part) or part for part in parts)


def _host(text: str) -> str:
    """bank2.com.hk: words and digits with 點 between."""
    spelt = re.sub(r"\d+", lambda m: digits(m[0]), text.strip("."))
    return spelt.replace(".", "點").replace("_", " 底線 ").replace("-", " 橫線 ")


ADDRESSES: list[Rule] = [
    rule(r"(?<![\w.+-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63})+)", lambda m: f"{_host(m[1])} at {_host(m[2])}"),
    rule(r"(?<![\w.@-])((?:[\w-]{1,63}\.){1,4}(?:com|org|net|gov|edu|info|app|hk|io|ly|cn))(?![\w.]*\w)(?:/[!-~]*)?", lambda m: _host(m[1])),
]

CODES: list[Rule] = [
    rule(r"(?:[*xX]{4}[ -]?)+(\d{3,4})(?!\d)", lambda m: f"尾號{digits(m[1])}"),
    rule(r"\*(\d{1,4})#", lambda m: f"星{digits(m[1])}井"),
    rule(r"\b([A-Z]{1,2})(\d{6})\s?\(([\dA])\)", lambda m: f"{' '.join(m[1])} {digits(m[2])} 括弧 {digits(m[3]) or 'A'}"),
    rule(r"(?<=[編型代]號)\s?([A-Z\d]{2,12})(?![A-Za-z\d-])", _code),
    rule(r"((?:熱線|電話)[^\d，。蚊]{0,12}\()(\d{3,8})(?=\))", lambda m: m[1] + grouped(m[2])),
    rule(r"(?<![\d.,])(\d{2,4})(?=區號)|(?<![\d.,])(\d{3,8})(?=熱線|專線)", lambda m: grouped(m[1] or m[2])),
    rule(r"\b(?=[A-Z\d-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]*\d[A-Z\d]*)+\b", _code),
    rule(r"\b[A-Z]{1,4}\d[A-Z\d]*\b", _code),
    rule(r"\+(\d{1,3})[ -]?(\d(?:[ -]?\d){5,12})(?!\d)", lambda m: f"{digits(m[1])}，{grouped(m[2])}"),
    rule(r"\((\d{2,3})\)\s?(?=\d{4})", lambda m: f"{digits(m[1])}，"),
    rule(rf"\b({_OWNER})\s(?:no\.?|number|#)?[:：]?\s?(\d(?:[ -]?\d){{2,}})", lambda m: f"{m[1]} number {grouped(m[2])}"),
    rule(rf"((?:{_SPELT})[^\d，。蚊]{{0,6}})(\d(?:[ -]?\d){{2,}}){_COUNTED}", lambda m: m[1] + grouped(m[2])),
    rule(r"(\d位(?:數字|字)?(?:係|為|[：:]|\s)\s?)(\d{3,})", lambda m: m[1] + grouped(m[2])),
    rule(r"(?<![\d.,])(\d{2,7}(?:-\d{1,9}){2,})(?![\d.])", lambda m: grouped(m[1])),
    rule(r"(?<![\d.,-])(\d{4}(?:[ -]\d{4}){1,3})(?![\d.,])", lambda m: grouped(m[1])),
    rule(rf"(?<![\d.,]){_COUNTING}([2-9]\d{{7}}|\d{{9,}}){_COUNTED}(?![\d.,])", lambda m: grouped(m[1])),
    rule(r"^\s*(110|112|999)\s*$", lambda m: digits(m[1])),
    rule(r"(?<![\d.,])(0\d+)(?![\d.])", lambda m: digits(m[1])),
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}", lambda m: "點".join(digits(part) for part in m[0].split("."))),
    rule(r"(?<![\d.])(\d{3,4})p\b", lambda m: f"{digits(m[1])}p"),
]
