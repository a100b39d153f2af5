"""The desk that is open: admission, sessions and their journal, one entry for each kind of caller."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket

from .compute import Executor
from .config import Settings, is_loopback
from .edge.auth import Keys
from .edge.realtime import CLOSE_TAKEN_OVER, RealtimeConnection
from .engines import Engines
from .errors import BusyError, DeskError, InputError
from .events import Heading
from .metrics import Metrics
from .session import Session
from .store import Journal
from .wire.realtime import RealtimeWire

log = structlog.get_logger()
_LETTERS = "ABCDEFHJKLMNPRSTUVWXY"  # without those that are easily misheard or misread


def new_id(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(10)}"


def new_reference() -> str:
    """A reference that can be said over the phone, such as "K-7302"."""
    return f"{random.choice(_LETTERS)}-{random.randrange(10_000):04d}"


class _Keeper:
    """One conversation's hand on the journal."""

    def __init__(self, journal: Journal, session_id: str, now: Callable[[], float]) -> None:
        self._journal = journal
        self._session_id = session_id
        self._now = now

    def keep(self, item: dict[str, Any]) -> None:
        try:
            self._journal.append(self._session_id, item, self._now())
        except DeskError as error:  # past its time or taken away: the call goes on, a resume will not
            log.warning("journal refused an item", code=error.code)


class Desk:
    def __init__(
        self, settings: Settings, engines: Engines, executor: Executor, journal: Journal, metrics: Metrics, now: Callable[[], float]
    ) -> None:
        self.ready = False
        self._settings = settings
        self._engines = engines
        self._executor = executor
        self._journal = journal
        self._metrics = metrics
        self._now = now
        self._keys = Keys(settings)
        self._open: dict[str, RealtimeConnection] = {}
        self._calls: set[str] = set()

    async def serve_realtime(self, socket: WebSocket) -> None:
        """One WebSocket from handshake to close."""
        try:
            self._admit(socket, socket.scope.get("subprotocols", []))
            if len(self._open) >= self._settings.max_idle_sockets + self._settings.max_calls:
                raise BusyError("too many open connections")
            heading, items = self._conversation(socket)
        except DeskError as error:
            self._metrics.errors.labels(error.code).inc()
            body = {"type": "about:blank", "title": error.text, "status": error.status, "code": error.code}
            await socket.send_denial_response(JSONResponse(body, error.status, media_type="application/problem+json"))
            return
        await socket.accept("realtime" if "realtime" in socket.scope.get("subprotocols", []) else None)
        await self._converse(socket, heading, items)

    async def _converse(self, socket: WebSocket, heading: Heading, items: list[dict[str, Any]]) -> None:
        session_id = heading.session_id
        keeper = _Keeper(self._journal, session_id, self._now)
        session = Session(heading, self._engines, self._executor, keeper, self._metrics, time.monotonic, new_id, items)
        wire = RealtimeWire(heading, new_id)
        busy = self._engines.mind.phrase("busy").written
        connection = RealtimeConnection(socket, session, wire, lambda: self._begin_call(session_id), busy, self._settings.idle_s)
        if (older := self._open.get(session_id)) is not None:
            older.end(CLOSE_TAKEN_OVER, "session.taken_over")
        self._open[session_id] = connection
        self._metrics.sessions.set(len(self._open))
        log.info("connection", reference=heading.reference, resumed=bool(items))
        try:
            await connection.run([*wire.hello(bool(items)), *(wire.replay(items) if items else [])])
        finally:
            if self._open.get(session_id) is connection:
                del self._open[session_id]
                self._calls.discard(session_id)
            self._metrics.sessions.set(len(self._open))

    def _begin_call(self, session_id: str) -> bool:
        if session_id not in self._calls and len(self._calls) >= self._settings.max_calls:
            self._metrics.errors.labels("server_busy").inc()
            return False
        self._calls.add(session_id)
        return True

    def _conversation(self, socket: WebSocket) -> tuple[Heading, list[dict[str, Any]]]:
        """A new conversation, or the one that `?session=<id>.<token>` resumes; the token rotates on use."""
        named = socket.query_params.get("session", "")
        if named:
            session_id, _, token = named.partition(".")
            resumed = self._journal.resume(session_id, token, self._now())
            return self._heading(session_id, resumed.reference, resumed.token), list(resumed.items)
        session_id, reference = new_id("sess"), new_reference()
        token = self._journal.open(session_id, reference, self._now())
        return self._heading(session_id, reference, token), []

    def _heading(self, session_id: str, reference: str, token: str) -> Heading:
        return Heading(session_id, reference, self._settings.pack, extras={"token": f"{session_id}.{token}"})

    def _admit(self, connection: HTTPConnection, subprotocols: list[str]) -> None:
        if not self.ready:
            raise BusyError("the desk is starting")
        client = connection.client.host if connection.client else ""
        headers = connection.headers
        host = headers.get("host", "")
        self._keys.admit(headers, subprotocols, headers.get("origin"), host, is_loopback(client), self._now())

    def client_secret(self, request: Request) -> dict[str, object]:
        """A short-lived key for a browser, for who holds an API key (on loopback without keys: for anyone)."""
        if self._settings.api_keys:
            self._keys.check_key(request.headers)
        else:
            self._admit(request, [])
        value, expires_at = self._keys.issue(self._now())
        return {"value": value, "expires_at": int(expires_at), "session": {"type": "realtime", "model": "desk"}}

    def passage(self, passage_id: str) -> dict[str, str]:
        """What a citation opens. Raises InputError where there is no such passage."""
        found = self._engines.mind.passage(passage_id)
        if found is None:
            raise InputError("there is no such passage", code="passage_unknown")
        return asdict(found)

    async def end_all(self) -> None:
        """Tell every caller that the desk closes; their conversations can be resumed."""
        for connection in list(self._open.values()):
            connection.end(1012, "restarting")


