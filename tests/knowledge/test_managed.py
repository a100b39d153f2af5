"""Answers have a life: approved, dated, withdrawn, by somebody; a file that cannot be read is never taken for "nothing changed"."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bank import BANK
from voicebot.daytime import hong_kong
from voicebot.errors import ConfigError
from voicebot.knowledge.managed import FILE, Change, apply, read, record

AT = hong_kong(1_796_000_000.0)
TODAY = AT.date()
DAY = timedelta(days=1)


def after(*changes: Change, id_: str = "card-lost", **pack: str):
    bank = replace(BANK, answers={**BANK.answers, id_: replace(BANK.answers[id_], **pack)})
    return apply(bank, changes).answers[id_]


def change(action, **more) -> Change:
    return Change("card-lost", action, "Chan", AT, **more)


def test_the_pack_approves_what_it_names_an_approver_for():
    assert BANK.answers["card-lost"].state(TODAY) == "approved"
    assert after(approver="").state(TODAY) == "draft"
    assert not after(approver="").usable(None, "web")


def test_an_answer_goes_through_its_states():
    words = BANK.answers["card-lost"].version
    assert after(change("withdraw")).state(TODAY) == "withdrawn"
    assert after(change("withdraw"), change("approve", version=words)).state(TODAY) == "approved"
    term = change("schedule", valid_from=TODAY + DAY, valid_to=TODAY + 2 * DAY)
    states = [after(term).state(TODAY + n * DAY) for n in range(4)]
    assert states == ["scheduled", "approved", "approved", "expired"]
    assert [after(term).usable(TODAY + n * DAY, "web") for n in range(4)] == [False, True, True, False]


def test_an_approval_is_of_the_words_that_were_approved():
    words = BANK.answers["card-lost"].version
    approval = change("approve", version=words)
    assert after(approval, approver="").state(TODAY) == "approved"
    assert after(approval, approver="", spoken="而家收費一百蚊。").state(TODAY) == "draft"


def test_what_was_done_to_an_answer_that_is_gone_is_passed_over():
    assert apply(BANK, [Change("no-such", "withdraw", "Chan", AT)]) == BANK


def test_the_history_is_kept_whole(tmp_path):
    assert read(tmp_path / "none") == ()
    changes = (change("withdraw", why="舊收費"), change("schedule", valid_from=TODAY, valid_to=None), change("approve", version="abc"))
    for one in changes:
        record(tmp_path / "k", one)
    assert read(tmp_path / "k") == changes
    assert (tmp_path / "k" / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"changes": [3]}', '{"changes": [{"answer": "x"}]}', '{"changes": 3}', "\udcff"])
def test_a_damaged_history_is_an_error_and_not_an_empty_one(tmp_path, content):
    (tmp_path / FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError) as caught:
        read(tmp_path)
    assert caught.value.code == "knowledge_damaged"


VALUES = st.none() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=3), max_size=2)
ROWS = st.dictionaries(st.sampled_from(["answer", "action", "by", "at", "why", "valid_from", "x"]), VALUES | st.sampled_from(["approve", "2026-01-01"]))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, max_size=3))
def test_no_row_however_wrong_is_taken_for_a_change_or_breaks_the_reader(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("k")
    (folder / FILE).write_text(json.dumps({"changes": rows}), "utf-8")
    try:
        assert all(isinstance(c.at, datetime) and isinstance(c.answer, str) for c in read(folder))
    except ConfigError as error:
        assert error.code == "knowledge_damaged"


def _withdraw(folder: Path, number: int) -> None:
    record(folder, Change(f"answer-{number}", "withdraw", "Chan", AT))


def test_processes_that_write_at_once_all_get_in(tmp_path):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_withdraw, args=(tmp_path, n)) for n in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
    assert {c.answer for c in read(tmp_path)} == {f"answer-{n}" for n in range(6)}


def test_hong_kong_is_eight_hours_ahead():
    midnight = datetime.fromisoformat("2026-11-30T16:00:00+00:00").timestamp()
    assert (hong_kong(midnight - 1).date(), hong_kong(midnight).date()) == (date(2026, 11, 30), date(2026, 12, 1))
