from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from voicebot.knowledge.opening import Hours, Signals, closing, general_holidays, load, next_opening, open_at
from voicebot.errors import ConfigError

BANK = Path(__file__).resolve().parents[2] / "voicebot" / "packs" / "bank"
SERVICES = load(BANK)
BRANCH = SERVICES["branch"]
MONDAY = datetime(2026, 11, 30, 10, 0)


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (datetime(2026, 11, 30, 9, 0), "open"), (datetime(2026, 11, 30, 8, 59), "hours"), (datetime(2026, 11, 30, 17, 0), "hours"),
        (datetime(2026, 12, 5, 12, 59), "open"), (datetime(2026, 12, 5, 13, 0), "hours"), (datetime(2026, 12, 6, 10, 0), "closed_day"),
        (datetime(2026, 12, 25, 10, 0), "holiday"), (datetime(2027, 2, 8, 10, 0), "holiday"),
    ],
)  # fmt: skip
def test_the_week_and_the_holidays(when: datetime, reason: str) -> None:
    assert open_at(BRANCH, when) == (reason == "open", reason)


@pytest.mark.parametrize(
    ("signals", "reason"),
    [
        (Signals(typhoon=3), "open"), (Signals(typhoon=8), "typhoon"), (Signals(typhoon=10), "typhoon"), (Signals(black_rain=True), "black_rain"),
        (Signals(extreme=True), "extreme"), (Signals(lifted=MONDAY - timedelta(minutes=30)), "reopening"), (Signals(lifted=MONDAY - timedelta(hours=2)), "open"),
    ],
)  # fmt: skip
def test_storms(signals: Signals, reason: str) -> None:
    assert open_at(BRANCH, MONDAY, signals) == (reason == "open", reason)
    assert open_at(SERVICES["hotline"], MONDAY, signals).open


def test_the_next_opening_skips_sundays_and_holidays() -> None:
    assert next_opening(BRANCH, datetime(2026, 12, 24, 18)) == datetime(2026, 12, 28, 9)
    assert next_opening(BRANCH, MONDAY) == MONDAY
    assert closing(BRANCH, MONDAY) == datetime(2026, 11, 30, 17) and closing(SERVICES["hotline"], MONDAY) is None
    never = replace(BRANCH, week=((),) * 7)
    assert next_opening(never, MONDAY) is None


def test_general_holidays_are_seventeen_a_year_and_never_a_sunday() -> None:
    days = list(general_holidays())
    for year in {day.year for day in days}:
        assert sum(day.year == year for day in days) == 17
    assert not [day for day in days if day.weekday() == 6]
    assert date(2026, 4, 7) in days


@pytest.mark.parametrize("entry", ['[branch]\nname = "分行"\n', "[branch]\nname = 1\nmon = 2\n", "branch = 1\n", "[branch"])
def test_hours_that_cannot_be_used(entry: str, tmp_path: Path) -> None:
    (tmp_path / "hours.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(ConfigError):
        load(tmp_path)


def test_every_service_has_a_week() -> None:
    assert all(isinstance(service, Hours) and len(service.week) == 7 for service in SERVICES.values())
