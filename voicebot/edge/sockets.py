"""uvicorn's WebSocket protocol with its transport in reach, because a stuck peer is aborted and not closed.

A close waits behind a full write buffer, and the kernel's own buffers hide minutes of audio from the sender. So the
buffers are made small, and `scope["desk.transport"]` lets the connection abort what makes no progress.
"""

from __future__ import annotations

import socket
from asyncio.transports import BaseTransport
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

BUFFER_BYTES = 65_536  # about one second of 24 kHz audio in base64


class DeskSocket(WebSocketsSansIOProtocol):
    """Messages over `Config.ws_max_size` are closed with 1009 by websockets itself."""

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        _bound_buffers(self.transport)

    async def run_asgi(self) -> None:
        self.scope["desk.transport"] = self.transport  # type: ignore[typeddict-unknown-key]
        await super().run_asgi()


def _bound_buffers(transport: Any) -> None:
    transport.set_write_buffer_limits(high=BUFFER_BYTES)
    raw = transport.get_extra_info("socket")
    if raw is not None and raw.family in (socket.AF_INET, socket.AF_INET6):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
