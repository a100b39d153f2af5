"""A store that cannot be written ends no call: what it refused is held, told by its code, and written when it can be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from structlog.testing import capture_logs

from voicebot.errors import AuthError
from voicebot.keeping import Held, Keeper
from voicebot.store import Journal


def item(name: str, text: str = "轉數快收唔收手續費") -> dict[str, Any]:
    return {"item_id": name, "role": "user", "text": text, "citations": []}


class Disk:
    """Takes nothing while it is `full`."""

    def __init__(self) -> None:
        self.full = True
        self.written: list[str] = []

    def write(self, text: str) -> Callable[[], None]:
        def work() -> None:
            if self.full:
                raise sqlite3.OperationalError("database or disk is full")
            self.written.append(text)

        return work


def test_what_was_refused_is_written_later_in_its_order_and_the_newest_of_a_key_only() -> None:
    disk, counted = Disk(), list[str]()
    held = Held("journal_failed", counted.append)
    with capture_logs() as logs:
        assert not any(held.write(key, disk.write(f"{key}{n}")) for n, key in enumerate("abca"))
        disk.full = False
        assert held.write("d", disk.write("d4"))
    assert disk.written == ["a3", "b1", "c2", "d4"]
    assert counted == ["journal_failed"]
    assert [(line["log_level"], line["code"]) for line in logs] == [("error", "journal_failed"), ("info", "journal_failed")]


def test_of_too_much_that_waits_the_oldest_gives_way() -> None:
    disk = Disk()
    held = Held("journal_failed", limit=2)
    for key in "abc":
        held.write(key, disk.write(key))
    disk.full = False
    assert held.retry() and disk.written == ["b", "c"]


@pytest.fixture
def journal(tmp_path: Path) -> Any:
    opened = Journal(tmp_path / "journal.db", Fernet.generate_key(), 900.0)
    yield opened
    opened.close()


def full(journal: Journal, on: bool) -> None:
    journal._db.execute(f"PRAGMA query_only = {int(on)}")


def test_a_conversation_that_began_on_a_full_disk_can_be_resumed_once_there_is_room(journal: Journal) -> None:
    keeper = Keeper(journal, "s", lambda: 1.0, Held("journal_failed"))
    full(journal, True)
    token = keeper.begin("K-1")
    keeper.keep(item("a"))
    keeper.keep(item("b", "改咗未"))
    with pytest.raises(AuthError):
        journal.resume("s", token, 2.0)
    full(journal, False)
    keeper.retry()
    resumed = journal.resume("s", token, 3.0)
    assert ([i["item_id"] for i in resumed.items], resumed.reference) == (["a", "b"], "K-1")


def test_what_is_written_later_is_of_the_time_when_it_was_said(journal: Journal) -> None:
    clock = [1.0]
    keeper = Keeper(journal, "s", lambda: clock[0], Held("journal_failed"))
    full(journal, True)
    token = keeper.begin("K-1")
    keeper.keep(item("a"))
    full(journal, False)
    clock[0] = 800.0
    assert keeper.retry()
    with pytest.raises(AuthError):
        journal.resume("s", token, 902.0)  # fifteen minutes after the last word


def test_a_conversation_on_a_full_disk_is_resumed_and_its_old_token_is_dead(journal: Journal) -> None:
    keeper = Keeper(journal, "s", lambda: 1.0, Held("journal_failed"))
    token = keeper.begin("K-1")
    keeper.keep(item("a"))
    full(journal, True)
    resumed = journal.resume("s", token, 2.0)
    assert [i["item_id"] for i in resumed.items] == ["a"]
    for _ in range(2):
        with pytest.raises(AuthError):
            journal.resume("s", token, 3.0)
    full(journal, False)
    newest = journal.resume("s", resumed.token, 4.0).token
    journal.purge(5.0)
    with pytest.raises(AuthError):
        journal.resume("s", resumed.token, 6.0)
    assert journal.resume("s", newest, 7.0).items


def test_what_is_to_be_forgotten_on_a_full_disk_is_forgotten_later_and_nothing_held_comes_after(journal: Journal) -> None:
    erasing = Held("journal_failed")
    keeper = Keeper(journal, "s", lambda: 1.0, erasing)
    token = keeper.begin("K-1")
    full(journal, True)
    keeper.keep(item("a"))
    keeper.forget()
    full(journal, False)
    keeper.retry()
    assert erasing.retry()
    with pytest.raises(AuthError):
        journal.resume("s", token, 2.0)
