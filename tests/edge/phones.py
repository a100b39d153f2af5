"""Bare carriers for tests: they dial the desk as Twilio and as Asterisk do, and keep what they are sent."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from voicebot.audio import g711
from voicebot.fakes import LOUD

SILENCE = b"\xff" * 160
LOUDNESS = 52  # µ-law keeps LOUD + 52 exactly, so the fakes hear "第52位"
HEARD = f"第{LOUDNESS}位"


def voice(seconds: float) -> list[bytes]:
    """Frames of a caller whom the fakes hear."""
    line = g711.encode(np.full(int(seconds * 8_000), LOUD + LOUDNESS, np.int16), "ulaw")
    return [line[n : n + 160] for n in range(0, len(line), 160)]


def is_speech(frame: bytes) -> bool:
    return frame != SILENCE


class Carrier:
    """What both have in common; frames that came stand in `frames` with their time, commands in `commands`."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[tuple[float, bytes]] = []
        self.commands: list[dict[str, Any]] = []
        self.echoes = True
        self.closed: tuple[int, str] | None = None

    async def listen(self) -> None:
        """Take what comes until the desk closes."""
        try:
            async for message in self.socket:
                await self._take(message)
        finally:
            self.closed = (self.socket.close_code or 0, self.socket.close_reason or "")

    async def _take(self, message: str | bytes) -> None:
        raise NotImplementedError

    async def audio(self, frame: bytes) -> None:
        raise NotImplementedError

    async def digit(self, digit: str) -> None:
        raise NotImplementedError

    async def say(self, frames: list[bytes]) -> None:
        """Send frames at their own pace."""
        due = time.monotonic()
        for frame in frames:
            await self.audio(frame)
            due += 0.02
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def be_quiet(self, seconds: float) -> None:
        await self.say([SILENCE] * int(seconds / 0.02))

    async def until(self, true: Callable[[], bool], seconds: float = 10.0) -> None:
        """Be quiet on the line until something is so."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, "it did not happen in time"
            try:
                await self.be_quiet(0.1)
            except ConnectionClosed:  # also something that one may wait for
                await asyncio.sleep(0.05)

    def spoke(self, since: float = 0.0) -> bool:
        return any(is_speech(frame) for at, frame in self.frames if at >= since)

    def names(self) -> list[str]:
        return [str(c.get("command") or c.get("event")) for c in self.commands]


class TwilioPeer(Carrier):
    async def start(self, token: str, call_sid: str = "CA1", **fields: Any) -> None:
        await self.send(event="connected", protocol="Call", version="1.0.0")
        format_ = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        start = {"streamSid": "MZ1", "callSid": call_sid, "mediaFormat": format_, "customParameters": {"token": token}, **fields}
        await self.send(event="start", streamSid="MZ1", start=start)

    async def send(self, **event: Any) -> None:
        await self.socket.send(json.dumps(event))

    async def audio(self, frame: bytes) -> None:
        await self.send(event="media", media={"track": "inbound", "payload": base64.b64encode(frame).decode()})

    async def digit(self, digit: str) -> None:
        await self.send(event="dtmf", dtmf={"track": "inbound_track", "digit": digit})

    async def _take(self, message: str | bytes) -> None:
        event = json.loads(message)
        if event["event"] == "media":
            self.frames.append((time.monotonic(), base64.b64decode(event["media"]["payload"])))
            return
        self.commands.append(event)
        if event["event"] == "mark" and self.echoes:
            await self.send(event="mark", mark=event["mark"])


class AsteriskPeer(Carrier):
    async def start(self, call: str = "17.1", law: str = "ulaw") -> None:
        await self.send(
            event="MEDIA_START", connection_id="desk", channel="WebSocket/desk/1", channel_id="17.2", format=law,
            optimal_frame_size=160, ptime=20, channel_variables={"DESK_CALL": call},
        )  # fmt: skip

    async def send(self, **event: Any) -> None:
        await self.socket.send(json.dumps(event))

    async def audio(self, frame: bytes) -> None:
        await self.socket.send(frame)

    async def digit(self, digit: str) -> None:
        await self.send(event="DTMF_END", channel_id="17.2", digit=digit)

    async def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.frames.append((time.monotonic(), message))
            return
        command = json.loads(message)
        self.commands.append(command)
        if command["command"] == "MARK_MEDIA" and self.echoes:
            await self.send(event="MEDIA_MARK_PROCESSED", correlation_id=command["correlation_id"])
        if command["command"] == "GET_STATUS" and self.echoes:
            await self.send(event="STATUS", queue_length=0)
