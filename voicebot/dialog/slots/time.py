"""A time of day: 兩點九個字, 三點三, 朝早九點, 夜晚八點半, 差五分三點, 14:30, 半個鐘之後. Canonical: "14:45" (24 hours).

Hong Kong counts minutes by the figures of the clock: 三點三 and 三點三個字 are 3:15. An hour without its half of the day
is one of office hours (8 to 12 in the morning, 12 to 7 after noon), with less confidence.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ...tts.numbers import clock
from ..numbers import HAN, exact
from .settled import asks
from .value import LOOSE, OPEN, Found, only

WORDS = "零一二兩三四五六七八九十廿點半個幾字正鐘分朝早上晝下晏夜晚凌晨中午後差搭踏"
_HALVES = {
    "morning": "朝早|嗰朝|每朝|當朝|日朝|朝頭早|第二朝|今朝早|聽朝早|今朝|聽朝|聽早|今早|明早|晨早|清晨|大清早|清早|早上|早晨|上半晝|上晝|上午",
    "afternoon": "下半晝|下晝|下午|晏晝|傍晚|黃昏|挨晚|挨夜",
    "night": "夜晚黑|嗰晚|當晚|前晚|每晚|日晚|號晚|一晚|二晚|三晚|四晚|五晚|六晚|夜晚|晚上|今晚夜|今晚|聽晚|明晚|後晚|尋晚|琴晚|晚黑|晚頭夜|晚間|夜媽媽|夜",
    "small_hours": "凌晨|零晨|天光前|天未光|天未亮|半夜|深夜|三更半夜",
    "noon": "中午|正午",
    "am": "am|a.m.",
    "pm": "pm|p.m.",
}
_HALF_OF = {word: half for half, words in _HALVES.items() for word in words.split("|")}
_HALF = "|".join(re.escape(w) for w in sorted(_HALF_OF, key=len, reverse=True))
_N = rf"(?:\d{{1,2}}|[{HAN}]{{1,3}})"
_ONE = re.compile(
    rf"(?:(?P<half>{_HALF}))?[嘅,，\s]*(?:搭正|踏正|啱啱好?|啱好|正正?)?"
    rf"(?:(?:差|爭)(?P<less>{_N}|一個骨)(?P<lessunit>分鐘?|個字)?[\s就到]*)?"
    rf"(?:(?P<hour>{_N})\s*(?:點|時(?![間候常代期]))(?!解|樣)(?:鐘)?"
    rf"(?:[搭踏](?P<past>半|{_N})(?:個字)?|[仲就]?[差爭](?P<short>{_N}|一個骨)(?P<shortunit>分鐘?|個字)?|(?P<units>{_N})個(?P<unit>字|骨)"
    rf"|零(?P<zero>[一二三四五六七八九\d])分?|(?P<minutes>{_N})分(?!鐘?[之以]?後)|(?P<thirty>半)|[搭踏]?正|(?P<quarter>骨)|(?P<figure>{_N})(?![點\d{HAN}]))?"
    r"|(?<![\d:])(?P<h24>\d{1,2})[:：](?P<m24>\d{2})(?!\d)|(?<!\d)(?P<bare>\d{1,2})(?=\s*(?:am|pm|a\.m\.|p\.m\.)))"
    rf"\s*(?P<after>am|pm|a\.m\.|p\.m\.)?"
)
# 快一點 is written Chinese for a little faster; 係一點, 聽日一點 and 下晝一點 are one o'clock.
_A_LITTLE = re.compile("(?:(?<=[早遲快慢多少差有])|(?<=[㐀-鿿])(?<![係到喺約日天號晝午早晚夜晨黑朝後去定同在於至點個禮拜一二三四五六十廿正嘅踏搭啱如該話改做]))一點(?![半正鐘零個搭踏一二三四五六七八九十\\d])")
_LATER = re.compile(rf"(?P<count>{_N}|半)?[個粒]?(?P<half>半)?(?P<unit>鐘頭|鐘|小時|分鐘|字|骨)(?:之後|以後|後)")
_IN = re.compile(rf"(?:再過|過多|(?<![超經透通不])過|等多)(?P<count>{_N}|半)?[個粒]?(?P<half>半)?(?P<unit>鐘頭|鐘|小時|分鐘|字|骨)")  # 再過半個鐘
_MINUTES = {"鐘頭": 60, "鐘": 60, "小時": 60, "分鐘": 1, "字": 5, "骨": 15}
_NAMED = (
    (re.compile("正午|noon|midday"), "12:00", 1.0),
    (re.compile("午夜|midnight"), "00:00", 0.9),
    (re.compile("中午"), "12:00", 0.8),
)
# Vague on purpose: 七點幾, 六點零鐘, 四、五點.
_VAGUE = re.compile(r"(?:一兩|兩三|三四|四五|五六|六七|七八|八九)點|點(?:幾|過(?:啲|少少)|零(?:鐘|度|$))|(?<![零一二三四五六七八九\d])[一二三四五六七八九\d][,，、]\s?[一二三四五六七八九十\d]+點")
_MADE_EXACT = re.compile(rf"(?P<hour>{_N})點(?:幾|零鐘|過啲|過少少|度)[^點]*?(?=(?P=hour)點(?!幾|零鐘|過|度|[一二三四五六七八九十]+、))")  # 兩點幾，正確嚟講兩點四十二分
_OF_ANOTHER_HALF = re.compile("夜更|夜班|早更|早班|夜宵|宵夜|夜校|夜市|早餐|早茶|晚飯|晚餐|晚宴|晚裝|晏晝飯|下午茶|午夜場|通宵|早機|夜機")  # tells of something else
_BOUND = re.compile("[點半鐘字分](?:之前|以前|前|之後|以後|後)|左右|大約|大概")  # a bound, not the time itself
# 三點之前我要返去開工: until when something else is to be done.
_BOUND_OF_ANOTHER = re.compile(rf"{_N}點[半正]?(?:之前|以前|前|之後)(?:我|佢|都|仲|就)*要(?:返|接|去|走|開|趕|到|交|湊|做)[^,，。]*")
_SINCE = re.compile(rf"由{_N}點[^,，。]*到(?:而家|依家|宜家|家陣)|{_N}點[半正]?(?:打過嚟|打咗)[^,，。]*|(?:早|遲|夜|晏)過{_N}點[半正]?(?![^,，。]*[一二三四五六七八九]點)")
# What follows a time that stands for itself: 四點啦, 五點至得, 下晝三點打嚟.
_STANDING = re.compile("(?:鐘|正|先|至|就|都|左右|咁上下|之後|俾我|畀我|打|打嚟|打俾|嚟|見|約|過嚟|到|送嚟|上嚟|得|啦|喇|囉|呀|㗎|嘅|好啲|啱啱好|啱|掛|啩|ok|可以|方便|冇問題)*(?:[,，。!！]|$)")
_AT_DAWN = re.compile("天光|起身|起床|瞓醒|食?早餐|返學|晨運|晨操")
_AT_DUSK = re.compile("晚飯|晚餐|食完晚|瞓覺|[宵消]夜")
_ENGLISH = {word: i for i, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}
_PAST = re.compile(rf"\b(?P<part>half|(?:a )?quarter|twenty[ -]?five|twenty|ten|five) (?P<side>past|to) (?P<hour>\d{{1,2}}|{'|'.join(_ENGLISH)})\b", re.ASCII)
# ten thirty, nine o'clock, ten點.
_MINUTE_WORDS = {word: i for i, word in ((5, "oh five"), (10, "ten"), (15, "fifteen"), (20, "twenty"), (30, "thirty"), (40, "forty"), (45, "forty five"), (50, "fifty"))}
_ENGLISH_CLOCK = re.compile(rf"\b(?P<hour>{'|'.join(_ENGLISH)})\s*(?:o'?\s?clock|(?P<minute>{'|'.join(sorted(_MINUTE_WORDS, key=len, reverse=True))})\b|(?=\s*(?:點|[ap]\.?m)))", re.ASCII)
_DOTTED = re.compile(r"(?<![a-z])([ap])\.?\s?m(?![a-z])\.?", re.ASCII)
# 兩點要接孫, 三點放學: what is to be done at a time, not when the customer is free.
_ENGAGED = re.compile("(?:鐘|正|半)?(?:嘅|嗰班|嗰場|架|班)?(?:堂|航班|飛機|機|火車|船|戲|飛)(?=[,，]|$|我)|(?:鐘|正|半)?(?:我|就|先)*(?:仲要|要|有|約咗|仲有)(?!空|時間|得|人喺|幾|冇)[㐀-鿿]{1,5}|(?:鐘)?(?:我)?(?:仲|都)?未|(?:鐘)?(?:我)?先(?:放|收|返|開|起|到)|(?:鐘)?(?:我|先|就)?(?:放學|放工|收工|返工|開工|返學|食飯|開會|開門|開始|上堂|開飯|開席|開波|開場|起飛|落機|接仔|接女|未得|唔得|冇空)")
_DENIED_HALF = re.compile(rf"(?<=點|半|正|鐘|呀|啊|啦)[,，\s]*(?:而)?唔係(?:{_HALF})(?:嗰個)?[呀啊㗎]*$")
_NOW = re.compile("(?:而家|宜家|依家|家陣)(?:係|已經|都|先)*$")
_ONE_LEFT_OUT = re.compile(rf"(?:^|(?<=[,，係約\s]))(?=點(?:[一二三四五六七八九]|半|踏|搭)(?:個[字骨])?[呀啊啦喇㗎正]*(?:$|[,，。]))")  # 點九
_FITTING = {"morning": (6, 11), "afternoon": (1, 6), "night": (6, 11), "small_hours": (1, 5)}  # hours
_LIKELY = 0.7  # of an hour whose half of the day is not said


def read(text: str, now: datetime) -> Found | None:
    """The one time of a text; None for none, several, or one that no clock shows."""
    text = _MADE_EXACT.sub("", text)
    if _VAGUE.search(text):
        return OPEN
    if (later := _LATER.search(text) or _IN.search(text)) and (later["count"] or later["half"]):
        return _later(later, now)
    text = re.sub("(?<=[a-z])-(?=[a-z])", " ", text)
    text = _DOTTED.sub(r"\1m", _without_bounds(text))
    text = re.sub(r"(?<!\d)(\d{1,2})\s*o'?\s?clock", r"\1點", text)
    text = _ENGLISH_CLOCK.sub(_clock_said, _PAST.sub(_by_the_clock, _A_LITTLE.sub(" ", text)))
    text = _ONE_LEFT_OUT.sub("一", text)
    every = list(_ONE.finditer(text))
    matches = _free(text, every)
    matches = _without_hours_said_again(text, matches)
    halves = set(re.findall(_HALF, _OF_ANOTHER_HALF.sub(" ", _without(text, [match for match in every if match not in matches and not (match["half"] or "").endswith("晚")])))) or ({"朝早"} if _AT_DAWN.search(text) and all((_number(m["hour"]) or 0) > 4 for m in matches) else {"夜晚"} if _AT_DUSK.search(text) else set())
    found = [_one(match, min(halves) if len(halves) == 1 and len({_number(m["hour"]) for m in matches}) == 1 else "") for match in matches]
    if found:
        times = [f for f in found if f is not None]
        time = only(times) if len(times) == len(found) else None
        return Found(time.value, min(time.confidence, LOOSE)) if time and time is not OPEN and (_BOUND.search(text) or len(matches) < len(every)) else time
    return next((Found(value, trust) for pattern, value, trust in _NAMED if pattern.search(text)), None)


def without_denied_half(text: str) -> str:
    """Without the half of the day that is denied behind the time: 晏晝一點呀唔係半夜."""
    return _DENIED_HALF.sub("", text)


def _without_bounds(text: str) -> str:
    """Without times until or since when something else is so, where another is said: 早過十點, 由九點等到而家."""
    text = _BOUND_OF_ANOTHER.sub(" ", text)
    without = _SINCE.sub(" ", text)
    return without if _ONE.search(without) or "到" in text or "打" in text else text


def _free(text: str, matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without the times at which something else is to be done (兩點要接孫兩點九啦), where another is said, and those that are said on (兩點，兩點半)."""
    free = [match for match in matches if not _ENGAGED.match(text[match.end() :]) and not _NOW.search(text[: match.start()])] or matches
    begun = [match for match, after in zip(free, free[1:]) if after[0].lstrip(" ,，").startswith(match[0].strip(" ,，")) and after[0].lstrip(" ,，") != match[0].strip(" ,，")]
    left = [match for match in free if match not in begun]
    standing = [match for match in left if _STANDING.match(text[match.end() :])]
    apart = len(left) > 1 and text[left[-2].end() : left[-1].start()].strip(" ") != ""  # 兩點半三點左右 is a stretch
    alone = len(standing) == 1 and standing[0] is left[-1] and apart and not asks(text) and not any(re.match("鐘?[至到~–-]", text[match.end() :]) for match in left)
    return standing if alone else left


def _without(text: str, matches: list[re.Match[str]]) -> str:
    for match in reversed(matches):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def _without_hours_said_again(text: str, matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without an hour alone beside one with its minutes: 七點搭五，夜晚嗰個七點."""
    kept: list[re.Match[str]] = []
    for match in matches:
        alone = (match["half"] or text[: match.start()].endswith(("嗰個", "嘅"))) and match["hour"] and _minute(match)[0] == 0 and not _less(match)
        if not (alone and any(_minute(one)[0] and _number(one["hour"]) == _number(match["hour"]) for one in kept)):
            kept.append(match)
    return kept


def carried(before: str, behind: str) -> str:
    """What puts a time right, with the half of the day that was said before, where it fits: 夜晚八點，唔係，九點."""
    halves = re.findall(_HALF, before)
    hour = re.search(rf"({_N})點", behind)
    if not halves or not hour or re.search(_HALF, behind):
        return behind
    first, last = _FITTING.get(_HALF_OF[halves[-1]], (1, 0))
    return f"{halves[-1]}{behind}" if first <= (_number(hour[1]) or 0) <= last else behind


def _by_the_clock(match: re.Match[str]) -> str:
    """half past ten → 10:30, quarter to three → 2:45."""
    hour = _ENGLISH.get(match["hour"]) or int(match["hour"])
    minute = {"half": 30, "five": 5, "ten": 10, "twenty": 20}.get(match["part"], 25 if "five" in match["part"] else 15)
    return f" {hour}:{minute:02d} " if match["side"] == "past" else f" {(hour - 1) or 12}:{60 - minute:02d} "


def _clock_said(match: re.Match[str]) -> str:
    """ten thirty → 10:30; ten點 → 10點."""
    hour = _ENGLISH[match["hour"]]
    if match["minute"]:
        return f" {hour}:{_MINUTE_WORDS[match['minute']]:02d} "
    return f" {hour}:00 " if "clock" in match[0] else f"{hour}"


def _later(match: re.Match[str], now: datetime) -> Found | None:
    """半個鐘後, 個半鐘之後, 三個字後."""
    count = match["count"]
    value = 0.5 if count == "半" else float(exact(count) or 0) if count else 1.0 if match["half"] else 0.0
    value += 0.5 if match["half"] and count != "半" else 0.0
    if not value:
        return None
    return Found((now + timedelta(minutes=value * _MINUTES[match["unit"]])).strftime("%H:%M"), 0.95)


def _one(match: re.Match[str], half_elsewhere: str) -> Found | None:
    hour = _number(match["hour"] or match["h24"] or match["bare"])
    minute, trust = _minute(match)
    half = _HALF_OF.get(match["after"] or match["half"] or half_elsewhere, "")
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    if not half and (match["h24"] or "").startswith("0"):
        placed: tuple[int, float] | None = (hour, 1.0)  # a clock of 24 hours
    else:
        placed = _placed(hour, half)
    if placed is None:
        return None
    total = placed[0] * 60 + minute - _less(match)
    return Found(f"{total // 60 % 24:02d}:{total % 60:02d}", min(trust, placed[1]))


def _number(text: str | None) -> int | None:
    value = exact(text) if text else None
    return None if value is None else int(value)


def _minute(match: re.Match[str]) -> tuple[int | None, float]:
    if match["thirty"] or match["past"] == "半":
        return 30, 1.0
    if match["quarter"]:
        return 15, 1.0
    if match["units"]:
        count = _number(match["units"])
        return None if count is None else count * (5 if match["unit"] == "字" else 15), 1.0
    if match["past"]:
        count = _number(match["past"])
        return None if count is None else count * 5, 1.0
    if match["figure"]:
        return _figure(match["figure"])
    exactly = match["minutes"] or match["zero"] or match["m24"]
    return (_number(exactly), 1.0) if exactly else (0, 1.0)


def _figure(text: str) -> tuple[int | None, float]:
    """三點三 counts figures of the clock, 三點十五 minutes; ten and eleven may be either."""
    value = _number(text)
    if value is None:
        return None, 0.0
    if len(text) == 1 and value < 10:
        return value * 5, 1.0
    return (value * 5, _LIKELY) if value in (10, 11) and not text.isdigit() else (value, 1.0)


def _less(match: re.Match[str]) -> int:
    """Minutes before the hour: 差五分三點, 差兩個字三點, 三點差五分."""
    for count, unit in ((match["less"], match["lessunit"]), (match["short"], match["shortunit"])):
        if count:
            return 15 if "骨" in count else (_number(count) or 0) * (5 if unit == "個字" else 1)
    return 0


def _placed(hour: int, half: str) -> tuple[int, float] | None:
    """The hour of 24 for an hour that is said with a half of the day, and how sure."""
    if hour > 12 or hour == 0:
        return (hour % 24, 1.0)
    if half in ("am", "pm"):
        return (hour % 12 + (12 if half == "pm" else 0), 1.0)
    if half == "morning":
        return (hour, 1.0 if hour < 12 else _LIKELY)
    if half == "afternoon":
        return (hour % 12 + 12, 1.0 if hour not in (10, 11) else _LIKELY)
    if half == "night":
        return (hour % 12 if hour == 12 or hour < 5 else hour + 12, 1.0 if hour > 4 else _LIKELY)
    if half == "small_hours":
        return (hour % 12 if hour == 12 or hour < 8 else hour + 12, 1.0)
    if half == "noon":
        return (hour, 1.0) if hour > 10 else (hour + 12, 1.0) if hour < 4 else None
    return (hour if hour >= 8 else hour + 12, 0.9 if hour == 12 else _LIKELY)


def say(value: str) -> str:
    hour, _, minute = value.partition(":")
    return clock(hour, minute, "p" if int(hour) >= 12 else "a")


def show(value: str) -> str:
    return value
