"""What both carriers' doors share: how ended calls are remembered, and who counts as beside us."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from voicebot.config import Settings
from voicebot.edge import line
from voicebot.edge.line import Outcome, Outcomes, is_local

END = Outcome("end", "K-1")


def test_an_outcome_is_told_again_until_it_is_too_old() -> None:
    outcomes = Outcomes()
    outcomes.keep("1", END, 100.0)
    assert outcomes.of("1", 100.0 + line.OUTCOME_S) == END == outcomes.of("1", 100.0)
    assert outcomes.of("1", 101.0 + line.OUTCOME_S) == Outcome("person") == outcomes.of("never", 100.0)


def test_old_outcomes_leave_and_new_ones_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "OUTCOMES_LIMIT", 3)
    outcomes = Outcomes()
    for n in range(5):
        outcomes.keep(str(n), END, 100.0)
    assert [n for n in range(5) if outcomes.of(str(n), 100.0) == END] == [2, 3, 4]
    outcomes.keep("9", END, 101.0 + line.OUTCOME_S)
    assert len(outcomes) == 1


@pytest.mark.parametrize(
    ("client", "headers", "settings", "local"),
    [
        ("127.0.0.1", {"host": "127.0.0.1:8800"}, Settings(), True),
        ("::1", {"host": "localhost"}, Settings(), True),
        ("127.0.0.1", {"host": "127.0.0.1", "origin": "http://127.0.0.1"}, Settings(), False),
        ("127.0.0.1", {"host": "rebound.example"}, Settings(), False),
        ("127.0.0.1", {}, Settings(), False),
        ("192.0.2.1", {"host": "127.0.0.1"}, Settings(), False),
        ("127.0.0.1", {"host": "127.0.0.1"}, Settings(public_url="https://desk.example.com"), False),
    ],
)
def test_only_a_program_beside_us_is_local(client: str, headers: dict[str, str], settings: Settings, local: bool) -> None:
    coded = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert is_local(HTTPConnection({"type": "http", "client": (client, 5), "headers": coded}), settings) is local
