"""The commands on their way to the edge: bounded, in order, and audio of a cut turn can be taken back."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .events import Command, ReplyAudio, ReplyPhones, ReplyText

LIMIT = 512  # a session that finds it full waits; the edge aborts a peer that makes no progress


class Outbox:
    def __init__(self, limit: int = LIMIT) -> None:
        self._commands: deque[Command] = deque()
        self._limit = limit
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._watchers: list[asyncio.Queue[Command]] = []
        self.tell: Callable[[Command], None] = lambda command: None  # told of each command at once; must not wait

    @contextmanager
    def watch(self) -> Iterator[asyncio.Queue[Command]]:
        """A copy of everything that is put from now on, but audio; what does not fit is left out."""
        queue: asyncio.Queue[Command] = asyncio.Queue(self._limit)
        self._watchers.append(queue)
        try:
            yield queue
        finally:
            self._watchers.remove(queue)

    async def put(self, command: Command) -> None:
        while len(self._commands) >= self._limit:
            self._room.clear()
            await self._room.wait()
        self._commands.append(command)
        self._filled.set()
        self.tell(command)
        if not isinstance(command, (ReplyAudio, ReplyPhones)):
            for queue in self._watchers:
                if not queue.full():
                    queue.put_nowait(command)

    async def get(self) -> Command:
        while not self._commands:
            self._filled.clear()
            await self._filled.wait()
        command = self._commands.popleft()
        self._room.set()
        return command

    def drop_audio(self, turn_id: int) -> None:
        """Take back what has not left yet of a reply that was cut."""
        spoken = (ReplyAudio, ReplyText, ReplyPhones)
        self._commands = deque(c for c in self._commands if not (isinstance(c, spoken) and c.turn_id == turn_id))
        self._room.set()

    def __len__(self) -> int:
        return len(self._commands)
