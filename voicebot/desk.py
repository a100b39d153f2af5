"""The desk that is open: admission, sessions and their journal, one entry for each kind of caller."""

from __future__ import annotations

import random
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket

from .compute import Executor
from .config import Settings, is_loopback
from .dialog.flows.state import FlowState
from .edge.auth import Keys
from .edge.realtime import CLOSE_TAKEN_OVER, RealtimeConnection
from .engines import Engines
from .errors import BusyError, DeskError, InputError
from .events import Channel, Command, End, HandOver, Heading, Notice, Reply
from .flowing import Business
from .keeping import Held, Keeper
from .knowledge.documents import render
from .knowledge.feedback import Judgement
from .ledger import Ledger
from .metrics import Metrics
from .paperwork import Papers
from .privacy.consent import Event, PrivacyNotice, entry
from .session import Session
from .store import Feedback, Journal, Resumed
from .waiting import Queue, Waiting
from .wire.realtime import RealtimeWire

log = structlog.get_logger()
UNWRITTEN = 100  # conversations that are over whose journal the disk has refused; the oldest gives way
_LETTERS = "ABCDEFHJKLMNPRSTUVWXY"  # without those that are easily misheard or misread


def new_id(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(10)}"


def new_reference() -> str:
    """A reference that can be said over the phone, such as "K-7302"."""
    return f"{random.choice(_LETTERS)}-{random.randrange(10_000):04d}"


class Desk:
    def __init__(
        self, settings: Settings, engines: Engines, executor: Executor, journal: Journal, metrics: Metrics,
        ledger: Ledger, now: Callable[[], float], papers: Papers | None = None, feedback: Feedback | None = None,
        business: Business | None = None,
    ) -> None:  # fmt: skip
        self.ready = False
        self.settings = settings
        self.sessions: dict[str, Session] = {}
        self.queue = Queue(settings.resume_minutes * 60)
        self.staff_present = 0  # open staff pages
        self._engines = engines
        self._executor = executor
        self._journal = journal
        self._metrics = metrics
        self._now = now
        self._papers = papers
        self._business = business
        self._flows: dict[str, tuple[FlowState, float]] = {}  # of conversations whose line was lost, and when
        self._ledger = ledger
        self._feedback = feedback
        self._noting, self._judging, self._erasing = (Held(f"{store}_failed", self._count) for store in ("ledger", "feedback", "journal"))
        self._keys = Keys(settings)
        self._open: dict[str, RealtimeConnection] = {}
        self._calls: set[str] = set()
        self._keepers: dict[str, Keeper] = {}
        self._unwritten: dict[str, tuple[Keeper, float]] = {}  # of conversations that are over, and since when

    async def serve_realtime(self, socket: WebSocket) -> None:
        """One WebSocket from handshake to close."""
        try:
            self._admit(socket, socket.scope.get("subprotocols", []))
            if len(self._open) >= self.settings.max_idle_sockets + self.settings.max_calls:
                raise BusyError("too many open connections")
            heading, items, keeper = self._conversation(socket)
        except DeskError as error:
            self._metrics.errors.labels(error.code).inc()
            body = {"type": "about:blank", "title": error.text, "status": error.status, "code": error.code}
            await socket.send_denial_response(JSONResponse(body, error.status, media_type="application/problem+json"))
            return
        await socket.accept("realtime" if "realtime" in socket.scope.get("subprotocols", []) else None)
        await self._converse(socket, heading, items, keeper)

    async def _converse(self, socket: WebSocket, heading: Heading, items: list[dict[str, Any]], keeper: Keeper) -> None:
        session_id = heading.session_id
        wire = RealtimeWire(heading, new_id)
        busy = self._engines.mind.phrase("busy").written
        if (older := self._open.get(session_id)) is not None:
            older.end(CLOSE_TAKEN_OVER, "session.taken_over")
        with self._registered(heading, items, keeper, lambda: self.staff_present > 0) as session:
            connection = RealtimeConnection(socket, session, wire, lambda: self._begin_call(session_id), busy, self.settings.idle_s)
            self._open[session_id] = connection
            self._metrics.sessions.set(len(self._open))
            log.info("connection", reference=heading.reference, channel=heading.channel, resumed=bool(items))
            try:
                await connection.run([*wire.hello(bool(items)), *(wire.replay(items) if items else [])])
            finally:
                if self._open.get(session_id) is connection:
                    del self._open[session_id]
                    self._calls.discard(session_id)
                self._metrics.sessions.set(len(self._open))

    @contextmanager
    def call(self, channel: Channel, people: Callable[[], bool] | None = None) -> Iterator[Session]:
        """A new conversation that is a call from its first moment, as on the phone; the caller of this runs it.

        `people` says whether a person could take it; without it, whether a staff page is open. Raises BusyError.
        """
        if not self.ready:
            raise BusyError("the desk is starting")
        session_id, reference = new_id("sess"), new_reference()
        if not self._begin_call(session_id):
            raise BusyError("all lines are busy")
        try:
            keeper = self._keeper(session_id)
            keeper.begin(reference)
            heading = Heading(session_id, reference, self.settings.pack, channel=channel)
            with self._registered(heading, [], keeper, people or (lambda: self.staff_present > 0)) as session:
                log.info("call", reference=reference, channel=channel)
                yield session
        finally:
            self._calls.discard(session_id)

    @contextmanager
    def _registered(self, heading: Heading, items: list[dict[str, Any]], keeper: Keeper, people: Callable[[], bool]) -> Iterator[Session]:
        """A session that others can find while it lives."""
        session = Session(heading, self._engines, self._executor, keeper, self._metrics, time.monotonic, new_id, items, people,
                          self._papers, self.settings.records, lambda notice, event: self._told(heading, notice, event),
                          self._judged, self._business, self._now, self._open_flow(heading.session_id))  # fmt: skip
        self.sessions[heading.session_id] = session
        self._keepers[heading.session_id] = keeper
        self.queue.back(heading.session_id)
        session.outbox.tell = lambda command: self._note(heading, command)
        try:
            yield session
        finally:
            written = keeper.retry()
            if self.sessions.get(heading.session_id) is session:
                del self.sessions[heading.session_id], self._keepers[heading.session_id]
                if not written:
                    self._write_later(heading.session_id, keeper)
                if (flow := session.open_flow()) is not None:
                    self._flows[heading.session_id] = (flow, self._now())
                self.queue.lose(heading.session_id, self._now())

    def _write_later(self, session_id: str, keeper: Keeper) -> None:
        if len(self._unwritten) >= UNWRITTEN:
            del self._unwritten[next(iter(self._unwritten))]
        self._unwritten[session_id] = (keeper, self._now())

    def _keeper(self, session_id: str) -> Keeper:
        """The one of a line that is about to be taken over, or of a conversation that comes back, goes on: it may hold what the disk
        has refused."""
        unwritten, _ = self._unwritten.pop(session_id, (None, 0.0))
        return self._keepers.get(session_id) or unwritten or Keeper(self._journal, session_id, self._now, self._erasing, self._count)

    def _count(self, code: str) -> None:
        self._metrics.errors.labels(code).inc()

    def write_again(self) -> None:
        """Try what the stores have refused; to be called now and then."""
        for held in (self._noting, self._judging, self._erasing):
            held.retry()
        for keeper in list(self._keepers.values()):
            keeper.retry()
        oldest = self._now() - self.settings.resume_minutes * 60
        self._unwritten = {id_: kept for id_, kept in self._unwritten.items() if kept[1] >= oldest and not kept[0].retry()}

    def wait_again(self, waiting: Waiting) -> None:
        """A caller whom a person had waits again, at the old place; one whose line is lost does so when it comes back."""
        if waiting.session_id in self.sessions:
            self.queue.add(waiting)
        elif waiting.channel != "phone":
            self.queue.hold(waiting, self._now())

    def _open_flow(self, session_id: str) -> FlowState | None:
        """What a conversation that comes back was in, from the line that it had. Held in memory, as long as the journal."""
        oldest = self._now() - self.settings.resume_minutes * 60
        self._flows = {id_: kept for id_, kept in self._flows.items() if kept[1] >= oldest}
        if (older := self.sessions.get(session_id)) is not None:
            return older.open_flow()
        return self._flows.pop(session_id, (None, 0.0))[0]

    def _told(self, heading: Heading, notice: PrivacyNotice, event: Event) -> None:
        """Keep in the ledger what became of the notice, and which words it had."""
        line = entry(notice, event, self._now(), heading.reference, heading.channel)
        self._noting.write(f"{heading.session_id} {event}", lambda: self._ledger.note(line, notice))

    def _judged(self, judgement: Judgement) -> bool:
        if (feedback := self._feedback) is None:
            return True
        at = self._now()
        return self._judging.write(judgement.item_id, lambda: feedback.keep(judgement, at))

    def _note(self, heading: Heading, command: Command) -> None:
        """Keep the queue for a person: in when one is asked for, out when one has come."""
        if isinstance(command, HandOver):
            self.queue.add(Waiting(heading.session_id, heading.reference, command.summary, heading.channel, self._now()))
        elif isinstance(command, Notice) and command.code == "person_joined":
            self.queue.remove(heading.session_id)
        elif isinstance(command, End) and command.code in ("forgotten", "goodbye"):
            self.queue.remove(heading.session_id)

    def _begin_call(self, session_id: str) -> bool:
        if session_id not in self._calls and len(self._calls) >= self.settings.max_calls:
            self._metrics.errors.labels("server_busy").inc()
            return False
        self._calls.add(session_id)
        return True

    def _conversation(self, socket: WebSocket) -> tuple[Heading, list[dict[str, Any]], Keeper]:
        """A new conversation, or the one that `?session=<id>.<token>` resumes; the token rotates on use."""
        named = socket.query_params.get("session", "")
        if named:
            session_id, _, token = named.partition(".")
            resumed = self._resumed(session_id, token)
            return self._heading(socket, session_id, resumed.reference, resumed.token), list(resumed.items), self._keeper(session_id)
        session_id, reference = new_id("sess"), new_reference()
        keeper = self._keeper(session_id)
        return self._heading(socket, session_id, reference, keeper.begin(reference)), [], keeper

    def _resumed(self, session_id: str, token: str) -> Resumed:
        try:
            return self._journal.resume(session_id, token, self._now())
        except sqlite3.Error as error:
            log.error("the journal cannot be read", code="journal_failed", error=type(error).__name__)
            raise BusyError("the conversation cannot be read now; try again", code="journal_failed") from error

    def _heading(self, socket: WebSocket, session_id: str, reference: str, token: str) -> Heading:
        channel: Channel = "kiosk" if socket.query_params.get("channel") == "kiosk" else "web"
        return Heading(session_id, reference, self.settings.pack, channel=channel, extras={"token": f"{session_id}.{token}"})

    def _admit(self, connection: HTTPConnection, subprotocols: list[str]) -> None:
        if not self.ready:
            raise BusyError("the desk is starting")
        client = connection.client.host if connection.client else ""
        headers = connection.headers
        host = headers.get("host", "")
        self._keys.admit(headers, subprotocols, headers.get("origin"), host, is_loopback(client), self._now())

    def admit(self, request: Request) -> None:
        """Raises AuthError unless who sends this request may use the desk, BusyError before it is ready."""
        self._admit(request, [])

    def client_secret(self, request: Request) -> dict[str, object]:
        """A short-lived key for a browser, for who holds an API key (on loopback without keys: for anyone)."""
        if self.settings.api_keys:
            self._keys.check_key(request.headers)
        else:
            self._admit(request, [])
        value, expires_at = self._keys.issue(self._now())
        return {"value": value, "expires_at": int(expires_at), "session": {"type": "realtime", "model": "desk"}}

    def passage(self, passage_id: str) -> dict[str, object]:
        """What a citation opens; `href` is the very place in the whole document. Raises InputError where there is no such
        passage, or none that a customer may see."""
        found = self._engines.mind.passage(passage_id)
        if found is None:
            raise InputError("there is no such passage", code="passage_unknown")
        page, _, anchor = found.anchor.partition("#")
        return {**asdict(found), "href": f"/documents/{quote(page)}#{quote(anchor)}"}

    def document(self, page: str) -> str:
        """A document as an HTML page. Raises InputError where there is none that a customer may see."""
        found = self._engines.mind.document(page)
        if found is None:
            raise InputError("there is no such document", code="passage_unknown")
        return render(found)

    def phrase(self, key: str) -> Reply:
        """A fixed phrase of the pack."""
        return self._engines.mind.phrase(key)

    async def end_all(self) -> None:
        """Tell every caller that the desk closes; their conversations can be resumed."""
        for connection in list(self._open.values()):
            connection.end(1012, "restarting")


