"""The Realtime connection around a conversation, with a socket of our own."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

from starlette.websockets import WebSocketState

from tests.virtual import InlineExecutor, play
from voicebot import fakes
from voicebot.edge.realtime import RealtimeConnection
from voicebot.events import Heading
from voicebot.metrics import Metrics
from voicebot.session import Session
from voicebot.wire.realtime import RealtimeWire


class SlowSocket:
    """Every message takes a tenth of a second to leave, as on a poor line."""

    application_state = WebSocketState.CONNECTED
    scope: dict[str, Any] = {}

    def __init__(self, *messages: dict[str, Any]) -> None:
        self._messages = list(messages)
        self.sent: list[dict[str, Any]] = []
        self.closed: tuple[int, str] | None = None

    async def receive(self) -> dict[str, Any]:
        if not self._messages:
            await asyncio.Event().wait()
        return {"type": "websocket.receive", "text": json.dumps(self._messages.pop(0))}

    async def send_text(self, text: str) -> None:
        await asyncio.sleep(0.1)
        self.sent.append(json.loads(text))

    async def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)


class Nowhere:
    def keep(self, item: dict[str, object]) -> None:
        pass

    def forget(self) -> None:
        pass


def test_a_customer_on_a_slow_line_is_told_that_they_are_forgotten() -> None:
    async def scene() -> None:
        counter, heading = itertools.count(), Heading("sess", "K-1", "bank")
        socket = SlowSocket({"type": "desk.forget"})

        def new_id(kind: str) -> str:
            return f"{kind}_{next(counter)}"

        session = Session(heading, fakes.engines(), InlineExecutor(), Nowhere(), Metrics(), asyncio.get_running_loop().time, new_id)  # type: ignore[arg-type]
        wire = RealtimeWire(heading, new_id)
        await RealtimeConnection(socket, session, wire, lambda: True, "", 60.0).run(wire.hello())  # type: ignore[arg-type]
        assert socket.sent[-1]["type"] == "desk.notice" and socket.sent[-1]["code"] == "forgotten"
        assert socket.closed == (1000, "forgotten")

    play(scene())
