"""Asterisk's chan_websocket with JSON control messages (`f(json)`), Asterisk 20.18, 22.8, 23.2 and later.

https://docs.asterisk.org/Configuration/Channel-Drivers/WebSocket/. Binary messages are the codec's raw bytes; Asterisk
frames and paces what we send. A mark comes back when the queue has been played up to it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from ..audio.g711 import Law
from ..errors import ProtocolError
from .line import (
    EarlyAudio, LineEvent, LineFlow, LineMark, LineStarted, Message, digit_of, parse_object, text_of, texts_of,
)  # fmt: skip

SUBPROTOCOL = "media"
CALL_VARIABLE = "DESK_CALL"  # the dialplan sets it; it comes with the start event
_LAWS: dict[Any, Law] = {"ulaw": "ulaw", "alaw": "alaw"}
SUMMARY_CHARACTERS = 60  # nine bytes each in a SIP header, which must fit a datagram


class AsteriskWire:
    def __init__(self) -> None:
        self._early = EarlyAudio()
        self._started = False

    def receive(self, message: Message) -> list[LineEvent]:
        if isinstance(message, bytes):
            return self._early.hold(message)
        event = parse_object(message)
        match event.get("event"):
            case "MEDIA_START":
                return self._start(event)
            case "DTMF_END":
                return digit_of(event)
            case "MEDIA_MARK_PROCESSED":
                return [LineMark(text_of(event, "correlation_id"))]
            case "MEDIA_XOFF":
                return [LineFlow(False)]
            case "MEDIA_XON":
                return [LineFlow(True)]
            case _:
                return []

    def audio(self, data: bytes) -> Message:
        return data

    def mark(self, name: str) -> Message:
        return _command("MARK_MEDIA", correlation_id=name)

    def clear(self) -> Message:
        return _command("FLUSH_MEDIA")

    def probe(self) -> Message:
        return _command("GET_STATUS")

    def hang_up(self) -> Message | None:
        return _command("HANGUP")

    def _start(self, event: dict[str, Any]) -> list[LineEvent]:
        if self._started:
            raise ProtocolError("a second start event")
        law = _LAWS.get(event.get("format")) if isinstance(event.get("format"), str) else None
        if law is None:
            raise ProtocolError("the channel is neither ulaw nor alaw", code="format_unsupported", param="format")
        self._started = True
        # An inherited variable keeps its underscores in the event.
        variables = {name.lstrip("_"): value for name, value in texts_of(event.get("channel_variables")).items()}
        call_id = variables.get(CALL_VARIABLE) or text_of(event, "channel_id")
        return [LineStarted(call_id, law, variables), *self._early.release()]


def _command(command: str, **fields: str) -> str:
    return json.dumps({"command": command, **fields})


def next_step(step: str, reference: str = "", summary: str = "") -> str:
    """What the dialplan reads after the call, for `Set(ARRAY(…)=${CURL(…)})`: step, reference, summary in percent signs."""
    return ",".join((step, reference, quote(summary[:SUMMARY_CHARACTERS], safe="")))
