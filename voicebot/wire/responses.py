"""One response on the wire: the order of its events, and its items. Pure; event ids are put on by the caller."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..events import ReplyBegin, ReplyEnd, ReplyText, ReplyTool
from .formats import Packer

Event = dict[str, Any]


@dataclass(slots=True)
class Response:
    """A reply being sent: a message, a function call, or one after the other. `audio_ms` of it have left."""

    begin: ReplyBegin
    packer: Packer
    text: str = ""
    audio_ms: float = 0.0
    tool: ReplyTool | None = None
    opened: bool = False  # the message item and its part were announced
    message_at: int = 0  # index among the outputs
    tool_at: int = 0

    def start(self) -> list[Event]:
        return [{"type": "response.created", "response": self._resource("in_progress")}]

    def open(self, previous: str | None) -> list[Event]:
        """Announce the message item and its only part, once there is something to say."""
        self.opened = True
        self.message_at = 0 if self.tool is None else 1
        item = self._message("in_progress", [])
        return [
            {"type": "response.output_item.added", **self._place(self.message_at), "item": item},
            {"type": "conversation.item.added", "previous_item_id": previous, "item": item},
            {"type": "response.content_part.added", **self._where(), "part": self._part("")},
        ]

    def say(self, piece: ReplyText) -> list[Event]:
        self.text += piece.text
        kind = "response.output_text.delta" if self.begin.text_only else "response.output_audio_transcript.delta"
        return [{"type": kind, **self._where(), "delta": piece.text}]

    def sound(self, pcm: bytes) -> list[Event]:
        self.audio_ms += len(pcm) / 48
        return [{"type": "response.output_audio.delta", **self._where(), "delta": base64.b64encode(self.packer.push(pcm)).decode()}]

    def call(self, tool: ReplyTool, previous: str | None) -> list[Event]:
        self.tool = tool
        self.tool_at = 1 if self.opened else 0
        place = self._place(self.tool_at)
        call = {"item_id": tool.item_id, "call_id": tool.call.call_id, **place}
        item = self._function("in_progress", "")
        return [
            {"type": "response.output_item.added", **place, "item": item},
            {"type": "conversation.item.added", "previous_item_id": previous, "item": item},
            {"type": "response.function_call_arguments.delta", **call, "delta": tool.call.arguments},
            {"type": "response.function_call_arguments.done", **call, "name": tool.call.name, "arguments": tool.call.arguments},
        ]

    def finish(self, end: ReplyEnd, before: Callable[[str], str | None]) -> list[Event]:
        """Close what is open, in order; `before` tells the item in front of an item."""
        items = self.items("completed" if end.status == "completed" else "incomplete")
        events = self._close_part() if self.opened else []
        for index, item in enumerate(items):
            events.append({"type": "response.output_item.done", **self._place(index), "item": item})
            events.append({"type": "conversation.item.done", "previous_item_id": before(item["id"]), "item": item})
        events.append({"type": "response.done", "response": self._resource(end.status, end.reason, items)})
        return events

    def items(self, status: str) -> list[Event]:
        """The conversation items of this response, by their index; none where nothing was said or called."""
        placed: list[tuple[int, Event]] = []
        if self.opened:
            key, kind = ("text", "output_text") if self.begin.text_only else ("transcript", "output_audio")
            placed.append((self.message_at, self._message(status, [{"type": kind, key: self.text}])))
        if self.tool is not None:
            placed.append((self.tool_at, self._function(status, self.tool.call.arguments)))
        return [item for _, item in sorted(placed, key=lambda p: p[0])]

    def _close_part(self) -> list[Event]:
        if self.begin.text_only:
            ends = [{"type": "response.output_text.done", **self._where(), "text": self.text}]
        else:
            ends = [
                {"type": "response.output_audio.done", **self._where()},
                {"type": "response.output_audio_transcript.done", **self._where(), "transcript": self.text},
            ]
        return [*ends, {"type": "response.content_part.done", **self._where(), "part": self._part(self.text)}]

    def _place(self, index: int) -> Event:
        return {"response_id": self.begin.response_id, "output_index": index}

    def _where(self) -> Event:
        return {**self._place(self.message_at), "item_id": self.begin.item_id, "content_index": 0}

    def _part(self, text: str) -> Event:
        return {"type": "text", "text": text} if self.begin.text_only else {"type": "audio", "transcript": text}

    def _message(self, status: str, content: list[Event]) -> Event:
        item = {"id": self.begin.item_id, "object": "realtime.item", "type": "message", "role": "assistant"}
        return {**item, "status": status, "content": content}

    def _function(self, status: str, arguments: str) -> Event:
        assert self.tool is not None
        item = {"id": self.tool.item_id, "object": "realtime.item", "type": "function_call", "status": status}
        return {**item, "name": self.tool.call.name, "call_id": self.tool.call.call_id, "arguments": arguments}

    def _resource(self, status: str, reason: str = "", output: list[Event] | None = None) -> Event:
        details: Event | None = None
        if status != "in_progress":
            details = {"type": status, **({"reason": reason} if reason else {})}
            if status == "failed":
                details["error"] = {"type": "server_error", "code": "engine_failed"}
        return {
            "object": "realtime.response", "id": self.begin.response_id, "status": status, "status_details": details,
            "output": output or [], "output_modalities": ["text"] if self.begin.text_only else ["audio"],
            "max_output_tokens": "inf", "conversation_id": "conv_desk", "metadata": None, "usage": None,
        }  # fmt: skip
