"""A number: 廿三, 百六, 三萬二, 兩個半, 百分之三點七五, thirty two. Canonical: "160", "2.5", "3.75%"."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from ...tts.numbers import cardinal, decimal
from ..numbers import DIGITS, FIGURES, HAN, NUMERAL, exact, without_look_alikes
from .value import LOOSE, OPEN, Found, only

WORDS = "零一二兩三四五六七八九十百千萬億廿卅點半個幾分之成厘年月日號"
_ONES = {
    word: i
    for i, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
}
_ENGLISH_TENS = {word: 10 * i for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ENGLISH = re.compile(rf"\b(?:(?:{'|'.join([*_ONES, *_ENGLISH_TENS, *_SCALES])})(?:[\s-]+(?:and\s+)?|\b))+", re.ASCII)
_TENS_SAID = re.compile(f"([{DIGITS[1:]}])[呀啊亞]([{DIGITS[1:]}])(?![{DIGITS}十百千])")
# 三，三百: a figure that was begun and said again.
_STUTTER = re.compile(rf"(?<![{HAN}\d點])([{DIGITS[1:]}兩])(?:[,，、…\s]|呃|嗯)+(?=\1[{HAN}點個])")
_MIXED = re.compile(rf"(?P<whole>\d+00)\s*(?P<rest>[{HAN}]+)")
_POINT = re.compile(r"(?<=\d)\s*point\s*(?=\d)", re.ASCII)
_ABOUT = "一兩|兩三|三四|四五|五六|六七|七八|八九"
_PAIRS = ("一兩", *_ABOUT.split("|")[1:])
_OR = "|".join(rf"{pair[0]}[,，、]\s?{pair[1]}" for pair in ("一二", "二三", *_PAIRS))
_SAME = "|".join(rf"{pair[0]}(?P<m{i}>[嚿皮撇個蚊日張次]){pair[1]}(?P=m{i})" for i, pair in enumerate(_PAIRS))  # 一嚿兩嚿
# Vague on purpose: 十幾, 幾十, 廿幾蚊, 百零蚊, 三四個, 三、四千.
VAGUE = re.compile(
    rf"(?<![{HAN}點])(?:{_OR})[十百千萬蚊個日年]|個零(?![一二三四五六七八九])|{_SAME}|一二(?=[個邊次日])"
    rf"|[{HAN}個]幾|[皮撇嚿球餅棟]水?幾(?!多)|幾[{HAN}]|過(?=[百千萬])|[{HAN}\d][年月歲]幾(?![多時耐])|[十廿卅卌百千萬](?:零(?=$|[蚊個元歲人次張塊萬])|幾)|[\d十百千萬]多(?!謝)"
    rf"|(?<![{HAN}點])(?:{_ABOUT})(?![{HAN}])|(?:{_ABOUT}|[一二]三)(?=[十百千萬])|(?<=[十百千萬])(?:{_ABOUT}|[一二]三)(?![{HAN}])"
)
# A bound or a round figure is a value that may not be meant exactly.
ROUGHLY = re.compile("成(?=[百千萬])|最多|最少|至少|起碼|至多|唔多過|唔少過|唔超過|不超過|以上|以下|唔(?:好)?過得|有找|左右|上下|大約|大概|約莫|差唔多|度(?=$|[喇啦囖咋,，。.])")
_MEASURE = "個年月日蚊次倍張本間條份人位歲厘"
_ONE = re.compile(
    rf"(?P<whole_share>百[分份]百)|(?P<share>百分之|百份之)(?P<part>{NUMERAL})|(?P<percent>{NUMERAL})\s*(?:%|個?\s*(?:percent|per cent|巴仙|pa仙))"
    rf"|(?P<tenths>[一二兩三四五六七八九])成(?P<tenthshalf>半|[一二三四五六七八九](?![一二三四五六七八九十百千個]))?(?!功|日|個|為|熟|人|長|立|績|本|交)"
    rf"|(?P<dozens>{NUMERAL}|半)打(?P<dozenhalf>半)?(?![開電畀俾去風算工爛攪擾針理])|(?P<point>{NUMERAL})厘(?P<fraction>[{DIGITS}]+)"
    rf"|(?P<whole>{NUMERAL})?(?P<measure>[{_MEASURE}])半(?!夜|點)|(?P<half>一半|半)(?=[{_MEASURE}]|$|[^夜路島山年])"
    rf"|(?P<minus>負|零下|minus\s*|-)?(?P<value>{NUMERAL})(?P<k>\s*k\b)?",
    re.ASCII,
)
# 第三個, 九五年十月, 十月五號 and 禮拜三 count nothing.
_NO_NUMBER = re.compile(
    rf"第{NUMERAL}|{NUMERAL}(?:年代|世紀|折|又{NUMERAL}分)|一[個張次份樣蚊毫仙]?都[冇唔未無]|[二三四五六七八九十]分之?一|[零〇一二三四五六七八九]{{2,4}}年(?:{NUMERAL}月(?:{NUMERAL}[日號])?)?|月{NUMERAL}[日號]"
    r"|(?:星期|禮拜|週)[一二三四五六日天]"
    rf"|[邊上下某另]一(?=[㐀-鿿])|(?<!分)之一|(?<![個{HAN}\d]){NUMERAL}月(?![費薪供])"  # 邊一盞, 下一首, 特徵之一, 十二月
    rf"|一[晚日年](?=[{HAN}\d]+[次個粒])"  # 一晚三次: each
)


def read(text: str, _now: datetime) -> Found | None:
    """The one number of a text; None where there are several, or only a vague one."""
    if is_vague(text):
        return OPEN
    counts = _NO_NUMBER.sub(" ", text)
    others = counts != text  # 九五年, 第三個
    text = in_figures(without_look_alikes(counts))
    matches = list(_ONE.finditer(text))
    if others and not matches:
        return OPEN
    # 「開一個三十日嘅」: 一 before its measure word is an article where another number stands, but not in 三個大人一個細路.
    measures = [text[m.end() : m.end() + 1] for m in matches]
    counted = [m for m, measure in zip(matches, measures) if m["value"] != "一" or measure not in _MEASURE or measures.count(measure) > 1] or matches
    trust = LOOSE if ROUGHLY.search(text) else 1.0
    return only([Found(_plain(value) + sign, trust) for match in counted for value, sign in _one(match)])


def is_vague(text: str) -> bool:
    return bool(VAGUE.search(in_figures(without_look_alikes(text))))


def in_figures(text: str) -> str:
    """三呀六 → 三十六, thirty two → 32, two point five → 2.5: what is no numeral by itself becomes one."""
    text = _TENS_SAID.sub(r"\1十\2", re.sub("(?<=[廿卅卌])[呀啊亞]", "", _STUTTER.sub("", text)))
    english = re.search("[a-z]{3}", text)
    text = _ENGLISH.sub(lambda m: f"{_english(m[0].split())} ", text.replace("-", " ")) if english else text
    return _MIXED.sub(_sum, _POINT.sub(".", text)) if english else text


def _sum(match: re.Match[str]) -> str:
    """1000 零五十 → 1050: a number begun in English and ended in Cantonese."""
    whole, rest = int(match["whole"]), exact(match["rest"])
    size = len(match["whole"]) - len(match["whole"].rstrip("0"))
    return str(whole + int(rest)) if rest is not None and 0 < rest < 10**size else match[0]


def _english(words: list[str]) -> int:
    ones = [_ONES.get(word, 10) for word in words if word != "and"]
    if len(ones) > 1 and max(ones) < 10:  # three eight six
        return int("".join(map(str, ones)))
    if 1 < len(ones) < 4 and ones[0] < 10 and words[1] in _ENGLISH_TENS and (len(ones) == 2 or ones[2] < 10):  # two fifty
        return 100 * ones[0] + _ENGLISH_TENS[words[1]] + (ones[2] if len(ones) == 3 else 0)
    total = group = 0
    for word in words:
        for part in word.split("-"):
            if part in _SCALES and _SCALES[part] == 100:
                group = (group or 1) * 100
            elif part in _SCALES:
                total, group = total + (group or 1) * _SCALES[part], 0
            else:
                group += _ONES.get(part, 0) + _ENGLISH_TENS.get(part, 0)
    return total + group


def _one(match: re.Match[str]) -> list[tuple[Decimal, str]]:
    if match["whole_share"]:
        return [(Decimal(100), "%")]
    if match["dozens"]:
        count = exact(match["dozens"]) or Decimal("0.5")
        return [(12 * count + (6 if match["dozenhalf"] else 0), "")]
    if match["point"]:  # 兩厘七五
        return [(Decimal(f"{exact(match['point'])}.{''.join(str(FIGURES[c]) for c in match['fraction'])}"), "")]
    if share := match["part"] or match["percent"]:
        value = exact(share)
        return [] if value is None else [(value, "%")]
    if match["tenths"]:
        return [(Decimal(FIGURES[match["tenths"]] * 10 + (FIGURES.get(match["tenthshalf"], 5) if match["tenthshalf"] else 0)), "%")]
    if match["half"]:
        return [(Decimal("0.5"), "")]
    if match["measure"]:
        value = exact(match["whole"]) if match["whole"] else Decimal(1)
        return [] if value is None else [(value + Decimal("0.5"), "")]
    value = exact(match["value"])
    if value is None or _is_year(match["value"]):
        return []
    return [((-value if match["minus"] else value) * (1000 if match["k"] and value < 1000 else 1), "")]  # 2700K is a light's colour


def _is_year(text: str) -> bool:
    """二零一九 alone is a year; other rows of figures are numbers too (一四八)."""
    return len(text) == 4 and all(c in DIGITS for c in text) and text.startswith(("一九", "二零", "二〇"))


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral_value() else f"{value.normalize():f}"


def say(value: str) -> str:
    """"2.5" → 二點五, "3.75%" → 百分之三點七五."""
    bare = value.rstrip("%").lstrip("-")
    said = cardinal(int(bare)) if bare.isdigit() and len(bare) <= 16 else decimal(bare)
    return ("百分之" if value.endswith("%") else "") + ("負" if value.startswith("-") else "") + said


def show(value: str) -> str:
    return value
