"""`voicebot explain`: a turn that the journal holds, told and played again."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.bank import MIND
from tests.test_cli import Run, run  # noqa: F401 - a fixture
from voicebot.dialog.mind import PackMind
from voicebot.engines import Question
from voicebot.events import Transcript
from voicebot.memory import Item, Memory
from voicebot.store import Journal, load_key


@pytest.fixture
def talked(tmp_path: Path) -> Path:
    """A conversation of three turns in the journal of `tmp_path / "data"`."""
    folder = tmp_path / "data"
    (tmp_path / "desk.toml").write_text('data_dir = "data"')
    journal = Journal(folder / "journal.db", load_key(folder), 900.0)
    journal.open("sess_1", "K-7302", time.time())

    class Keeper:
        def keep(self, item: Item) -> None:
            journal.append("sess_1", item, time.time())

        def forget(self) -> None: ...

    memory = Memory(Keeper(), [])
    for number, text in enumerate(("分行幾點開門", "講慢啲", "我個電話係" + "9123" + "4567" + "，轉數快限額幾多")):
        memory.keep_customer(f"q{number}", text)
        reply = MIND.answer(Question(Transcript(text), memory.history(), standing=memory.standing()))
        memory.keep_desk(f"r{number}", "", reply)
        memory.keep({**memory.items()[-1], "text": reply.spoken})  # it was heard to its end
    journal.close()
    return folder


def test_a_turn_is_told_and_gives_the_same_bytes_again(run: Run, talked: Path) -> None:  # noqa: F811
    status, out, _ = run("explain", "K-7302", "1")
    assert status == 0
    assert "分行幾點開門" in out and "branch-hours" in out and "replay     the same, byte for byte" in out
    told = json.loads(run("explain", "sess_1", "2", "--json")[1])
    assert told["replay"] == {"same": True, "differs": []}
    assert told["trace"]["standing"] == ["slower"] and told["trace"]["target"] == "slower"


def test_the_newest_turn_without_a_number_and_nothing_personal_in_it(run: Run, talked: Path) -> None:  # noqa: F811
    status, out, _ = run("explain", "sess_1", "--json")
    assert status == 0 and json.loads(out)["turn"] == 3
    assert "9123" + "4567" not in out and "fps-limit" in out


def test_a_changed_answer_is_named(run: Run, talked: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    from dataclasses import replace

    from voicebot import building

    hours = replace(MIND.pack.answers["branch-hours"], spoken="朝早十點開門。")
    changed = PackMind(replace(MIND.pack, answers={**MIND.pack.answers, "branch-hours": hours}))
    monkeypatch.setattr(building, "build_mind", lambda settings: changed)
    told = json.loads(run("explain", "sess_1", "1", "--json")[1])
    assert told["replay"]["same"] is False
    assert any("朝早十點開門" in line for line in told["replay"]["differs"])


@pytest.mark.parametrize(
    ("arguments", "code"), [(("sess_1", "9"), "input_invalid"), (("sess_1", "0"), "input_invalid"), (("sess_2",), "session_unknown")]
)
def test_what_is_not_there(run: Run, talked: Path, arguments: tuple[str, ...], code: str) -> None:  # noqa: F811
    status, _, err = run("explain", *arguments)
    assert status == 1 and err.startswith(f"error[{code}]")


def test_no_journal(run: Run, tmp_path: Path) -> None:  # noqa: F811
    assert run("explain", "x")[2].startswith("error[input_invalid]: there is no journal")
