"""The library at each turn: it obeys other processes at once, keeps what it had where a file is broken, and never holds
for customers what is for staff."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.bank import BANK
from voicebot.daytime import hong_kong
from voicebot.errors import ConfigError, InputError
from voicebot.knowledge import library as library_module
from voicebot.knowledge import managed
from voicebot.knowledge.documents import Passage
from voicebot.knowledge.library import Library
from voicebot.knowledge.managed import Change, record

AT = hong_kong(1_796_000_000.0)
ID = "card-lost"


@dataclass
class Shelf:
    """A collection as `open_collection` gives it, as far as the library looks at it."""

    name: str
    audience: str
    version: str
    passages: dict[str, Passage] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)


def put(folder: Path, name: str, audience: str = "customers", text: str = "月費88元。", version: str = "1") -> None:
    """A file that the fake `open_collection` below can open, put there by rename as the real one is."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{name}"
    beside.write_text(f"{name}\t{audience}\t{version}\t{text}", "utf-8")
    os.replace(beside, folder / f"{name}.collection")


def open_fake(path: Path) -> Any:
    content = path.read_text("utf-8")
    if content.startswith("broken"):
        raise ValueError(content)
    if content.startswith("refused"):
        raise InputError("no", "collection_version")
    name, audience, version, text = content.split("\t")
    id_, hidden = f"{name}/fee#p1", f"{name}/fee#p2"
    passages = {id_: Passage(id_, "收費", "月費", (text,), page=1), hidden: Passage(hidden, "收費", "月費", ("白色字。",))}
    return Shelf(name, audience, version, passages, {hidden: "hidden in the document"})


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_module, "open_collection", open_fake)


def test_the_next_look_obeys_and_an_unchanged_folder_gives_the_same_snapshot(tmp_path: Path) -> None:
    library = Library(BANK, tmp_path)
    first = library.snapshot()
    assert ID in first.usable(None, "web") and library.snapshot() is first
    record(tmp_path, Change(ID, "withdraw", "Chan", AT))
    second = library.snapshot()
    assert ID not in second.usable(None, "web") and ID in first.usable(None, "web")
    assert second.version == first.version  # the same words: nothing is to be indexed anew
    record(tmp_path, Change(ID, "approve", "Chan", AT, version=BANK.answers[ID].version))
    assert ID in library.snapshot().usable(None, "web")


def test_terms_and_channels_decide_what_is_usable(tmp_path: Path) -> None:
    record(tmp_path, Change(ID, "schedule", "Chan", AT, valid_from=date(2027, 1, 1), valid_to=date(2027, 1, 31)))
    snapshot = Library(replace(BANK, answers={**BANK.answers, "fps-fee": replace(BANK.answers["fps-fee"], channels=("web",))}), tmp_path).snapshot()
    days = (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31), date(2027, 2, 1), None)
    assert [ID in snapshot.usable(day, "web") for day in days] == [False, True, True, False, True]
    assert [("fps-fee" in snapshot.usable(None, channel)) for channel in ("web", "phone", "kiosk")] == [True, False, False]


def test_a_collection_comes_is_replaced_and_goes_without_a_restart(tmp_path: Path) -> None:
    library = Library(BANK, tmp_path)
    assert library.snapshot().passage("fees/fee#p1") is None
    put(tmp_path, "fees")
    came = library.snapshot()
    assert came.passage("fees/fee#p1").text == "月費88元。"
    put(tmp_path, "fees", text="月費98元。", version="2")
    replaced = library.snapshot()
    assert replaced.passage("fees/fee#p1").text == "月費98元。" and replaced.version != came.version
    (tmp_path / "fees.collection").unlink()
    gone = library.snapshot()
    assert gone.passage("fees/fee#p1") is None and gone.collections == () and gone.version not in (came.version, replaced.version)


@pytest.mark.parametrize(("content", "code"), [("broken", "knowledge_damaged"), ("refused", "collection_version")])
def test_a_collection_that_cannot_be_read_leaves_the_old_one(tmp_path: Path, content: str, code: str) -> None:
    told: list[tuple[str, str]] = []
    put(tmp_path, "fees")
    library = Library(BANK, tmp_path, tell=lambda *what: told.append(what))
    before = library.snapshot()
    (tmp_path / "fees.collection").write_text(content, "utf-8")
    after = library.snapshot()
    assert after.passage("fees/fee#p1") == before.passage("fees/fee#p1") and told == [(code, "fees.collection")]
    library.snapshot()
    assert len(told) == 1  # told once, not at every turn
    put(tmp_path, "fees", text="月費98元。")
    assert library.snapshot().passage("fees/fee#p1").text == "月費98元。"


def test_a_damaged_history_stops_a_start_but_not_a_desk_that_runs(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    record(tmp_path, Change(ID, "withdraw", "Chan", AT))
    library = Library(BANK, tmp_path, tell=lambda *what: told.append(what))
    (tmp_path / managed.FILE).write_text("{", "utf-8")
    assert ID not in library.snapshot().usable(None, "web")  # what was withdrawn stays so
    assert told == [("knowledge_damaged", managed.FILE)]
    with pytest.raises(ConfigError):
        Library(BANK, tmp_path)


def test_a_folder_that_cannot_be_read_leaves_what_was_known(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    folder = tmp_path / "k"
    record(folder, Change(ID, "withdraw", "Chan", AT))
    library = Library(BANK, folder, tell=lambda *what: told.append(what))
    folder.rename(tmp_path / "moved")
    folder.write_text("a file in its place")
    assert ID not in library.snapshot().usable(None, "web") and told == [("knowledge_unreadable", "")]
    with pytest.raises(ConfigError):
        Library(BANK, folder)


def test_the_customers_library_never_holds_what_is_for_staff(tmp_path: Path) -> None:
    secret = replace(BANK.answers[ID], id="secret", title="內部指引", audience="staff")
    bank = replace(BANK, answers={**BANK.answers, "secret": secret})
    put(tmp_path, "manual", audience="staff")
    put(tmp_path, "fees")
    customers, staff = Library(bank, tmp_path).snapshot(), Library(bank, tmp_path, audience="staff").snapshot()
    assert "secret" not in customers.pack.answers and "secret" not in customers.usable(None, "web")
    assert [c.name for c in customers.collections] == ["fees"]
    assert customers.passage("manual/fee#p1") is None and customers.document("manual/fee") is None
    assert "secret" in staff.usable(None, "web") and staff.passage("manual/fee#p1") is not None


def test_a_collection_that_becomes_staffs_is_gone_at_the_next_look(tmp_path: Path) -> None:
    put(tmp_path, "fees")
    library = Library(BANK, tmp_path)
    assert library.snapshot().collections
    put(tmp_path, "fees", audience="staff")
    assert library.snapshot().collections == ()


def test_a_document_is_all_its_passages(tmp_path: Path) -> None:
    put(tmp_path, "fees")
    snapshot = Library(BANK, tmp_path).snapshot()
    assert [p.source for p in snapshot.document("fees/fee").passages] == ["fees/fee#p1"]
    assert snapshot.document("cards.html") == BANK.documents["cards.html"]
    assert snapshot.document("fees/none") is None and snapshot.document("none/fee") is None and snapshot.document("none.html") is None


def test_what_is_withheld_opens_nowhere(tmp_path: Path) -> None:
    put(tmp_path, "fees")
    snapshot = Library(BANK, tmp_path).snapshot()
    assert snapshot.passage("fees/fee#p2") is None and "白色字" not in str(snapshot.document("fees/fee"))


def test_many_threads_see_whole_states_only(tmp_path: Path) -> None:
    library = Library(BANK, tmp_path)
    wrong: list[str] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            found = library.snapshot().passage("fees/fee#p1")
            if found is not None and found.text not in ("一。", "二。"):
                wrong.append(found.text)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(40):
        put(tmp_path, "fees", text="一。" if number % 2 else "二。", version=str(number))
        assert library.snapshot().passage("fees/fee#p1").text == ("一。" if number % 2 else "二。")
    over.set()
    for thread in threads:
        thread.join(5)
    assert wrong == []
