"""What a customer said as a person would write it: for showing only; router and slots read what was heard.

Figures said one by one, amounts, percentages, times, dates and durations in figures, numbers from ten on; what is vague
(三四十, 二百幾) and what only looks like a number (一齊, 千祈, 九龍) as it was said. Spoken Cantonese stays spoken, in Hong
Kong's characters. A pause is a comma, a question has its mark. Rules run in order, the most telling first; each only
touches numerals in characters, so that no later one reads what an earlier one wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ..asr.foreign import joined
from ..characters import hong_kong
from ..events import Transcript, Word
from .numbers import FIGURES, HAN, LOOK_ALIKES, exact

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
PAUSE_S = 0.45  # of silence between two words that is written as a comma
_ONE = "零〇一二三四五六七八九"
_N = rf"[{HAN}]+"
_DAY = "(?P<day>凌晨|朝早|朝頭早|上晝|上午|晏晝|中午|下晝|下午|夜晚|今晚|聽晚|尋晚|聽朝|今朝)"
_MEASURED = "個日次百十千萬張間位隻年歲條份倍成月號"
# Vague on purpose, or a fixed word: as said.
_AS_SAID = re.compile(
    rf"幾{_N}|{_N}[幾來](?:{_N})?|[百千萬]零(?=[{_MEASURED}蚊])|(?<![{HAN}])[一二兩三四五六七八九][二兩三四五六七八九](?:[十百千萬]+|(?=[{_MEASURED}蚊點])(?!年))"
    "|十分(?![鐘之])|[一三四五七八九]心[一二兩]意|七上八下|亂七八糟|十全十美|五顏六色|一[心口手下眼世生邊家樓]|半[斤日年]|三聖|四季|百老匯|八鄉|三棟屋"
    "|百合|六福|十字路口|十三妹"
)
_SPELLINGS: list[Rule] = [
    (re.compile(r"(?<=[\u3400-\u9fff])左(?![邊手右轉上下面側近派翼])"), lambda m: "咗"),
    (re.compile(r"(?<![關聯維體派星學太])系(?![統列數主所])"), lambda m: "係"),
    (re.compile(r"[係系]度(?!假)"), lambda m: "喺度"),
    (re.compile(r"(?<![巴昌姓])黎(?![明生先小太氏])"), lambda m: "嚟"),
    (re.compile("訓覺"), lambda m: "瞓覺"),
    (re.compile("唔洗(?![頭衫手碗車面腎澡])"), lambda m: "唔使"),
    (re.compile(r"個[dD](?=[\u3400-\u9fff])"), lambda m: "嗰啲"),
    (re.compile(r"(?<=[\u3400-\u9fff])[dD](?=$|[\u3400-\u9fff，。！？])"), lambda m: "啲"),
]
_QUESTION = re.compile(
    "(?:嗎|咩|未呀?|先得|呢|點算好?|點做|點整|點樣|點解|做咩|邊度|邊個|邊間|邊日|幾時|幾多錢?|幾耐|幾錢|幾點|幾多[個張次日]|乜嘢|咩嘢|得唔得|好唔好|係唔係|係咪|可唔可以|有冇用?)(?:呀|啊|㗎|嘅|架|呢)*$"
    "|^(?:點解|點樣|點先|請問|邊度|邊個|幾時|係咪|可唔可以|有冇|使唔使|駛唔駛|需唔需要|要唔要|會唔會|得唔得|收唔收)"
)


def written(heard: Transcript) -> str:
    """The text to show. A transcript without times (typed, or another engine's) has no pauses."""
    parts: list[list[str]] = [[]]
    previous: Word | None = None
    for word in heard.words if joined(w.text for w in heard.words) == heard.text else ():
        if previous is not None and word.start - previous.end >= PAUSE_S and not _counts(previous.text, word.text):
            parts.append([])
        parts[-1].append(word.text)
        previous = word
    text = "，".join(write(joined(part)) for part in parts) if heard.words and parts[0] else write(heard.text)
    last = re.split("[，。！？]", text)[-1]
    return text + "？" if _QUESTION.search(last) else text


def write(text: str) -> str:
    """A text without pauses.

    >>> write("我想轉千二蚊去九一二三四五六七")
    '我想轉$1,200去91234567'
    """
    text = hong_kong(text)
    for pattern, put in _SPELLINGS:
        text = pattern.sub(put, text)
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return chr(0xE000 + len(kept) - 1)

    for pattern, put in _FIRST:
        text = pattern.sub(put, text)
    for words in (LOOK_ALIKES, _AS_SAID):
        text = words.sub(keep, text)
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    return re.sub("[\ue000-\uf8ff]", lambda m: kept[ord(m[0]) - 0xE000] if ord(m[0]) - 0xE000 < len(kept) else m[0], text)


def _counts(left: str, right: str) -> bool:
    """Whether a pause lies inside a row of figures."""
    return left in HAN and right in HAN


# ---- numbers ----------------------------------------------------------------------------------------------------
def _figures(text: str) -> str:
    return "".join(str(FIGURES[c]) if c in FIGURES else c for c in text)


def _value(text: str) -> Decimal | None:
    return exact(text) if text and not text.isspace() else None


def _plain(value: Decimal) -> str:
    """1200, 12,345, 3萬; what is a whole number of 萬 is written so."""
    if value >= 10_000 and value % 10_000 == 0:
        return f"{_plain(value / 10_000)}萬" if value < 100_000_000 else f"{value / 100_000_000:f}億".replace(".0億", "億")
    return f"{value:,f}" if value >= 10_000 else f"{value:f}"


def _number(match: re.Match[str]) -> str:
    """A numeral by itself: from ten on in figures, and not a unit alone (百, 萬)."""
    value = _value(match[0])
    if value is None or value < 10 or match[0] in "百千萬億" or (len(match[0]) == 2 and all(c in _ONE for c in match[0])):
        return match[0]
    return _plain(value)


def _money(sign: str, whole: str, dimes: str = "", cents: str = "") -> str | None:
    value = _value(whole) if whole else Decimal(0)
    if value is None:
        return None
    parts = FIGURES.get(dimes, 5 if dimes == "半" else 0) * 10 + FIGURES.get(cents, 0)
    return f"{sign}{value:,f}" + (f".{parts:02}" if parts else "")


def _dollars(match: re.Match[str]) -> str:
    return _money("$", match["whole"], match["half"] or match["dimes"] or "", match["cents"] or "") or match[0]


def _notes(worth: int) -> Callable[[re.Match[str]], str]:
    """Amounts counted in notes: 兩嚿水 is $200."""

    def put(match: re.Match[str]) -> str:
        value = _value(match["n"])
        return match[0] if value is None else f"${value * worth:,f}"

    return put


def _clock(match: re.Match[str]) -> str:
    hour, rest = _value(match["hour"]), match["rest"]
    minutes = {"半": Decimal(30), "正": Decimal(0)}.get(rest) if len(rest) == 1 else None
    if minutes is None and (found := re.fullmatch(rf"[搭踏]?(?P<n>{_N}|半)(?P<unit>分鐘?|個字|個骨)?", rest)):
        each = {"分": 1, "分鐘": 1, "個骨": 15}.get(found["unit"] or "", 5)
        value = _value(found["n"]) if found["n"] != "半" else None
        minutes = Decimal(30) if found["n"] == "半" else value * each if value is not None else None
    if hour is None or minutes is None or hour > 24 or minutes > 59:
        return match[0]
    return f"{match.groupdict().get('day') or ''}{hour}:{int(minutes):02}"


def _of(unit: str) -> Callable[[re.Match[str]], str]:
    """A number with what is counted, in figures even below ten."""

    def put(match: re.Match[str]) -> str:
        value = _value(match["n"])
        return match[0] if value is None else f"{_plain(value)}{unit or match['unit']}"

    return put


def _hours(match: re.Match[str]) -> str:
    value = _value(match["n"]) if match["n"] else Decimal(1)
    return match[0] if value is None else f"{value + Decimal('0.5')}小時"


def _decimal(match: re.Match[str]) -> str:
    value = _value(match["n"])
    return match[0] if value is None else f"{value:f}.{_figures(match['part'])}{match.groupdict().get('percent') or ''}"


def _date(match: re.Match[str]) -> str:
    month, day = _value(match["month"]), _value(match["date"])
    if month is None or day is None or not 1 <= month <= 12 or not 1 <= day <= 31:
        return match[0]
    return f"{month}月{day}{match['unit']}"


def _rule(pattern: str, put: Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern), put


def _repeated(match: re.Match[str]) -> str:
    return match["what"] * {"孖": 2, "兩": 2, "三": 3, "四": 4, "五": 5}[match["times"]]


# Before the words that only look like numbers are set aside: rows of figures are told by their length alone.
_FIRST: list[Rule] = [
    _rule(rf"(?P<times>孖)(?P<what>[{_ONE}])", _repeated),
    _rule(rf"(?P<times>[兩三四五])條(?P<what>[{_ONE}])(?![十百千萬個樣條齊定])", _repeated),
    _rule(rf"([A-Z]{{1,2}})\s?([{_ONE}]{{6}})\s?括[弧號]開?([{_ONE}A])(?:括[弧號]|收)?", lambda m: f"{m[1]}{_figures(m[2])}({_figures(m[3])})"),
    _rule(rf"(?<![{HAN}點])[{_ONE}]{{3,}}(?![十百千萬億])", lambda m: _figures(m[0])),
    _rule(rf"(?<![{HAN}])([{_ONE}])\1(?![{HAN}]|{'|'.join(_MEASURED)})", lambda m: _figures(m[0])),
    _rule(rf"(?<![{HAN}])(?P<n>[{_ONE[1:]}]{{2}})年", lambda m: f"{_figures(m['n'])}年"),
]

_RULES: list[Rule] = [
    _rule(rf"百分之(?P<n>{_N})點(?P<part>[{_ONE}]+)(?P<percent>)", lambda m: _decimal(m) + "%"),
    _rule(rf"百分之(?P<n>{_N})", _of("%")),
    _rule("百分百", lambda m: "100%"),
    _rule(rf"美金(?P<n>{_N})[蚊元]?|(?P<m>{_N})[蚊元]?美[金元]", lambda m: _money("US$", m["n"] or m["m"]) or m[0]),
    _rule(rf"(?:港幣)?(?P<whole>{_N})(?:[蚊元](?P<half>半)?|個(?=[{_ONE}]毫))(?:(?P<dimes>[{_ONE}])毫子?)?(?:(?P<cents>[{_ONE}])仙)?", _dollars),
    _rule(rf"(?P<whole>)(?P<half>)(?P<dimes>[{_ONE}兩])毫子?(?:(?P<cents>[{_ONE}])仙)?", _dollars),
    _rule(rf"(?P<n>{_N})嚿水?", _notes(100)),
    _rule(rf"(?P<n>{_N})撇水?", _notes(1000)),
    _rule(rf"(?P<hour>{_N})點(?P<rest>半|正|[搭踏](?:{_N}|半)個?字?|{_N}(?:分鐘?|個字|個骨))", _clock),
    _rule(rf"{_DAY}(?P<hour>{_N})點(?P<rest>[{_ONE[1:]}])(?![{HAN}])", _clock),
    _rule(rf"{_DAY}(?P<n>{_N})點", lambda m: f"{m['day']}{_value(m['n']):f}點" if _value(m["n"]) else m[0]),
    _rule(rf"(?P<n>{_N})?個半(?:鐘頭?|小時)", _hours),
    _rule(rf"(?P<n>{_N})個?(?:鐘頭?|小時)", _of("小時")),
    _rule(rf"(?<!點)(?P<n>{_N})(?P<unit>分鐘|厘|歲)", _of("")),
    _rule(rf"(?P<month>{_N})月(?P<date>{_N})(?P<unit>[號日])", _date),
    _rule(rf"(?<!第)(?P<n>{_N})(?P<unit>號(?!碼|風球)|月(?!份)|月份)", _of("")),
    _rule("禮拜(?=[一二三四五六日])", lambda m: "星期"),
    _rule(rf"(?P<n>{_N})點(?P<part>[{_ONE}]+)", _decimal),
    _rule(_N, _number),
]
