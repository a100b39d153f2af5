"""A page goes to the server that the settings name, and is read here where that fails."""

from __future__ import annotations

import asyncio
from typing import Any

from ocr.results import Line, PageRead
from voicebot.edge.pictures import PictureReader
from voicebot.errors import EngineError
from voicebot.serving import shapes


class Server:
    def __init__(self, broken: bool) -> None:
        self.broken = broken

    def read(self, image: bytes, media_type: str = "image/png") -> shapes.Page:
        if self.broken:
            raise EngineError("the server is gone")
        return shapes.Page((shapes.Line("遠", 0.9, ((10, 20), (50, 22), (50, 40), (10, 38))),), 100, 60)


class Here:
    async def page(self, data: bytes) -> PageRead:
        return PageRead((Line("近", 0.8, (0, 0, 1, 1)),), 100, 60)

    async def close(self) -> None: ...


def read(server: Any) -> PageRead:
    async def scene() -> PageRead:
        reader = PictureReader(Here(), server)  # type: ignore[arg-type]
        page = await reader.page(b"picture")
        await reader.close()
        return page

    return asyncio.run(scene())


def test_the_servers_lines_are_taken_with_upright_boxes() -> None:
    assert read(Server(broken=False)).lines == (Line("遠", 0.9, (10, 20, 40, 20)),)


def test_a_page_is_read_here_where_the_server_fails_or_none_is_named() -> None:
    assert read(Server(broken=True)).lines[0].text == read(None).lines[0].text == "近"
