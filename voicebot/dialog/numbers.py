"""Numbers in Cantonese and written Chinese: 二百五十蚊, 1.95%, HK$50, 三十日, 五十萬元 → (value, unit)."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {c: i % 10 for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "兩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"萬": 10_000, "億": 100_000_000}
_HAN = "零〇一二兩三四五六七八九十百千萬億"
_UNITS = {
    "蚊": "元", "元": "元", "港元": "元", "港幣": "元", "日": "日", "天": "日", "工作天": "工作天", "月": "月",
    "年": "年", "歲": "歲", "星期": "星期", "鐘": "小時", "鐘頭": "小時", "小時": "小時", "分鐘": "分鐘", "分": "分",
    "點": "時", "時": "時", "次": "次", "張": "張", "本": "本", "倍": "倍", "成": "成", "間": "間", "%": "%",
}  # fmt: skip
_NOT_NUMBERS = re.compile("千祈|千萬(?=唔|不|別)|萬一|一般|一齊|一定|一樣|一陣|一直|一切")
_WEEKDAY = re.compile("(?:星期|禮拜|週|周)(?P<day>[一二三四五六日天])")
_DAYS = {day: i for i, day in enumerate("一二三四五六日", 1)} | {"天": 7}
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<percent>百分之)?(?P<money>hk\$|\$|港幣)?\s*"
    rf"(?P<value>\d[\d,]*(?:\.\d+)?\s*[萬億]?|[{_HAN}]+(?:點(?=[{_HAN}])[{_HAN}]+)?)\s*個?\s*(?P<unit>{_UNIT})?"
)


def numbers(text: str) -> list[tuple[float, str]]:
    """Days of the week, then all numbers of `text` in order, each with its unit in written Chinese or ""."""
    folded = _NOT_NUMBERS.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    out = [(float(_DAYS[match["day"]]), "星期幾") for match in _WEEKDAY.finditer(folded)]
    folded = _WEEKDAY.sub(" ", folded)
    for match in _NUMBER.finditer(folded):
        value = value_of(match["value"])
        if value is None:
            continue
        unit = "%" if match["percent"] else "元" if match["money"] else _UNITS.get(match["unit"] or "", "")
        out.append((value, unit))
    return out


def value_of(text: str) -> float | None:
    """The value of one number in digits or Chinese numerals, None where it is neither."""
    bare = text.replace(",", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", bare):
        return float(bare)
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*([萬億])", bare):
        return float(match[1]) * _BIG[match[2]]
    whole, _, fraction = bare.partition("點")
    value = _chinese(whole)
    if value is None or not fraction:
        return value
    return value + sum(_DIGITS.get(c, 0) / 10**place for place, c in enumerate(fraction, 1))


def _chinese(text: str) -> float | None:
    if not text or any(c not in _HAN for c in text):
        return None
    if all(c in _DIGITS for c in text):  # read digit by digit: 一八二二二
        return float("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        else:
            total = (total + section + digit) * _BIG[c] if not total else total + (section + digit) * _BIG[c]
            section = digit = 0
    return float(total + section + digit)
