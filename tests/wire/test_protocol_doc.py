"""docs/protocol.md and the code name the same events."""

from __future__ import annotations

import re
from pathlib import Path

from tests.wire.script import everything
from voicebot.wire.realtime import CLIENT_EVENTS

DOC = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    section = DOC.split(f"## {heading}\n")[1].split("\n## ")[0]
    return {m[1]: m[0] for m in re.finditer(r"^\| `([a-z_.]+)` \|.*$", section, re.MULTILINE)}


def test_the_client_events_are_those_that_the_wire_takes() -> None:
    assert set(rows("Client events")) == set(CLIENT_EVENTS)


def test_the_server_events_are_those_that_the_wire_sends() -> None:
    assert set(rows("Server events")) == {e["type"] for e in everything()}


def test_the_fields_of_our_own_events_are_documented() -> None:
    documented = rows("Server events")
    for event in everything():
        if event["type"].startswith("desk."):
            missing = [k for k in event if k not in ("type", "event_id") and f"`{k}`" not in documented[event["type"]]]
            assert missing == [], event["type"]
