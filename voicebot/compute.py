"""One live executor for all inference: as many threads as cores, earliest deadline first.

First audio goes before final recognition, that before the mind and the feeling that a reply waits for, those before
partials, all before what nobody is on the line for. A job that may be dropped (`droppable`) is dropped when its
deadline has passed or the queue is full, and its future resolves to None; every other job's future always resolves
with its result or its exception, also when the executor closes.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Generic, TypeVar

from .errors import BusyError

T = TypeVar("T")


class Stage(IntEnum):
    """Priority classes; a lower value runs first among equal deadlines."""

    VAD = 0
    VOICE = 1
    FINAL = 2
    MIND = 3
    PARTIAL = 4
    EMOTION = 5
    BATCH = 6  # recordings and texts that came by HTTP: no caller is on the line


# Seconds a job of the class may wait before it counts as late: the deadline is its submission plus this.
_PATIENCE = {Stage.VAD: 0.03, Stage.VOICE: 0.05, Stage.FINAL: 0.1, Stage.MIND: 0.1, Stage.PARTIAL: 0.4, Stage.EMOTION: 0.1, Stage.BATCH: 5.0}


@dataclass(order=True)
class _Job(Generic[T]):
    deadline: float
    stage: int
    number: int
    work: Callable[[], T] = field(compare=False)
    loop: asyncio.AbstractEventLoop = field(compare=False)
    future: asyncio.Future[T | None] = field(compare=False)
    droppable: bool = field(compare=False)


class Executor:
    """Runs synchronous work of live calls. `on_done(stage, wait_s, cpu_s)` is told of every job that ran."""

    def __init__(self, threads: int, limit: int = 512, on_done: Callable[[Stage, float, float], None] | None = None) -> None:
        self._limit = limit
        self._on_done = on_done
        self._heap: list[_Job[Any]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._open = True
        self._threads = [threading.Thread(target=self._work, name=f"live-{i}", daemon=True) for i in range(threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, stage: Stage, work: Callable[[], T], droppable: bool = False) -> asyncio.Future[T | None]:
        """Queue `work`; await the future on the calling loop. Raises BusyError where a needed job finds no room."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T | None] = loop.create_future()
        with self._changed:
            if not self._open or len(self._heap) >= self._limit:
                if not droppable:
                    raise BusyError("the machine has more work than it can do in time")
                future.set_result(None)
                return future
            deadline = time.monotonic() + _PATIENCE[stage]
            heapq.heappush(self._heap, _Job(deadline, stage, next(self._numbers), work, loop, future, droppable))
            self._changed.notify()
        return future

    async def run(self, stage: Stage, work: Callable[[], T]) -> T:
        """Run `work` that must not be dropped, and give its result."""
        result = await self.submit(stage, work)
        return result  # type: ignore[return-value]  # None only where T itself is None

    @property
    def waiting(self) -> int:
        """Jobs that no thread has taken yet."""
        return len(self._heap)

    def close(self) -> None:
        """Stop accepting, resolve what waits, and end the threads."""
        with self._changed:
            self._open = False
            waiting, self._heap = self._heap, []
            self._changed.notify_all()
        for job in waiting:
            _resolve(job, None, None if job.droppable else BusyError("the desk is closing"))
        for thread in self._threads:
            thread.join(timeout=2)

    def _next(self) -> _Job[Any] | None:
        with self._changed:
            while self._open and not self._heap:
                self._changed.wait()
            return heapq.heappop(self._heap) if self._heap else None

    def _work(self) -> None:
        while (job := self._next()) is not None:
            started = time.monotonic()
            if job.droppable and started > job.deadline:
                _resolve(job, None, None)
                continue
            cpu = time.thread_time()
            try:
                result, error = job.work(), None
            except Exception as caught:  # noqa: BLE001 - handed to the awaiting caller, never swallowed
                result, error = None, caught
            _resolve(job, result, error)
            if self._on_done is not None:
                waited = started - (job.deadline - _PATIENCE[Stage(job.stage)])
                self._on_done(Stage(job.stage), waited, time.thread_time() - cpu)


def _resolve(job: _Job[T], result: T | None, error: Exception | None) -> None:
    def settle() -> None:
        if job.future.done():
            return  # the caller was cancelled meanwhile
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(result)

    try:
        job.loop.call_soon_threadsafe(settle)
    except RuntimeError:
        pass  # the caller's loop is closed: nobody waits any more
