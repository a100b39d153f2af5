"""A day: 下個禮拜三, 聽日, 五號, 十二月二號星期三, 月尾, 年初三, 聖誕, 3/5 (day first), 兩個禮拜之後. Canonical: ISO 8601.

A day without its year, month or week is the nearest one to come. A week begins on Monday; where Sunday makes 下個禮拜
doubtful, or where the day just past is nearer than the one to come, the confidence is low. A day that does not exist, or
several different ones, give nothing; so does 十二月二號星期四 where that day is a Wednesday.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from ocr.fields import date_of

from ...forms.spoken import said as form_said
from ...forms.spoken import shown as form_shown
from ..numbers import FIGURES, HAN, exact
from . import lunar
from .date_words import MONTH_NAME, N, WEEKS_SAID, WHICH, happened, spelled_out, spoken_of, told_of_a_birth, without_bounds, without_busy, without_taken
from .rows import figures
from .value import LOOSE, OPEN, Found, only

WORDS = "零一二兩三四五六七八九十廿卅月日號年禮拜星期下個上今聽後大尋前初尾頭正聖誕之天再本中秋端重陽清明冬至復活節元旦國慶除夕舊出底"
_UNSURE = 0.6
_HALF_A_YEAR = 183
_YEARS_TAKEN = range(1900, 2101)
_DAY_BEFORE_YEAR = r"(?:[二三]?十|廿|卅)?[一二三四五六七八九十](?=[嘅,，\s]*(?:\d{2,4}|[零〇一二三四五六七八九]{2,4})年)"  # 廿二九零年
_DAY_OF = rf"(?P<month>{N})月(?P<day>{_DAY_BEFORE_YEAR}|{N})(?P<suffix>[日號]?)"
_YEARS_SAID = {"前年": -2, "舊年": -1, "上年": -1, "去年": -1, "今年": 0, "本年": 0, "出年": 1, "下年": 1, "明年": 1, "後年": 2}
_YEAR_SAID = r"(?:\d{4}|\d{2}|[零〇一二三四五六七八九]{2,4})年|(?:19|20)\d{2}(?![\d年])|(?:一九|二[零〇])[零〇一二三四五六七八九]{2}(?![年零〇一二三四五六七八九])"
_YEAR = rf"(?:(?P<yearword>{'|'.join(_YEARS_SAID)})|(?P<year>{_YEAR_SAID}))?[嘅,，、\s]*"
_YEAR_BEHIND = rf"(?:[嘅,，、\s]*(?P<behind>{'|'.join(_YEARS_SAID)}|(?:{_YEAR_SAID})(?![後前之以]))(?![嘅,，、\s]*[\d{HAN}]+月))?"
_DAYS_SAID = {
    "大後日": 3, "大後天": 3, "後日": 2, "後天": 2, "後晚": 2, "聽日": 1, "聽朝": 1, "聽晚": 1, "聽早": 1, "明天": 1, "明早": 1, "明晚": 1,
    "明日": 1, "tomorrow": 1, "今日": 0, "今天": 0, "今晚": 0, "今朝": 0, "今早": 0, "即日": 0, "today": 0, "tonight": 0, "尋日": -1, "琴日": -1,
    "噚日": -1, "尋晚": -1, "琴晚": -1, "噚晚": -1, "昨天": -1, "昨日": -1, "昨晚": -1, "yesterday": -1, "前日": -2, "前晚": -2, "前天": -2,
    "大前日": -3, "大前天": -3, "day after tomorrow": 2,
}  # fmt: skip
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6}
_ENGLISH_DAYS = {name[:size].casefold(): i for i, name in enumerate(calendar.day_name) for size in (9, 3, 4, 5)}
_MONTHS = {name.casefold(): i for i, name in enumerate(calendar.month_abbr) if name}
_WEEK = (
    rf"(?:(?P<which>(?<![諗睇試等問傾食坐玩行早晚])(?:{WHICH}))一?個?(?:(?:禮拜|星期)(?:嗰個|[嘅,，、\s])*(?=禮拜|星期|週|周|拜))?|(?P<coming>嚟緊|黎緊|跟住)嘅?(?:嗰個|個)?)?\s*"
    rf"(?:(?:禮拜|星期|週|周|拜)(?P<day>[一二三四五六日天])|(?<![a-z])(?P<english>{'|'.join(sorted(_ENGLISH_DAYS, key=len, reverse=True))})(?![a-z]))"
)
_FIXED = {
    "元旦": (1, 1), "new year's day": (1, 1), "婦女節": (3, 8), "情人節": (2, 14), "valentine": (2, 14), "勞動節": (5, 1), "回歸紀念日": (7, 1), "回歸": (7, 1), "國慶": (10, 1),
    "萬聖節": (10, 31), "halloween": (10, 31), "平安夜": (12, 24), "christmas eve": (12, 24), "xmas eve": (12, 24), "聖誕": (12, 25), "xmas": (12, 25),
    "christmas": (12, 25), "拆禮物日": (12, 26), "boxing day": (12, 26),
}  # fmt: skip
_LUNAR_FESTIVALS = {
    "人日": (1, 7), "元宵": (1, 15), "佛誕": (4, 8), "端午": (5, 5), "七夕": (7, 7), "盂蘭": (7, 14), "中秋": (8, 15), "重陽": (9, 9), "農曆新年": (1, 1),
}  # fmt: skip
Of = Callable[[int], "date | None"]


def _nth(year: int, month: int, count: int) -> date:
    """The so-many-th Sunday of a month."""
    return date(year, month, 1 + (6 - date(year, month, 1).weekday()) % 7 + 7 * (count - 1))


_FESTIVALS: dict[str, Of] = (
    {name: (lambda year, m=m, d=d: date(year, m, d)) for name, (m, d) in _FIXED.items()}
    | {name: (lambda year, m=m, d=d: lunar.lunar(year, m, d)) for name, (m, d) in _LUNAR_FESTIVALS.items()}
    | {"清明": lunar.term("清明"), "冬至": lunar.term("冬至"), "做冬": lunar.term("冬至"), "復活節": lunar.easter}
    | {"母親節": lambda year: _nth(year, 5, 2), "父親節": lambda year: _nth(year, 6, 3)}
    | {name: lunar.new_years_eve for name in ("農曆除夕", "年三十", "年卅", "大年三十")}
)
_FESTIVAL_NAMES = "|".join(sorted(_FESTIVALS, key=len, reverse=True))
_LUNAR_MONTHS = {"正": 1, "臘": 12}
_AWAY = {"日": 1, "天": 1, "禮拜": 7, "星期": 7}
_BARE_WEEK = re.compile(rf"(?<![諗睇試等問傾食坐玩行早晚])(?P<which>{WHICH})一?個?(?:禮拜|星期)(?![一二三四五六日天])")
# A stretch of days is no day, nor is one that comes again: 三至五號, 一兩號, 十月零, 每個月五號.
_STRETCH = re.compile(
    rf"月零|過咗.*先$|[十廿卅]幾[號日]|[{HAN}\d](?:或者?|定係?|同)[{HAN}\d]+[號日]|工作[天日]|(?<![節誕旦宵陽秋午至明慶假夕])(?:之|以)後嗰個(?:禮拜|星期)|假期?(?:之?後|完)第一|每[逢年個月]|逢|[{HAN}\d][日號]?(?:至|到|~)[{HAN}\d]+[月日號]"
    rf"|(?<![{HAN}])(?:一兩|一二|兩三|二三|三四|四五|五六|六七|七八|八九)[日號]"
    rf"|(?:禮拜|星期)[一二三四五六](?:[、,，同及至到和]|或者?|定係?)?[一二三四五六日](?![\d{HAN}]*[號月年])"
)


_AFTER_FESTIVAL = re.compile(rf"(?P<over>過咗)?(?P<name>{_FESTIVAL_NAMES})節?(?(over)|過咗)(?:先|之後)(?:嚟|搞|約|做)?[啦喇囉呀]*[,，\s]*(?P<rest>.+)")  # 過咗聖誕先啦，廿七號
_BOUND = re.compile("(?:號|節|誕|(?:禮拜|星期)[一二三四五六日])(?:或者?)?(?:之前|以前|前|之後|以後)")  # a bound, not the day itself


def read(text: str, now: datetime.datetime) -> Found | None:
    """The one day of a text; without those that are taken, where another is named."""
    if (free := without_taken(text)) != text and (found := _read(free, now)) not in (None, OPEN):
        return found
    found = _read(text, now)
    if found is OPEN and (exactly := without_bounds(text)) != text:  # 十二月廿五之前，廿三號啦
        last = _read(exactly, now)
        return found if last in (None, OPEN) else Found(last.value, min(last.confidence, LOOSE))
    return found


def _read(text: str, now: datetime.datetime) -> Found | None:
    text = spelled_out(text)
    whole, text = text, without_busy(text)
    if _STRETCH.search(text):
        return OPEN
    if later := _AFTER_FESTIVAL.fullmatch(text):
        day, festival = _read(later["rest"], now), _nearest(_FESTIVALS[later["name"]], now.date(), 0)
        return day if day in (None, OPEN) or festival is None or day.value > festival.value else OPEN
    today = now.date()
    days: list[Found] = []
    said_today = False
    with_year: set[str] = set()  # days whose year is told
    for pattern, of in _FORMS:
        for match in pattern.finditer(text):
            found = of(match, today)
            if found is None:
                return None
            said_today |= bool(match.re is _RELATIVE and _TODAY_AHEAD.match(text[match.start() :]))
            days.append(found)
            with_year |= {found.value} if any(match.groupdict().get(name) for name in ("year", "yearword", "behind")) else set()
            if of is _beside and not re.search(rf"或|定|(?:同埋?|[和及至到]){match['name']}", text):  # 冬至前一日，冬至要做節
                text = text.replace(match["name"], " " * len(match["name"]))
        text = pattern.sub(" ", text)
    if len({day.value[4:] for day in days}) == 1 and len(with_year) == 1:  # 零八年十月一，國慶嗰日
        days = [day for day in days if day.value in with_year]
    weekdays = list(re.finditer(_WEEK, text))
    week = _BARE_WEEK.search(text) if weekdays and not days else None
    # 「我今日想約下個禮拜三」 is about one day.
    others = [f for f in days if f.value != today.isoformat()] if said_today else days
    days = others if others or weekdays else days
    found = _with_weekday(days, weekdays, today, week["which"] if week else "")
    if found and found is not OPEN and with_year and found.value > today.isoformat() and told_of_a_birth(whole):
        found = OPEN if re.search("農曆|舊曆", whole) else _century_before(found.value)
    elif found and found is not OPEN and happened(whole):
        found = _last(found, weekdays, today, bool(re.search(f"{N}月{N}", whole)))
    elif found and found is not OPEN and spoken_of(whole) and (date.fromisoformat(found.value) - today).days > _HALF_A_YEAR:
        found = _last(found, weekdays, today, True)
    return Found(found.value, min(found.confidence, LOOSE)) if found and found is not OPEN and _BOUND.search(whole) else found


def _century_before(day: str) -> Found | None:
    """三六年 of a birth is 1936."""
    born = _real(int(day[:4]) - 100, int(day[5:7]), int(day[8:]))
    return None if born is None else Found(born.isoformat(), LOOSE)


def _last(found: Found, weekdays: list[re.Match[str]], today: date, named: bool) -> Found:
    """The newest such day that is over, of a day that was taken for the next to come; `named`: its month is told."""
    day = date.fromisoformat(found.value)
    if day <= today or any(match["which"] or match["coming"] for match in weekdays):
        return found
    if weekdays:
        return Found((day - timedelta(days=7)).isoformat(), _UNSURE)
    earlier = _in_month(day, -12 if named else -1, day.day)
    return Found(earlier.isoformat(), _UNSURE) if earlier.day == day.day and earlier <= today else found


def _with_weekday(days: list[Found], weekdays: list[re.Match[str]], today: date, week: str) -> Found | None:
    """The day, where a weekday that is said with it agrees; else the weekday's own day, of the week that is said elsewhere
    (禮拜三，下個禮拜嗰個)."""
    if not days:
        return only([_of_week(match, today, week) for match in weekdays])
    day = only(days)
    if day is None or day is OPEN:
        return day
    agrees = all(_weekday(match) == date.fromisoformat(day.value).weekday() for match in weekdays)
    if agrees:
        return Found(day.value, 1.0) if weekdays else day
    own = only([_of_week(match, today, week) for match in weekdays])
    return own if own and any(match["which"] for match in weekdays) and own.value[-3:] == day.value[-3:] else None  # 上星期二，廿四號


# ---- the forms of a day: each gives None for a day that does not exist ---------------------------------------------
def _found(day: date | None, confidence: float = 1.0) -> Found | None:
    return None if day is None else Found(day.isoformat(), confidence)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS_TAKEN else None
    except ValueError:
        return None


def _small(text: str) -> int:
    """The number of a month or day; 0 where it is none (三四 is no day)."""
    if len(text) > 1 and all(c in FIGURES for c in text):
        return 0
    value = exact(text)
    return int(value) if value is not None and value == value.to_integral_value() and value < 100 else 0


def _said_year(match: re.Match[str], today: date) -> int | None:
    """The year that a match names, 0 for none, None for no year at all (一一五年)."""
    groups = match.groupdict()
    said = groups["yearword"] or groups["year"] or groups.get("behind")
    if not said:
        return 0
    if said in _YEARS_SAID:
        return today.year + _YEARS_SAID[said]
    digits = figures(said)
    if len(digits) == 2:  # 九七年, 零三年: of this century until ten years from now
        return int(digits) + (2000 if int(digits) <= today.year % 100 + 10 else 1900)
    return int(digits) if len(digits) == 4 and int(digits) in _YEARS_TAKEN else None


def _nearest(of: Of, today: date, year: int | None) -> Found | None:
    """The day of the named year, or the next one to come; unsure where the last one is nearer."""
    if year is None:
        return None
    if year:
        return _found(of(year))
    around = [day for y in range(today.year - 1, today.year + 5) if (day := of(y)) is not None]
    coming = [day for day in around if day >= today]
    if not coming:
        return None
    past = [day for day in around if day < today]
    return _found(coming[0], _UNSURE if past and today - past[-1] < coming[0] - today else 0.9)


def _calendar(match: re.Match[str], today: date) -> Found | None:
    month, day = _small(match["month"]), _small(match["day"])
    found = _nearest(lambda year: _real(year, month, day), today, _said_year(match, today))
    if found is not None and not match["suffix"] and day == 15 and month in (1, 7, 8):
        return Found(found.value, 0.5)  # 八月十五 may be the lunar one
    return found


def _slashed(match: re.Match[str], today: date) -> Found | None:
    month, day, year = int(match["month"]), int(match["day"]), match["year"]
    if year:
        return _found(_real(int(year) + (2000 if len(year) == 2 else 0), month, day))
    return _nearest(lambda y: _real(y, month, day), today, 0)


def _english(match: re.Match[str], today: date) -> Found | None:
    month, day = _MONTHS[match["month"][:3]], _small(match["day"])
    return _nearest(lambda y: _real(y, month, day), today, _said_year(match, today))


def _relative(match: re.Match[str], today: date) -> Found | None:
    return _found(today + timedelta(days=_DAYS_SAID[match[0]]))


def _away(match: re.Match[str], today: date) -> Found | None:
    sign = -1 if "前" in match["side"] else 1
    if match["count"] == "半":  # 半年後; 半個月 is no number of days
        return _found(_in_month(today, 6 * sign, today.day), 0.9) if match["unit"] == "年" else None
    count = _small(match["count"]) if match["count"] else 1
    if not count:
        return None
    if match["unit"] in _AWAY:
        return _found(today + timedelta(days=sign * count * _AWAY[match["unit"]]))
    months = sign * count * (12 if match["unit"] == "年" else 1)
    return _found(_in_month(today, months, today.day), 0.9)


def _in_month(today: date, months: int, day: int) -> date:
    """The day of the month that is `months` away, or the last one where it is shorter."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def _of_month(match: re.Match[str], today: date) -> Found | None:
    """下個月三號, 今個月五號; 五號 alone is the next fifth to come."""
    day = _small(match["day"])
    if not 1 <= day <= 31:
        return None
    if match["which"]:
        first = _in_month(today, WEEKS_SAID[match["which"]], 1)
        return _found(_real(first.year, first.month, day))
    for months in range(12):
        first = _in_month(today, months, 1)
        found = _real(first.year, first.month, day)
        if found is not None and found >= today:
            return _found(found, 0.9)
    return None


def _nth_weekday(match: re.Match[str], today: date) -> Found | None:
    """下個月第一個禮拜一, 十二月最後一個星期五."""
    if match["which"]:
        first = _in_month(today, WEEKS_SAID[match["which"]], 1)
    else:
        month = _small(match["month"])
        if not 1 <= month <= 12:
            return None
        first = date(today.year + (month < today.month), month, 1)
    ahead = (_WEEKDAYS[match["day"]] - first.weekday()) % 7
    weeks = (calendar.monthrange(first.year, first.month)[1] - 1 - ahead) // 7 if match["final"] else _small(match["nth"] or "一") - 1
    return _found(_real(first.year, first.month, 1 + ahead + 7 * weeks), 0.9)


def _part_of_month(match: re.Match[str], today: date) -> Found | None:
    """月尾 is its last day, 月頭 its first, 月中 the fifteenth: meant loosely, so read with little trust."""
    day = {"尾": 31, "底": 31, "中": 15}.get(match["part"], 1)
    if match["month"]:
        month = _small(match["month"])
        if not 1 <= month <= 12:
            return None
        coming = [d for y in (today.year, today.year + 1) if (d := _in_month(date(y, month, 1), 0, day)) >= today]
        return _found(coming[0], _UNSURE)
    months = WEEKS_SAID[match["which"]] if match["which"] else 0
    found = _in_month(today, months, day)
    return _found(found if match["which"] or found >= today else _in_month(today, 1, day), _UNSURE)


def _lunar_month(match: re.Match[str], today: date) -> Found | None:
    name = match["month"]
    month = _LUNAR_MONTHS.get(name) or _small(name)
    day = _small(match["day"].removeprefix("初"))
    return _nearest(lambda year: lunar.lunar(year, month, day) if 1 <= month <= 12 else None, today, _said_year(match, today))


def _new_year(match: re.Match[str], today: date) -> Found | None:
    """年初三; 初三 alone most likely means it too."""
    day = _small(match["day"])
    found = _nearest(lambda year: lunar.lunar(year, 1, day), today, _said_year(match, today))
    return found if found is None or match["of"] else Found(found.value, _UNSURE)


def _year_end(match: re.Match[str], today: date) -> Found | None:
    """年廿八, 年廿九: days of the last lunar month."""
    return _nearest(lambda year: lunar.lunar(year - 1, 12, _small(match["day"])), today, 0)


def _festival(match: re.Match[str], today: date) -> Found | None:
    return _nearest(_FESTIVALS[match["name"]], today, _said_year(match, today))


def _beside(match: re.Match[str], today: date) -> Found | None:
    """聖誕前一日, 冬至後兩日, 清明前嗰日, 中秋翌日."""
    found, count = _festival(match, today), _small(match["count"]) if match["count"] else 1
    if found is None or not count:
        return None
    return Found((date.fromisoformat(found.value) + timedelta(days=-count if match["side"] == "前" or "前夕" in match[0] or "前夜" in match[0] else count)).isoformat(), found.confidence)


def _weekday_beside(match: re.Match[str], today: date) -> Found | None:
    """聖誕之後嗰個星期一, 冬至前嗰個禮拜六: the nearest such weekday."""
    found = _festival(match, today)
    if found is None:
        return None
    day, step = date.fromisoformat(found.value), -1 if match["side"] == "前" else 1
    days = (day + timedelta(days=step * n) for n in range(1, 8))
    return Found(next(d for d in days if d.weekday() == _WEEKDAYS[match["day"]]).isoformat(), min(found.confidence, LOOSE))


def _same_day(match: re.Match[str], today: date) -> Found | None:
    """下個月今日, 下個禮拜今日, 出年今日."""
    if match["unit"] in _AWAY:
        return _found(today + timedelta(weeks=WEEKS_SAID[match["which"]]), 0.9)
    months = 12 * _YEARS_SAID[match["yearword"]] if match["yearword"] else WEEKS_SAID[match["which"]]
    return _found(_in_month(today, months, today.day), 0.9)


def _last_of_month(match: re.Match[str], today: date) -> Found | None:
    """下個月最後一日, 十二月最尾嗰日."""
    if match["which"]:
        return _found(_in_month(today, WEEKS_SAID[match["which"]], 31))
    month = _small(match["month"])
    return _found(_in_month(date(today.year + (month < today.month), month, 1), 0, 31)) if 1 <= month <= 12 else None


def _eve(_: re.Match[str], today: date) -> Found | None:
    """除夕 alone is New Year's Eve of our calendar to most, of the lunar one to some."""
    found = _nearest(lambda year: date(year, 12, 31), today, 0)
    return None if found is None else Found(found.value, _UNSURE)


def _weekday(match: re.Match[str]) -> int:
    return _WEEKDAYS[match["day"]] if match["day"] else _ENGLISH_DAYS[match["english"]]


def _of_week(match: re.Match[str], today: date, week: str = "") -> Found:
    weekday = _weekday(match)
    ahead = (weekday - today.weekday()) % 7
    if which := match["which"] or ("" if match["coming"] else week):
        monday = today - timedelta(days=today.weekday())
        day = monday + timedelta(weeks=WEEKS_SAID[which], days=weekday)
        doubtful = 6 in (weekday, today.weekday()) or (which in "今呢這本this" and day < today) or not match["which"]
        return Found(day.isoformat(), 0.7 if doubtful else 1.0)
    if match["coming"]:
        return Found((today + timedelta(days=ahead or 7)).isoformat(), 0.8)
    return Found((today + timedelta(days=ahead)).isoformat(), 0.9 if ahead else _UNSURE)


_TODAY_AHEAD = re.compile("今[日天朝晚](?:係|就|先|至|都|又|仲|朝早|一早)*(?:想|要|打|嚟|過嚟|見|唔得|冇時間|發覺|發現|知|記|睇|查|收到|壞|爛|醒|先)")  # it is today that the customer asks, of another day
_RELATIVE = re.compile(f"(?<!最)(?:{'|'.join(sorted(_DAYS_SAID, key=len, reverse=True))})(?!期)")
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Found | None]], ...] = (
    (re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"), _slashed),
    (re.compile(r"(?<!\d)(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?!\d)"), _slashed),
    (re.compile(r"(?<!\d)(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})(?!\d)"), _slashed),
    (re.compile(r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?P<year>)(?![\d/])"), _slashed),
    (re.compile(rf"{_YEAR}(?P<day>{N})(?:st|nd|rd|th|號|日)?\s*(?:of\s+)?{MONTH_NAME}{_YEAR_BEHIND}"), _english),
    (re.compile(rf"{_YEAR}{MONTH_NAME}\s*(?P<day>{N})(?:st|nd|rd|th|號|日)?(?![\d{HAN}]){_YEAR_BEHIND}"), _english),
    (re.compile(rf"(?:(?P<which>{WHICH})一?個?月|(?P<month>{N})月)[嘅頭]?(?:第(?P<nth>[一二三四五])個|頭(?:[一嗰]?個)?|(?P<final>最[後尾](?:一|嗰)?個?))(?:禮拜|星期)(?P<day>[一二三四五六日天])"), _nth_weekday),
    (re.compile(rf"{_YEAR}(?:農曆|舊曆)(?P<month>{N}|[正臘])月(?P<day>初?{N})[日號]?"), _lunar_month),
    (re.compile(rf"{_YEAR}(?P<month>{N}|[正臘])月(?P<day>初{N})[日號]?"), _lunar_month),
    (re.compile(rf"{_YEAR}(?P<month>[正臘])月(?P<day>{N})[日號]?"), _lunar_month),
    (re.compile(rf"(?<!年){_YEAR}{_DAY_OF}{_YEAR_BEHIND}"), _calendar),
    (re.compile(rf"(?P<yearword>)(?P<year>)(?P<day>{N})(?P<suffix>[日號])嘅?(?P<month>{N})月{_YEAR_BEHIND}"), _calendar),
    (re.compile(rf"(?:(?P<yearword>出年|下年|明年|後年)|(?P<which>{WHICH})一?個?(?P<unit>月|禮拜|星期))嘅?今日"), _same_day),
    (re.compile(rf"(?:(?P<which>{WHICH})一?個?月|(?P<month>{N})月)嘅?最[後尾](?:嗰|一|嗰一)[日天]"), _last_of_month),
    (re.compile(rf"{_YEAR}(?P<name>{_FESTIVAL_NAMES})節?嘅?(?:之|以|過)?(?P<side>[前後])(?:嗰|第一|一)個(?:禮拜|星期)(?P<day>[一二三四五六日天])"), _weekday_beside),
    (re.compile(rf"{_YEAR}(?P<name>{_FESTIVAL_NAMES})節?嘅?(?:(?:之|以)?(?P<side>[前後])(?:(?P<count>{N})|嗰)[日晚]|前夕|前夜|嘅?(?P<next>翌日|第二日|隔日))"), _beside),
    (re.compile(rf"{_YEAR}(?P<name>{_FESTIVAL_NAMES})節?晚?(?!老人|樹|咭|卡|歌|禮物|大餐|派對|\s?party)"), _festival),
    (re.compile("大?除夕"), _eve),
    (re.compile("年(?P<day>廿[一二三四五六七八九])晚?"), _year_end),
    (re.compile(rf"{_YEAR}(?P<of>大?年)?初(?P<day>[一二三四五六七八九十]|十[一二三四五])(?![{HAN}])"), _new_year),
    (re.compile(rf"(?:(?P<count>{N}|半)個?|(?<![{HAN}\d下上今呢嗰成幾每半])個)(?P<unit>日|天|禮拜|星期|月|年)(?P<side>之後|以後|後|之前|以前|前)(?![日天晚])(?:嘅?今[日天])?"), _away),
    (re.compile(rf"(?:再過|過多|(?<![㐀-鿿])過)(?!兩日)(?P<count>{N})個?(?P<unit>日|天|禮拜|星期|月)(?P<side>)"), _away),
    (_RELATIVE, _relative),
    (re.compile(rf"(?:(?P<which>{WHICH})一?個?月|(?P<month>{N})月)?(?:(?<=月)|月)(?P<part>尾|底|頭|初|中)"), _part_of_month),
    (re.compile(rf"(?P<which>{WHICH})一?個?月嘅?(?P<day>{N})(?:[日號]|(?=$|[呀啊啦喇囉嘅,，。]))"), _of_month),
    (re.compile(rf"(?P<which>)(?<![\d{HAN}第街道路徑里圍邨村山坊臺台坪苑灣徑])(?P<day>{N})號(?!線|碼|仔|樓|舖|閘|出口|幹線|巴士|風球|波|車|位)"), _of_month),
)


def written_day(text: str, year: str) -> str | None:
    """The ISO date of 二零二六年三月五號 or 3月5日 in a form; `year` ("" for none) is meant where none is said.

    A form's day may lie in the past, so nothing is the nearest here, and years have four figures.
    """
    folded = unicodedata.normalize("NFKC", text)
    match = re.search(rf"(?:(?P<year>[\d零〇一二三四五六七八九]{{4}})年|(?<![年\d{HAN}])){_DAY_OF}", folded)
    if not match:
        return date_of(re.sub(r"\s", "", folded))
    said = figures(match["year"]) if match["year"] else year
    month, day = _small(match["month"]), _small(match["day"])
    return date_of(f"{said}年{month}月{day}日") if said else None


def say(value: str, today: date) -> str:
    """十二月二號星期三; the year only where it is not this one."""
    day = date.fromisoformat(value)
    full = form_said("date", value)
    return (full if day.year != today.year else full.partition("年")[2]) + "星期" + "一二三四五六日"[day.weekday()]


def show(value: str) -> str:
    return form_shown("date", value)

