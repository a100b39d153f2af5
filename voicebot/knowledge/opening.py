"""When a service is open: its week, Hong Kong's general holidays, and what typhoons and black rain do to it.

Pure. The week is a pack's `hours.toml`, the holidays `general_holidays.tsv`; which signals are in force is told by
staff (`signals`), never looked up here. Times are Hong Kong local time without a zone.
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
    english: str = ""


class Status(NamedTuple):
    open: bool
    reason: Reason


def open_at(hours: Hours, when: datetime, signals: Signals = Signals()) -> Status:
    """Whether the service is open at `when`. For a time to come leave the signals out: nobody knows them."""
    if hours.reopens is not None and (storm := _storm(signals)):
        return Status(False, storm)
    spans = spans_on(hours, when.date())
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
        for start, end in spans_on(hours, midnight.date()):
            if midnight + end > after:
                return max(after, midnight + start)
    return None


def closing(hours: Hours, when: datetime) -> datetime | None:
    """When the span that `when` is in ends; None where it is in none or in one that runs all day."""
    midnight = datetime.combine(when.date(), time())
    ends = [midnight + end for start, end in spans_on(hours, when.date()) if midnight + start <= when < midnight + end]
    return ends[0] if ends and ends[0] < midnight + timedelta(days=1) else None


def spans_on(hours: Hours, day: date) -> tuple[Span, ...]:
    """When the service is open on a day, storms aside."""
    return hours.holiday if day in hours.holidays else hours.week[day.weekday()]


def closes(signals: Signals) -> bool:
    """Whether a service that storms close is closed by them."""
    return _storm(signals) is not None


def _storm(signals: Signals) -> Reason | None:
    if signals.typhoon >= _CLOSING_SIGNAL:
        return "typhoon"
    if signals.extreme:
        return "extreme"
    return "black_rain" if signals.black_rain else None


# ---- the data ---------------------------------------------------------------------------------------------------
@cache
def general_holidays() -> Mapping[date, str]:
    """The general holidays that are known, by day."""
    lines = _HOLIDAYS.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {date.fromisoformat(day): name for day, name in rows}


def load(folder: Path) -> dict[str, Hours]:
    """The services of a pack's `hours.toml`, by key; none without that file. Raises ConfigError naming the service that
    cannot be used."""
    if not (folder / "hours.toml").exists():
        return {}
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
            entry.get("english", entry["name"]),
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
