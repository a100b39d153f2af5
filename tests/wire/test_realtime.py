"""The wire: what goes out is valid for the SDK and for a stock client, what comes in never breaks it."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from tests.wire.script import CLIENT, COMMANDS, everything, reply, wire
from voicebot.events import Command, Configure, Control, Listening, Played, ReplyAudio, ReplyEnd, Text, ToolOutput
from voicebot.wire.realtime import CLIENT_EVENTS, RealtimeWire

NODE = Path(__file__).parents[1] / "node"
VALID: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)


def types(events: list[dict[str, Any]]) -> list[str]:
    return [e["type"] for e in events]


def test_the_script_uses_every_command() -> None:
    assert {type(c) for c in COMMANDS} == set(Command.__args__)  # type: ignore[attr-defined]


def test_every_event_validates_against_the_sdks_own_types() -> None:
    ours = [e for e in everything() if not e["type"].startswith("desk.")]
    assert len(ours) > 50
    for event in ours:
        parsed = VALID.validate_python(event, strict=True)
        assert parsed.type == event["type"]
        unknown = set(event) - set(type(parsed).model_fields)
        assert not unknown, (event["type"], unknown)


@pytest.mark.node
def test_every_event_is_known_to_the_stock_javascript_client() -> None:
    lines = "\n".join(json.dumps(e) for e in everything() if not e["type"].startswith("desk."))
    done = subprocess.run(["node", "parse_events.mjs"], cwd=NODE, input=lines, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"run `npm ci` in tests/node: {done.stderr[-500:]}"
    told = json.loads(done.stdout)
    assert told["count"] == len(lines.splitlines()) and told["unknown"] == []


def test_the_order_at_a_barge_in() -> None:
    w = wire()
    for command in reply(1):
        w.send(command, 0.0)
    told = types(w.send(ReplyEnd(1, "cancelled", "turn_detected"), 0.0)) + types(w.send(Listening(2, "u", True, 0), 0.0))
    wanted = ["response.output_audio.done", "response.output_audio_transcript.done", "response.done", "input_audio_buffer.speech_started"]
    assert [t for t in told if t in wanted] == wanted


def test_the_audio_of_a_reply_that_was_cut_is_not_sent() -> None:
    w = wire()
    for command in reply(1):
        w.send(command, 0.0)
    w.send(ReplyEnd(1, "cancelled", "turn_detected"), 0.0)
    assert w.send(ReplyAudio(1, bytes(480), 100), 0.0) == []


def test_what_a_client_says_becomes_inputs_and_audio() -> None:
    w = wire()
    _, audio, _ = w.receive(json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(b"abc").decode()}), 0)
    assert audio == [b"abc"]
    inputs = [i for event in CLIENT for i in w.receive(json.dumps(event), 0)[0]]
    assert isinstance(inputs[0], Configure) and inputs[0].turn_detection == "none" and inputs[0].text_only
    assert inputs[1:] == [Text("你好", "mine_1", False), ToolOutput("call_1", "{}")]
    assert w.receive('{"type": "desk.person"}', 0)[0] == [Control("person")]


def test_truncating_tells_what_was_heard_and_not_more_than_was_sent() -> None:
    w = wire()
    for command in reply(1):
        w.send(command, 0.0)
    cut = {"type": "conversation.item.truncate", "item_id": "item_r1", "content_index": 0, "audio_end_ms": 60}
    inputs, _, told = w.receive(json.dumps(cut), 0)
    assert inputs == [Played(1, 60, True)] and types(told) == ["conversation.item.truncated"]
    inputs, _, told = w.receive(json.dumps({**cut, "audio_end_ms": 9000}), 0)
    assert inputs == [] and told[0]["error"]["code"] == "invalid_value"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=6,
)  # fmt: skip
FIELDS = st.sampled_from(["session", "item", "audio", "item_id", "audio_end_ms", "content_index", "response", "event_id", "ms", "language"])


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([*CLIENT_EVENTS, "x"]), st.dictionaries(FIELDS, VALUES, max_size=4))
def test_no_event_however_wrong_breaks_the_wire(type_: str, fields: dict[str, Any]) -> None:
    _check(wire(), json.dumps({**fields, "type": type_}))


@settings(max_examples=200, deadline=None)
@given(st.text() | st.binary())
def test_no_bytes_break_the_wire(message: str | bytes) -> None:
    _check(wire(), message)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_no_session_settings_break_the_wire(session: Any) -> None:
    for wrong in (session, {"type": "realtime", "audio": session}, {"type": "realtime", "audio": {"input": session}},
                  {"type": "realtime", "tools": session}, {"type": "realtime", "tool_choice": session}):  # fmt: skip
        _check(wire(), json.dumps({"type": "session.update", "session": wrong}))


def _check(w: RealtimeWire, message: str | bytes) -> None:
    _, _, events = w.receive(message, 0.0)
    for event in events:
        VALID.validate_python(event)
        if event["type"] == "error":
            assert event["error"]["code"] and event["error"]["message"]
