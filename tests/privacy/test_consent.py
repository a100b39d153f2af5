"""The first words on every channel, their version, and the ledger that proves them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bank import BANK
from voicebot.errors import InputError
from voicebot.knowledge.pack import CHANNELS
from voicebot.privacy.consent import ConsentEntry, entry, notice_for
from voicebot.ledger import Ledger

DAY = 86_400.0


@pytest.mark.parametrize("records", [False, True])
@pytest.mark.parametrize("channel", CHANNELS)
def test_the_first_words_say_ai_recording_and_the_way_to_a_person(channel: str, records: bool) -> None:
    notice = notice_for(BANK, channel, records)
    for text in (notice.spoken, notice.written, notice.shown):
        assert "AI" in text and "轉駁職員" in text
        assert ("不會錄音" in text or "唔會錄音" in text) is not records
        assert "錄音" in text
    assert len(notice.spoken) <= 75
    assert "recorded" in notice.english and ("not recorded" in notice.english) is not records


def test_each_channel_has_its_own_words() -> None:
    spoken = {channel: notice_for(BANK, channel, False).spoken for channel in CHANNELS}
    assert [channel for channel in CHANNELS if "致電" in spoken[channel] or "撳零" in spoken[channel]] == ["phone"]
    assert [channel for channel in CHANNELS if "完成" in spoken[channel]] == ["kiosk"]


def test_the_version_changes_with_any_word() -> None:
    notice = notice_for(BANK, "web", False)
    assert len(notice.version) == 12 and notice.version == notice_for(BANK, "web", False).version
    banner = replace(BANK.phrases["notice"], written="對話不會錄音。")
    other = notice_for(replace(BANK, phrases={**BANK.phrases, "notice": banner}), "web", False)
    versions = {notice.version, other.version, notice_for(BANK, "web", True).version, notice_for(BANK, "kiosk", False).version}
    assert len(versions) == 4


def test_english_is_shown_where_it_is_asked_for() -> None:
    notice = notice_for(BANK, "web", False, "en")
    assert notice.shown.isascii() and notice.written.isascii()
    assert notice.spoken == notice_for(BANK, "web", False).spoken


def test_the_ledger_keeps_time_version_and_words(tmp_path: Path) -> None:
    notice = notice_for(BANK, "phone", True)
    said = entry(notice, "spoken", 10.0, "K-7302", "phone")
    gone = entry(notice, "forgotten", 20.0, "K-7302", "phone")
    book = Ledger(tmp_path / "ledger.db", 365)
    book.note(said, notice)
    book.note(gone, notice)
    book.close()
    again = Ledger(tmp_path / "ledger.db", 365)
    assert again.entries() == (said, gone) and again.entries(since=11.0) == (gone,)
    assert again.notices() == {notice.version: notice.text}
    again.close()


def test_the_ledger_forgets_after_its_days(tmp_path: Path) -> None:
    old, new = notice_for(BANK, "web", False), notice_for(BANK, "kiosk", False)
    book = Ledger(tmp_path / "ledger.db", 365)
    book.note(entry(old, "shown", 0.0, "A-0001", "web"), old)
    book.note(entry(new, "shown", 10 * DAY, "A-0002", "kiosk"), new)
    assert book.purge(365 * DAY) == 0
    assert book.purge(366 * DAY) == 1
    assert [e.reference for e in book.entries()] == ["A-0002"]
    assert book.notices().keys() == {new.version}
    book.close()


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(InputError):
        ConsentEntry(0.0, "A-0001", "web", "0" * 12, "zh-HK", False, "guessed")  # type: ignore[arg-type]
