"""What the desk says of opening hours: open now and until when, why not, when again, and the hours of a day that is asked about.

Pure. Sentences are put together from a pack's `hours.toml`, the general holidays and the signals that staff have posted
(`knowledge.opening`, `knowledge.signals`); nothing else is known, so of storms to come nothing is said.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ..engines import LONGEST_SAID
from ..events import Transcript
from ..knowledge.opening import Hours, Reason, Signals, closing, next_opening, open_at, spans_on
from ..tts.numbers import cardinal
from . import slots
from .slots import date as day_slot
from .slots import time as time_slot

STORMS = ("typhoon", "extreme", "black_rain", "reopening")
_DAY_LONG = timedelta(days=1)
_NOW = re.compile(r"而家|依家|宜家|家陣|現在|即刻|開緊|仲(?:有冇)?開|\bnow\b|still open|\bopen today\b")
_HABIT = re.compile(r"(?<![下今呢本上個緊號日])(?:禮拜|星期|週|周)[一二三四五六日天]")  # any Saturday, not the next
_NAMED = {0: "今日", 1: "聽日", 2: "後日"}
_NAMED_ENGLISH = {0: "today", 1: "tomorrow"}


class Sentence(NamedTuple):
    spoken: str
    written: str
    english: str


def asked_day(text: str, now: datetime) -> date | None:
    """The day that a question is about: today for 而家, else the one that it names, not in the past. None where it asks of
    no certain day (禮拜六開唔開 is asked of every Saturday)."""
    if _NOW.search(text):
        return now.date()
    named = slots.read("date", Transcript(_HABIT.sub(" ", text[:LONGEST_SAID])), now)
    day = date.fromisoformat(named.value) if named is not None else None
    return day if day is not None and day >= now.date() else None


def stormy(hours: Hours, when: datetime, signals: Signals) -> bool:
    """Whether a storm keeps the service closed, or has just done so."""
    return open_at(hours, when, signals).reason in STORMS


def sentence(hours: Hours, when: datetime, signals: Signals = Signals()) -> Sentence:
    """Whether the service is open now and until when, or why it is not and when it opens again."""
    status = open_at(hours, when, signals)
    name, english = hours.name, hours.english
    if status.open:
        end = closing(hours, when)
        if end is None:
            return Sentence(f"{name}而家開緊，全日都有服務。", f"{name}現正服務，全日運作。", f"{english}: open now, 24 hours.")
        return Sentence(
            f"{name}而家開緊，今日開到{_clock(end)}。", f"{name}現正服務，今日服務至{end:%H:%M}。", f"{english}: open now, until {end:%H:%M} today."
        )
    if status.reason in ("typhoon", "extreme", "black_rain"):
        return _stormy(hours, status.reason, signals)
    if status.reason == "reopening" and hours.reopens is not None:
        return Sentence(
            f"警告啱啱除咗，{name}會喺除咗之後{_hours_said(hours.reopens)}內，仲喺營業時間就開返。",
            f"警告剛除下，{name}將於除下後{_hours_written(hours.reopens)}內，如仍在營業時間恢復服務。",
            f"{english}: the warning was just cancelled; open again within {_hours_english(hours.reopens)} of that, if still in opening hours.",
        )
    return _again(hours, when, when.date(), _why(hours, when, status.reason))


def sentence_of(hours: Hours, day: date, now: datetime) -> Sentence | None:
    """The hours of a day to come; None of a year whose holidays are not known."""
    if day.year > max(hours.holidays, default=day).year:
        return None
    spans = spans_on(hours, day)
    said, english = f"{_day_said(day, now.date())}", _day_english(day, now.date())
    if not spans:
        holiday = hours.holidays.get(day)
        why = Sentence(
            f"{said}係{holiday}，{hours.name}休息" if holiday else f"{said}{hours.name}休息",
            f"{_written(day)}為{holiday}，{hours.name}休息" if holiday else f"{_written(day)}{hours.name}休息",
            f"{hours.english}: closed {english}{', a general holiday' if holiday else ''}",
        )
        return _again(hours, datetime.combine(day, datetime.min.time()), now.date(), why)
    if spans == ((timedelta(), _DAY_LONG),):
        return Sentence(f"{said}{hours.name}全日都有服務。", f"{_written(day)}{hours.name}全日運作。", f"{hours.english}: open 24 hours {english}.")
    midnight = datetime.combine(day, datetime.min.time())
    times = [(midnight + start, midnight + end) for start, end in spans]
    return Sentence(
        f"{said}{hours.name}{'，同埋'.join(f'{_clock(start)}開到{_clock(end)}' for start, end in times)}。",
        f"{_written(day)}{hours.name}服務時間為{'及'.join(f'{start:%H:%M}至{end:%H:%M}' for start, end in times)}。",
        f"{hours.english}: open {' and '.join(f'{start:%H:%M}–{end:%H:%M}' for start, end in times)} {english}.",
    )


def _why(hours: Hours, when: datetime, reason: Reason) -> Sentence:
    name, english = hours.name, hours.english
    if reason == "holiday":
        holiday = hours.holidays[when.date()]
        return Sentence(f"今日係{holiday}，{name}休息", f"今日為{holiday}，{name}休息", f"{english}: closed today, a general holiday")
    if reason == "closed_day":
        return Sentence(f"今日{name}休息", f"今日{name}休息", f"{english}: closed today")
    again = next_opening(hours, when)
    later = again is not None and again.date() == when.date()
    return Sentence(f"{name}而家{'未開' if later else '收咗'}", f"{name}現非服務時間", f"{english}: closed now")


def _again(hours: Hours, after: datetime, today: date, why: Sentence) -> Sentence:
    """Why it is closed, and when it opens."""
    again = next_opening(hours, after)
    if again is None:
        return Sentence(f"{why.spoken}。", f"{why.written}。", f"{why.english}.")
    return Sentence(
        f"{why.spoken}，{_day_said(again.date(), today)}{_clock(again)}開。",
        f"{why.written}，{day_slot.show(again.date().isoformat())}{again:%H:%M}開始服務。",
        f"{why.english}, opens {_day_english(again.date(), today)} at {again:%H:%M}.",
    )


def _stormy(hours: Hours, reason: Reason, signals: Signals) -> Sentence:
    assert hours.reopens is not None  # else no storm closes it
    number = cardinal(signals.typhoon) if reason == "typhoon" else ""
    spoken, written, english = {
        "typhoon": (f"而家掛緊{number}號風球", f"{number}號熱帶氣旋警告信號現正生效", f"Signal No. {signals.typhoon} is in force"),
        "extreme": ("而家係極端情況", "現正處於極端情況", "Extreme conditions are in force"),
        "black_rain": ("而家係黑色暴雨警告", "黑色暴雨警告現正生效", "The black rainstorm warning is in force"),
    }[reason]
    return Sentence(
        f"{spoken}，{hours.name}暫停服務。警告除咗之後{_hours_said(hours.reopens)}內，仲喺營業時間就會開返。",
        f"{written}，{hours.name}暫停服務。警告除下後{_hours_written(hours.reopens)}內，如仍在營業時間會恢復服務。",
        f"{english}. {hours.english}: closed until it is cancelled, open again within {_hours_english(hours.reopens)} of that, if still in opening hours.",
    )


def _clock(when: datetime) -> str:
    return time_slot.say(f"{when:%H:%M}")


def _day_said(day: date, today: date) -> str:
    return _NAMED.get((day - today).days) or day_slot.say(day.isoformat(), today)


def _day_english(day: date, today: date) -> str:
    return _NAMED_ENGLISH.get((day - today).days) or f"on {day:%A}, {day.day} {day:%B}"


def _written(day: date) -> str:
    return f"{day_slot.show(day.isoformat())}（星期{'一二三四五六日'[day.weekday()]}）"


def _hours_said(length: timedelta) -> str:
    return f"{_count(_whole(length))}個鐘"


def _hours_written(length: timedelta) -> str:
    return f"{_count(_whole(length))}小時"


def _hours_english(length: timedelta) -> str:
    return f"{_whole(length)} hour{'s' if _whole(length) > 1 else ''}"


def _count(hours: int) -> str:
    return "兩" if hours == 2 else cardinal(hours)


def _whole(length: timedelta) -> int:
    return int(length / timedelta(hours=1))
