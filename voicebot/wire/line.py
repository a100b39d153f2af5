"""A telephone line as its carrier shows it on a WebSocket: what comes in, and what we may send.

Twilio Media Streams and Asterisk's chan_websocket carry the same things, each in its own words. Pure: a wire turns
messages into `LineEvent`s and our wishes into messages; it holds no audio but what came before the call's start.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from ..audio.g711 import RATE, Law
from ..errors import ProtocolError

EARLY_BYTES = RATE // 5  # 200 ms of G.711: audio before the start event that is kept
DIGITS = frozenset("0123456789*#ABCD")

Message: TypeAlias = str | bytes


@dataclass(frozen=True, slots=True)
class LineStarted:
    """The call is there. `call_id` is the carrier's own; `variables` what its configuration passes with the call."""

    call_id: str
    law: Law
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineAudio:
    data: bytes  # G.711, any length


@dataclass(frozen=True, slots=True)
class LineDigit:
    digit: str


@dataclass(frozen=True, slots=True)
class LineMark:
    """The far end has played everything that we sent before this mark."""

    name: str


@dataclass(frozen=True, slots=True)
class LineFlow:
    """The far end's queue is full (`go` False), or has room again."""

    go: bool


@dataclass(frozen=True, slots=True)
class LineStopped:
    pass


LineEvent: TypeAlias = LineStarted | LineAudio | LineDigit | LineMark | LineFlow | LineStopped


class LineWire(Protocol):
    def receive(self, message: Message) -> list[LineEvent]:
        """What a message means; [] for events that we do not know. Raises ProtocolError for what cannot be read."""
        ...

    def audio(self, data: bytes) -> Message:
        """G.711 for the caller's ear."""
        ...

    def mark(self, name: str) -> Message: ...

    def clear(self) -> Message:
        """The far end forgets what it has not played yet."""
        ...

    def probe(self) -> Message:
        """Something that a peer which is alive answers."""
        ...

    def hang_up(self) -> Message | None:
        """The last word; None where closing the socket says it."""
        ...


class EarlyAudio:
    """Keeps the newest 200 ms that came before the start event, for when its codec is known."""

    def __init__(self) -> None:
        self._held: bytearray | None = bytearray()

    def hold(self, data: bytes) -> list[LineEvent]:
        if self._held is None:
            return [LineAudio(data)]
        self._held += data
        del self._held[:-EARLY_BYTES]
        return []

    def release(self) -> list[LineEvent]:
        """The start has come: from now on audio passes."""
        held, self._held = self._held, None
        return [LineAudio(bytes(held))] if held else []


def parse_object(message: str) -> dict[str, Any]:
    """A message that is one JSON object. Raises ProtocolError."""
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        raise ProtocolError("the message is not JSON") from None
    if not isinstance(value, dict):
        raise ProtocolError("the message is not a JSON object")
    return value


def text_of(where: dict[str, Any], key: str) -> str:
    """A field that must be text. Raises ProtocolError."""
    value = where.get(key)
    if not isinstance(value, str):
        raise ProtocolError(f"{key} must be text", param=key)
    return value


def object_of(where: dict[str, Any], key: str) -> dict[str, Any]:
    """A field that must be an object. Raises ProtocolError."""
    value = where.get(key)
    if not isinstance(value, dict):
        raise ProtocolError(f"{key} must be an object", param=key)
    return value


def texts_of(value: Any) -> dict[str, str]:
    """The texts of an object, without what else it may hold; {} where there is none."""
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def digit_of(where: dict[str, Any]) -> list[LineEvent]:
    """The key that was pressed; [] for one that no telephone has (a flash hook)."""
    digit = text_of(where, "digit").upper()
    return [LineDigit(digit)] if digit in DIGITS else []
