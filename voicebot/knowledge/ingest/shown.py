"""A spreadsheet's value as the sheet shows it (ECMA-376 part 1, 18.8.31): 0.025 under `0.00%` is 2.50%, 98 under `"$"#,##0` is $98.

Formats beyond digits, separators, percent, currency and dates (fractions, powers, conditions) give the plain number.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]+))?|\.([#0?]+)")
_PLAIN = re.compile(r"general|@", re.IGNORECASE)
_BEYOND = re.compile(r"[/eE]|,(?![#0?])|\[[<>=]")  # fractions, powers, thousands left away, conditions
_TIME = re.compile(r"[hs]", re.IGNORECASE)


def shown(value: object, number_format: str) -> str:
    """`value` is what openpyxl gives: None, text, bool, a number, or a date or time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _number(Decimal(repr(value)), number_format)
    if isinstance(value, datetime):
        return _moment(value, number_format)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value)


def _moment(value: datetime, number_format: str) -> str:
    bare = _LITERAL.sub("", number_format)
    clock = f"{value:%H:%M}" if _TIME.search(bare) else ""
    if clock and not re.search("[dy]", bare, re.IGNORECASE):
        return clock
    day = _day(value) if "d" in bare.lower() or not bare else f"{value.year}年{value.month}月"
    return f"{day} {clock}".strip()


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _number(value: Decimal, number_format: str) -> str:
    sections = _sections(number_format)
    own_sign = value < 0 and len(sections) > 1
    section = sections[1] if own_sign else sections[2] if value == 0 and len(sections) > 2 else sections[0]
    bare = _LITERAL.sub("", section)
    found = _DIGITS.search(bare)
    if _PLAIN.search(bare) or _BEYOND.search(bare) or section.startswith(("[<", "[>", "[=")):
        return _general(value)
    if found is None:  # 「-」 for zero, 「免費」
        return _words(section).strip() or _general(value)
    percent = bare.count("%")
    amount = _rounded((abs(value) if own_sign else value).scaleb(2 * percent), found)
    return _around(section, amount)


def _rounded(value: Decimal, digits: re.Match[str]) -> str:
    places = digits[1] or digits[2] or ""
    exact = value.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    text = f"{exact:,f}" if "," in digits.group() else f"{exact:f}"
    optional = len(places) - len(places.rstrip("#?"))
    while optional and text.endswith("0") and "." in text:
        text, optional = text[:-1], optional - 1
    return text.rstrip(".")


def _around(section: str, amount: str) -> str:
    """The amount between the words that the format puts around it; the sign stands before all of them."""
    at = _digits_in(section)
    text = f"{_words(section[: at[0]])}{amount.removeprefix('-')}{_words(section[at[1] :])}".strip()
    return f"-{text}" if amount.startswith("-") else text


def _digits_in(section: str) -> tuple[int, int]:
    """Where the digits stand in a section, not counting those in its literals."""
    blanked = _LITERAL.sub(lambda literal: "\0" * len(literal.group()), section)
    found = _DIGITS.search(blanked)
    assert found is not None  # the caller has seen them
    return found.span()


def _words(piece: str) -> str:
    return _LITERAL.sub(lambda found: found[1] or found[2] or found[3] or "", piece)


def _sections(number_format: str) -> list[str]:
    """The format's parts for positive, negative and zero; a `;` in quotes divides nothing."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)


def _general(value: Decimal) -> str:
    text = f"{float(value):.11g}"
    return f"{Decimal(text):f}" if "e" in text else text
