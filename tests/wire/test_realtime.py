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

from tests.wire.script import CLIENT, COMMANDS, VALID, everything, reply, unknown_fields, wire
from voicebot.events import (
    Caption, Command, Configure, Control, Judged, Listening, Picture, Played, Problem, ReplyAudio, ReplyBegin, ReplyEnd,
    ReplyTool, Text, ToolCall, ToolOutput,
)  # fmt: skip
from voicebot.wire.catalogue import ERRORS
from voicebot.wire.realtime import CLIENT_EVENTS, RealtimeWire

NODE = Path(__file__).parents[1] / "node"


def types(events: list[dict[str, Any]]) -> list[str]:
    return [e["type"] for e in events]


def test_the_script_uses_every_command() -> None:
    assert {type(c) for c in COMMANDS} == set(Command.__args__)  # type: ignore[attr-defined]


def test_every_event_validates_against_the_sdks_own_types() -> None:
    ours = [e for e in everything() if not e["type"].startswith("desk.")]
    assert len(ours) > 50
    for event in ours:
        assert VALID.validate_python(event, strict=True).type == event["type"]
        assert unknown_fields(event) == [], event["type"]


@pytest.mark.node
def test_every_event_is_known_to_the_stock_javascript_client() -> None:
    lines = "\n".join(json.dumps(e) for e in everything() if not e["type"].startswith("desk."))
    done = subprocess.run(["node", "parse_events.mjs"], cwd=NODE, input=lines, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"run `npm ci` in tests/node: {done.stderr[-500:]}"
    told = json.loads(done.stdout)
    assert told["count"] == len(lines.splitlines())
    assert told["unknown"] == [] and told["thrown"] == []


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
    picture = Picture(b"\x89PNG\r\n\x1a\n", "image/png", "mine_2")
    assert inputs[1:] == [Text("你好", "mine_1", False), ToolOutput("call_1", "{}"), Text("睇下\n呢張", "mine_2", False), picture]
    assert w.receive('{"type": "desk.person"}', 0)[0] == [Control("person")]


def test_truncating_tells_what_was_heard_and_not_more_than_was_sent() -> None:
    w = wire()
    for command in reply(1):
        w.send(command, 0.0)
    cut = {"type": "conversation.item.truncate", "item_id": "item_r1", "content_index": 0, "audio_end_ms": 60}
    inputs, _, told = w.receive(json.dumps(cut), 0)
    assert inputs == [Played(1, 60, True, "item_r1")] and types(told) == ["conversation.item.truncated"]
    inputs, _, told = w.receive(json.dumps({**cut, "audio_end_ms": 9000}), 0)
    assert inputs == [] and told[0]["error"]["code"] == "invalid_value"


def test_the_deltas_of_a_caption_never_say_what_was_revised() -> None:
    w = wire()
    partials = ["轉速", "轉數快", "轉數快收", "轉速公路"]
    deltas = []
    for text in partials:
        events = w.send(Caption(1, "u", text, False), 0.0)
        assert events[-1]["text"] == text  # the whole goes each time
        deltas += [e["delta"] for e in events if e["type"].endswith(".delta")]
    assert deltas == ["轉速", "公路"]  # those between do not extend what was told
    (done,) = w.send(Caption(1, "u", "轉數快", True, 1.2), 0.0)
    assert (done["transcript"], done["usage"]["seconds"]) == ("轉數快", 1.2)


def test_a_message_and_a_call_in_one_response_have_their_own_places() -> None:
    w = wire()
    told = []
    for command in [*reply(1), ReplyTool(1, "resp_1", "item_f", ToolCall("c", "f", "{}")), ReplyEnd(1, "completed")]:
        told += w.send(command, 0.0)
    for kind in ("response.output_item.added", "response.output_item.done"):
        assert [(e["output_index"], e["item"]["id"]) for e in told if e["type"] == kind] == [(0, "item_r1"), (1, "item_f")]
    assert {e["output_index"] for e in told if "function_call" in e["type"]} == {1}
    assert [i["id"] for i in told[-1]["response"]["output"]] == ["item_r1", "item_f"]
    previous = {e["item"]["id"]: e["previous_item_id"] for e in told if e["type"] == "conversation.item.done"}
    assert previous == {"item_r1": None, "item_f": "item_r1"}


def test_a_reply_to_a_turn_older_than_the_one_cut_is_not_begun() -> None:
    w = wire()
    for command in [*reply(3), ReplyEnd(3, "cancelled", "turn_detected")]:
        w.send(command, 0.0)
    assert w.send(ReplyBegin(2, "resp_2", "item_r2", False), 0.0) == []
    assert types(w.send(ReplyBegin(4, "resp_4", "item_r4", False), 0.0)) == ["response.created"]


def test_a_reply_that_is_still_thought_about_can_be_cancelled() -> None:
    inputs, _, told = wire().receive('{"type": "response.cancel"}', 0)
    assert (inputs, told) == ([Control("cancel")], [])


def test_what_the_session_refuses_is_told_with_the_clients_event() -> None:
    w = wire()
    w.receive('{"type": "response.cancel", "event_id": "mine"}', 0)
    (told,) = w.send(Problem(0, "response_cancel_not_active", "no response is active"), 0.0)
    assert told["error"]["event_id"] == "mine"
    (later,) = w.send(Problem(0, "response_cancel_not_active", "no response is active"), 0.0)
    assert later["error"]["event_id"] is None


def test_an_item_deleted_while_it_is_spoken_does_not_come_back() -> None:
    w = wire()
    for command in reply(1):
        w.send(command, 0.0)
    w.receive('{"type": "conversation.item.delete", "item_id": "item_r1"}', 0)
    w.send(ReplyEnd(1, "completed"), 0.0)
    (told,) = w.receive('{"type": "conversation.item.retrieve", "item_id": "item_r1"}', 0)[2]
    assert told["error"]["code"] == "item_not_found"


def test_after_a_resume_items_are_there_and_old_playback_is_no_mistake() -> None:
    w = wire()
    w.replay([{"item_id": "a", "role": "user", "text": "你好"}, {"item_id": "b", "role": "assistant", "text": "係", "citations": []}])
    (told,) = w.receive('{"type": "conversation.item.retrieve", "item_id": "b"}', 0)[2]
    assert told["item"]["content"] == [{"type": "output_text", "text": "係"}]
    assert w.receive('{"type": "desk.played", "item_id": "b", "ms": 40}', 0) == ([], [], [])
    assert w.receive('{"type": "desk.played", "item_id": "c", "ms": 40}', 0)[2][0]["error"]["code"] == "item_not_found"


@pytest.mark.parametrize(
    ("fields", "code", "param"),
    [
        ({}, "missing_required_parameter", "item_id"),
        ({"item_id": "item_r1"}, "missing_required_parameter", "verdict"),
        ({"item_id": "item_r1", "verdict": "great"}, "invalid_value", "verdict"),
        ({"item_id": "item_r1", "verdict": 1}, "invalid_type", "verdict"),
        ({"item_id": "nobody", "verdict": "wrong"}, "item_not_found", "item_id"),
        ({"item_id": "mine", "verdict": "wrong"}, "item_not_found", "item_id"),
    ],
)
def test_only_the_desks_own_items_are_judged(fields: dict[str, Any], code: str, param: str) -> None:
    w = _talking()
    typed = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "你好"}], "id": "mine"}
    w.receive(json.dumps({"type": "conversation.item.create", "item": typed}), 0)
    inputs, _, (told,) = w.receive(json.dumps({"type": "desk.feedback", **fields}), 0)
    assert (inputs, told["error"]["code"], told["error"]["param"]) == ([], code, param)


def test_an_answer_is_judged_also_after_a_resume() -> None:
    assert _talking().receive('{"type": "desk.feedback", "item_id": "item_r1", "verdict": "wrong"}', 0) == ([Judged("item_r1", "wrong")], [], [])
    w = wire()
    w.replay([{"item_id": "b", "role": "assistant", "text": "係", "citations": [{"id": "x"}]}])
    assert w.receive('{"type": "desk.feedback", "item_id": "b", "verdict": "helpful"}', 0)[0] == [Judged("b", "helpful")]


def test_the_stock_javascript_clients_own_settings_are_taken() -> None:
    audio = {
        "input": {"format": {"type": "audio/pcm", "rate": 24000}, "noise_reduction": None,
                  "transcription": {"model": "gpt-4o-mini-transcribe"}, "turn_detection": {"type": "semantic_vad"}},
        "output": {"format": {"type": "audio/pcm", "rate": 24000}, "speed": 1},
    }  # fmt: skip
    session = {"type": "realtime", "model": "desk", "instructions": "", "output_modalities": ["audio"], "audio": audio, "tools": [],
               "tool_choice": "auto", "tracing": "auto", "prompt": None}  # fmt: skip
    inputs, _, told = wire().receive(json.dumps({"type": "session.update", "session": session}), 0)
    assert types(told) == ["session.updated"] and inputs == [Configure(turn_detection="semantic_vad")]


NAMES = [
    "session", "item", "audio", "item_id", "audio_end_ms", "content_index", "response", "response_id", "event_id", "ms", "language",
    "previous_item_id", "type", "id", "role", "content", "text", "image_url", "call_id", "output", "name", "arguments", "input", "format",
    "turn_detection", "transcription", "threshold", "silence_duration_ms", "create_response", "tools", "tool_choice", "parameters",
    "instructions", "max_output_tokens", "output_modalities", "conversation", "verdict",
]  # fmt: skip
WORDS = [
    "message", "function_call", "function_call_output", "user", "assistant", "system", "input_text", "output_text", "input_image",
    "function", "server_vad", "semantic_vad", "realtime", "required", "item_r1", "item_u1", "root", "zh-HK", "helpful", "AAAA", "\ud800", "",
]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.sampled_from(WORDS) | st.text(max_size=6)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6), max_leaves=12
)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from([*CLIENT_EVENTS, "x"]), st.dictionaries(st.sampled_from(NAMES), TREES, max_size=6))
def test_no_event_however_wrong_breaks_the_wire(type_: str, fields: dict[str, Any]) -> None:
    _check(_talking(), json.dumps({**fields, "type": type_}))


ITEMS = st.fixed_dictionaries(
    {"type": st.sampled_from(WORDS), "role": st.sampled_from(WORDS)},
    optional={"id": LEAVES, "status": LEAVES, "content": st.lists(TREES | st.fixed_dictionaries({"type": st.sampled_from(WORDS), "text": LEAVES}), max_size=3),
              "call_id": LEAVES, "output": LEAVES, "name": LEAVES, "arguments": LEAVES, "zz": TREES},
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(ITEMS)
def test_no_item_breaks_the_wire(item: Any) -> None:
    _check(_talking(), json.dumps({"type": "conversation.item.create", "item": item}))


@settings(max_examples=200, deadline=None)
@given(st.text() | st.binary())
def test_no_bytes_break_the_wire(message: str | bytes) -> None:
    _check(wire(), message)


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_no_session_settings_break_the_wire(value: Any) -> None:
    fields = ("instructions", "max_output_tokens", "output_modalities", "tools", "tool_choice", "audio")
    deeper = [{"audio": {"input": value}}, {"audio": {"input": {"turn_detection": value}}}, {"tools": [{"type": "function", "name": "f", "parameters": value}]}]
    for session in (value, *({name: value} for name in fields), *deeper):
        _check(wire(), json.dumps({"type": "session.update", "session": session}))


def _talking() -> RealtimeWire:
    """A wire in the middle of a reply, so that there are items to name."""
    w = wire()
    for command in reply(1):
        w.send(command, 0.0)
    return w


def _check(w: RealtimeWire, message: str | bytes) -> None:
    """Whatever came, the answers are valid, sendable, and a mistake has a code of the table."""
    _, _, events = w.receive(message, 0.0)
    for event in events:
        json.dumps(event, ensure_ascii=False, allow_nan=False).encode("utf-8")
        assert unknown_fields(event) == []
        if event["type"] == "error":
            assert event["error"]["code"] in ERRORS and event["error"]["message"]


def test_a_manual_buffer_that_is_full_refuses_more_and_keeps_what_it_holds() -> None:
    w = wire()
    manual = {"type": "realtime", "audio": {"input": {"turn_detection": None}}}
    w.receive(json.dumps({"type": "session.update", "session": manual}), 0)
    ten_seconds = json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(bytes(480_000)).decode()})
    taken = [w.receive(ten_seconds, 0) for _ in range(10)]
    assert [len(audio) for _, audio, _ in taken] == [1] * 9 + [0]
    assert taken[-1][2][0]["error"]["code"] == "input_audio_buffer_full"
    assert w.receive('{"type": "input_audio_buffer.commit"}', 0)[0] == [Control("commit")]
    assert len(w.receive(ten_seconds, 0)[1]) == 1


def test_a_call_with_server_vad_never_fills_the_buffer() -> None:
    w = wire()
    ten_seconds = json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(bytes(480_000)).decode()})
    assert all(w.receive(ten_seconds, 0)[1] for _ in range(30))
