"""Twilio's door: the webhook that answers a call with TwiML, the media stream, and what comes after it.

Twilio signs its requests (HMAC-SHA1 of the public address and the form, https://www.twilio.com/docs/usage/security);
the stream, which it opens by itself, proves itself by a token that our TwiML gave it and that works once. Callers'
numbers come with every request and are neither kept nor logged.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qsl, quote

from fastapi import FastAPI, Request, Response, WebSocket
from starlette.requests import HTTPConnection

from ..config import Settings
from ..desk import Desk
from ..errors import AuthError, BusyError, ConfigError, DeskError, InputError, SignatureError
from ..wire import twilio
from ..wire.line import LineEvent, LineStarted
from ..wire.twilio import TwilioWire
from .ending import Ended
from .line import Line, Outcomes, deny, is_local
from .phone import PhoneCall

PATH = "/v1/phone/twilio"
START_S = 5.0  # from the handshake to the start event
TOKEN_S = 60.0
TOKENS_LIMIT = 10_000  # the oldest gives way
FORM_LIMIT = 65_536  # bytes


class _Tokens:
    """Ties a stream to the webhook that asked for it. Times (`now`) are seconds since the epoch."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, tuple[str, float]] = OrderedDict()  # oldest first

    def issue(self, call_id: str, now: float) -> str:
        token = secrets.token_urlsafe(24)
        self._calls[token] = call_id, now + TOKEN_S
        while len(self._calls) > TOKENS_LIMIT or next(iter(self._calls.values()))[1] < now:
            self._calls.popitem(last=False)
        return token

    def redeem(self, token: str, call_id: str, now: float) -> None:
        """Raises AuthError for a token that is unknown, used, too old, or of another call."""
        known, until = self._calls.pop(token, ("", now))
        if not known or known != call_id or until < now:
            raise AuthError("the stream's token is wrong or has expired")


class TwilioDoor:
    """Raises ConfigError where signatures are to be checked and the package that does it is missing."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._validator = _validator(settings.twilio_auth_token) if settings.twilio_auth_token else None
        self._tokens = _Tokens()
        self._outcomes = Outcomes()
        self._starting = 0

    @property
    def _desk(self) -> Desk:
        return self._app.state.desk  # there from the application's start on

    # ---- webhooks ------------------------------------------------------------------------------------------------
    async def voice(self, request: Request) -> str:
        """A call comes in: connect it to our stream."""
        form = await self._signed_form(request)
        token = self._tokens.issue(_call_id(form), time.time())
        return twilio.twiml_connect(self._stream_url(request), self._url(request, "/after"), token)

    async def after(self, request: Request) -> str:
        """The stream has ended: pass the caller on, or hang up."""
        call_id = _call_id(await self._signed_form(request))
        outcome = self._outcomes.of(call_id, time.time())
        target = self._settings.phone_transfer
        if outcome.step == "end":
            return twilio.twiml_hang_up()
        if not target:
            return twilio.twiml_say(self._desk.phrase("busy").spoken, then_hang_up=True)
        whisper = self._url(request, f"/whisper?call={quote(call_id, safe='')}")
        return twilio.twiml_transfer(target, whisper, outcome.reference, outcome.summary)

    async def whisper(self, request: Request) -> str:
        """Said to the person who picks up, before the caller is connected."""
        await self._signed_form(request)
        outcome = self._outcomes.of(request.query_params.get("call", ""), time.time())
        number = f"編號 {outcome.reference}。" if outcome.reference else ""
        said = f"客人講過：{outcome.summary}。" if outcome.summary else ""
        return twilio.twiml_say(f"有客人轉駁過嚟。{number}{said}")

    async def _signed_form(self, request: Request) -> dict[str, str]:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > FORM_LIMIT:
                raise InputError("the form is too long")
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        except ValueError:
            raise InputError("the form cannot be read") from None
        self._check(request, form, self._url(request, request.url.path.removeprefix(PATH), request.url.query))
        return form

    def _check(self, connection: HTTPConnection, form: dict[str, str], url: str) -> None:
        """Raises SignatureError unless Twilio has signed this, or both of us are alone on this machine."""
        if self._validator is None:
            if is_local(connection, self._settings):
                return
            raise SignatureError("the desk takes no calls from Twilio: twilio_auth_token is not set", code="phone_closed")
        signature = connection.headers.get("x-twilio-signature", "")
        if not self._validator.validate(url, form, signature):
            raise SignatureError("the request is not signed by Twilio with this desk's token")

    def _url(self, connection: HTTPConnection, path: str, query: str = "") -> str:
        secure = "s" if connection.url.scheme in ("https", "wss") else ""
        base = self._settings.public_url or f"http{secure}://{connection.url.netloc}"
        return base + PATH + path + (f"?{query}" if query else "")

    def _stream_url(self, connection: HTTPConnection) -> str:
        return "ws" + self._url(connection, "/stream").removeprefix("http")

    # ---- the stream ----------------------------------------------------------------------------------------------
    async def stream(self, socket: WebSocket) -> None:
        """One media stream from handshake to close."""
        try:
            if "x-twilio-signature" in socket.headers or self._validator is None:
                self._check(socket, {}, self._stream_url(socket))
            if self._starting >= self._settings.max_idle_sockets:
                raise BusyError("too many open connections")
        except DeskError as error:
            await deny(socket, error)
            return
        await socket.accept()
        wire = TwilioWire()
        line = Line(socket, wire)
        try:
            await line.close(await self._converse(line, wire))
        except DeskError as error:
            await line.refuse(error)

    async def _converse(self, line: Line, wire: TwilioWire) -> Ended:
        """Raises DeskError where no call begins."""
        self._starting += 1
        try:
            started, early = await line.started(START_S)
        except Ended as early_end:
            return early_end
        finally:
            self._starting -= 1
        self._tokens.redeem(started.variables.get("token", ""), started.call_id, time.time())
        return await self._call(line, wire, started, early)

    async def _call(self, line: Line, wire: TwilioWire, started: LineStarted, early: list[LineEvent]) -> Ended:
        transfers = bool(self._settings.phone_transfer)
        with self._desk.call("phone", (lambda: True) if transfers else None) as session:
            outcome, over = await PhoneCall(line, wire, session, started, transfers).run(early)
        self._outcomes.keep(started.call_id, outcome, time.time())
        return over


def _call_id(form: dict[str, str]) -> str:
    if not (call_id := form.get("CallSid", "")):
        raise InputError("the form has no CallSid")
    return call_id


def _validator(token: str) -> Any:
    try:
        from twilio.request_validator import RequestValidator
    except ImportError as error:
        raise ConfigError("setting twilio_auth_token needs the twilio package: pip install 'voicebot[phone]'") from error
    return RequestValidator(token)


def add_twilio(app: FastAPI, settings: Settings) -> None:
    door = TwilioDoor(app, settings)

    @app.post(f"{PATH}/voice")
    async def twilio_voice(request: Request) -> Response:
        return _twiml(await door.voice(request))

    @app.post(f"{PATH}/after")
    async def twilio_after(request: Request) -> Response:
        return _twiml(await door.after(request))

    @app.post(f"{PATH}/whisper")
    async def twilio_whisper(request: Request) -> Response:
        return _twiml(await door.whisper(request))

    @app.websocket(f"{PATH}/stream")
    async def twilio_stream(socket: WebSocket) -> None:
        await door.stream(socket)


def _twiml(document: str) -> Response:
    return Response(document, media_type="application/xml")
