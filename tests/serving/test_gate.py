"""The queue before an engine, without a server: who has gone is not worked for, and closing leaves nobody waiting."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from voicebot.errors import BusyError, EngineError
from voicebot.serving.gate import Gate


class Client:
    """As much of a request as the gate looks at."""

    def __init__(self, gone: bool) -> None:
        self.gone, self.seen = gone, asyncio.Event()

    async def is_disconnected(self) -> bool:
        self.seen.set()
        return self.gone


def run(test: Any) -> None:
    async def limited() -> None:
        async with asyncio.timeout(20):
            await test()

    asyncio.run(limited())


def test_work_of_a_client_that_has_gone_is_not_done() -> None:
    async def test() -> None:
        gate, busy, done = Gate(), threading.Event(), []
        here, away = Client(gone=False), Client(gone=True)
        first = asyncio.ensure_future(gate.run(here, lambda: busy.wait(10)))  # type: ignore[arg-type]
        second = asyncio.ensure_future(gate.run(away, lambda: done.append(2)))  # type: ignore[arg-type]
        await away.seen.wait()
        await asyncio.sleep(0.01)  # the gate takes note in the loop's next turns
        busy.set()
        with pytest.raises(BusyError, match="has gone"):
            await second
        assert await first is True and done == []
        gate.close()

    run(test)


def test_a_failure_is_an_engine_error_with_its_cause() -> None:
    async def test() -> None:
        gate = Gate()
        with pytest.raises(EngineError) as caught:
            await gate.run(Client(gone=False), lambda: 1 // 0)  # type: ignore[arg-type]
        assert isinstance(caught.value.__cause__, ZeroDivisionError)
        gate.close()

    run(test)


def test_a_stream_gives_at_most_what_was_allowed() -> None:
    async def test() -> None:
        gate = Gate()
        assert [piece async for piece in gate.stream(lambda _: iter("abcdef"), 3)] == ["a", "b", "c"]
        assert [piece async for piece in gate.stream(lambda _: iter("ab"), 3)] == ["a", "b"]
        gate.close()

    run(test)


def test_closing_tells_a_stream_that_never_began() -> None:
    async def test() -> None:
        gate, busy = Gate(), threading.Event()
        first = asyncio.ensure_future(gate.run(Client(gone=False), lambda: busy.wait(10)))  # type: ignore[arg-type]
        await asyncio.sleep(0.05)  # until the engine's thread has taken the first
        waiting = gate.stream(lambda _: iter("ab"), 3)
        threading.Timer(0.2, busy.set).start()
        gate.close()
        with pytest.raises(BusyError):
            await anext(waiting)
        await first

    run(test)
