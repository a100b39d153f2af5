"""What a customer says about a form: yes, no, which field, and the value it should have."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata

from ocr.fields import date_of, districts, is_hkid, parse_hkid
from ocr.results import Reading

from ..dialog.numbers import value_of
from ..events import Syllable, Transcript

_YES = re.compile("係|啱|冇錯|無錯|沒錯|冇問題|無問題|正確|可以|好|得|交|ok|okay|yes|correct|right", re.IGNORECASE)
_ONLY_YES = re.compile(
    "(?:係|啱|晒|哂|嘅|呀|啊|喇|啦|嘞|㗎|冇錯|無錯|沒錯|冇問題|無問題|正確|可以|好|得|全部|都|交|咁|唔該|多謝|你|ok|okay|yes|correct|right"
    r"|[\s,，。!！、])+",
    re.IGNORECASE,
)
_NO = re.compile(r"唔啱|唔係|唔對|不對|不是|錯|唔正確|有問題|\bno\b|wrong|incorrect", re.IGNORECASE)
_NOT_WRONG = re.compile("冇錯|無錯|沒錯|冇問題|無問題")
_KEEP = re.compile("唔使改|唔改喇|唔改啦|唔使喇|照舊|繼續|不用改")
_CANCEL = re.compile("取消|唔交|唔搞|唔填|唔改地址|不交|算數|算喇|算啦|cancel", re.IGNORECASE)
_SHORT_CANCEL = 7  # characters; a longer sentence must name the form: 「我想取消張信用卡」 cancels no form
QUESTION = re.compile("[?？]|點解|點樣|點做|幾多|幾耐|幾時|邊度|邊間|咩係|係咩|係咪|可唔可以|有冇|會唔會|使唔使")
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("hkid", re.compile(r"身份證|身分證|\bid\b|hkid", re.IGNORECASE)),
    ("name_en", re.compile("英文")),
    ("phone", re.compile("電話|手機|手提|phone", re.IGNORECASE)),
    ("date", re.compile("日期|生效|幾號開始|date", re.IGNORECASE)),
    ("district", re.compile("地區|邊區|個區")),
    ("address", re.compile("地址|街|門牌|大廈|單位|樓層|屋企|address", re.IGNORECASE)),
    ("name_zh", re.compile("中文名|姓名|個名|我個名|名")),
)
_VALUE = re.compile("(?:改做|改為|改成|改返做|應該係|應該是|係|是|轉做|搬去|搬咗去)")
_FIGURES = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "兩": "2", "洞": "0"}
_COUNTS = {"兩": 2, "三": 3, "四": 4, "五": 5}
_SYLLABLES = {
    "ling4": "0", "jat1": "1", "ji6": "2", "loeng5": "2", "saam1": "3", "sei3": "4", "ng5": "5", "m5": "5",
    "luk6": "6", "cat1": "7", "baat3": "8", "gau2": "9",
}  # fmt: skip
_MOST_READINGS = 200
# A year has four figures; a month after any other year (一一五年) is no month of this one.
_DAY = re.compile(
    r"(?:([\d零〇一二三四五六七八九]{4})年|(?<![年\d零〇一二三四五六七八九十]))([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})[日號]?"
)
_NUMBERED = re.compile(r".{1,12}?(?:街|道|路|徑|里|圍)[東南西北中]?\d+[A-Z]?號")
_STREET = re.compile("[^樓座室]{1,6}?(?:街|道|路|徑|里)[東南西北中]?")
_BUILDING = re.compile("樓|座|室|大廈|苑|邨|村|閣|花園|中心|廣場|城")


def plain(text: str) -> str:
    """Without punctuation and closing particles at the end."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"[呀啊喎囉㗎嘅嘞啦喇吖。!,，.!！\s]+$", "", folded)


def is_yes(text: str) -> bool:
    """True where a sentence agrees and says nothing else."""
    return bool(_ONLY_YES.fullmatch(text.strip()) and _YES.search(text))


def is_no(text: str) -> bool:
    return bool(_NO.search(_NOT_WRONG.sub("", text)))


def keeps(text: str) -> bool:
    """True where a field that was to be changed shall stay as it is."""
    return bool(_KEEP.search(text) or _NOT_WRONG.search(text))


def cancels(text: str) -> bool:
    return bool(_CANCEL.search(text)) and (len(plain(text)) <= _SHORT_CANCEL or "表" in text)


def named_field(text: str) -> str | None:
    """The field that a sentence is about; "address" for any line of it."""
    return next((name for name, pattern in _FIELDS if pattern.search(text)), None)


def said_value(text: str) -> str:
    """What stands behind 係, 改做 and the like: the new value, or "". 「日期唔啱，係三月五號」 gives 三月五號."""
    open_text = re.sub("唔係|不是|係唔啱|係錯", "", text)
    parts = _VALUE.split(open_text)
    return plain(parts[-1]) if len(parts) > 1 else ""


# ---- figures ----------------------------------------------------------------------------------------------------
def figures(text: str) -> str:
    """The figures that are said one by one: 九一孖三四 → 91334, 三條八 → 888, 6兩零 → 620."""
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"孖([零〇一二兩三四五六七八九洞\d])", r"\1\1", folded)
    folded = re.sub(r"([兩三四五])條([零〇一二三四五六七八九洞\d])", lambda m: m[2] * _COUNTS[m[1]], folded)
    return "".join(_FIGURES.get(c, c if c in "0123456789" else "") for c in folded)


def phone_of(transcript: Transcript) -> str | None:
    """Eight figures that were said, or that the ears' other readings give where the best reading has not eight."""
    said = said_value(transcript.text) or transcript.text
    heard = figures(said)
    heard = heard[3:] if len(heard) == 11 and heard.startswith("852") else heard
    if _is_phone(heard):
        return heard
    found = {text: p for text, p in _readings(transcript.syllables) if _is_phone(text)}
    return max(found, key=found.__getitem__) if found else None


def _is_phone(text: str) -> bool:
    return bool(re.fullmatch(r"[2-9]\d{7}", text))


def _readings(syllables: tuple[Syllable, ...]) -> list[tuple[str, float]]:
    """Figures of the longest run of syllables that can all be figures, with their probabilities."""
    options = [[(_SYLLABLES[j], p) for j, p in s.alternatives if j in _SYLLABLES] for s in syllables]
    runs = [list(group) for there, group in itertools.groupby(options, bool) if there]
    longest = max(runs, key=len, default=[])
    if len(longest) < 8:
        return []
    # The last eight: before them may stand 係 or a country code that sounds like figures.
    choices = itertools.islice(itertools.product(*longest[-8:]), _MOST_READINGS)
    return [("".join(f for f, _ in choice), math.prod(p for _, p in choice)) for choice in choices]


# ---- dates, names, addresses ------------------------------------------------------------------------------------
def date_said(text: str, year: str) -> str | None:
    """The ISO date that is said: 二零二六年三月五號, 3月5日. `year` ("" for none) is meant where none is said."""
    folded = unicodedata.normalize("NFKC", text).replace("廿", "二十").replace("卅", "三十")
    match = _DAY.search(folded)
    if not match:
        return date_of(re.sub(r"\s", "", folded))
    spoken_year = figures(match[1]) if match[1] else year
    month, day = value_of(match[2]), value_of(match[3])
    if not spoken_year or month is None or day is None:
        return None
    return date_of(f"{spoken_year}年{int(month)}月{int(day)}日")


def chinese_name(text: str) -> str | None:
    said = re.sub("^(?:我)?(?:個)?(?:中文)?(?:名)?(?:叫做|叫|係)?", "", plain(said_value(text) or text))
    return said if re.fullmatch(r"[㐀-鿿]{2,4}", said) else None


def typed_hkid(transcript: Transcript) -> str | None:
    """An HKID that was typed, not said: typed text has no timed words."""
    if transcript.words:
        return None
    found = parse_hkid([Reading(part, 1.0) for part in re.findall(r"[A-Za-z]{1,2}\s?\d{6}\s?[(（]?[0-9Aa][)）]?", transcript.text)])
    return found.text if found.ok and is_hkid(found.text) else None


def typed_english_name(transcript: Transcript) -> str | None:
    if transcript.words:
        return None
    match = re.search(r"[A-Za-z][A-Za-z'.-]*(?:[ ,]+[A-Za-z][A-Za-z'.-]*)+", transcript.text)
    return match[0].upper() if match else None


def address_parts(text: str) -> dict[str, str]:
    """The lines of an address that a sentence gives: any of district, street, building. Numbers in figures."""
    rest = _house_numbers(re.sub(r"[\s,，。]", "", said_value(text) or plain(text)))
    rest = re.sub("^(?:香港|九龍(?!城|塘|灣)|新界)", "", rest)
    parts: dict[str, str] = {}
    known = districts()
    named = next((n for n in sorted(known, key=len, reverse=True) if rest.startswith(n) and not _is_street(rest, n)), None)
    if named is not None:
        parts["district"] = known[named] if named in known[named] else f"{named}（{known[named]}）"
        rest = rest[len(named) :]
    if match := _NUMBERED.match(rest) or _STREET.match(rest):
        parts["street"], rest = match[0], rest[match.end() :]
    if _BUILDING.search(rest):
        parts["building"] = rest
    return parts


def _is_street(text: str, name: str) -> bool:
    """沙田正街 and 觀塘道 are streets, 沙田 or 觀塘 before them no district of their own; 觀塘觀塘道 has both."""
    after = text[len(name) :]
    return not name.endswith("區") and not after.startswith(name) and bool(re.match(".?(?:街|道|路)", after))


def _house_numbers(text: str) -> str:
    """十二號三樓 → 12號3樓: Chinese numerals before a unit of an address become figures."""

    def number(match: re.Match[str]) -> str:
        value = value_of(match[1].replace("廿", "二十"))
        return match[0] if value is None else f"{int(value)}{match[2]}"

    return re.sub("([零〇一二兩三四五六七八九十百廿]+)(號|樓|座|室|期)", number, unicodedata.normalize("NFKC", text))
