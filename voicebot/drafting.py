"""A reply whose draft is still being written: its first sentence is spoken while the next ones are checked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from .events import Reply

Told = Callable[[Reply], None]  # is given the reply so far, which only grows at its end
Owner = Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]
log = structlog.get_logger()


class Drafting:
    """`write` is run to its end as a task of `own`'s; what it returns, or fails with, ends the draft. `as_given` makes of the
    writer's reply the one that is given. One listener."""

    def __init__(self, write: Callable[[Told], Coroutine[Any, Any, Reply | None]], own: Owner, as_given: Callable[[Reply], Reply]) -> None:
        self._reply: Reply | None = None
        self._as_given = as_given
        self._grown = asyncio.Event()
        self._task = own(self._run(write))
        self._task.add_done_callback(lambda _: self._grown.set())

    async def beyond(self, said: str) -> Reply | None:
        """The reply once it goes on after `said`; None where it does not."""
        while True:
            self._grown.clear()
            if self._reply is not None and len(self._reply.spoken) > len(said):
                return self._as_given(self._reply)
            if self._task.done():
                return None
            await self._grown.wait()

    async def whole(self) -> Reply | None:
        """The reply when nothing more will come."""
        await asyncio.wait([self._task])
        return None if self._reply is None else self._as_given(self._reply)

    def close(self) -> None:
        """Nobody listens any more."""
        self._task.cancel()

    async def _run(self, write: Callable[[Told], Coroutine[Any, Any, Reply | None]]) -> None:
        try:
            last = await write(self._tell)
            if last is not None:
                self._tell(last)
        except Exception as error:  # noqa: BLE001 - what was checked until then is still said
            log.error("draft failed", code="engine_failed", exc_info=error)

    def _tell(self, reply: Reply) -> None:
        if self._reply is None or reply.spoken.startswith(self._reply.spoken):
            self._reply = reply
            self._grown.set()
