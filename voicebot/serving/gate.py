"""One inference at a time, a short queue before it, and no work for a client that has gone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar

from fastapi import Request

from ..compute import Executor, Stage
from ..errors import BusyError, DeskError, EngineError

T = TypeVar("T")
WAITING = 8  # requests; one more is refused with server_busy
_LOOK_S = 0.2  # between two looks whether the client is still there


class Gate:
    """Owns the engine's one thread. Each caller gets the result of its own work and no other."""

    def __init__(self, waiting: int = WAITING) -> None:
        self._executor = Executor(1, limit=waiting)

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """`work` in its turn. Raises BusyError where the queue is full, EngineError where the engine breaks."""
        left = threading.Event()

        def guarded() -> T:
            if left.is_set():
                raise BusyError("the client has gone")
            return _guarded(work)

        job = asyncio.ensure_future(self._executor.run(Stage.FINAL, guarded))
        watch = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait({job, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not job.done():
                left.set()
            return await job
        finally:
            watch.cancel()

    def stream(self, pieces: Callable[[Callable[[], bool]], Iterator[str]], most: int) -> AsyncIterator[str]:
        """Begin `pieces(stopped)` in its turn and pass on what it yields, at most `most` pieces.

        Raises BusyError at once where the queue is full; EngineError comes out of the iterator. Leaving the iterator
        stops the work.
        """
        loop = asyncio.get_running_loop()
        # `most` bounds it: a reader that is slow must not hold the engine, which serves others.
        queue: asyncio.Queue[str | DeskError | None] = asyncio.Queue(most + 1)
        stop = threading.Event()

        def work() -> None:
            last: DeskError | None = None
            try:
                for count, piece in enumerate(_guarded_pieces(pieces(stop.is_set))):
                    if stop.is_set() or count == most:
                        break
                    loop.call_soon_threadsafe(queue.put_nowait, piece)
            except DeskError as error:
                last = error
            loop.call_soon_threadsafe(queue.put_nowait, last)

        def done(job: asyncio.Future[None]) -> None:
            if not job.cancelled() and job.exception() is not None:  # it never began: the server is closing
                queue.put_nowait(BusyError("the server is closing"))

        self._executor.submit(Stage.FINAL, work).add_done_callback(done)
        return _drain(queue, stop)

    def close(self) -> None:
        self._executor.close()


async def _drain(queue: asyncio.Queue[str | DeskError | None], stop: threading.Event) -> AsyncIterator[str]:
    try:
        while (piece := await queue.get()) is not None:
            if isinstance(piece, DeskError):
                raise piece
            yield piece
    finally:
        stop.set()


async def _gone(request: Request) -> None:
    while not await request.is_disconnected():
        await asyncio.sleep(_LOOK_S)


def _guarded(work: Callable[[], T]) -> T:
    try:
        return work()
    except DeskError:
        raise
    except Exception as error:
        raise EngineError("the engine broke while it computed") from error


def _guarded_pieces(pieces: Iterator[str]) -> Iterator[str]:
    while (piece := _guarded(lambda: next(pieces, None))) is not None:
        yield piece
