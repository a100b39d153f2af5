"""Dates (day first), weekdays and the time of day: 1/4/2026 → 二零二六年四月一號, 2-4pm → 下晝兩點至四點."""

from __future__ import annotations

import re

from .numbers import cardinal, clock, counted, digits
from .rules import RANGE, Rule, always, rule
from .slashes import ROWS, month_day

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = (
    "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|"
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_TH = r"(?:st|nd|rd|th)?"
_DAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "一二三四五六日", strict=True))
_DAY = r"(?:(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)(?:[a-z]{0,3}day|s|r|rs)?|MON|TUE|WED|THU|FRI|SAT|SUN)"
# Alone, mon is a screen and Sun a company: short names are days only in company.
_NAMED = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|SAT|SUN)"
# The writer's own word for a part of the day, before hours on either clock.
_HALF = r"上午|下午|朝早|早上|今早|上晝|中午|晏晝|下晝|傍晚|夜晚|晚上|今晚|凌晨|半夜|深夜"
_MOMENT = rf"(?<=\s)\d{{1,2}}(?::\d\d|\s?[AaPp]\.?[Mm])|(?:{_HALF})\s?\d"
# What has a length, not a moment.
_LENGTH = (
    "(?:成績|歷時|用時|片長|時長|長度|完成時間|圈速|倒數|計時|剩餘時間|餘下時間|尚餘|剩返|通話時間|通話|錄音|短片|影片|歌曲|步速|配速|"
    "航程|車程|行程|全程|需時|等候時間|輪候時間|飛行時間)"
)
_CENTURY = "20"
_HHMM = r"([01]\d|2[0-3])([0-5][05])"
_DATED = r"(?:日期|改期|交貨期|改[至到去咗]|(?<![多少高低等大小])[於喺]|預約|覆診|截止|到期|限期|生日|有效期|有效至|expiry|due|Exp|EXP|[Vv]alid (?:thru|until|to))[^\d，。]{0,4}"
# A year of two digits, 98年, beside a count of years, 98年歷史.
_COUNTED = "期|內|後|前|嚟|來|間|樓|歷史|以|之|租|按揭|保"


def _date(m: re.Match[str], year: str, month: str, day: str) -> str:
    """Day first, as here; the other way round only where that alone is a date. What is none is left for other rules."""
    if int(month) > 12 >= int(day):
        month, day = day, month
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return m[0]
    return f"{digits(year)}年{month_day(month, day)}"


def _dated(m: re.Match[str]) -> str:
    """After a word that promises a date; 09/28 on a card is a month of a year."""
    above, below = int(m[2]), int(m[3])
    if 1 <= below <= 12:
        return m[1] + month_day(below, above)
    return f"{m[1]}{digits('20' + m[3])}年{cardinal(above)}月" if 1 <= above <= 12 else m[0]


def _both(m: re.Match[str]) -> str:
    """28/11-1/12; from 1/4 to 1/2 a part grows, since no day goes back within a few months."""
    first, second = (int(m[1]), int(m[2])), (int(m[3]), int(m[4]))
    if all(above < below <= 10 for above, below in (first, second)) and 0 < first[1] - second[1] < 6:
        return "至".join(f"{cardinal(below)}分之{cardinal(above)}" for above, below in (first, second))
    return f"{month_day(m[2], m[1])}至{month_day(m[4], m[3])}" if max(int(m[2]), int(m[4])) <= 12 else m[0]


def _to_year(m: re.Match[str]) -> str:
    """1/3-15/4/2026: the year is written once, behind the second day."""
    days = [(int(m[2]), int(m[1])), (int(m[4]), int(m[3]))]
    if days[0] >= days[1] or not all(1 <= month <= 12 and 1 <= day <= 31 for month, day in days):
        return m[0]
    return f"{digits(m[5])}年{'至'.join(month_day(month, day) for month, day in days)}"


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].title()) + 1


def _english(m: re.Match[str], day: str, month: str, year: str | None) -> str:
    if not 1 <= int(day) <= 31:
        return m[0]
    return (f"{digits(year if len(year) == 4 else _CENTURY + year)}年" if year else "") + month_day(_month(month), day)


def _weekday(name: str) -> str:
    return f"星期{_DAYS[name[:3].lower()]}"


def _weekdays(m: re.Match[str]) -> str:
    """A list of any length: Mon, Wed & Fri."""
    names = [_weekday(name) for name in re.findall(_NAMED, m[0])]
    return "、".join(names[:-1]) + "同" + names[-1]


def _lasting(m: re.Match[str]) -> str:
    """1'30" is a time; 5'7" and 6'11" the height of a person."""
    first, second = int(m[1]), int(m[2])
    tall = first in (4, 5, 6) and second < 12 and not m[2].startswith("0")
    return f"{counted(m[1])}{'呎' if tall else '分'}{counted(str(second)) if tall else cardinal(second)}{'吋' if tall else '秒'}"


def _hours(m: re.Match[str]) -> str:
    """2-4pm: the half of the day is written once, after the second."""
    half = m[5].lower()
    until = clock(m[3], m[4] or "00", half)
    before = half if int(m[1]) % 12 <= int(m[3]) % 12 else "a"
    since = clock(m[1], m[2] or "00", before)
    return _once(since, until)


def _between(hour: str, minute: str, until_hour: str, until_minute: str) -> str:
    """10:00-22:00 on a clock of 24 hours: where its halves of the day differ both are named."""
    first, second = int(hour), int(until_hour)
    named = first < 5 <= second < 12 or 5 <= first < 12 < second
    since = clock(hour, minute, "a" if named else "")
    return _once(since, clock(until_hour, until_minute, "a" if named and second < 12 else ""))


def _once(since: str, until: str) -> str:
    """The half of the day once where it is the same."""
    return f"{since}至{until[2:] if since[:2] == until[:2] and since[:2] in ('凌晨', '朝早', '下晝', '夜晚') else until}"


def _told(m: re.Match[str]) -> str:
    """下晝 3-5pm: the half of the day is written twice and said once."""
    since = f"{clock(m[2], m[3] or '00', named=m[1])}至" if m[2] else m[1]
    return since + clock(m[4], m[5] or "00", named="" if m[2] else m[1])[0 if m[2] else len(m[1]) :]


def _after_its_half(m: re.Match[str]) -> str:
    """下午14:00-16:00, 凌晨 02:00-05:00: the writer's word holds for both."""
    until = clock(m[4], m[5], named=m[1])[len(m[1]) :] if (int(m[2]) < 12) == (int(m[4]) < 12) else clock(m[4], m[5])
    return f"{clock(m[2], m[3], named=m[1])}至{until}"


def _long(m: re.Match[str]) -> str:
    """片長1:30, 倒數01:29:59: how long, not when."""
    hours, minutes, seconds = (m[2], m[3], m[4]) if m[4] else ("", m[2], m[3])
    if not m[4] and re.search("程|需時|等候|輪候|工作|活動", m[1]):
        return f"{m[1]}{counted(str(int(m[2])))}小時" + (f"{cardinal(int(m[3]))}分鐘" if int(m[3]) else "")
    said = f"{counted(str(int(hours)))}小時" if hours and int(hours) else ""
    if int(minutes):
        said += f"{'零' if int(minutes) < 10 else ''}{cardinal(int(minutes))}分" if said else f"{counted(str(int(minutes)))}分"
    return f"{m[1]}{said}{'零' if said and 0 < int(seconds) < 10 else ''}{cardinal(int(seconds))}秒"


def _named_hours(m: re.Match[str]) -> str:
    """PM 2-6, AM 8:00 - PM 5:00: the half of the day is written before."""
    first = m[1].lower()
    second = m[4].lower() if m[4] else "p" if int(m[5]) % 12 < int(m[2]) % 12 or m[5] == "12" else first
    since, until = clock(m[2], m[3] or "00", first), clock(m[5], m[6] or "00", second)
    return _once(since, until)


_OF_YEAR = r"\d{1,2}/\d{1,2}(?:\s?\(.{1,3}\))?"
_PAIR = re.compile(r"(\d{1,2})/(\d{1,2})")


def _year_and(m: re.Match[str]) -> str:
    """2026/27 are two years, 2027/06 a month."""
    if int(m[2]) <= 12 and int(m[2]) != (int(m[1]) + 1) % 100 and m[2] != "00":
        return f"{digits(m[1])}年{cardinal(int(m[2]))}月"
    return f"{digits(m[1])}至{digits(m[2])}"


def _listed(m: re.Match[str]) -> str:
    """22/9（星期一）及1/10: where one can be nothing but a day, all are."""
    pairs = [(int(d), int(mm)) for d, mm in _PAIR.findall(m[0])]
    if not all(1 <= d <= 31 and 1 <= mm <= 12 for d, mm in pairs) or all(d < mm <= 10 for d, mm in pairs):
        return m[0]
    return _PAIR.sub(lambda pair: month_day(pair[2], pair[1]), m[0])


def _days(m: re.Match[str]) -> str:
    """8-10/5: days of one month."""
    if not (1 <= int(m[1]) < int(m[2]) <= 31 and 1 <= int(m[3]) <= 12):
        return m[0]
    return (f"{digits(m[4])}年" if m[4] else "") + f"{month_day(m[3], m[1])}至{cardinal(int(m[2]))}號"


def _part_of_year(m: re.Match[str]) -> str:
    """1H26, 3Q 2026."""
    year = digits(m[3] if len(m[3]) == 4 else _CENTURY + m[3])
    return f"{year}年{'上下'[int(m[1]) - 1]}半年" if m[2] == "H" else f"{year}年第{cardinal(int(m[1]))}季"


DATES: list[Rule] = [
    *ROWS,
    rule(rf"(?<!\w)(\d{{1,2}})({_MONTH})(\d{{4}}|\d\d)(?!\w)", lambda m: _english(m, m[1], m[2], m[3])),
    rule(r"(?<![\w.])([12])(H)\s?(20\d\d|\d\d)(?!\w)", _part_of_year),
    rule(r"(?<![\w.])([1-4])(Q)\s?(20\d\d|\d\d)(?!\w)", _part_of_year),
    rule(r"(?<!\w)(H)([12]) (20\d\d)(?!\w)", lambda m: f"{digits(m[3])}年{'上下'[int(m[2]) - 1]}半年"),
    rule(r"(?<!\w)FY\s?(\d\d)(?![\w/])", lambda m: f"F Y {digits(m[1])}"),
    rule(r"(?<!\w)FY\s?(\d\d)/(\d\d)(?!\w)", lambda m: f"F Y {digits(m[1])}至{digits(m[2])}"),
    rule(r"(?<!\d)((?:19|20)\d0)'?s(?![A-Za-z])", lambda m: f"{digits(m[1])}年代"),
    rule(r"(?<!\d)(\d\d)年(?=\d{1,2}月)", lambda m: f"{digits(m[1])}年"),
    rule(r"(?<!\d)(20\d\d)/(20\d\d)(?=\s?(?:年|財|學|課))", lambda m: f"{digits(m[1])}至{digits(m[2])}"),
    rule(rf"({_DATED})(\d\d)-(0[1-9]|1[0-2])-(\d\d)(?![\d-])", lambda m: m[1] + _date(m, f"{_CENTURY}{m[4]}", m[3], m[2])),
    rule(rf"(?<![\d/.]){_OF_YEAR}(?:\s?[、,及和同或與]\s?{_OF_YEAR}){{1,9}}(?![\d/])", _listed),
    rule(rf"(?<![\d/.])(\d{{1,2}})/(\d{{1,2}})(?=\s?(?:休[息業館]|停[業診]|截止|開始|生效|到期|公眾假期|開售|結束|派發|放假|[起前返](?![一-鿿]?線)|{_MOMENT}))",
         lambda m: month_day(m[2], m[1]) if 1 <= int(m[1]) <= 31 and 1 <= int(m[2]) <= 12 else m[0]),
    rule(rf"(?<![\d/.])(\d{{1,2}}){RANGE}(\d{{1,2}})/(\d{{1,2}})(?:/(\d{{4}}))?(?![\d/]|{RANGE}\d)", _days),
    rule(rf"(?<![\d/.])(\d{{1,2}})/(\d{{1,2}}){RANGE}(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})(?!\d)", _to_year),
    rule(r"(?<![\d.])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)", lambda m: _date(m, m[4], m[3], m[1])),
    rule(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{2})(?![\d/])", lambda m: _date(m, f"{_CENTURY}{m[3]}", m[2], m[1])),
    rule(r"(?<![\d.,$])(19\d\d|20\d\d)(?=[》」』])", lambda m: digits(m[1])),
    rule(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)", lambda m: _date(m, m[1], m[3], m[4])),
    rule(rf"(?<!\d)(\d{{1,2}}){_TH}[\s-]{{1,2}}({_MONTH})\b\.?(?:[\s,-]{{1,2}}(\d{{4}}|(?<=-)\d\d)(?!\d|:))?", lambda m: _english(m, m[1], m[2], m[3])),
    rule(rf"\b({_MONTH}){RANGE}({_MONTH})\b(?:\s(\d{{4}})(?!\d))?", lambda m: (f"{digits(m[3])}年" if m[3] else "") + f"{cardinal(_month(m[1]))}月至{cardinal(_month(m[2]))}月"),
    rule(rf"\b({_MONTH})\.?\s(\d{{1,2}}){_TH}(?![\d:%]|\.\d)(?:,?\s(\d{{4}})(?!\d))?", lambda m: _english(m, m[2], m[1], m[3])),
    rule(rf"\b({_MONTH})[\s-](\d{{4}}|(?<=-)\d\d)(?!\d)", lambda m: f"{digits(m[2] if len(m[2]) == 4 else _CENTURY + m[2])}年{cardinal(_month(m[1]))}月"),
    rule(r"(?<!\d)(20\d\d)[-–](\d\d)(?=\s?(?:年度|學年|財政年|球季|賽季))", lambda m: f"{digits(m[1])}至{digits(m[2])}"),
    rule(r"(?<!\d)(19\d\d|20\d\d)/(\d{2})(?![\d/])", _year_and),
    rule(rf"(?<!\d)(1\d\d\d|20\d\d){RANGE}(\d\d)\s?年(?!代)", lambda m: f"{digits(m[1])}至{digits(m[2])}年"),
    rule(rf"(?<!\d)(1\d\d\d|20\d\d){RANGE}(1\d\d\d|20\d\d)(?!\d)", lambda m: f"{digits(m[1])}至{digits(m[2])}" if m[1] < m[2] else m[0]),
    rule(r"(?<![\d$,.])((?:19|20)\d\d)[-–—](\d\d)(?=\s?[)）])", lambda m: f"{digits(m[1])}至{digits(m[2])}"),
    rule(r"(班次[^\d。]{0,6})(\d{1,2})/(\d{1,2})(?!\d)", lambda m: f"{m[1]}{cardinal(int(m[2]))}至{cardinal(int(m[3]))}"),
    rule(r"(?<![\d/])(0?[1-9]|1[0-2])/(20\d\d)(?![\d/])", lambda m: f"{digits(m[2])}年{cardinal(int(m[1]))}月"),
    rule(r"'(\d\d)年", lambda m: f"{digits(m[1])}年"),
    rule(r"(?<!元前)(?<!\d)(\d{4})\s?年", lambda m: f"{digits(m[1])}年"),
    rule(r"(?<!\d)(\d\d)(?=回歸|金融風暴|金融海嘯)", lambda m: digits(m[1])),
    rule(rf"(?<![\d第共約過.])(0\d|[7-9][1-9])年(?!{_COUNTED})", lambda m: f"{digits(m[1])}年"),
    rule(rf"(?<!\d)(\d{{1,2}})月(\d{{1,2}})[日號]{RANGE}(\d{{1,2}})[日號]", lambda m: f"{month_day(m[1], m[2])}至{cardinal(int(m[3]))}號"),
    rule(r"(?<!\d)(\d{1,2})月(\d{1,2})[日號]", lambda m: month_day(m[1], m[2])),
    rule(r"(?<=[日號])\s?\((?:星期)?([一二三四五六日])\)", lambda m: f"，星期{m[1]}"),
    rule(r"(?<![\d/])(\d{1,2})/(\d{1,2})\s?\((?:星期)?([一二三四五六日])\)",
         lambda m: f"{month_day(m[2], m[1])}，星期{m[3]}" if int(m[2]) <= 12 else m[0]),
    rule(rf"({_DATED})(\d{{1,2}})/(\d{{1,2}})(?![\d/])", _dated),
    rule(r"(?:(?<=[於由至到喺在起:])|(?<=： ))(1[0-2]|[1-9])/(1[3-9]|2\d|3[01])(?![\d/])", lambda m: month_day(m[1], m[2])),
    rule(rf"(?<![\d/])(\d{{1,2}})/(\d{{1,2}}){RANGE}(\d{{1,2}})/(\d{{1,2}})(?![\d/])", _both),
    rule(r"(?:(?<=年)|(?<=\d{4} ))Q([1-4])(?!\w)|(?<!\w)Q([1-4])(?=業績|盈利|收入)", lambda m: f"第{cardinal(int(m[1] or m[2]))}季"),
    rule(r"(?:(?<=星期)|(?<=禮拜)|(?<=逢週))7(?!\d)", always("日")),
]  # fmt: skip

WEEKDAYS: list[Rule] = [
    rule(rf"\b({_DAY})(?:{RANGE}|\s(?:to|through)\s)({_DAY})\b", lambda m: f"{_weekday(m[1])}至{_weekday(m[2])}"),
    rule(rf"(?<![A-Za-z]){_NAMED}(?:\s*(?:and|[,/、及同或])\s*{_NAMED}){{1,6}}(?![A-Za-z])", _weekdays),
    rule(rf"(?<=逢)({_NAMED})(?![A-Za-z])", lambda m: _weekday(m[1])),
    rule(rf"(?<![A-Za-z])({_NAMED})\.?(?=\s?\d{{1,2}}(?::|\s?[AaPp]\.?[Mm]))", lambda m: _weekday(m[1])),
    rule(rf"^\s*({_NAMED})\s*$", lambda m: _weekday(m[1])),
    rule(rf"\(({_NAMED})\.?\)", lambda m: f"({_weekday(m[1])})"),
    rule(rf"\b({_NAMED})\.?,?\s(?=\d{{1,2}}{_TH}[\s-](?:{_MONTH})\b)", lambda m: f"{_weekday(m[1])} "),
    rule(rf"\b({_NAMED})\.?(?=\s?(?:and|[,/、及])\s?(?:PH\b|[Pp]ublic|公眾))", lambda m: _weekday(m[1])),
    rule(r"\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b", lambda m: _weekday(m[1])),
]

CLOCK: list[Rule] = [
    rule(r"(?<![\d.:])(\d{1,3}):(\d{1,3})(?=\s?(?:稀釋|開水|溝水|混合|調配|兌水|拆細|拆股|合股|合併|供股|送股|換股|換購|配對|配比|比例|放大|縮小))", lambda m: f"{cardinal(int(m[1]))}比{cardinal(int(m[2]))}"),
    rule(r"((?:比例|比率|稀釋|機率|概率|賠率|比數)[^\d，。]{0,4})(\d{1,3}):(\d{1,3})(?![\d:,])", lambda m: f"{m[1]}{cardinal(int(m[2]))}比{cardinal(int(m[3]))}"),
    rule(rf"((?:時間|時段|[營開辦]\w|假期|[一二三四五六日])[^\d]{{0,4}}){_HHMM}\s?[-–~至]\s?{_HHMM}(?!\d)",
         lambda m: m[1] + _between(m[2], m[3], m[4], m[5])),
    rule(rf"(?<![\d.:]){_HHMM}\s?(?:時|hrs?\b)", lambda m: clock(m[1], m[2])),
    rule(rf"(?<![\d.:$]){_HHMM}(?=開始|開會|開出|開門|開放|開車|集合|起飛|抵達|登機|返工|收工|[後前](?:到|抵|開))", lambda m: clock(m[1], m[2])),
    rule(rf"((?:首班|尾班|頭班|末班)車?\s?[:：]?\s?){_HHMM}(?!\d)", lambda m: m[1] + clock(m[2], m[3])),
    rule(r"(?<![\w.])(\d{1,2})h\s?([0-5]?\d)m(?:ins?)?(?![A-Za-z])", lambda m: f"{counted(m[1])}小時{cardinal(int(m[2]))}分鐘"),
    rule(r"(?<!\d)(0\d)([0-5][05])\s?[-–至]\s?([01]\d|2[0-4])([0-5][05])(?!\d)", lambda m: _between(m[1], m[2], m[3], m[4])),
    rule(rf"(?i)({_HALF})\s?(?:(\d{{1,2}})(?:[:：]([0-5]\d))?(?:\s?[ap]\.?m\.?)?{RANGE})?(\d{{1,2}})(?:[:：]([0-5]\d))?\s?[ap]\.?m\b\.?", _told),
    rule(rf"({_HALF})\s?([01]?\d|2[0-3]):([0-5]\d){RANGE}([01]?\d|2[0-3]):([0-5]\d)(?![\d:]|\s?[AaPp]\.?[Mm])", _after_its_half),
    rule(rf"(?i)(?<![\d:])(\d{{1,2}})(?:[:：]([0-5]\d))?{RANGE}(\d{{1,2}})(?:[:：]([0-5]\d))?\s?([ap])\.?m\b\.?", _hours),
    rule(rf"(?i)(?<![\d:])(\d{{1,2}})(?:[:：]([0-5]\d))?\s?([ap])\.?m\.?{RANGE}(\d{{1,2}})(?:[:：]([0-5]\d))?\s?([ap])\.?m\b\.?",
         lambda m: _once(clock(m[1], m[2] or "00", m[3].lower()), clock(m[4], m[5] or "00", m[6].lower()))),
    rule(r"(?i)(?<!\d)(\d{1,2})(?:[:：]([0-5]\d))?\s?([ap])\.?m\b\.?(\s?[-–—~～]\s?(?=\d))?",
         lambda m: clock(m[1], m[2] or "00", m[3].lower()) + ("至" if m[4] else "")),
    rule(rf"({_LENGTH}[^\d，。]{{0,4}})(\d{{1,2}}):([0-5]\d)(?::([0-5]\d))?(?![\d:]|\s?[AaPp]\.?[Mm]|\s?[-–~至前後開出播上推發起完集抵到登準舉截直])", _long),
    rule(r"(?<![\d:.])(\d{1,2}):([0-5]\d)\.(\d{1,2})(?![\d.])", lambda m: f"{counted(m[1])}分{cardinal(int(m[2]))}秒{digits(m[3])}"),
    rule(r"(?<=秒)(\d\d)(?![\d.])", lambda m: digits(m[1])),
    rule(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)(?!\d)", lambda m: f"{clock(m[1], m[2])}{cardinal(int(m[3]))}秒"),
    rule(rf"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d){RANGE}([01]?\d|2[0-3]):([0-5]\d)(?![\d:]|\s?[AaPp]\.?[Mm])",
         lambda m: _between(m[1], m[2], m[3], m[4])),
    rule(r"(?<!\d)24[:：]00(?!\d)", always("夜晚十二點")),
    rule(rf"({_HALF})\s?([01]?\d|2[0-3])[:：]([0-5]\d)(?![\d:：])(?:分(?!鐘))?", lambda m: clock(m[2], m[3], named=m[1])),
    rule(r"(?i)(?<!\d)12(?:[:：]00)?\s?(?:nn|noon)\b", always("中午十二點")),
    rule(r"(?i)(?<!\d)12(?:[:：]00)?\s?(?:mn|midnight)\b", always("半夜十二點")),
    rule(r"(?<![\d'])(\d{1,2})['′](\d{1,2})(?:[\"″]|'')", _lasting),
    rule(r"24/7", always("二十四七")),
    rule(r"\bAM\s?([/或])\s?PM\b", lambda m: f"上晝{'或' if m[1] == '或' else '或者'}下晝"),
    rule(rf"\b([AP])M\s?(\d{{1,2}})(?::([0-5]\d))?{RANGE}(?:([AP])M\s?)?(\d{{1,2}})(?::([0-5]\d))?(?![\d:])", _named_hours),
    rule(r"\b([AP])M(?:\s|(?=\d{1,2}:))(1[0-2]|[1-9])(?::([0-5]\d))?(?![\d:])", lambda m: clock(m[2], m[3] or "00", m[1].lower())),
    rule(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?![\d:：]|,\d{3})(?:時|分(?!鐘)|\s?hrs?\b)?", lambda m: clock(m[1], m[2])),
    rule(r"(?<=[點半分])\s?(?:to|till|until)\s(?=[朝晏下夜中凌])", always("至")),
    rule(r"(?<![\d.])2(?=[點時](?!\d)|[點時]\d{1,2}分)", always("兩")),
]
