"""What a client can get wrong, or send on purpose: each is answered in full, and every answer can be sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.script import deep, unknown_fields, wire
from voicebot.wire import client_events, items


def told(message: str | dict[str, Any]) -> dict[str, Any]:
    """The one `error` that a message brings; it must be sendable as UTF-8 JSON."""
    text = message if isinstance(message, str) else json.dumps(message)
    inputs, audio, events = wire().receive(text, 0.0)
    assert (inputs, audio, [e["type"] for e in events]) == ([], [], ["error"])
    json.dumps(events, ensure_ascii=False, allow_nan=False).encode("utf-8")
    return events[0]["error"]


def update(**session: Any) -> dict[str, Any]:
    return {"type": "session.update", "session": {"type": "realtime", **session}, "event_id": "mine"}


def create(**item: Any) -> dict[str, Any]:
    return {"type": "conversation.item.create", "item": item, "event_id": "mine"}


def said(*parts: Any, role: str = "user", **item: Any) -> dict[str, Any]:
    return create(type="message", role=role, content=list(parts), **item)


def text(value: Any) -> dict[str, Any]:
    return {"type": "input_text", "text": value}


def picture(url: Any) -> dict[str, Any]:
    return {"type": "input_image", "image_url": url}


def heard(**fields: Any) -> dict[str, Any]:
    return update(audio={"input": fields})


WRONG = {
    "instructions of the wrong type": (update(instructions=5), "invalid_type", "session.instructions"),
    "a limit of tokens that is none": (update(max_output_tokens={"a": 1}), "invalid_value", "session.max_output_tokens"),
    "a limit of tokens that is a truth": (update(max_output_tokens=True), "invalid_value", "session.max_output_tokens"),
    "a field of the beta": (update(modalities=["text"]), "unknown_parameter", "session.modalities"),
    "a tool without parameters": (update(tools=[{"type": "function", "name": "f", "parameters": 5}]), "invalid_type", "session.tools"),
    "a tool nested too deep": (update(tools=[{"type": "function", "name": "f", "parameters": deep(40)}]), "invalid_value", "session.tools"),
    "a tool that is none": (update(tools=[{"type": "mcp", "server_label": "x"}]), "unsupported_tool", "session.tools"),
    "a number beyond all floats": (
        heard(turn_detection={"type": "server_vad", "threshold": 10**400}), "invalid_value", "session.audio.input.turn_detection.threshold"
    ),
    "a kind of turn detection that is a list": (heard(turn_detection={"type": []}), "invalid_value", "session.audio.input.turn_detection.type"),
    "an idle timeout": (
        heard(turn_detection={"type": "server_vad", "idle_timeout_ms": 6000}),
        "unsupported_parameter", "session.audio.input.turn_detection.idle_timeout_ms",
    ),
    "transcription of the wrong type": (heard(transcription=5), "invalid_type", "session.audio.input.transcription"),
    "a codec that we lack": (heard(format={"type": "audio/opus"}), "unsupported_format", "session.audio.input.format"),
    "a rate of G.711": (heard(format={"type": "audio/pcmu", "rate": 16000}), "unsupported_format", "session.audio.input.format"),
    "another rate": (heard(format={"type": "audio/pcm", "rate": 16000}), "unsupported_format", "session.audio.input.format"),
    "an assistant's part without text": (said({"foo": 1}, role="assistant"), "unsupported_content", "item.content.type"),
    "an assistant's text that is a number": (
        said({"type": "output_text", "text": 5}, role="assistant"), "invalid_type", "item.content.text"
    ),
    "a message without parts": (said(), "invalid_value", "item.content"),
    "a message that says nothing": (said(text(" \n")), "invalid_value", "item.content.text"),
    "a message too long": (said(text("長" * (items.TEXT_LIMIT + 1))), "string_above_max_length", "item.content.text"),
    "a message too long in its parts": (said(*[text("長" * 900)] * 12), "string_above_max_length", "item.content.text"),
    "an output too long": (
        create(type="function_call_output", call_id="c", output="x" * (items.TEXT_LIMIT + 1)), "string_above_max_length", "item.output"
    ),
    "an id too long": (said(text("你好"), id="x" * 65), "invalid_value", "item.id"),
    "an id that is a number": (said(text("你好"), id=5), "invalid_value", "item.id"),
    "a call without a name": (create(type="function_call", arguments="{}"), "missing_required_parameter", "item.name"),
    "a picture elsewhere": (said(picture("http://a/b.png")), "unsupported_format", "item.content.image_url"),
    "a picture of nothing": (said(picture("data:image/png;base64,")), "invalid_value", "item.content.image_url"),
    "an item in the middle": ({**said(text("你好")), "previous_item_id": "x"}, "unsupported_previous_item", "previous_item_id"),
    "a response that is a number": ({"type": "response.create", "response": 0, "event_id": "mine"}, "invalid_type", "response"),
    "a response elsewhere": (
        {"type": "response.create", "response": {"conversation": "none"}, "event_id": "mine"}, "unsupported_parameter", "response"
    ),
    "a cancel of another": ({"type": "response.cancel", "response_id": "resp_9", "event_id": "mine"}, "response_cancel_not_active", "response_id"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_with_its_code_its_field_and_the_clients_event(name: str) -> None:
    message, code, param = WRONG[name]
    error = told(message)
    assert (error["code"], error["param"], error["event_id"]) == (code, param, "mine")


BROKEN = {
    "half a character in an event id": '{"type": "desk.person", "event_id": "\\ud800"}',
    "half a character in an item": '{"type": "conversation.item.create", "item": {"id": "\\uDFFF"}}',
    "half a character outright": '{"type": "\ud800"}',
    "a number that overflows": '{"type": "session.update", "session": {"tools": [1e999]}}',
    "NaN": '{"type": "desk.played", "item_id": "x", "ms": NaN}',
    "a number of 5000 digits": '{"type": "desk.played", "item_id": "x", "ms": ' + "9" * 5000 + "}",
    "a hundred thousand lists": "[" * 100_000,
    "a byte order mark": "\ufeff{}",
    "nothing": "",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_json_of_ours_is_refused_whole(name: str) -> None:
    assert told(BROKEN[name])["code"] == "invalid_json"


def test_whole_characters_beyond_the_basic_plane_are_taken() -> None:
    w = wire()
    w.receive(json.dumps(said(text("𨋢壞咗"), id="mine_1")), 0.0)  # an astral character, escaped as a pair
    (event,) = w.receive('{"type": "conversation.item.retrieve", "item_id": "mine_1"}', 0.0)[2]
    assert event["item"]["content"] == [text("𨋢壞咗")]


def test_a_refused_update_changes_nothing() -> None:
    w = wire()
    w.receive(json.dumps(update(instructions="舊")), 0.0)
    w.receive(json.dumps(update(instructions="新", output_modalities=["video"])), 0.0)
    w.receive(json.dumps(update(output_modalities=["text"], instructions=5)), 0.0)
    session = w.receive(json.dumps(update()), 0.0)[2][0]["session"]
    assert (session["instructions"], session["output_modalities"]) == ("舊", ["audio"])


def test_what_a_client_invents_is_not_echoed() -> None:
    for message in (
        said({**text("你好"), "zz": 1}, zz=1, status="weird"),
        update(tools=[{"type": "function", "name": "f", "parameters": {}, "zz": 1}]),
    ):
        for event in wire().receive(json.dumps(message), 0.0)[2]:
            assert event["type"] != "error" and unknown_fields(event) == []


def test_a_socket_keeps_little_however_much_it_is_sent() -> None:
    w = wire()
    for _ in range(3 * items.ITEMS_LIMIT):
        w.receive(json.dumps(said(text("x" * items.TEXT_LIMIT))), 0.0)
    kept = w.items.count * items.TEXT_LIMIT
    assert kept <= 4_000_000


def test_depth_is_measured_without_recursion_trouble() -> None:
    assert not client_events.too_deep(deep(20)) and client_events.too_deep(deep(900))
