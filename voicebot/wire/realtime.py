"""The OpenAI Realtime GA protocol as a pure machine: one `RealtimeWire` a connection, no socket, no loop, no clock.

`receive` turns a client's message into inputs for the session, raw audio (PCM at the session's rate, cut anywhere) and events that
are answered at once; `send` turns a command of the session into the events that stand for it. Profile and additions:
docs/protocol.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, assert_never

from ..errors import ProtocolError
from ..events import (
    Caption, Cleared, Command, Committed, Configure, Control, Duck, End, FormShown, HandOver, Heading, Input, Judged, Listening, Mood,
    Notice, Played, Problem, ReplyAudio, ReplyBegin, ReplyCitations, ReplyEnd, ReplyOptions, ReplyPhones, ReplyText,
    ReplyTool, Truncated,
)  # fmt: skip
from ..memory import INNER
from . import client_events as client
from . import formats
from . import server_events as server
from .items import Items, item_id_of, made
from .responses import Response

Event = dict[str, Any]
SHORTEST_COMMIT_S = 0.1
LONGEST_BUFFER_S = 90.0  # what the session's buffer holds


class RealtimeWire:
    """`new_id(kind)` gives fresh ids such as "event_…"; injected, so that a test sees the same ones every time."""

    def __init__(self, heading: Heading, new_id: Callable[[str], str]) -> None:
        self._heading = heading
        self._id = new_id
        self._config = Configure()
        self._echoed: Event = {}  # fields of session.update that are kept and shown, nothing more
        self.items = Items()
        self._responses: dict[int, Response] = {}  # by turn, running
        self._cut = 0  # the newest turn whose reply was cut off; replies to older turns are stale
        self._captions = server.Captions()
        self._buffered = 0.0  # seconds since the last commit
        self._asked: dict[str, str | None] = {}  # refusal -> the client event that the session may yet refuse so

    # ---- connection ----------------------------------------------------------------------------------------------
    def hello(self, resumed: bool = False) -> list[Event]:
        """What a client is told first."""
        head = self._heading
        desk = {"type": "desk.session", "session": head.session_id, "token": head.extras.get("token", ""),
                "reference": head.reference, "pack": head.pack, "resumed": resumed}  # fmt: skip
        return self._out([{"type": "session.created", "session": server.session(self._heading, self._config, self._echoed)}, desk])

    def replay(self, items: list[dict[str, Any]]) -> list[Event]:
        """The conversation so far, for a client that resumes."""
        for item in items:
            kind = {"user": "input_text", "assistant": "output_text"}[item["role"]]
            content = [{"type": kind, "text": item["text"]}]
            self.items.keep({"id": item["item_id"], "object": "realtime.item", "type": "message", "status": "completed",
                             "role": item["role"], "content": content})  # fmt: skip
        told = [{key: value for key, value in item.items() if key not in INNER} for item in items]
        return self._out([{"type": "desk.resume", "items": told}])

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
            return [], [], self._out([server.error(error.code, error.text, error.param, error.event_id or event_id)])

    # ---- client events -------------------------------------------------------------------------------------------
    def _on_session_update(self, event: Event) -> Taken:
        session = client.need(event, "session", dict)
        config, echoed = client.configure(self._config, session), client.echoed(session)
        if (config.turn_detection, config.input_format) != (self._config.turn_detection, self._config.input_format):
            self._buffered = 0.0  # what server VAD had heard is no part of a manual buffer
        self._config, self._echoed = config, {**self._echoed, **echoed}
        return [self._config], [], [{"type": "session.updated", "session": server.session(self._heading, self._config, self._echoed)}]

    def _on_append(self, event: Event) -> Taken:
        format_ = self._config.input_format
        pcm = formats.unpacked(client.audio_bytes(event), format_)
        seconds = len(pcm) / 2 / formats.rate(format_)
        if self._config.turn_detection == "none" and self._buffered + seconds > LONGEST_BUFFER_S:
            raise ProtocolError("the input buffer holds 90 s of audio; commit or clear it", "input_audio_buffer_full", "audio")
        self._buffered += seconds
        return [], [pcm], []

    def _on_commit(self, event: Event) -> Taken:
        if self._buffered < SHORTEST_COMMIT_S - 1e-9:
            raise ProtocolError("the input buffer holds less than 100 ms of audio", "input_audio_buffer_commit_empty")
        self._buffered = 0.0
        return [Control("commit")], [], []

    def _on_clear(self, event: Event) -> Taken:
        self._buffered = 0.0
        return [Control("clear")], [], []

    def _on_item_create(self, event: Event) -> Taken:
        given = client.need(event, "item", dict)
        if event.get("previous_item_id") not in (None, self.items.last or "root"):
            raise ProtocolError("items are only added at the end", "unsupported_previous_item", "previous_item_id")
        item_id = item_id_of(given, self._id)
        if item_id in self.items:
            raise ProtocolError("the item's id is taken", "invalid_value", "item.id")
        item, inputs = made(given, item_id)
        return inputs, [], self._added(item)

    def _on_item_delete(self, event: Event) -> Taken:
        item_id = self.items.get(client.need(event, "item_id", str))["id"]
        self.items.forget(item_id)
        return [], [], [{"type": "conversation.item.deleted", "item_id": item_id}]

    def _on_item_retrieve(self, event: Event) -> Taken:
        item = self.items.get(client.need(event, "item_id", str))
        return [], [], [{"type": "conversation.item.retrieved", "item": item}]

    def _on_item_truncate(self, event: Event) -> Taken:
        item_id, end_ms = client.need(event, "item_id", str), client.need(event, "audio_end_ms", int)
        if client.need(event, "content_index", int) != 0:
            raise ProtocolError("items have one part, at index 0", "invalid_value", "content_index")
        turn_id, sent_ms = self.items.spoken(item_id)
        if not 0 <= end_ms <= sent_ms + 1:
            raise ProtocolError(f"the item's audio is {int(sent_ms)} ms long", "invalid_value", "audio_end_ms")
        told = {"type": "conversation.item.truncated", "item_id": item_id, "content_index": 0, "audio_end_ms": end_ms}
        return [Played(turn_id, end_ms, True, item_id)], [], [told]

    def _on_played(self, event: Event) -> Taken:
        item_id, ms = client.need(event, "item_id", str), client.need(event, "ms", int)
        if item_id in self.items and not self.items.sounding(item_id):
            return [], [], []  # spoken on the connection before a resume: told there, or lost with it
        turn_id, sent_ms = self.items.spoken(item_id)
        return [Played(turn_id, max(0, min(ms, int(sent_ms) + 1)), False, item_id)], [], []

    def _on_response_create(self, event: Event) -> Taken:
        given = event.get("response")
        given = {} if given is None else client.need(event, "response", dict)
        if given.get("conversation") not in (None, "auto") or given.get("input"):
            raise ProtocolError("responses outside the conversation are not made", "unsupported_parameter", "response")
        asked = given.get("output_modalities")
        only = asked is not None and client.text_only(asked, "response.output_modalities")
        self._asked["conversation_already_has_active_response"] = event.get("event_id")
        return [Control("respond", text_only=only)], [], []

    def _on_response_cancel(self, event: Event) -> Taken:
        """Without an id it is the session that knows: a reply that is still thought about can be cancelled too."""
        named = event.get("response_id")
        turns = [t for t, r in self._responses.items() if r.begin.response_id == named]
        if named is not None and not turns:
            raise ProtocolError("this response is not active", "response_cancel_not_active", "response_id")
        self._asked["response_cancel_not_active"] = event.get("event_id")
        return [Control("cancel", turns[0] if turns else 0)], [], []

    def _on_person(self, event: Event) -> Taken:
        return [Control("person")], [], []

    def _on_forget(self, event: Event) -> Taken:
        return [Control("forget")], [], []

    def _on_language(self, event: Event) -> Taken:
        language = client.need(event, "language", str)
        if language not in ("zh-HK", "en"):
            raise ProtocolError("language must be zh-HK or en", "invalid_value", "language")
        self._config = replace(self._config, language=language)
        return [self._config], [], []

    def _on_feedback(self, event: Event) -> Taken:
        item = self.items.get(client.need(event, "item_id", str))
        verdict = client.need(event, "verdict", str)
        if item.get("role") != "assistant":
            raise ProtocolError("only an answer of the desk can be judged", "item_not_found", "item_id")
        if verdict not in ("helpful", "wrong"):
            raise ProtocolError("verdict must be helpful or wrong", "invalid_value", "verdict")
        return [Judged(item["id"], verdict)], [], []

    # ---- commands ------------------------------------------------------------------------------------------------
    def send(self, command: Command, at: float) -> list[Event]:
        """The events for one command, in order; nothing for a reply that is over."""
        return self._out(self._events(command))

    def _events(self, command: Command) -> list[Event]:
        match command:
            case ReplyBegin() | ReplyText() | ReplyAudio() | ReplyTool() | ReplyEnd() | ReplyPhones() | ReplyCitations() | ReplyOptions():
                return self._reply(command)
            case Listening(_, item_id, on, at_ms):
                if on:
                    return [{"type": "input_audio_buffer.speech_started", "item_id": item_id, "audio_start_ms": at_ms}]
                return [{"type": "input_audio_buffer.speech_stopped", "item_id": item_id, "audio_end_ms": at_ms}]
            case Committed(_, item_id, text):
                return self._committed(item_id, text)
            case Caption():
                return self._caption(command)
            case Duck(turn_id, on):
                return [{"type": "desk.duck", "turn_id": turn_id, "on": on}]
            case Mood(turn_id, felt):
                return [{"type": "desk.emotion", "turn_id": turn_id, "label": felt.label, "arousal": felt.arousal, "confidence": felt.confidence}]
            case Notice(turn_id, code, text):
                return [{"type": "desk.notice", "turn_id": turn_id, "code": code, "text": text}]
            case FormShown():
                return [{"type": "desk.form", **asdict(command)}]
            case HandOver(turn_id, reference, summary):
                return [{"type": "desk.handover", "turn_id": turn_id, "reference": reference, "summary": summary}]
            case Truncated(_, item_id, ms):
                return [{"type": "conversation.item.truncated", "item_id": item_id, "content_index": 0, "audio_end_ms": ms}]
            case Cleared():
                return [{"type": "input_audio_buffer.cleared"}]
            case Problem(_, code, text, client_event_id):
                return [server.error(code, text, None, client_event_id or self._asked.pop(code, None))]
            case End(turn_id, code):
                return [{"type": "desk.notice", "turn_id": turn_id, "code": code, "text": ""}]
            case _:
                assert_never(command)

    def _reply(self, command: Command) -> list[Event]:
        if isinstance(command, ReplyBegin):
            if command.turn_id < self._cut:
                return []
            response = self._responses[command.turn_id] = Response(command, formats.Packer(self._config.output_format))
            return response.start()
        running = self._responses.get(command.turn_id)
        if running is None:
            return []  # cut off already
        match command:
            case ReplyText():
                return [*self._opened(running), *running.say(command)]
            case ReplyAudio(turn_id, pcm, _):
                events = [*self._opened(running), *running.sound(pcm)]
                self.items.sounded(running.begin.item_id, turn_id, running.audio_ms)
                return events
            case ReplyPhones(turn_id, phones):
                rows = [[p.unit, p.tone, p.start_ms, p.end_ms, p.syllable] for p in phones]
                return [{"type": "desk.phones", **self._about(running), "phones": rows}]
            case ReplyCitations(turn_id, citations):
                cited = [{k: v for k, v in asdict(c).items() if k != "said"} for c in citations]
                return [{"type": "desk.citations", **self._about(running), "citations": cited}]
            case ReplyOptions(options=options):
                return [{"type": "desk.options", **self._about(running), "options": list(options)}]
            case ReplyTool():
                return self._kept(running, running.call(command, self.items.last))
            case ReplyEnd():
                return self._ended(running, command)
            case _:
                return []

    def _ended(self, running: Response, end: ReplyEnd) -> list[Event]:
        del self._responses[end.turn_id]
        if end.status == "cancelled":
            self._cut = max(self._cut, end.turn_id)
        events = running.finish(end, self.items.before)
        return self._kept(running, events, "completed" if end.status == "completed" else "incomplete")

    def _opened(self, running: Response) -> list[Event]:
        return [] if running.opened else self._kept(running, running.open(self.items.last))

    def _kept(self, running: Response, events: list[Event], status: str = "in_progress") -> list[Event]:
        for item in running.items(status):
            if status == "in_progress" or item["id"] in self.items:  # what the client has deleted stays so
                self.items.keep(item)
        return events

    def _committed(self, item_id: str, text: str | None) -> list[Event]:
        if item_id in self.items:
            return []  # typed: the client was told when it made the item
        content = {"type": "input_text", "text": text} if text is not None else {"type": "input_audio", "transcript": None}
        item = {"id": item_id, "object": "realtime.item", "type": "message", "role": "user", "status": "completed", "content": [content]}
        if text is not None:
            return self._added(item)
        self._buffered = 0.0
        told = {"type": "input_audio_buffer.committed", "item_id": item_id, "previous_item_id": self.items.last}
        return [told, *self._added(item)]

    def _added(self, item: Event) -> list[Event]:
        both = {"previous_item_id": self.items.last, "item": item}
        self.items.keep(item)
        return [{"type": "conversation.item.added", **both}, {"type": "conversation.item.done", **both}]

    def _caption(self, caption: Caption) -> list[Event]:
        if caption.final and not caption.failed and caption.item_id in self.items:
            heard = [{"type": "input_audio", "transcript": caption.text}]
            self.items.keep({**self.items.get(caption.item_id), "content": heard})
        return self._captions.take(caption) if self._config.transcribe else []

    # ---- small things --------------------------------------------------------------------------------------------
    def _about(self, running: Response) -> Event:
        begin = running.begin
        return {"turn_id": begin.turn_id, "response_id": begin.response_id, "item_id": begin.item_id}

    def _out(self, events: list[Event]) -> list[Event]:
        return [{"event_id": self._id("event"), **event} for event in events]


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
    "desk.forget": RealtimeWire._on_forget,
    "desk.language": RealtimeWire._on_language,
    "desk.feedback": RealtimeWire._on_feedback,
}
CLIENT_EVENTS = tuple(_HANDLERS)
