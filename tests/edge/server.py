"""A real desk on a real port inside the test process, and a bare client that checks what it gets."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from voicebot import fakes
from voicebot.app import create_app
from voicebot.config import Settings
from voicebot.edge.sockets import DeskSocket
from voicebot.engines import Engines


class Running:
    def __init__(self, app: Any, port: int) -> None:
        self.app = app
        self.port = port
        self.http = f"http://127.0.0.1:{port}"
        self.ws = f"ws://127.0.0.1:{port}/v1/realtime?model=desk"


@contextmanager
def desk(folder: Path, engines: Engines | None = None, port: int = 0, **settings: Any) -> Iterator[Running]:
    """Serve with `engines` (fakes where none are given) until the block ends."""
    chosen = Settings(data_dir=str(folder), **settings)
    app = create_app(chosen, engines or fakes.engines())
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, ws=DeskSocket, ws_max_size=chosen.message_limit, ws_per_message_deflate=False,
        log_level="error", timeout_graceful_shutdown=2,
    )  # fmt: skip
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started:
            if time.monotonic() > deadline or not thread.is_alive():
                raise RuntimeError("the desk did not start")
            time.sleep(0.01)  # a real server in a real thread: there is no virtual time here
        try:
            yield Running(app, listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(10)


class Client:
    """Sends events and collects what comes; `until` waits for a type of event."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: list[dict[str, Any]] = []

    async def send(self, type_: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def append(self, pcm: bytes) -> None:
        await self.send("input_audio_buffer.append", audio=base64.b64encode(pcm).decode())

    async def until(self, type_: str, seconds: float = 10.0) -> dict[str, Any]:
        """The next event of the type."""
        async with asyncio.timeout(seconds):
            while True:
                event = json.loads(await self.socket.recv())
                self.events.append(event)
                if event["type"] == type_:
                    return event

    async def say(self, pcm: bytes, chunk: int = 1920) -> None:
        """Stream 24 kHz audio at its own pace (1920 bytes are 40 ms)."""
        due = time.monotonic()
        for start in range(0, len(pcm), chunk):
            await self.append(pcm[start : start + chunk])
            due += chunk / 48_000
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def types(self) -> list[str]:
        return [e["type"] for e in self.events]


def dial(url: str, **options: Any) -> connect:
    """Takes in all that the desk sends, read or not: a client that stops at its queue's end waits ten seconds to close."""
    options = {"max_size": None, "max_queue": None, "compression": None, **options}
    return connect(url, subprotocols=["realtime"], **options)  # type: ignore[list-item]
