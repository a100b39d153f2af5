"""Numbers in Cantonese and written Chinese: 二百五十蚊, 百六, 廿三, 三萬二, 1.95%, HK$50, 五十萬元 → (value, unit).

Cantonese leaves out what the ear can add: the last unit (百六 is 160, 三萬二 32,000) and a leading one (千二, 萬五).
What is vague on purpose has no value: 三四十, 百零, 十幾.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from ..tts.numbers import cardinal

FIGURES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "兩": 2}
DIGITS = "".join(FIGURES)
_TENS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"萬": 10_000, "億": 100_000_000}
_SHORT = {"廿": "二十", "卅": "三十", "卌": "四十"}
HAN = f"{DIGITS}十百千萬億廿卅卌"
# One numeral: 32,000.50, 3.2萬, 1千2, 三萬二, 兩點五, 一點二億.
NUMERAL = (
    rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:\s*[十百千萬億][\d{HAN}]*)?"
    rf"|[{HAN}]+(?:點(?=[{DIGITS}])[{DIGITS}]+[萬億]?)?)"
)
_UNITS = {
    "蚊": "元", "元": "元", "港元": "元", "港幣": "元", "日": "日", "天": "日", "工作天": "工作天", "月": "月",
    "年": "年", "歲": "歲", "星期": "星期", "鐘": "小時", "鐘頭": "小時", "小時": "小時", "分鐘": "分鐘", "分": "分",
    "點": "時", "時": "時", "次": "次", "張": "張", "本": "本", "倍": "倍", "成": "成", "間": "間", "%": "%",
}  # fmt: skip
# Words that only look like numbers; 等一等 and its kind ask for a moment.
LOOK_ALIKES = re.compile(
    rf"[另某每]一|千祈|千萬(?=唔|不|別|咪)|(?<![{HAN}])萬一(?![{HAN}蚊元])|一(?:般|齊|定|樣|陣|直|切|啲|路|向|次過|味|旦|吓|下|係|早|律|共|向|於|口氣|家(?=[大細兩二三四五六七八九]))|([^{HAN}個半次日年月份張件])一\1"
    "|九龍|九巴(?!仙)|八達通|八卦|三文治|三藩市|四川|四圍|百佳|百貨|十足|五金|六合彩|七姐|萬寧|萬能|統一|唯一|二五仔|二打六|三八婆"
    rf"|(?<![{HAN}])十三點(?![{HAN}半])"
)
_WEEKDAY = re.compile("(?:星期|禮拜|週|周)(?P<day>[一二三四五六日天])")
_DAYS = {day: i for i, day in enumerate("一二三四五六日", 1)} | {"天": 7}
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = re.compile(rf"(?P<percent>百分之)?(?P<money>hk\$|\$|港幣)?\s*(?P<value>{NUMERAL})\s*個?\s*(?P<unit>{_UNIT})?")


_SHORTENED = re.compile("([一二兩三四五六七八九]?)([百千])([一二三四五六七八九]{2})")


def numbers(text: str) -> list[tuple[float, str]]:
    """Days of the week, then all numbers of `text` in order, each with its unit in written Chinese or ""."""
    folded = without_look_alikes(unicodedata.normalize("NFKC", text).casefold())
    out = [(float(_DAYS[match["day"]]), "星期幾") for match in _WEEKDAY.finditer(folded)]
    folded = _WEEKDAY.sub(" ", folded)
    for match in _NUMBER.finditer(folded):
        value = value_of(match["value"])
        if value is None:
            continue
        unit = "%" if match["percent"] else "元" if match["money"] else _UNITS.get(match["unit"] or "", "")
        out.append((value, unit))
    return out


def without_look_alikes(text: str) -> str:
    """Without the words in which 一, 千 or 九 is no number: 一齊, 千祈, 九龍."""
    return LOOK_ALIKES.sub(" ", text)


def value_of(text: str) -> float | None:
    """The value of one number in digits or Chinese numerals, None where it is neither."""
    value = exact(text)
    return None if value is None else float(value)


def exact(text: str) -> Decimal | None:
    """As `value_of`, without the rounding of a float."""
    bare = text.replace(",", "").replace(" ", "")
    if re.fullmatch(r"\d+(\.\d+)?", bare):
        return Decimal(bare)
    if match := re.fullmatch(r"(\d+\.\d+)([十百千萬億])", bare):
        return Decimal(match[1]) * (_TENS | _BIG)[match[2]]
    bare = re.sub(r"\d+", lambda m: _spelled(m[0]), bare)
    whole, _, fraction = bare.partition("點")
    value = _whole(whole)
    if value is None or not fraction:
        return None if value is None else Decimal(value)
    scale = _BIG.get(fraction[-1], 1)
    fraction = fraction[:-1] if scale > 1 else fraction
    if not fraction or any(c not in FIGURES for c in fraction):
        return None
    return (Decimal(value) + Decimal("0." + _joined(fraction))) * scale


def _spelled(figures: str) -> str:
    """The figures of 12萬5千 in Chinese; more than any amount has are left, and are no numeral then."""
    return cardinal(int(figures)) if len(figures) <= 8 else figures


def _joined(digits: str) -> str:
    return "".join(str(FIGURES[c]) for c in digits)


def _whole(text: str) -> int | None:
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    if not text:
        return None
    if all(c in FIGURES for c in text):  # one figure, or read one by one: 一八二二二
        return int(_joined(text))
    return _grouped(text)


def _grouped(text: str) -> int | None:
    """A numeral by its groups of 億 and 萬; a lone figure behind one counts the next unit (三萬二)."""
    for name, size in reversed(_BIG.items()):
        left, found, right = text.rpartition(name)
        if not found:
            continue
        high = _grouped(left) if left else 1
        if high is None:
            return None
        if right in FIGURES and FIGURES[right]:
            return high * size + FIGURES[right] * size // 10
        if len(right) == 2 and all(FIGURES.get(c) for c in right):  # 三萬二五
            return high * size + int(_joined(right)) * size // 100
        low = _grouped(right) if right else 0
        return None if low is None else high * size + low
    return _section(text)


def _section(text: str) -> int | None:
    """Below 10,000: units must fall, and 零 stands for those left out; 千八六 is 1,860, 百三五 135."""
    if (short := _SHORTENED.fullmatch(text)) is not None:
        unit = _TENS[short[2]]
        return FIGURES.get(short[1], 1) * unit + int(_joined(short[3])) * unit // 100
    total, last = 0, 10_000
    digit: int | None = None
    zero = False
    for c in text:
        if c in _TENS:
            unit = _TENS[c]
            if unit >= last or digit == 0:
                return None
            total += (1 if digit is None else digit) * unit
            digit, last, zero = None, unit, False
        elif c not in FIGURES or digit is not None:
            return None
        elif FIGURES[c] == 0:
            if zero:
                return None
            zero = True
        else:
            digit = FIGURES[c]
    if digit is None:
        return None if zero else total
    shorthand = not zero and 100 <= last < 10_000
    return total + digit * (last // 10 if shorthand else 1)
