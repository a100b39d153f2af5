"""One telephone call: a carrier's line, its media clock and the pace of what the caller hears, around a `Session`.

Four tasks share one TaskGroup: the reader (line events → session), the pacer (every 20 ms: frames to the caller,
silence for the ears), the drain (session → playout) and the session. The first to end ends all. Marks that come back
from the far end are the truth of what was heard. A peer from which nothing comes is asked to prove that it lives,
and given up when it does not.
"""

from __future__ import annotations

import asyncio
import time

import structlog

from ..audio import g711
from ..audio.frames import Framer
from ..audio.pcm import pcm
from ..audio.telephone import Interpolator
from ..errors import ProtocolError
from ..events import (
    FRAME_S, IN_RATE, Command, Control, Digit, Duck, End, Gone, HandOver, Listening, Notice, ReplyAudio, ReplyBegin, ReplyEnd,
)  # fmt: skip
from ..session import Session
from ..wire.line import LineAudio, LineDigit, LineEvent, LineFlow, LineMark, LineStarted, LineStopped, LineWire
from ..wire.playout import Mark, Playout
from .clock import MediaClock
from .ending import Ended, first
from .line import CLOSE_BROKEN, CLOSE_DONE, CLOSE_REFUSED, Line, Outcome

log = structlog.get_logger()
PROBE_S = 5.0  # without a message from the far end it is asked for one
SILENT_PEER_S = 10.0  # and given up
LAST_WORDS_S = 12.0  # at most, from the end of a reply until the far end has played it


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
            over = first(group)
        except* ProtocolError as group:
            error = first(group)
            over = Ended(CLOSE_REFUSED, error.code)
            log.warning("line refused", code=error.code, param=error.param, reference=self._session.heading.reference)
        except* Exception as group:  # noqa: BLE001 - the boundary of one call
            log.error("call broke", reference=self._session.heading.reference, exc_info=first(group))
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
            case ReplyBegin(item_id=item_id):
                self._playout.begin(item_id)
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
