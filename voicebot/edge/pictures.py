"""The desk's hand on the reader of pictures: one child process a desk, errors in the desk's own tree."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Literal

import structlog

from ocr.errors import ReadError
from ocr.reader import Reader
from ocr.results import Box, FormRead, Line, PageRead

from ..errors import BusyError, DeskError, EngineError, InputError
from ..remote.reader import RemoteReader

log = structlog.get_logger()


class PictureReader:
    """Implements `forms.state.FormReader`; what else is read, the routes ask for. For one event loop."""

    def __init__(self, reader: Reader | None = None, server: RemoteReader | None = None) -> None:
        """`server` reads whole pages first, where there is one; forms are always read here."""
        self._reader = reader or Reader()
        self._server = server
        self._waits = ThreadPoolExecutor(1, "ocr-server")  # waits for the server, never computes

    async def read(self, data: bytes, media_type: str) -> FormRead:
        """Any form that we know, from a photo. The content tells the type; `media_type` is not trusted."""
        return await self.form(data, None)

    async def form(self, data: bytes, name: str | None) -> FormRead:
        with _translated():
            return await self._reader.form(data, name)

    async def page(self, data: bytes) -> PageRead:
        if (server := self._server) is not None:
            try:
                read = await asyncio.get_running_loop().run_in_executor(self._waits, server.read, data)
                return PageRead(tuple(Line(row.text, row.confidence, _upright(row.box)) for row in read.lines), read.width, read.height)
            except EngineError as error:
                log.warning("ocr server failed", code=error.code)
        with _translated():
            return await self._reader.page(data)

    async def strokes(self, strokes: list[Any], width: float, height: float) -> dict[str, Any]:
        with _translated():
            return await self._reader.strokes(strokes, width, height)

    async def blank(self, name: str, kind: Literal["png", "pdf"]) -> bytes:
        with _translated():
            return await self._reader.blank(name, kind)

    async def close(self) -> None:
        self._waits.shutdown(wait=False, cancel_futures=True)
        await self._reader.close()


def _upright(corners: Sequence[tuple[int, int]]) -> Box:
    """The box around four corners: (left, top, width, height)."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ReadError as error:
        raise _desk_error(error) from error


def _desk_error(error: ReadError) -> DeskError:
    if error.code == "ocr_busy":
        return BusyError(error.text, code=error.code)
    if error.code == "ocr_failed":
        return EngineError(error.text, code=error.code)
    return InputError(error.text, code=error.code)
