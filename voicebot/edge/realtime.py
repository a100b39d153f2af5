"""One browser or stock client on `/v1/realtime`: the socket and the clock around a `Session` and a `RealtimeWire`.

Four tasks share one TaskGroup: the reader (socket → wire → session), the ticker (the media clock's silence), the
sender (session → wire → socket) and the session. The first to end ends all.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketState

from ..audio.frames import Framer
from ..events import Configure, Control, End, Gone, HandOver, Input, Notice, Problem, Text
from ..session import Session
from ..wire import formats
from ..wire.realtime import RealtimeWire
from .clock import MediaClock
from .ending import PEER_GONE, Ended, first

log = structlog.get_logger()
TICK_S = 0.05
STUCK_S = 5.0  # a peer that takes nothing for so long is aborted
CLOSE_TAKEN_OVER = 4001
CLOSE_BUSY = 1013
CLOSE_BROKEN = 1011
_FAULTS = {
    "fast": "audio arrives faster than its declared rate; what was heard is dropped",
    "slow": "audio arrives slower than its declared rate; what was heard is dropped",
}


class RealtimeConnection:
    """`begin_call` is asked once, before the first audio or text is taken: False refuses the call as busy."""

    def __init__(
        self, socket: WebSocket, session: Session, wire: RealtimeWire, begin_call: Callable[[], bool], busy_text: str, idle_s: float
    ) -> None:
        self._socket = socket
        self._session = session
        self._wire = wire
        self._begin_call = begin_call
        self._busy_text = busy_text
        self._idle_s = idle_s
        self._calling = False
        self._framer = Framer()
        self._clock: MediaClock | None = None
        self._fills = True  # silence is filled in only where the server listens for the end of turn
        self._lock = asyncio.Lock()
        self._over: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()

    def end(self, code: int, reason: str) -> None:
        """End the connection from outside, as when another tab takes the conversation over."""
        if not self._over.done():
            self._over.set_result(Ended(code, reason))

    async def run(self, hello: list[dict[str, Any]]) -> None:
        """Live until either side ends, or the desk itself breaks, which ends this call alone. Raises nothing."""
        over = Ended(CLOSE_BROKEN, "internal")
        try:
            async with asyncio.TaskGroup() as tasks:
                # A session that ends says so last, and the drain ends the rest once that has left.
                for work in (self._session.run(), self._greet_then_read(hello), self._tick(), self._drain(), self._watch()):
                    tasks.create_task(work)
        except* Ended as group:
            over = first(group)
        except* Exception as group:  # noqa: BLE001 - the boundary of one call
            log.error("call broke", reference=self._session.heading.reference, exc_info=first(group))
        await self._close(over)

    async def _watch(self) -> None:
        raise await self._over

    async def _greet_then_read(self, hello: list[dict[str, Any]]) -> None:
        await self._send(hello)
        while True:
            try:
                async with asyncio.timeout(self._idle_s):
                    message = await self._socket.receive()
            except TimeoutError:
                raise Ended(1000, "idle") from None
            except PEER_GONE as error:
                raise Ended(0, "client_gone") from error
            if message["type"] == "websocket.disconnect":
                await self._session.put(Gone("client_gone"))
                raise Ended(0, "client_gone")
            text = message.get("text")
            await self._take(message["bytes"] if text is None else text)

    async def _take(self, message: str | bytes) -> None:
        now = time.monotonic()
        inputs, audio, events = self._wire.receive(message, now)
        await self._send(events)
        if (audio or any(isinstance(i, Text) for i in inputs)) and not await self._admitted():
            return
        for chunk in audio:
            await self._hear(chunk, now)
        for event in inputs:
            await self._pass_on(event)

    async def _pass_on(self, event: Input) -> None:
        if isinstance(event, Configure):
            self._fills = event.turn_detection != "none"
            if formats.rate(event.input_format) != self._framer.rate:
                self._framer = Framer(formats.rate(event.input_format))
        if isinstance(event, Control) and event.kind == "commit":
            for frame in self._audio_clock().push(self._framer.flush(), time.monotonic()):
                await self._session.put(frame)
        if isinstance(event, Control) and event.kind == "clear":
            self._framer = Framer(self._framer.rate)
        await self._session.put(event)

    async def _admitted(self) -> bool:
        """The first audio or text, not a greeting, makes the socket a call; one call too many is told so and shown to a person."""
        if self._calling:
            return True
        if self._begin_call():
            self._calling = True
            return True
        for command in (Problem(0, "server_busy", "all lines are busy"), Notice(0, "server_busy", self._busy_text)):
            await self._send(self._wire.send(command, time.monotonic()))
        raise Ended(CLOSE_BUSY, "server_busy")

    def _audio_clock(self) -> MediaClock:
        if self._clock is None:
            self._clock = MediaClock(time.monotonic())
        return self._clock

    async def _hear(self, chunk: bytes, now: float) -> None:
        clock = self._audio_clock()
        for frame in clock.push(self._framer.push(chunk), now):
            await self._session.put(frame)
        if self._fills and (fault := clock.fault(now)) is not None:
            clock.forgive()
            await self._session.put(Control("clear"))
            problem = Problem(0, "audio_rate_mismatch", _FAULTS[fault])
            await self._send(self._wire.send(problem, now))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            if self._clock is not None and self._fills:
                for frame in self._clock.tick(time.monotonic()):
                    await self._session.put(frame)

    async def _drain(self) -> None:
        while True:
            command = await self._session.outbox.get()
            if isinstance(command, HandOver):
                log.info("handed over", reference=command.reference)
            await self._send(self._wire.send(command, time.monotonic()))
            if isinstance(command, End):
                raise Ended(1000, command.code)

    async def _send(self, events: list[dict[str, Any]]) -> None:
        """Send in order, whole; a peer that takes nothing for STUCK_S is aborted."""
        if not events:
            return
        try:
            async with asyncio.timeout(STUCK_S), self._lock:
                for event in events:
                    await self._socket.send_text(json.dumps(event, ensure_ascii=False))
        except TimeoutError:
            self._abort()
            raise Ended(0, "peer_stuck") from None
        except PEER_GONE as error:
            raise Ended(0, "client_gone") from error

    async def _close(self, over: Ended) -> None:
        log.info("connection over", reason=over.reason, reference=self._session.heading.reference)
        if over.code == 0 or self._socket.application_state is not WebSocketState.CONNECTED:
            return
        try:
            if over.code == CLOSE_BROKEN:
                problem = Problem(0, "internal", "the desk broke; please connect again")
                await self._send(self._wire.send(problem, time.monotonic()))
            async with asyncio.timeout(STUCK_S):
                await self._socket.close(over.code, over.reason)
        except (Ended, TimeoutError, *PEER_GONE):
            self._abort()

    def _abort(self) -> None:
        transport = self._socket.scope.get("desk.transport")
        if transport is not None:
            transport.abort()
