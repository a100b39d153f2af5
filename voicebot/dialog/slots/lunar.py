"""Days of the Chinese calendar and of Hong Kong's year as days of ours: 年初三, 中秋, 冬至, 復活節."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from datetime import date
from functools import lru_cache

_YEARS = range(1900, 2101)  # what lunar_python's tables have


@lru_cache(maxsize=512)
def lunar(year: int, month: int, day: int) -> date | None:
    """The day of our calendar for a day of the lunar year that begins in `year`; None where that month has no such day."""
    from lunar_python import LunarMonth, Solar  # 40 ms to import; most calls need no lunar day

    found = LunarMonth.fromYm(year, month) if year in _YEARS else None
    if found is None or not 1 <= day <= found.getDayCount():
        return None
    first = Solar.fromJulianDay(found.getFirstJulianDay())
    return date(first.getYear(), first.getMonth(), first.getDay()) + datetime.timedelta(days=day - 1)


def new_years_eve(year: int) -> date | None:
    """年三十 before the lunar new year that begins in `year`."""
    first = lunar(year, 1, 1)
    return None if first is None else first - datetime.timedelta(days=1)


def term(name: str) -> Callable[[int], date | None]:
    """The day of a solar term, by its Simplified name as the table has it."""

    @lru_cache(maxsize=64)
    def of(year: int) -> date | None:
        from lunar_python import Lunar

        if year not in _YEARS:
            return None
        day = Lunar.fromYmd(year, 6, 1).getJieQiTable()[name]
        return date(day.getYear(), day.getMonth(), day.getDay())

    return of


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
