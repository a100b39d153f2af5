"""A scripted conversation that makes the wire send every event it can."""

from __future__ import annotations

import itertools
import json
from typing import Any

from openai.types.realtime import RealtimeServerEvent
from pydantic import BaseModel, TypeAdapter

from voicebot.events import (
    Caption, Citation, Cleared, Committed, Duck, End, Felt, FormShown, HandOver, Heading, Listening, Mood, Notice, Phone, Problem, ShownField,
    ReplyAudio, ReplyBegin, ReplyCitations, ReplyEnd, ReplyOptions, ReplyPhones, ReplyText, ReplyTool, ToolCall, Truncated,
)  # fmt: skip
from voicebot.wire.realtime import RealtimeWire

VALID: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)


def wire() -> RealtimeWire:
    counter = itertools.count(1)
    return RealtimeWire(Heading("sess_1", "K-7302", "bank", extras={"token": "sess_1.t"}), lambda kind: f"{kind}_{next(counter)}")


def reply(turn: int, text: str = "你好。", text_only: bool = False) -> list[Any]:
    begin = ReplyBegin(turn, f"resp_{turn}", f"item_r{turn}", text_only)
    if text_only:
        return [begin, ReplyText(turn, text)]
    cited = ReplyCitations(turn, (Citation("fps-fee", "收費表", "fees.html#fps", "免費", 0, 900),))
    return [begin, ReplyText(turn, text), ReplyPhones(turn, (Phone("o_n", 0, 0, 60, 0),)), cited, ReplyOptions(turn, ("掛失", "查結餘")), ReplyAudio(turn, bytes(4800), 0)]


COMMANDS: list[Any] = [
    Listening(1, "item_u1", True, 320), Caption(1, "item_u1", "轉數", False), Caption(1, "item_u1", "轉數快", False),
    Caption(1, "item_u1", "轉速快", False), Listening(1, "item_u1", False, 1320), Committed(1, "item_u1"),
    Caption(1, "item_u1", "轉數快收唔收費", True, 1.5), *reply(1), Duck(1, True),
    ReplyEnd(1, "cancelled", "turn_detected", 80), Listening(2, "item_u2", True, 2000), Committed(2, "item_u2"),
    Caption(2, "item_u2", "", True, 0.4, "engine_failed"), *reply(2), ReplyEnd(2, "completed"),
    *reply(3, "文字。", text_only=True), ReplyEnd(3, "completed"),
    ReplyBegin(4, "resp_4", "item_r4", True), ReplyTool(4, "resp_4", "item_r4", ToolCall("call_1", "get_balance", "{}")),
    ReplyEnd(4, "completed"),
    *reply(7), ReplyTool(7, "resp_7", "item_f7", ToolCall("call_7", "get_balance", '{"account": "1"}')), ReplyEnd(7, "completed"),
    ReplyBegin(5, "resp_5", "item_r5", False), ReplyEnd(5, "failed"),
    Mood(5, Felt(5, "unsure", 0.4, 0.2)), Notice(5, "server_busy", "滿線"), HandOver(5, "K-7302", "轉數快"),
    FormShown(5, "address_change", "reading_back", "", (ShownField("phone", "電話", "9123 4567", True, ""),)),
    Truncated(2, "item_r2", 50), Cleared(5), Problem(5, "engine_failed", "broken", "mine"), Committed(6, "item_u6", "打字"),
    End(6, "client_gone"),
]  # fmt: skip

PNG = "data:image/png;base64,iVBORw0KGgo="

CLIENT: list[dict[str, Any]] = [
    {"type": "session.update", "session": {"type": "realtime", "instructions": "請簡短", "output_modalities": ["text"], "tool_choice": "required",
     "tools": [{"type": "function", "name": "f", "parameters": {}}], "audio": {"input": {"turn_detection": None}}}},
    {"type": "conversation.item.create", "item": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "你好"}], "id": "mine_1"}},
    {"type": "conversation.item.create", "item": {"type": "function_call_output", "call_id": "call_1", "output": "{}"}},
    {"type": "conversation.item.create", "item": {"type": "message", "role": "user", "content": [
        {"type": "input_text", "text": "睇下"}, {"type": "input_image", "image_url": PNG}, {"type": "input_text", "text": "呢張"}], "id": "mine_2"}},
    {"type": "conversation.item.create", "item": {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "好"}]}},
    {"type": "conversation.item.create", "item": {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "請"}]}},
    {"type": "conversation.item.create", "item": {"type": "function_call", "name": "f", "arguments": "{}", "call_id": "call_9"}},
    {"type": "conversation.item.retrieve", "item_id": "mine_1"},
    {"type": "conversation.item.retrieve", "item_id": "item_u1"},
    {"type": "conversation.item.retrieve", "item_id": "item_r1"},
    {"type": "conversation.item.delete", "item_id": "mine_1"},
    {"type": "conversation.item.truncate", "item_id": "item_r2", "content_index": 0, "audio_end_ms": 10},
    {"type": "desk.feedback", "item_id": "item_r2", "verdict": "helpful"},
    {"type": "nonsense", "event_id": "mine"},
]  # fmt: skip


def everything() -> list[dict[str, Any]]:
    """Every event that the script brings out, in order."""
    w = wire()
    sent = w.hello()
    for command in COMMANDS:
        sent += w.send(command, 0.0)
    for event in CLIENT:
        sent += w.receive(json.dumps(event), 0.0)[2]
    return sent + wire().replay([{"item_id": "a", "role": "user", "text": "你好"}, {"item_id": "b", "role": "assistant", "text": "係", "citations": []}])


def deep(levels: int) -> dict[str, Any]:
    """An object in an object, and so on."""
    value: dict[str, Any] = {}
    for _ in range(levels):
        value = {"properties": value}
    return value


# The SDK reuses the type of the request for the session that a server shows; GA's own servers show these two as well.
_OF_GA = ("session.id", "session.object")


def unknown_fields(event: dict[str, Any]) -> list[str]:
    """The fields of a server event, at any depth, that the SDK's own types do not name. Raises where it is not valid."""
    found = _extras(VALID.validate_python(event, strict=True), "")
    return [path for path in found if path not in _OF_GA]


def _extras(value: Any, path: str) -> list[str]:
    if isinstance(value, list):
        return [p for v in value for p in _extras(v, path)]
    if not isinstance(value, BaseModel):
        return []
    own = [f"{path}{name}" for name in value.model_extra or {}]
    return own + [p for name in type(value).model_fields for p in _extras(getattr(value, name), f"{path}{name}.")]
