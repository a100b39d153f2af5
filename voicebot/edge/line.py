"""A carrier's socket, whichever carrier it is: who may come in, how messages go, and a close that does not hang."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

import structlog
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketState

from ..config import Settings, is_loopback
from ..errors import BusyError, DeskError
from ..wire.line import LineEvent, LineStarted, LineStopped, LineWire, Message
from .auth import hostname
from .ending import PEER_GONE, Ended

log = structlog.get_logger()
STUCK_S = 5.0  # a peer that takes nothing for so long is aborted
CLOSE_S = 0.5  # a close that is not answered becomes an abort
OUTCOME_S = 300.0
OUTCOMES_LIMIT = 10_000
CLOSE_DONE, CLOSE_REFUSED, CLOSE_BROKEN, CLOSE_BUSY = 1000, 1008, 1011, 1013


class Line:
    """The carrier's socket: messages whole and in order, bounded waits, and a close that does not hang."""

    def __init__(self, socket: WebSocket, wire: LineWire) -> None:
        self._socket = socket
        self._wire = wire
        self._lock = asyncio.Lock()

    async def receive(self) -> list[LineEvent]:
        """The next message's events. Raises Ended where the peer is gone, ProtocolError where it cannot be read."""
        try:
            message = await self._socket.receive()
        except PEER_GONE as error:
            raise Ended(0, "caller_gone") from error
        if message["type"] == "websocket.disconnect":
            raise Ended(0, "caller_gone")
        text = message.get("text")
        return self._wire.receive(message["bytes"] if text is None else text)

    async def started(self, within_s: float) -> tuple[LineStarted, list[LineEvent]]:
        """The start event, and what came with it. Raises Ended where it does not come in time."""
        try:
            async with asyncio.timeout(within_s):
                while True:
                    events = await self.receive()
                    for n, event in enumerate(events):
                        if isinstance(event, LineStarted):
                            return event, events[n + 1 :]
                        if isinstance(event, LineStopped):
                            raise Ended(CLOSE_DONE, "caller_gone")
        except TimeoutError:
            raise Ended(CLOSE_REFUSED, "no_start") from None

    async def send(self, *messages: Message) -> None:
        """A peer that takes nothing for STUCK_S is aborted."""
        try:
            async with asyncio.timeout(STUCK_S), self._lock:
                for message in messages:
                    if isinstance(message, bytes):
                        await self._socket.send_bytes(message)
                    else:
                        await self._socket.send_text(message)
        except TimeoutError:
            self._abort()
            raise Ended(0, "peer_stuck") from None
        except PEER_GONE as error:
            raise Ended(0, "caller_gone") from error

    async def refuse(self, error: DeskError) -> None:
        """Tell a peer that has connected why it gets no call."""
        log.warning("call refused", code=error.code)
        await self.close(Ended(CLOSE_BUSY if isinstance(error, BusyError) else CLOSE_REFUSED, error.code))

    async def close(self, over: Ended) -> None:
        """Say the last word and close; what is not done after CLOSE_S is aborted."""
        if over.code == 0 or self._socket.application_state is not WebSocketState.CONNECTED:
            return
        asyncio.get_running_loop().call_later(CLOSE_S, self._abort)
        try:
            async with asyncio.timeout(CLOSE_S):
                if (word := self._wire.hang_up()) is not None:
                    await self.send(word)
                await self._socket.close(over.code, over.reason)
        except (Ended, TimeoutError, *PEER_GONE):
            self._abort()

    def _abort(self) -> None:
        transport = self._socket.scope.get("desk.transport")
        if transport is not None:
            transport.abort()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the carrier does with the caller now: connect them to a person, or hang up."""

    step: Literal["person", "end"]
    reference: str = ""
    summary: str = ""


_UNKNOWN = Outcome("person")


class Outcomes:
    """How calls ended, by the carrier's own id, until it has asked. Times (`now`) are seconds since the epoch."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Outcome, float]] = OrderedDict()  # oldest first

    def keep(self, call_id: str, outcome: Outcome, now: float) -> None:
        self._kept[call_id] = outcome, now + OUTCOME_S
        while len(self._kept) > OUTCOMES_LIMIT or next(iter(self._kept.values()))[1] < now:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, call_id: str, now: float) -> Outcome:
        """A call of which we know nothing, as after a restart or when all lines were busy, goes to a person."""
        outcome, until = self._kept.get(call_id, (_UNKNOWN, now))
        return outcome if until >= now else _UNKNOWN


def is_local(connection: HTTPConnection, settings: Settings) -> bool:
    """True for a carrier's program beside a desk that only this machine can reach; never for a web page."""
    client = connection.client.host if connection.client else ""
    host = hostname(connection.headers.get("host", ""))
    at_home = settings.loopback and not settings.public_url and is_loopback(client) and is_loopback(host)
    return at_home and "origin" not in connection.headers


async def deny(socket: WebSocket, error: DeskError) -> None:
    """Answer a handshake with a problem instead of a socket."""
    log.warning("call refused", code=error.code)
    body = {"type": "about:blank", "title": error.text, "status": error.status, "code": error.code}
    await socket.send_denial_response(JSONResponse(body, error.status, media_type="application/problem+json"))
