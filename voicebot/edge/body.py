"""The body of an HTTP request, never more of it than its limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from ..errors import DeskError


def length(request: Request) -> int | None:
    """The length that the request tells in bytes; None where it tells none, as where the body comes in chunks."""
    told = request.headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 20 else None


async def bounded(request: Request, limit: int, too_large: DeskError) -> bytes:
    """The whole body. Raises `too_large` as soon as it is, or says that it will be, longer than `limit` bytes."""
    if (length(request) or 0) > limit:
        raise too_large
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > limit:
            raise too_large
    return bytes(data)


@asynccontextmanager
async def multipart(request: Request, fields: int, broken: DeskError) -> AsyncIterator[FormData]:
    """A form of at most one file and `fields` texts; its files are closed at the end. Raises `broken` where it cannot be read."""
    try:
        async with request.form(max_files=1, max_fields=fields) as form:
            yield form
    except (MultiPartException, HTTPException) as error:  # inside an application Starlette makes the one into the other
        raise broken from error
