"""The people behind the desk: `/staff` is their page, `WS /v1/staff` its socket (docs/staff.md).

A member of staff sees who waits, takes one call, follows it and lets the desk speak what they type. Their page never
holds a call up: it looks on through a queue that drops, is itself given up when it does not keep pace, and when it is
gone the call waits again, at its old place.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from typing import Any

import structlog
from fastapi import FastAPI, WebSocket

from ..desk import Desk
from ..errors import AuthError, DeskError, InputError
from ..events import End, Staff
from ..privacy.mask import mask
from ..session import Session
from ..waiting import Waiting
from ..wire.staff import Back, CallFeed, Open, Pong, Say, ShowKey, load
from .ending import PEER_GONE, Ended, first

log = structlog.get_logger()
PAGES = 64  # sockets at one time, with or without a key
EVENTS = 512  # on the way to one page; a page that lets them pile up is given up
LOOK_S = 0.5  # how often the list of waiting calls and the life of a call are looked at
PING_S = 10.0
SILENT_S = 30.0  # a page that has not answered for so long is gone
KEY_S = 10.0  # for the first message, which shows the key
STUCK_S = 5.0
WRONG_KEY_S = 1.0  # to wait before a wrong key is told, so that guessing is slow
LINE_LOST_S = 10.0  # a caller on a page whose line was lost may come back in this time
LINE_GONE = "client_gone"  # the end of a line that may be taken up again; all other ends are for good
CLOSE_BUSY, CLOSE_UNAUTHORIZED, CLOSE_SLOW = 1013, 4401, 4408
_SUBPROTOCOL = "desk-staff-key."


class StaffRoom:
    """The open staff pages of one desk, and which call each has."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = [key.encode() for key in keys]
        self.pages = 0
        self.taken: set[str] = set()  # session ids

    def check(self, key: str) -> None:
        """Raises AuthError unless `key` is one of the staff's. Every key is compared, so that the time tells nothing."""
        if sum(hmac.compare_digest(key.encode("utf-8", "replace"), known) for known in self._keys) == 0:
            raise AuthError("this staff key is not known")


class StaffPage:
    """One socket of one member of staff. At most one call at a time."""

    def __init__(self, socket: WebSocket, desk: Desk, room: StaffRoom) -> None:
        self._socket = socket
        self._desk = desk
        self._room = room
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue(EVENTS)
        self._waiting: Waiting | None = None  # the call that this page has, as it stood in the queue
        self._session: Session | None = None  # of that call; None while its line is lost
        self._following: asyncio.Task[None] | None = None
        self._heard_at = time.monotonic()

    async def run(self) -> None:
        """From the key to the end of the socket. Raises nothing that the page causes."""
        try:
            await self._admit()
            self._desk.staff_present += 1
            try:
                await self._serve()
            finally:
                self._desk.staff_present -= 1
                await self._leave_call()
        except Ended as over:
            await self._close(over)

    async def _admit(self) -> None:
        offered = self._socket.scope.get("subprotocols", [])
        named = next((p for p in offered if p.startswith(_SUBPROTOCOL)), None)
        try:
            if named is not None:
                key = named[len(_SUBPROTOCOL) :]
            else:
                async with asyncio.timeout(KEY_S):
                    first = load(await self._receive())
                if not isinstance(first, ShowKey):
                    raise AuthError("the first message shows the staff key")
                key = first.key
            self._room.check(key)
        except TimeoutError:
            raise Ended(CLOSE_UNAUTHORIZED, "no key") from None
        except DeskError as error:
            await asyncio.sleep(WRONG_KEY_S)
            raise Ended(CLOSE_UNAUTHORIZED, "unauthorized") from error

    async def _serve(self) -> None:
        self._tell({"type": "staff.hello", "pack": self._desk.settings.pack})
        self._heard_at = time.monotonic()
        over: Ended | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in (self._read(tasks), self._send(), self._look_around()):
                    tasks.create_task(work)
        except* Ended as group:
            over = first(group)
        if over is not None:  # raised here, because what is raised in `except*` becomes a group again
            raise over

    # ---- what the page sends ---------------------------------------------------------------------------------------
    async def _receive(self) -> str | bytes:
        try:
            message = await self._socket.receive()
        except PEER_GONE as error:
            raise Ended(0, "gone") from error
        if message["type"] == "websocket.disconnect":
            raise Ended(0, "gone")
        text = message.get("text")
        return message["bytes"] if text is None else text  # type: ignore[no-any-return]

    async def _read(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            raw = await self._receive()
            self._heard_at = time.monotonic()
            try:
                await self._take(load(raw), tasks)
            except DeskError as error:
                self._tell({"type": "staff.error", "code": error.code, "text": error.text})

    async def _take(self, message: Any, tasks: asyncio.TaskGroup) -> None:
        match message:
            case Open(session_id):
                self._open(session_id, tasks)
            case Say(text):
                await self._reachable().put(Staff("say", text))
            case Back():
                await self._reachable().put(Staff("back"))
                self._release("given_back")
            case ShowKey() | Pong():
                pass

    def _open(self, session_id: str, tasks: asyncio.TaskGroup) -> None:
        if self._waiting is not None:
            raise InputError("give the call that you have back first", "has_call")
        if session_id in self._room.taken:
            raise InputError("somebody else has taken this call", "already_taken")
        waiting = self._desk.queue.calls.get(session_id)
        if waiting is None or session_id not in self._desk.sessions:
            raise InputError("this call does not wait for a person any more", "unknown_call")
        self._room.taken.add(session_id)
        self._waiting = waiting
        log.info("staff took a call", reference=waiting.reference, channel=waiting.channel)
        self._following = tasks.create_task(self._follow(waiting))

    def _reachable(self) -> Session:
        if self._waiting is None:
            raise InputError("take a call first", "no_call")
        if self._session is None:
            raise InputError("the caller's line is lost; wait a moment", "line_lost")
        return self._session

    # ---- the call --------------------------------------------------------------------------------------------------
    async def _follow(self, waiting: Waiting) -> None:
        """Be with the caller, also on a new line where the first was lost, until they are gone."""
        session: Session | None = None
        while (session := await self._next_line(waiting.session_id, session)) is not None:
            self._session = session
            ended = await self._attend(session)
            self._session = None
            if ended or waiting.channel == "phone":
                break
            self._tell({"type": "staff.notice", "code": "line_lost"})
        else:  # not in time; perhaps later
            self._desk.wait_again(waiting)
        self._release("hung_up")

    async def _next_line(self, session_id: str, lost: Session | None) -> Session | None:
        """The caller's session, other than the one that was lost; None where they do not come back."""
        try:
            async with asyncio.timeout(LINE_LOST_S):
                while (session := self._desk.sessions.get(session_id)) in (None, lost):
                    await asyncio.sleep(LOOK_S)
                return session
        except TimeoutError:
            return None

    async def _attend(self, session: Session) -> bool:
        """Follow one line of the caller. Returns whether the conversation has ended, not only the line."""
        feed = CallFeed()
        with session.watch() as commands:
            self._tell(feed.opening(session.snapshot()))
            await session.put(Staff("join"))
            while self._desk.sessions.get(session.heading.session_id) is session:
                try:
                    async with asyncio.timeout(LOOK_S):
                        command = await commands.get()
                except TimeoutError:
                    continue
                for event in feed.take(command):
                    self._tell(event)
                if isinstance(command, End):
                    return command.code != LINE_GONE
        return False

    def _release(self, reason: str) -> None:
        """The page has no call any more."""
        if self._waiting is None:
            return
        self._room.taken.discard(self._waiting.session_id)
        self._tell({"type": "staff.left", "session_id": self._waiting.session_id, "reason": reason})
        self._waiting = self._session = None
        if self._following is not None and self._following is not asyncio.current_task():
            self._following.cancel()
        self._following = None

    async def _leave_call(self) -> None:
        """The page is gone: a caller it was with waits again, at the old place."""
        waiting, session = self._waiting, self._session
        if waiting is None:
            return
        self._room.taken.discard(waiting.session_id)
        log.info("staff left a call", reference=waiting.reference)
        if session is not None and self._desk.sessions.get(waiting.session_id) is session:
            await session.put(Staff("leave"))
        self._desk.wait_again(waiting)

    # ---- what the page is told -------------------------------------------------------------------------------------
    def _tell(self, event: dict[str, Any]) -> None:
        if self._events.full():
            raise Ended(CLOSE_SLOW, "too slow")
        self._events.put_nowait(event)

    async def _send(self) -> None:
        while True:
            event = await self._events.get()
            try:
                async with asyncio.timeout(STUCK_S):
                    await self._socket.send_text(json.dumps(event, ensure_ascii=False))
            except TimeoutError:
                raise Ended(CLOSE_SLOW, "stuck") from None
            except PEER_GONE as error:
                raise Ended(0, "gone") from error

    async def _look_around(self) -> None:
        """Tell who waits whenever that changes, and find out whether the page still lives."""
        shown: list[dict[str, Any]] | None = None
        asked_at = 0.0
        while True:
            calls = [_row(w) for w in self._desk.queue.calls.values() if w.session_id not in self._room.taken]
            if calls != shown:
                shown = calls
                self._tell({"type": "staff.waiting", "calls": calls})
            now = time.monotonic()
            if now - self._heard_at > SILENT_S:
                raise Ended(CLOSE_SLOW, "silent")
            if now - asked_at > PING_S:
                asked_at = now
                self._tell({"type": "staff.ping"})
            await asyncio.sleep(LOOK_S)

    async def _close(self, over: Ended) -> None:
        log.info("staff page over", reason=over.reason)
        if over.code == 0:
            return
        try:
            async with asyncio.timeout(STUCK_S):
                await self._socket.close(over.code, over.reason)
        except (TimeoutError, *PEER_GONE):
            transport = self._socket.scope.get("desk.transport")
            if transport is not None:
                transport.abort()


def _row(waiting: Waiting) -> dict[str, Any]:
    return {
        "session_id": waiting.session_id, "reference": waiting.reference, "channel": waiting.channel,
        "since": waiting.since, "summary": mask(waiting.summary),
    }  # fmt: skip


def add_staff(app: FastAPI, keys: tuple[str, ...]) -> None:
    """Register the staff's socket; without `keys` nobody gets in."""
    room = StaffRoom(keys)

    @app.websocket("/v1/staff")
    async def staff(socket: WebSocket) -> None:
        offered = socket.scope.get("subprotocols", [])
        await socket.accept(next((p for p in offered if p.startswith(_SUBPROTOCOL)), None))
        if room.pages >= PAGES:
            return await socket.close(CLOSE_BUSY, "busy")
        room.pages += 1
        try:
            await StaffPage(socket, app.state.desk, room).run()
        finally:
            room.pages -= 1
