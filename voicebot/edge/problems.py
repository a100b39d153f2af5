"""Every refusal over HTTP as problem details (RFC 9457) with a code, and nothing in it of what was sent."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..errors import DeskError, InputError
from ..metrics import Metrics

MEDIA_TYPE = "application/problem+json"
_UNROUTED = {404: ("there is nothing at this address", "not_found"), 405: ("this address does not take that method", "method_not_allowed")}


def add_problems(app: FastAPI, metrics: Metrics) -> None:
    """Answer errors of ours, of the routing, and of what FastAPI itself checks."""

    @app.exception_handler(DeskError)
    async def refused(_: Request, error: DeskError) -> JSONResponse:
        metrics.errors.labels(error.code).inc()
        return _problem(error.text, error.status, error.code)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        places = {".".join(map(str, e["loc"][1:])) or "body" for e in error.errors()}
        return await refused(_, InputError(f"the request cannot be used; look at: {', '.join(sorted(places))[:200]}"))

    @app.exception_handler(HTTPException)
    async def unrouted(_: Request, error: HTTPException) -> JSONResponse:
        text, code = _UNROUTED.get(error.status_code, ("the request cannot be used", "input_invalid"))
        return _problem(text, error.status_code, code, dict(error.headers or {}))


def _problem(text: str, status: int, code: str, headers: dict[str, str] | None = None) -> JSONResponse:
    body = {"type": "about:blank", "title": text, "status": status, "code": code}
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)
