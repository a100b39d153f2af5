"""The OpenAI Realtime GA protocol as a pure machine: one `RealtimeWire` a connection, no socket, no loop, no clock.

`receive` turns a client's message into inputs for the session, raw audio (PCM, 24 kHz, cut anywhere) and events that
are answered at once; `send` turns a command of the session into the events that stand for it. Profile and additions:
docs/protocol.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, assert_never

from ..errors import ProtocolError
from ..events import (
    Caption, Cleared, Command, Committed, Configure, Control, Duck, End, HandOver, Heading, Input, Listening, Mood,
    Notice, Picture, Played, Problem, ReplyAudio, ReplyBegin, ReplyCitations, ReplyEnd, ReplyPhones, ReplyText,
    ReplyTool, Text, ToolOutput, Truncated,
)  # fmt: skip
from . import client_events as client
from .responses import Response

Event = dict[str, Any]
SHORTEST_COMMIT_BYTES = 4_800  # 100 ms at 24 kHz
ITEMS_LIMIT = 400  # of a conversation, kept for retrieve and truncate; the oldest give way


class RealtimeWire:
    """`new_id(kind)` gives fresh ids such as "event_…"; injected, so that a test sees the same ones every time."""

    def __init__(self, heading: Heading, new_id: Callable[[str], str]) -> None:
        self._heading = heading
        self._id = new_id
        self._config = Configure()
        self._stored: Event = {}  # fields of session.update that are kept and echoed, nothing more
        self._items: dict[str, Event] = {}
        self._responses: dict[int, Response] = {}  # by turn, running
        self._sent: dict[str, tuple[int, float]] = {}  # audio item -> its turn, ms sent
        self._buffered = 0
        self._captions: dict[str, str] = {}

    # ---- connection ----------------------------------------------------------------------------------------------
    def hello(self, resumed: bool = False) -> list[Event]:
        """What a client is told first."""
        head = self._heading
        desk = {"type": "desk.session", "session": head.session_id, "token": head.extras.get("token", ""),
                "reference": head.reference, "pack": head.pack, "resumed": resumed}  # fmt: skip
        return self._out([{"type": "session.created", "session": self._session()}, desk])

    def replay(self, items: list[dict[str, Any]]) -> list[Event]:
        """The conversation so far, for a client that resumes."""
        for item in items:
            kind = {"user": "input_text", "assistant": "output_text"}[item["role"]]
            content = [{"type": kind, "text": item["text"]}]
            self._keep({"id": item["item_id"], "object": "realtime.item", "type": "message", "status": "completed",
                        "role": item["role"], "content": content})  # fmt: skip
        return self._out([{"type": "desk.resume", "items": items}])

    def receive(self, message: str | bytes, at: float) -> tuple[list[Input], list[bytes], list[Event]]:
        """Take one message. Never raises for what a client sends: a mistake is answered with an `error` event."""
        event_id = None
        try:
            event = client.load(message)
            event_id = event.get("event_id")
            handler = _HANDLERS.get(event["type"])
            if handler is None:
                raise client.unknown(event["type"])
            inputs, audio, answers = handler(self, event)
            return inputs, audio, self._out(answers)
        except ProtocolError as error:
            return [], [], self._out([_error(error.code, error.text, error.param, error.event_id or event_id)])

    # ---- client events -------------------------------------------------------------------------------------------
    def _on_session_update(self, event: Event) -> Taken:
        session = client.need(event, "session", dict)
        self._config = client.configure(self._config, session)
        for name in ("instructions", "max_output_tokens"):
            if name in session:
                self._stored[name] = session[name]
        return [self._config], [], [{"type": "session.updated", "session": self._session()}]

    def _on_append(self, event: Event) -> Taken:
        pcm = client.audio_bytes(event)
        self._buffered += len(pcm)
        return [], [pcm], []

    def _on_commit(self, event: Event) -> Taken:
        if self._buffered < SHORTEST_COMMIT_BYTES:
            raise ProtocolError("the input buffer holds less than 100 ms of audio", "input_audio_buffer_commit_empty")
        self._buffered = 0
        return [Control("commit")], [], []

    def _on_clear(self, event: Event) -> Taken:
        self._buffered = 0
        return [Control("clear")], [], []

    def _on_item_create(self, event: Event) -> Taken:
        item = dict(client.need(event, "item", dict))
        previous = event.get("previous_item_id")
        if previous not in (None, self._last()):
            raise ProtocolError("items are only added at the end", "unsupported_previous_item", "previous_item_id")
        item_id = item.setdefault("id", self._id("item"))
        if not isinstance(item_id, str) or item_id in self._items:
            raise ProtocolError("the item's id is taken or no string", "invalid_value", "item.id")
        inputs = self._item_inputs(item, item_id)
        item |= {"object": "realtime.item", "status": "completed"}
        added = {"previous_item_id": self._last(), "item": item}
        self._keep(item)
        return inputs, [], [{"type": "conversation.item.added", **added}, {"type": "conversation.item.done", **added}]

    def _item_inputs(self, item: Event, item_id: str) -> list[Input]:
        kind = client.need(item, "type", str, "item.type")
        if kind == "function_call_output":
            call, output = (client.need(item, n, str, f"item.{n}") for n in ("call_id", "output"))
            return [ToolOutput(call, output)]
        if kind == "function_call":
            return []
        if kind != "message":
            raise ProtocolError("items of this type are not taken", "unsupported_item", "item.type")
        role = client.need(item, "role", str, "item.role")
        parts = client.need(item, "content", list, "item.content")
        if role not in ("user", "assistant", "system") or not all(isinstance(p, dict) for p in parts):
            raise ProtocolError("the message's role or content cannot be taken", "invalid_value", "item")
        return [] if role != "user" else [i for part in parts for i in _part_input(part, item_id)]

    def _on_item_delete(self, event: Event) -> Taken:
        item_id = self._known(event)
        del self._items[item_id]
        return [], [], [{"type": "conversation.item.deleted", "item_id": item_id}]

    def _on_item_retrieve(self, event: Event) -> Taken:
        item = self._items[self._known(event)]
        return [], [], [{"type": "conversation.item.retrieved", "item": item}]

    def _on_item_truncate(self, event: Event) -> Taken:
        item_id, end_ms = client.need(event, "item_id", str), client.need(event, "audio_end_ms", int)
        if client.need(event, "content_index", int) != 0:
            raise ProtocolError("items have one part, at index 0", "invalid_value", "content_index")
        turn_id, sent_ms = self._spoken(item_id)
        if not 0 <= end_ms <= sent_ms + 1:
            raise ProtocolError(f"the item's audio is {int(sent_ms)} ms long", "invalid_value", "audio_end_ms")
        told = {"type": "conversation.item.truncated", "item_id": item_id, "content_index": 0, "audio_end_ms": end_ms}
        return [Played(turn_id, end_ms, final=True)], [], [told]

    def _on_played(self, event: Event) -> Taken:
        item_id, ms = client.need(event, "item_id", str), client.need(event, "ms", int)
        turn_id, sent_ms = self._spoken(item_id)
        return [Played(turn_id, max(0, min(ms, int(sent_ms) + 1)))], [], []

    def _on_response_create(self, event: Event) -> Taken:
        given = event.get("response") or {}
        if not isinstance(given, dict):
            raise ProtocolError("response must be an object", "invalid_type", "response")
        if given.get("conversation", "auto") != "auto" or given.get("input"):
            raise ProtocolError("responses outside the conversation are not made", "unsupported_parameter", "response")
        only = client.text_only(given["output_modalities"], "response.output_modalities") if "output_modalities" in given else False
        return [Control("respond", text_only=only)], [], []

    def _on_response_cancel(self, event: Event) -> Taken:
        named = event.get("response_id")
        running = [t for t, r in self._responses.items() if named in (None, r.begin.response_id)]
        if not running:
            raise ProtocolError("no response is active", "response_cancel_not_active", "response_id")
        return [Control("cancel", running[-1])], [], []

    def _on_person(self, event: Event) -> Taken:
        return [Control("person")], [], []

    def _on_language(self, event: Event) -> Taken:
        language = client.need(event, "language", str)
        if language not in ("zh-HK", "en"):
            raise ProtocolError("language must be zh-HK or en", "invalid_value", "language")
        self._config = replace(self._config, language=language)
        return [self._config], [], []

    # ---- commands ------------------------------------------------------------------------------------------------
    def send(self, command: Command, at: float) -> list[Event]:
        """The events for one command, in order; nothing for a reply that is over."""
        return self._out(self._events(command))

    def _events(self, command: Command) -> list[Event]:
        match command:
            case ReplyBegin() | ReplyText() | ReplyAudio() | ReplyTool() | ReplyEnd() | ReplyPhones() | ReplyCitations():
                return self._reply(command)
            case Listening(_, item_id, on, at_ms):
                if on:
                    return [{"type": "input_audio_buffer.speech_started", "item_id": item_id, "audio_start_ms": at_ms}]
                return [{"type": "input_audio_buffer.speech_stopped", "item_id": item_id, "audio_end_ms": at_ms}]
            case Committed(_, item_id, text):
                return self._committed(item_id, text)
            case Caption():
                return self._caption(command) if self._config.transcribe else []
            case Duck(turn_id, on):
                return [{"type": "desk.duck", "turn_id": turn_id, "on": on}]
            case Mood(turn_id, felt):
                return [{"type": "desk.emotion", "turn_id": turn_id, "label": felt.label, "arousal": felt.arousal, "confidence": felt.confidence}]
            case Notice(turn_id, code, text):
                return [{"type": "desk.notice", "turn_id": turn_id, "code": code, "text": text}]
            case HandOver(turn_id, reference, summary):
                return [{"type": "desk.handover", "turn_id": turn_id, "reference": reference, "summary": summary}]
            case Truncated(_, item_id, ms):
                return [{"type": "conversation.item.truncated", "item_id": item_id, "content_index": 0, "audio_end_ms": ms}]
            case Cleared():
                return [{"type": "input_audio_buffer.cleared"}]
            case Problem(_, code, text, client_event_id):
                return [_error(code, text, None, client_event_id or None)]
            case End(turn_id, code):
                return [{"type": "desk.notice", "turn_id": turn_id, "code": code, "text": ""}]
            case _:
                assert_never(command)

    def _reply(self, command: Command) -> list[Event]:
        if isinstance(command, ReplyBegin):
            response = self._responses[command.turn_id] = Response(command)
            return response.start()
        running = self._responses.get(command.turn_id)
        if running is None:
            return []  # cut off already
        match command:
            case ReplyText():
                return [*self._opened(running), *running.say(command)]
            case ReplyAudio(turn_id, pcm, _):
                events = [*self._opened(running), *running.sound(pcm)]
                self._sent[running.begin.item_id] = (turn_id, running.audio_ms)
                return events
            case ReplyPhones(turn_id, phones):
                rows = [[p.unit, p.tone, p.start_ms, p.end_ms, p.syllable] for p in phones]
                return [{"type": "desk.phones", **self._about(running), "phones": rows}]
            case ReplyCitations(turn_id, citations):
                running.citations = [asdict(c) for c in citations]
                return [{"type": "desk.citations", **self._about(running), "citations": running.citations}]
            case ReplyTool():
                events = running.call(command, self._last())
                self._keep(running.item("in_progress") or {})
                return events
            case ReplyEnd():
                return self._ended(running, command)
            case _:
                return []

    def _ended(self, running: Response, end: ReplyEnd) -> list[Event]:
        del self._responses[end.turn_id]
        item = running.item("completed" if end.status == "completed" else "incomplete")
        ids = list(self._items)
        at = ids.index(item["id"]) if item is not None and item["id"] in ids else len(ids)
        events = running.finish(end, ids[at - 1] if at else None)
        if item is not None:
            self._keep(item)
        return events

    def _opened(self, running: Response) -> list[Event]:
        if running.opened:
            return []
        events = running.open(self._last())
        self._keep(running.item("in_progress") or {})
        return events

    def _committed(self, item_id: str, text: str | None) -> list[Event]:
        if item_id in self._items:
            return []  # typed: the client was told when it made the item
        self._buffered = 0
        content = [{"type": "input_audio", "transcript": None}] if text is None else [{"type": "input_text", "text": text}]
        item = {"id": item_id, "object": "realtime.item", "type": "message", "role": "user", "status": "completed", "content": content}
        added = {"previous_item_id": self._last(), "item": item}
        told = [{"type": "input_audio_buffer.committed", "item_id": item_id, "previous_item_id": self._last()}] if text is None else []
        self._keep(item)
        return [*told, {"type": "conversation.item.added", **added}, {"type": "conversation.item.done", **added}]

    def _caption(self, caption: Caption) -> list[Event]:
        """A partial that only grows is a delta of GA; one that was revised goes whole, as ours."""
        kind = "conversation.item.input_audio_transcription"
        where = {"item_id": caption.item_id, "content_index": 0}
        before = self._captions.get(caption.item_id, "")
        if caption.failed:
            error = {"type": "transcription_error", "code": caption.failed, "message": "the turn could not be transcribed"}
            return [{"type": f"{kind}.failed", **where, "error": error}]
        if caption.final:
            self._captions.pop(caption.item_id, None)
            if (item := self._items.get(caption.item_id)) is not None:
                item["content"] = [{"type": "input_audio", "transcript": caption.text}]
            usage = {"type": "duration", "seconds": round(caption.seconds, 3)}
            return [{"type": f"{kind}.completed", **where, "transcript": caption.text, "usage": usage}]
        self._captions[caption.item_id] = caption.text
        whole: Event = {"type": "desk.caption", "turn_id": caption.turn_id, "item_id": caption.item_id, "text": caption.text}
        if caption.text.startswith(before):
            return [{"type": f"{kind}.delta", **where, "delta": caption.text[len(before) :]}, whole]
        return [whole]

    # ---- small things --------------------------------------------------------------------------------------------
    def _about(self, running: Response) -> Event:
        begin = running.begin
        return {"turn_id": begin.turn_id, "response_id": begin.response_id, "item_id": begin.item_id}

    def _known(self, event: Event) -> str:
        item_id = str(client.need(event, "item_id", str))
        if item_id not in self._items:
            raise ProtocolError("there is no such item", "item_not_found", "item_id")
        return item_id

    def _spoken(self, item_id: str) -> tuple[int, float]:
        if item_id not in self._sent:
            raise ProtocolError("there is no such spoken item", "item_not_found", "item_id")
        return self._sent[item_id]

    def _last(self) -> str | None:
        return next(reversed(self._items), None)

    def _keep(self, item: Event) -> None:
        self._items[item["id"]] = item
        for table in (self._items, self._sent):
            while len(table) > ITEMS_LIMIT:
                table.pop(next(iter(table)))  # type: ignore[attr-defined]

    def _out(self, events: list[Event]) -> list[Event]:
        return [{"event_id": self._id("event"), **event} for event in events]

    def _session(self) -> Event:
        c = self._config
        detection: Event | None = {"type": c.turn_detection, "create_response": c.create_response, "interrupt_response": c.interrupt_response}
        if c.turn_detection == "server_vad":
            detection = {**(detection or {}), "threshold": c.threshold, "prefix_padding_ms": c.prefix_ms, "silence_duration_ms": c.silence_ms}
        heard = {"format": client.PCM, "turn_detection": None if c.turn_detection == "none" else detection,
                 "transcription": {"model": "desk", "language": "yue"} if c.transcribe else None, "noise_reduction": None}  # fmt: skip
        choice: Any = c.tool_choice if c.tool_choice in ("auto", "none", "required") else {"type": "function", "name": c.tool_choice}
        return {
            "type": "realtime", "object": "realtime.session", "id": self._heading.session_id, "model": "desk",
            "output_modalities": ["text"] if c.text_only else ["audio"], "instructions": "", "max_output_tokens": "inf",
            "tools": [json.loads(t) for t in c.tools], "tool_choice": choice, "tracing": None, "truncation": "auto",
            "audio": {"input": heard, "output": {"format": client.PCM, "voice": "desk", "speed": 1.0}}, **self._stored,
        }  # fmt: skip


Taken = tuple[list[Input], list[bytes], list[Event]]

_HANDLERS: dict[str, Callable[[RealtimeWire, Event], Taken]] = {
    "session.update": RealtimeWire._on_session_update,
    "input_audio_buffer.append": RealtimeWire._on_append,
    "input_audio_buffer.commit": RealtimeWire._on_commit,
    "input_audio_buffer.clear": RealtimeWire._on_clear,
    "conversation.item.create": RealtimeWire._on_item_create,
    "conversation.item.delete": RealtimeWire._on_item_delete,
    "conversation.item.retrieve": RealtimeWire._on_item_retrieve,
    "conversation.item.truncate": RealtimeWire._on_item_truncate,
    "response.create": RealtimeWire._on_response_create,
    "response.cancel": RealtimeWire._on_response_cancel,
    "desk.played": RealtimeWire._on_played,
    "desk.person": RealtimeWire._on_person,
    "desk.language": RealtimeWire._on_language,
}
CLIENT_EVENTS = tuple(_HANDLERS)


def _part_input(part: Event, item_id: str) -> list[Input]:
    kind = part.get("type")
    if kind == "input_text":
        return [Text(client.need(part, "text", str, "item.content.text"), item_id, respond=False)]
    if kind == "input_image":
        return [Picture(*client.image(part), item_id)]
    raise ProtocolError("content parts are input_text or input_image", "unsupported_content", "item.content.type")


def _error(code: str, text: str, param: str | None, client_event_id: str | None) -> Event:
    kind = "server_error" if code in ("engine_failed", "server_busy", "model_missing", "internal") else "invalid_request_error"
    return {"type": "error", "error": {"type": kind, "code": code, "message": text, "param": param, "event_id": client_event_id}}
