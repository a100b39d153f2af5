"""When a service is open: its week, Hong Kong's general holidays, and what typhoons and black rain do to it.

Pure. The week is a pack's `hours.toml`, the holidays `general_holidays.tsv`; which signals are in force is told by a
tool or by staff, never looked up here. Times are Hong Kong local time without a zone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..errors import ConfigError
from ..tts.numbers import cardinal
from .slots import date as day_slot
from .slots import time as time_slot

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Reason = Literal["open", "hours", "closed_day", "holiday", "typhoon", "extreme", "black_rain", "reopening"]
_HOLIDAYS = Path(__file__).with_name("general_holidays.tsv")
_CLOSING_SIGNAL = 8
_LOOK_AHEAD = 30  # days; nothing with a week of its own is closed for longer
_SPAN = re.compile(r"(\d\d):(\d\d)")

Span = tuple[timedelta, timedelta]  # from midnight


@dataclass(frozen=True, slots=True)
class Signals:
    """What is in force. `lifted`: when the last of those that close a service was, if it was today."""

    typhoon: int = 0  # tropical cyclone signal: 0, 1, 3, 8, 9, 10
    black_rain: bool = False
    extreme: bool = False  # 極端情況, announced after signal 8
    lifted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """One service. `week` has the spans of Monday to Sunday; `reopens` is None where storms do not close it."""

    name: str
    week: tuple[tuple[Span, ...], ...]
    holiday: tuple[Span, ...]
    reopens: timedelta | None
    holidays: Mapping[date, str]


class Status(NamedTuple):
    open: bool
    reason: Reason


class Sentence(NamedTuple):
    spoken: str
    written: str


def open_at(hours: Hours, when: datetime, signals: Signals = Signals()) -> Status:
    """Whether the service is open at `when`. For a time to come leave the signals out: nobody knows them."""
    if hours.reopens is not None and (storm := _storm(signals)):
        return Status(False, storm)
    spans = _spans(hours, when.date())
    if not spans:
        return Status(False, "holiday" if when.date() in hours.holidays else "closed_day")
    since = when - datetime.combine(when.date(), time())
    if not any(start <= since < end for start, end in spans):
        return Status(False, "hours")
    if hours.reopens is not None and signals.lifted is not None and when < signals.lifted + hours.reopens:
        return Status(False, "reopening")
    return Status(True, "open")


def next_opening(hours: Hours, after: datetime) -> datetime | None:
    """The next time from `after` on at which the service opens or is open, storms aside; None where it never is."""
    for ahead in range(_LOOK_AHEAD):
        midnight = datetime.combine(after.date() + timedelta(days=ahead), time())
        for start, end in _spans(hours, midnight.date()):
            if midnight + end > after:
                return max(after, midnight + start)
    return None


def closing(hours: Hours, when: datetime) -> datetime | None:
    """When the span that `when` is in ends; None where it is in none or in one that runs all day."""
    midnight = datetime.combine(when.date(), time())
    ends = [midnight + end for start, end in _spans(hours, when.date()) if midnight + start <= when < midnight + end]
    return ends[0] if ends and ends[0] < midnight + timedelta(days=1) else None


def _spans(hours: Hours, day: date) -> tuple[Span, ...]:
    return hours.holiday if day in hours.holidays else hours.week[day.weekday()]


def _storm(signals: Signals) -> Reason | None:
    if signals.typhoon >= _CLOSING_SIGNAL:
        return "typhoon"
    if signals.extreme:
        return "extreme"
    return "black_rain" if signals.black_rain else None


# ---- what the desk says -----------------------------------------------------------------------------------------
def sentence(hours: Hours, when: datetime, signals: Signals = Signals()) -> Sentence:
    """Whether the service is open now and until when, or why it is not and when it opens again."""
    status = open_at(hours, when, signals)
    name = hours.name
    if status.open:
        end = closing(hours, when)
        if end is None:
            return Sentence(f"{name}而家開緊，全日都有服務。", f"{name}現正服務，全日運作。")
        return Sentence(f"{name}而家開緊，今日開到{_clock(end)}。", f"{name}現正服務，今日服務至{end:%H:%M}。")
    if status.reason in ("typhoon", "extreme", "black_rain"):
        return _stormy(hours, status.reason, signals)
    if status.reason == "reopening" and hours.reopens is not None:
        within = _hours_said(hours.reopens)
        return Sentence(
            f"警告啱啱除咗，{name}會喺除咗之後{within}內，仲喺營業時間就開返。",
            f"警告剛除下，{name}將於除下後{_hours_written(hours.reopens)}內，如仍在營業時間恢復服務。",
        )
    why_spoken, why_written = _why(hours, when, status.reason)
    again = next_opening(hours, when)
    if again is None:
        return Sentence(f"{why_spoken}。", f"{why_written}。")
    return Sentence(
        f"{why_spoken}，{_day_said(again.date(), when.date())}{_clock(again)}開。",
        f"{why_written}，{day_slot.show(again.date().isoformat())}{again:%H:%M}開始服務。",
    )


def _why(hours: Hours, when: datetime, reason: Reason) -> tuple[str, str]:
    if reason == "holiday":
        holiday = hours.holidays[when.date()]
        return f"今日係{holiday}，{hours.name}休息", f"今日為{holiday}，{hours.name}休息"
    if reason == "closed_day":
        return f"今日{hours.name}休息", f"今日{hours.name}休息"
    again = next_opening(hours, when)
    later = again is not None and again.date() == when.date()
    return f"{hours.name}而家{'未開' if later else '收咗'}", f"{hours.name}現非服務時間"


def _stormy(hours: Hours, reason: Reason, signals: Signals) -> Sentence:
    signal = cardinal(signals.typhoon) if reason == "typhoon" else ""
    spoken, written = {
        "typhoon": (f"而家掛緊{signal}號風球", f"{signal}號熱帶氣旋警告信號現正生效"),
        "extreme": ("而家係極端情況", "現正處於極端情況"),
        "black_rain": ("而家係黑色暴雨警告", "黑色暴雨警告現正生效"),
    }[reason]
    assert hours.reopens is not None  # else no storm closes it
    return Sentence(
        f"{spoken}，{hours.name}暫停服務。警告除咗之後{_hours_said(hours.reopens)}內，仲喺營業時間就會開返。",
        f"{written}，{hours.name}暫停服務。警告除下後{_hours_written(hours.reopens)}內，如仍在營業時間會恢復服務。",
    )


def _clock(when: datetime) -> str:
    return time_slot.say(f"{when:%H:%M}")


def _day_said(day: date, today: date) -> str:
    named = {0: "今日", 1: "聽日", 2: "後日"}.get((day - today).days)
    return named or day_slot.say(day.isoformat(), today)


def _hours_said(length: timedelta) -> str:
    count = int(length / timedelta(hours=1))
    return f"{'兩' if count == 2 else cardinal(count)}個鐘"


def _hours_written(length: timedelta) -> str:
    count = int(length / timedelta(hours=1))
    return f"{'兩' if count == 2 else cardinal(count)}小時"


# ---- the data ---------------------------------------------------------------------------------------------------
@cache
def general_holidays() -> Mapping[date, str]:
    """The general holidays that are known, by day.."""
    lines = _HOLIDAYS.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {date.fromisoformat(day): name for day, name in rows}


def load(folder: Path) -> dict[str, Hours]:
    """The services of a pack's `hours.toml`, by key. Raises ConfigError naming the service that cannot be used."""
    try:
        table = tomllib.loads((folder / "hours.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError("hours.toml: cannot be read") from error
    return {key: _service(key, entry) for key, entry in table.items()}


def _service(key: str, entry: Any) -> Hours:
    try:
        storm = entry.get("storm")
        return Hours(
            entry["name"],
            tuple(_day(entry[day]) for day in DAYS),
            _day(entry["holiday"]),
            None if storm is None else timedelta(hours=storm["reopens_within_hours"]),
            general_holidays(),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"hours.toml: {key} needs name, {', '.join(DAYS)}, holiday as spans of HH:MM, and storm where it closes") from error


def _day(spans: list[list[str]]) -> tuple[Span, ...]:
    return tuple((_from_midnight(start), _from_midnight(end)) for start, end in spans)


def _from_midnight(text: str) -> timedelta:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError("no time of day")
    return timedelta(hours=int(match[1]), minutes=int(match[2]))
