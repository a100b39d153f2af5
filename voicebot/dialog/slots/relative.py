"""A day or time that is told by another: 十二月九號，想早一日; 冬至第二日; 三點，遲半個鐘; 九號之後嗰個禮拜一.

Each takes a whole sentence and the kind's own reader, and gives None where no such thing is told, or where what it comes to is said as well
and is another. Read with little trust: of 遲一日 it is not certain from which day the caller counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from ..numbers import HAN, exact
from .value import LOOSE, OPEN, Found

_Moved = Callable[[re.Match[str], date], date]
Reader = Callable[[str, datetime], "Found | None"]
_N = rf"(?:\d{{1,2}}|[{HAN}]{{1,3}}|半)"
_EARLIER = "提?早|提前|推前|推早|夾早|移前"
_LATER = "推?遲|延遲|延後|推後|押後|順延|延|夜|晏|移後"
_MOVED = rf"(?<!最)(?<!大)(?:(?P<earlier>{_EARLIER})|(?P<later>{_LATER}))(?:返|番|多|住|佢|先)*"
_HARDLY = r"(?!都|唔|就唔|[㐀-鿿]{0,2}[得好]唔[得好])"
_DAYS = {"日": 1, "天": 1, "禮拜": 7, "星期": 7}
_MINUTES = {"鐘頭": 60, "鐘": 60, "小時": 60, "分鐘": 1, "分": 1, "字": 5, "骨": 15}
_DAY_MOVED = re.compile(rf"{_MOVED}(?:(?P<count>{_N})個?|個)(?P<unit>日|天|禮拜|星期)(?![一二三四五六日天]){_HARDLY}")
_DAY_BESIDE = re.compile(r"(?:之後|過後|嘅|嗰日|過咗)*(?P<next>第二日|翌日|隔日|隔一日|後一日|跟住嗰日)(?!朝|晚|夜|下|上)|(?<!最)之?後嗰日|(?:之|嘅|嗰日)*(?P<before>前一日|前嗰日|對上一日)")
_DAYS_BESIDE = re.compile(rf"(?<![日天月年期拜\d])(?:之|嘅|嗰日)*(?P<side>[前後])(?P<count>{_N})個?(?P<unit>日|天|禮拜|星期)(?![一二三四五六日天]){_HARDLY}")
_WEEKDAY_BESIDE = re.compile(r"(?:過咗|嗰日)*(?:之?(?P<side>[後前])|以後|過後)(?:嗰|第一|頭一|最近嗰)個(?:禮拜|星期)(?P<day>[一二三四五六日天])")
_WEEKDAY_OF = re.compile(r"(?<=[號日節誕至午秋陽旦])嗰個(?:禮拜|星期)(?:嘅?(?:禮拜|星期))?(?P<day>[一二三四五六日天])")
_TIME_MOVED = re.compile(rf"(?:{_MOVED}|(?P<before>(?<=[點半正字鐘])之?前)|(?:(?<=[點半正字鐘])之?後|再?加多?))(?P<count>{_N})?個?(?P<half>半)?(?P<unit>鐘頭|鐘|小時|分鐘|分|字|骨)(?![之以]?[前後]){_HARDLY}")


def day(text: str, now: datetime, reader: Reader) -> Found | None:
    """The day so many days from the one that is said."""
    for pattern, moved in _FORMS:

        def shown(match: re.Match[str], value: str, moved: _Moved = moved) -> str:
            return moved(match, date.fromisoformat(value)).isoformat()

        if found := _told(text, pattern, lambda said: reader(said, now), shown):
            return found
    return None


def time(text: str, now: datetime, reader: Reader) -> Found | None:
    """The time so many minutes from the one that is said."""

    def moved(match: re.Match[str], value: str) -> str:
        minutes = _sign(match) * _count(match["count"], match["half"]) * _MINUTES[match["unit"]]
        return (datetime.fromisoformat(f"2000-01-02T{value}") + timedelta(minutes=minutes)).strftime("%H:%M")

    return _told(text, _TIME_MOVED, lambda said: reader(said, now), moved)


def _told(text: str, pattern: re.Pattern[str], reader: Callable[[str], Found | None], moved: Callable[[re.Match[str], str], str]) -> Found | None:
    """What one match moves the one value of the rest to; that before it where another is said behind, which must agree."""
    matches = list(pattern.finditer(text))
    if len(matches) != 1:
        return None
    match = matches[0]
    before, behind = text[: match.start()], text[match.end() :]
    if re.match("[同和及]", behind):
        return None
    base, said = reader(before), reader(behind)
    if base is None or said is None:
        base, said = reader(f"{before} {behind}"), None
    if base is None or base is OPEN:
        return None
    value = moved(match, base.value)
    return Found(value, min(base.confidence, LOOSE)) if said is None or said.value in (value, base.value) or said.value[-3:] == value[-3:] else None


def _sign(match: re.Match[str]) -> int:
    return -1 if match["earlier"] or match.groupdict().get("before") else 1


def _count(count: str | None, half: str | None) -> float:
    """一 of 一個鐘, 1.5 of 個半鐘, 0.5 of 半個鐘."""
    whole = 0.5 if count == "半" else float(exact(count) or 0) if count else 0.0 if half is None else 1.0
    return (whole or (0.0 if count else 1.0)) + (0.5 if half and count != "半" else 0.0)


def _days_moved(match: re.Match[str], base: date) -> date:
    return base + timedelta(days=_sign(match) * int(_count(match["count"], None) * _DAYS[match["unit"]]))


def _days_beside(match: re.Match[str], base: date) -> date:
    days = int(_count(match["count"], None) * _DAYS[match["unit"]])
    return base + timedelta(days=-days if match["side"] == "前" else days)


def _next_day(match: re.Match[str], base: date) -> date:
    return base + timedelta(days=-1 if match["before"] else 1)


def _in_its_week(match: re.Match[str], base: date) -> date:
    return base + timedelta(days="一二三四五六日".index(match["day"].replace("天", "日")) - base.weekday())


def _to_weekday(match: re.Match[str], base: date) -> date:
    weekday, step = "一二三四五六日".index(match["day"].replace("天", "日")), -1 if match["side"] == "前" else 1
    return next(d for n in range(1, 8) if (d := base + timedelta(days=step * n)).weekday() == weekday)


_FORMS: tuple[tuple[re.Pattern[str], _Moved], ...] = (
    (_DAY_MOVED, _days_moved), (_WEEKDAY_BESIDE, _to_weekday), (_WEEKDAY_OF, _in_its_week), (_DAYS_BESIDE, _days_beside), (_DAY_BESIDE, _next_day),
)  # fmt: skip
