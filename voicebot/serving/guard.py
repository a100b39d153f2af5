"""Who may call an engine server, and how much a request may hold.

An engine server is for programs, not for pages: whatever carries an Origin is refused, and on loopback also a Host that
is no loopback name (DNS rebinding). Where a key is set every caller must show it, as `Authorization: Bearer <key>`.
"""

from __future__ import annotations

import hmac

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..config import is_loopback
from ..errors import AuthError, DeskError, InputError

BODY_LIMIT = 25 * 1_048_576  # bytes; OpenAI's limit for audio


def problem(error: DeskError) -> JSONResponse:
    """The error as RFC 9457 problem details."""
    body = {"type": "about:blank", "title": error.text, "status": error.status, "code": error.code}
    return JSONResponse(body, error.status, media_type="application/problem+json")


class TooLarge(InputError):
    code = "request_too_large"
    status = 413


class Guard:
    """ASGI middleware. `loopback`: the server listens on this machine only."""

    def __init__(self, app: ASGIApp, key: str, loopback: bool) -> None:
        self._app, self._key, self._loopback = app, key.encode(), loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._admit(Headers(scope=scope))
        except DeskError as error:
            await problem(error)(scope, receive, send)
            return
        await self._app(scope, _counted(receive), send)

    def _admit(self, headers: Headers) -> None:
        if "origin" in headers:
            raise AuthError("pages may not call an engine server", code="origin_refused")
        host = headers.get("host", "")
        name = host if host.endswith("]") else host.rsplit(":", 1)[0]
        if self._loopback and not is_loopback(name):
            raise AuthError("this Host name is not served", code="origin_refused")
        given = headers.get("authorization", "").removeprefix("Bearer ").strip().encode()
        if self._key and not hmac.compare_digest(given, self._key):
            raise AuthError("an engine key is needed: Authorization: Bearer <key>")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            raise TooLarge(f"a request may hold at most {BODY_LIMIT // 1_048_576} MB")


def _counted(receive: Receive) -> Receive:
    """`receive` that stops a body that grows past the limit without having announced its length."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > BODY_LIMIT:
            raise TooLarge(f"a request may hold at most {BODY_LIMIT // 1_048_576} MB")
        return message

    return counted
