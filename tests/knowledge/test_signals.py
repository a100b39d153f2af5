from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.bank import BANK
from voicebot.errors import ConfigError
from voicebot.knowledge.library import Library
from voicebot.knowledge.opening import Signals
from voicebot.knowledge.signals import FILE, Posted, in_force, post, read

NOW = datetime(2026, 9, 7, 9, 0)
END = NOW + timedelta(hours=12)


def test_nothing_is_in_force_before_anything_is_posted_and_after_its_time(tmp_path: Path) -> None:
    assert read(tmp_path) == Posted() and in_force(Posted(), NOW) == Signals()
    posted = post(tmp_path, Signals(typhoon=9), NOW, END, "Chan")
    assert read(tmp_path) == posted
    assert in_force(posted, END - timedelta(seconds=1)).typhoon == 9 and in_force(posted, END) == Signals()


def test_taken_down_is_lifted_and_a_lower_signal_too(tmp_path: Path) -> None:
    post(tmp_path, Signals(typhoon=8, black_rain=True), NOW, END, "Chan")
    assert post(tmp_path, Signals(typhoon=8), NOW + timedelta(hours=1), END, "Chan").signals.lifted is None
    lower = post(tmp_path, Signals(typhoon=3), NOW + timedelta(hours=2), END, "Chan")
    assert lower.signals.lifted == NOW + timedelta(hours=2)
    assert post(tmp_path, Signals(), NOW + timedelta(hours=3), END, "Chan").signals.lifted == NOW + timedelta(hours=2)


def test_what_ended_by_itself_was_not_lifted(tmp_path: Path) -> None:
    post(tmp_path, Signals(typhoon=8), NOW, END, "Chan")
    assert post(tmp_path, Signals(), END + timedelta(hours=1), END + timedelta(hours=2), "Chan").signals.lifted is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"typhoon": "x", "black_rain": 0, "extreme": 0, "lifted": "", "until": "2026-01-01", "by": ""}'])
def test_a_damaged_file_stops_the_start_but_not_a_running_desk(text: str, tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    post(tmp_path, Signals(typhoon=8), NOW, END, "Chan")
    library = Library(BANK, tmp_path, tell=lambda code, file: told.append((code, file)))
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert library.snapshot().posted.signals.typhoon == 8
    assert told == [("knowledge_damaged", FILE)]
    with pytest.raises(ConfigError):
        Library(BANK, tmp_path)
