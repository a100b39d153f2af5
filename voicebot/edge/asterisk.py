"""Asterisk's door: the WebSocket that its `Dial(WebSocket/…)` opens for each call, and what its dialplan asks afterwards.

Asterisk shows name and password (HTTP Basic) both times. After the socket's leg the dialplan reads
`GET /v1/phone/asterisk/next?call=<DESK_CALL>`: "person,<reference>,<summary>" or "end,<reference>,". What it cannot
read, as when the desk is gone, it must take for a person. An example stands in tests/telephony/asterisk.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import time

from fastapi import FastAPI, Request, Response, WebSocket
from starlette.requests import HTTPConnection

from ..config import Settings
from ..desk import Desk
from ..errors import AuthError, BusyError, DeskError
from ..wire.asterisk import SUBPROTOCOL, AsteriskWire, next_step
from .ending import Ended
from .line import Line, Outcomes, deny, is_local
from .phone import PhoneCall

PATH = "/v1/phone/asterisk"
START_S = 2.0  # from the handshake to the start event


class AsteriskDoor:
    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._outcomes = Outcomes()
        self._starting = 0

    @property
    def _desk(self) -> Desk:
        return self._app.state.desk  # there from the application's start on

    @property
    def _settings(self) -> Settings:
        return self._desk.settings

    async def media(self, socket: WebSocket) -> None:
        """One call's socket from handshake to close."""
        try:
            self._check(socket)
            if self._starting >= self._settings.max_idle_sockets:
                raise BusyError("too many open connections")
        except DeskError as error:
            await deny(socket, error)
            return
        await socket.accept(SUBPROTOCOL if SUBPROTOCOL in socket.scope.get("subprotocols", []) else None)
        wire = AsteriskWire()
        line = Line(socket, wire)
        try:
            await line.close(await self._converse(line, wire))
        except DeskError as error:
            await line.refuse(error)

    def next_step(self, request: Request) -> str:
        """What the dialplan does with the caller now."""
        self._check(request)
        outcome = self._outcomes.of(request.query_params.get("call", ""), time.time())
        return next_step(outcome.step, outcome.reference, outcome.summary)

    async def _converse(self, line: Line, wire: AsteriskWire) -> Ended:
        """Raises DeskError where no call begins."""
        self._starting += 1
        try:
            started, early = await line.started(START_S)
        except Ended as early_end:
            return early_end
        finally:
            self._starting -= 1
        transfers = bool(self._settings.phone_transfer)
        with self._desk.call("phone", (lambda: True) if transfers else None) as session:
            outcome, over = await PhoneCall(line, wire, session, started, transfers).run(early)
        self._outcomes.keep(started.call_id, outcome, time.time())
        return over

    def _check(self, connection: HTTPConnection) -> None:
        """Raises AuthError unless this is our Asterisk, or both of us are alone on this machine."""
        name, password = self._settings.asterisk_user, self._settings.asterisk_password
        if not password:
            if is_local(connection, self._settings):
                return
            raise AuthError("the desk takes no calls from Asterisk: asterisk_user and asterisk_password are not set", code="phone_closed")
        if not hmac.compare_digest(_basic(connection), f"{name}:{password}".encode()):
            raise AuthError("the name or the password is wrong")


def _basic(connection: HTTPConnection) -> bytes:
    """`name:password` of HTTP Basic (RFC 7617); b"" where there is none."""
    scheme, _, coded = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(coded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def add_asterisk(app: FastAPI) -> None:
    door = AsteriskDoor(app)

    @app.get(f"{PATH}/next")
    async def asterisk_next(request: Request) -> Response:
        return Response(door.next_step(request), media_type="text/plain")

    @app.websocket(PATH)
    async def asterisk_media(socket: WebSocket) -> None:
        await door.media(socket)
