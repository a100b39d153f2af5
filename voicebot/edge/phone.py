"""One telephone call: a carrier's socket, its media clock and the pace of what the caller hears, around a `Session`.

Four tasks share one TaskGroup: the reader (socket → line events → session), the pacer (every 20 ms: frames to the
caller, silence for the ears), the drain (session → playout) and the session. The first to end ends all. Marks that
come back from the far end are the truth of what was heard. A peer from which nothing comes is asked to prove that it
lives, and given up when it does not.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from ..audio import g711
from ..audio.frames import Framer
from ..audio.pcm import pcm
from ..audio.telephone import Interpolator
from ..config import Settings, is_loopback
from ..errors import BusyError, DeskError, ProtocolError
from ..events import (
    FRAME_S, IN_RATE, Command, Control, Digit, Duck, End, Gone, HandOver, Listening, Notice, ReplyAudio, ReplyEnd,
)  # fmt: skip
from ..session import Session
from ..wire.line import LineAudio, LineDigit, LineEvent, LineFlow, LineMark, LineStarted, LineStopped, LineWire, Message
from ..wire.playout import Mark, Playout
from .auth import hostname
from .clock import MediaClock

log = structlog.get_logger()
PROBE_S = 5.0  # without a message from the far end it is asked for one
SILENT_PEER_S = 10.0  # and given up
STUCK_S = 5.0  # a peer that takes nothing for so long is aborted
CLOSE_S = 0.5  # a close that is not answered becomes an abort
OUTCOME_S = 300.0
OUTCOMES_LIMIT = 10_000
LAST_WORDS_S = 12.0  # at most, from the end of a reply until the far end has played it
CLOSE_DONE, CLOSE_REFUSED, CLOSE_BROKEN, CLOSE_BUSY = 1000, 1008, 1011, 1013
# Starlette says RuntimeError where the peer had closed already.
_PEER_GONE = (WebSocketDisconnect, OSError, RuntimeError)


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

    def of(self, call_id: str, now: float) -> Outcome:
        """A call of which we know nothing, as after a restart or when all lines were busy, goes to a person."""
        outcome, until = self._kept.get(call_id, (_UNKNOWN, now))
        return outcome if until >= now else _UNKNOWN


class Ended(Exception):
    """The call is over; `code` is the WebSocket close code, 0 where the peer is gone already."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


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
        except _PEER_GONE as error:
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
        except _PEER_GONE as error:
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
        except (Ended, TimeoutError, *_PEER_GONE):
            self._abort()

    def _abort(self) -> None:
        transport = self._socket.scope.get("desk.transport")
        if transport is not None:
            transport.abort()


class PhoneCall:
    """`transfers`: a caller who is promised a person is passed on by the carrier, once they have heard the promise."""

    def __init__(self, line: Line, wire: LineWire, session: Session, started: LineStarted, transfers: bool) -> None:
        now = time.monotonic()
        self._line = line
        self._wire = wire
        self._session = session
        self._law = started.law
        self._transfers = transfers
        self._up = Interpolator()
        self._framer = Framer(IN_RATE)
        self._clock = MediaClock(now)
        self._playout = Playout(started.law, now)
        self._message_at = now
        self._person: HandOver | None = None

    async def run(self, early: list[LineEvent]) -> tuple[Outcome, Ended]:
        """Live until either side ends, or the desk itself breaks, which passes the caller on. Raises nothing."""
        over = Ended(CLOSE_BROKEN, "internal")
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in (self._read(early), self._pace(), self._drain(), self._converse()):
                    tasks.create_task(work)
        except* Ended as group:
            over = _first(group)
        except* ProtocolError as group:
            error = _first(group)
            over = Ended(CLOSE_REFUSED, error.code)
            log.warning("line refused", code=error.code, param=error.param, reference=self._session.heading.reference)
        except* Exception as group:  # noqa: BLE001 - the boundary of one call
            log.error("call broke", reference=self._session.heading.reference, exc_info=_first(group))
        log.info("call over", reason=over.reason, reference=self._session.heading.reference)
        return self._outcome(over), over

    def _outcome(self, over: Ended) -> Outcome:
        """A caller whose call broke is not left alone: a person takes it."""
        reference = self._session.heading.reference
        if self._person is not None:
            return Outcome("person", reference, self._person.summary)
        return Outcome("person" if over.code in (CLOSE_BROKEN, CLOSE_REFUSED) else "end", reference)

    # ---- from the caller -----------------------------------------------------------------------------------------
    async def _read(self, early: list[LineEvent]) -> None:
        await self._session.put(Control("respond"))  # the desk greets
        events = early
        while True:
            for event in events:
                await self._take(event)
            events = await self._line.receive()
            self._message_at = time.monotonic()

    async def _take(self, event: LineEvent) -> None:
        match event:
            case LineAudio(data):
                await self._hear(data)
            case LineDigit(digit):
                await self._session.put(Digit(digit))
            case LineMark(name):
                if (played := self._playout.heard(name)) is not None:
                    await self._session.put(played)
            case LineFlow(go):
                self._playout.flow(go)
            case LineStopped():
                await self._session.put(Gone("caller_gone"))
                raise Ended(CLOSE_DONE, "caller_gone")
            case LineStarted():
                raise ProtocolError("a second start event")

    async def _hear(self, data: bytes) -> None:
        now = time.monotonic()
        frames = self._framer.push(pcm(self._up.push(g711.decode(data, self._law))))
        for frame in self._clock.push(frames, now):
            await self._session.put(frame)
        if self._clock.fault(now) == "fast":  # another codec than was agreed; too slow is silence suppression
            raise ProtocolError("audio comes faster than its codec allows", code="audio_rate_mismatch")

    # ---- to the caller -------------------------------------------------------------------------------------------
    async def _pace(self) -> None:
        started, step, probed_at = time.monotonic(), 0, 0.0
        while True:
            now = time.monotonic()
            if due := self._playout.due(now):
                await self._line.send(*(self._wire.mark(d.name) if isinstance(d, Mark) else self._wire.audio(d) for d in due))
            for frame in self._clock.tick(now):
                await self._session.put(frame)
            if now - self._message_at > SILENT_PEER_S:
                raise Ended(CLOSE_DONE, "peer_silent")
            if now - max(self._message_at, probed_at) > PROBE_S:
                probed_at = now
                await self._line.send(self._wire.probe())
            step = max(step + 1, int((time.monotonic() - started) / FRAME_S))
            await asyncio.sleep(started + step * FRAME_S - time.monotonic())

    async def _drain(self) -> None:
        while True:
            await self._obey(await self._session.outbox.get())

    async def _obey(self, command: Command) -> None:
        match command:
            case ReplyAudio():
                self._playout.push(command)
            case ReplyEnd(status="completed"):
                self._playout.finish()
                if self._person is not None:
                    await self._last_words()
                    raise Ended(CLOSE_DONE, "transferred")
            case ReplyEnd():
                await self._silence()
            case Listening(on=True):  # the caller has the floor: what is still on its way of a finished reply stops too
                await self._silence()
            case Duck(on=on):
                self._playout.duck(on)
            case HandOver():
                log.info("handed over", reference=command.reference)
                self._person = command if self._transfers else None
            case Notice(code="person_joined"):  # here, by a page: there is nobody to transfer to
                self._person = None
            case End(code=code):
                if code == "goodbye":
                    await self._last_words()
                raise Ended(CLOSE_DONE, code)
            case _:
                pass  # what only a page shows

    async def _silence(self) -> None:
        if not self._playout.quiet:
            self._playout.cut()
            await self._line.send(self._wire.clear())

    async def _last_words(self) -> None:
        """Until the far end has played all that was said, or, where it does not tell, for LAST_WORDS_S."""
        patience = time.monotonic() + LAST_WORDS_S
        while not self._playout.quiet and time.monotonic() < patience:
            await asyncio.sleep(FRAME_S)

    async def _converse(self) -> None:
        await self._session.run()


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


def _first(group: BaseExceptionGroup[Any]) -> Any:
    """The first single exception of a group of groups."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
