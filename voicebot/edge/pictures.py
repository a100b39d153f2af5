"""The desk's hand on the reader of pictures: one child process a desk, errors in the desk's own tree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from ocr.errors import ReadError
from ocr.reader import Reader
from ocr.results import FormRead, PageRead

from ..errors import BusyError, DeskError, EngineError, InputError


class PictureReader:
    """Implements `forms.state.FormReader`; what else is read, the routes ask for. For one event loop."""

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader = reader or Reader()

    async def read(self, data: bytes, media_type: str) -> FormRead:
        """Any form that we know, from a photo. The content tells the type; `media_type` is not trusted."""
        return await self.form(data, None)

    async def form(self, data: bytes, name: str | None) -> FormRead:
        with _translated():
            return await self._reader.form(data, name)

    async def page(self, data: bytes) -> PageRead:
        with _translated():
            return await self._reader.page(data)

    async def strokes(self, strokes: list[Any], width: float, height: float) -> dict[str, Any]:
        with _translated():
            return await self._reader.strokes(strokes, width, height)

    async def blank(self, name: str, kind: Literal["png", "pdf"]) -> bytes:
        with _translated():
            return await self._reader.blank(name, kind)

    async def close(self) -> None:
        await self._reader.close()


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
