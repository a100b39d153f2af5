"""The journal: resume after a kill, rotating tokens, nothing doubled, nothing readable on disk, nothing for ever."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.fernet import Fernet
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from voicebot.database import Transaction
from voicebot.keeping import Held, Keeper
from voicebot.errors import AuthError, ConfigError, InputError
from voicebot.knowledge.feedback import Judgement
from voicebot.privacy.mask import mask
from voicebot.store import Feedback, Journal, load_key

TTL_S = 900.0
SAID = "我張卡唔見咗,想補領一張"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = Journal(path, load_key(path.parent), TTL_S)
    yield journal
    journal.close()


def item(item_id: str, text: str = SAID, role: str = "user", final: bool = True) -> dict[str, object]:
    return {"item_id": item_id, "role": role, "text": text, "citations": [{"id": "fps-1"}], "final": final}


def unknown(journal: Journal, session_id: str, token: str, now: float) -> bool:
    with pytest.raises(AuthError) as caught:
        journal.resume(session_id, token, now)
    return caught.value.code == "session_unknown"


def test_a_killed_server_goes_on_with_the_conversation(journal: Journal, path: Path) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    journal.append("s1", item("a"), now=1.0)
    journal.append("s1", item("b", "好,我幫你", "assistant"), now=2.0)
    # The first process is never closed, as if killed: the second reads what the write-ahead log holds.
    again = Journal(path, load_key(path.parent), TTL_S).resume("s1", token, now=3.0)
    assert again.items == (item("a"), item("b", "好,我幫你", "assistant"))
    assert (again.reference, again.sequence) == ("K4-7302", 2)


def test_who_has_the_key_reads_a_conversation_by_its_id_or_reference(journal: Journal, path: Path) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    journal.append("s1", item("a"), now=1.0)
    assert journal.items("s1", 2.0) == journal.items("K4-7302", 2.0) == (item("a"),)
    assert journal.resume("s1", token, now=3.0).items == (item("a"),)  # the token is still good
    for reader, name, now in ((journal, "s2", 4.0), (journal, "s1", 4.0 + TTL_S), (Journal(path, Fernet.generate_key(), TTL_S), "s1", 4.0)):
        with pytest.raises(AuthError):
            reader.items(name, now)


def test_the_token_works_once(journal: Journal) -> None:
    first = journal.open("s1", "K4-7302", now=0.0)
    second = journal.resume("s1", first, now=1.0).token
    assert unknown(journal, "s1", first, 2.0)
    assert journal.resume("s1", second, now=2.0).token not in (first, second)


def test_a_failed_resume_changes_nothing(journal: Journal) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    journal.open("s2", "K4-7303", now=0.0)
    assert unknown(journal, "s1", "guess", 1.0) and unknown(journal, "s2", token, 1.0) and unknown(journal, "s3", token, 1.0)
    assert journal.resume("s1", token, now=1.0).items == ()


def test_the_same_item_is_replaced_at_its_place(journal: Journal) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    journal.append("s1", item("a", "我張", final=False), now=1.0)
    journal.append("s1", item("b"), now=1.0)
    assert journal.append("s1", item("a", "我張卡"), now=2.0) == 3
    assert [i["text"] for i in journal.resume("s1", token, now=3.0).items] == ["我張卡", SAID]


def test_after_gives_only_what_changed(journal: Journal) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    for name in "abc":
        seen = journal.append("s1", item(name), now=1.0)
    journal.append("s1", item("b", "改咗"), now=2.0)
    assert [i["item_id"] for i in journal.resume("s1", token, now=3.0, after=seen).items] == ["b"]


def test_what_a_full_disk_refuses_is_written_when_there_is_room(journal: Journal) -> None:
    token = journal.open("s", "K-1", 0)
    journal.append("s", item("a", SAID), 1)
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")
    keeper = Keeper(journal, "s", lambda: 2.0, Held("journal_failed"))
    with capture_logs() as logs:
        keeper.keep(item("b", SAID * 2_000))  # the call goes on
    assert [(line["log_level"], line["code"]) for line in logs] == [("error", "journal_failed")]
    journal._db.execute(f"PRAGMA max_page_count = {pages + 100}")
    keeper.keep(item("c", SAID))
    assert [item["item_id"] for item in journal.resume("s", token, 3).items] == ["a", "b", "c"]


def test_a_commit_that_fails_leaves_no_transaction_open() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(
        "PRAGMA foreign_keys = ON; CREATE TABLE a (id INTEGER PRIMARY KEY);"
        "CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
    )
    with pytest.raises(sqlite3.IntegrityError), Transaction(db):
        db.execute("INSERT INTO b VALUES (1)")
    with Transaction(db):
        db.execute("INSERT INTO a VALUES (1)")
    assert db.execute("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)").fetchone() == (1, 0)


def test_removed_items_stay_away(journal: Journal) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    journal.append("s1", item("a"), now=1.0)
    assert journal.remove("s1", "a", now=1.0) == 2
    assert journal.resume("s1", token, now=2.0).items == ()


def test_a_session_ends_after_its_time_without_words(journal: Journal) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    journal.append("s1", item("a"), now=100.0)
    token = journal.resume("s1", token, now=100.0 + TTL_S).token
    assert unknown(journal, "s1", token, 100.0 + 2 * TTL_S + 1)


def test_purge_and_forget_erase(journal: Journal) -> None:
    old, new = journal.open("old", "A1-0001", now=0.0), journal.open("new", "A1-0002", now=500.0)
    assert journal.purge(now=TTL_S + 1) == 1
    assert unknown(journal, "old", old, 1.0)
    journal.forget("new")
    assert unknown(journal, "new", new, 501.0)
    with pytest.raises(AuthError):
        journal.append("new", item("a"), now=501.0)


def test_nothing_said_is_readable_on_disk(journal: Journal, path: Path) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    for number in range(50):
        journal.append("s1", item(f"i{number}"), now=1.0)
    disk = b"".join(file.read_bytes() for file in path.parent.glob("journal.db*"))
    assert len(disk) > 10_000
    for secret in (SAID, SAID[:3], "K4-7302", "fps-1", token):
        assert secret.encode() not in disk and secret.encode("unicode_escape") not in disk


def test_files_are_for_the_owner_only(journal: Journal, path: Path) -> None:
    journal.open("s1", "K4-7302", now=0.0)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert {"journal.db", "journal.db-wal", "journal.key"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_another_key_finds_no_conversation(journal: Journal, path: Path) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    assert unknown(Journal(path, Fernet.generate_key(), TTL_S), "s1", token, 1.0)


@pytest.mark.parametrize(
    "bad",
    [{"text": "x"}, item("a") | {"audio": "AAAA"}, item("a") | {"pcm": b"x"}, item("a", "長" * 70_000), item("a") | {"n": float("nan")}],
    ids=["no id", "audio", "bytes", "long", "nan"],
)
def test_what_is_no_item_is_refused(journal: Journal, bad: dict[str, object]) -> None:
    token = journal.open("s1", "K4-7302", now=0.0)
    with pytest.raises(InputError):
        journal.append("s1", bad, now=1.0)
    assert journal.resume("s1", token, now=2.0).sequence == 0


def test_damaged_files_are_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "journal.key").write_text("short")
    with pytest.raises(ConfigError, match="damaged"):
        load_key(tmp_path)
    (tmp_path / "broken.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(ConfigError, match="cannot be opened"):
        Journal(tmp_path / "broken.db", Fernet.generate_key(), TTL_S)
    with pytest.raises(ConfigError, match="cannot be used"):
        load_key(tmp_path / "journal.key" / "below")


@settings(max_examples=25, deadline=None)  # each example opens a database
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.text(max_size=20).filter(str.isprintable)), max_size=20))
def test_any_writing_order_keeps_first_places_and_last_texts(changes: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db", Fernet.generate_key(), TTL_S)
        token = journal.open("s", "K4-7302", now=0.0)
        for name, text in changes:
            journal.append("s", item(name, text), now=1.0)
        resumed = journal.resume("s", token, now=2.0)
        journal.close()
    assert {i["item_id"]: i["text"] for i in resumed.items} == {name: mask(text) for name, text in changes}
    assert [i["item_id"] for i in resumed.items] == list(dict.fromkeys(name for name, _ in changes))


def test_identifiers_are_masked_before_they_are_written(path: Path) -> None:
    journal = Journal(path, load_key(path.parent), TTL_S, public=frozenset({"23456789"}))
    token = journal.open("s1", "K4-7302", now=0.0)
    told = item("a", "電話九一二三四五六七，熱線2345 6789") | {"form": {"fields": [{"value": "A123456(3)"}]}}
    journal.append("s1", told, now=1.0)
    (kept,) = journal.resume("s1", token, now=2.0).items
    assert kept["text"] == "電話●●●●四五六七，熱線2345 6789"
    assert kept["form"] == {"fields": [{"value": "A●●●●●●(●)"}]}
    assert kept["citations"] == told["citations"] and kept["item_id"] == "a"
    journal.close()


# ---- feedback ----------------------------------------------------------------------------------------------------
def judgement(question: str = SAID, verdict: str = "helpful", item_id: str = "item_1") -> Judgement:
    return Judgement(item_id, verdict, question, (("card-lost", "v1"),), "web")  # type: ignore[arg-type]


def test_a_judgement_is_kept_masked_and_sealed_and_a_newer_one_replaces_it(tmp_path: Path) -> None:
    kept = Feedback(tmp_path / "feedback.db", load_key(tmp_path), 90)
    kept.keep(judgement("我電話係61234567"), 100.0)
    kept.keep(judgement(verdict="wrong", item_id="item_2"), 101.0)
    kept.keep(judgement("我電話係61234567", "wrong"), 102.0)
    assert [(j.question, j.verdict, j.cited) for j in kept.entries()] == [
        (SAID, "wrong", (("card-lost", "v1"),)), ("我電話係●●●●4567", "wrong", (("card-lost", "v1"),)),
    ]  # fmt: skip
    raw = b"".join(p.read_bytes() for p in tmp_path.glob("feedback.db*"))
    for plain in (SAID, "card-lost", "item_1", "61234567", "4567", "wrong"):
        assert plain.encode() not in raw
    assert stat.S_IMODE((tmp_path / "feedback.db").stat().st_mode) == 0o600
    kept.close()


def test_judgements_are_erased_after_their_time_and_strangers_keys_open_none(tmp_path: Path) -> None:
    kept = Feedback(tmp_path / "feedback.db", load_key(tmp_path), 1)
    kept.keep(judgement(item_id="old"), 0.0)
    kept.keep(judgement(item_id="new"), 86_000.0)
    assert (kept.purge(86_401.0), [j.item_id for j in kept.entries()]) == (1, ["new"])
    kept.close()
    other = Feedback(tmp_path / "feedback.db", Fernet.generate_key(), 1)
    assert other.entries() == ()
    other.close()
