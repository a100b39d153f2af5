"""The live executor: earliest deadline first, late partials dropped, every future resolved."""

from __future__ import annotations

import asyncio
import threading

import pytest

from voicebot.compute import Executor, Stage
from voicebot.errors import BusyError


def blocked(executor: Executor) -> tuple[threading.Event, asyncio.Future[None]]:
    """Hold the only thread until the event is set, so that the order of what waits can be seen."""
    gate = threading.Event()
    return gate, executor.submit(Stage.VAD, lambda: gate.wait(5) and None)  # type: ignore[arg-type,return-value]


def test_first_audio_goes_before_final_before_partial() -> None:
    async def scene() -> list[str]:
        executor, order = Executor(1), list[str]()
        gate, first = blocked(executor)
        jobs = [executor.submit(s, lambda s=s: order.append(s.name)) for s in (Stage.PARTIAL, Stage.FINAL, Stage.VOICE)]  # type: ignore[misc]
        gate.set()
        await asyncio.gather(first, *jobs)
        executor.close()
        return order

    assert asyncio.run(scene()) == ["VOICE", "FINAL", "PARTIAL"]


def test_a_partial_finds_no_room_and_is_dropped_while_needed_work_is_refused() -> None:
    async def scene() -> None:
        executor = Executor(1, limit=1)
        gate, first = blocked(executor)
        while executor.waiting:  # until the thread has taken the gate
            await asyncio.sleep(0)
        queued = executor.submit(Stage.FINAL, lambda: 1)
        assert await executor.submit(Stage.PARTIAL, lambda: 2, droppable=True) is None
        with pytest.raises(BusyError):
            executor.submit(Stage.FINAL, lambda: 3)
        gate.set()
        assert await queued == 1
        await first
        executor.close()

    asyncio.run(scene())


def test_an_error_reaches_the_caller_and_the_thread_lives() -> None:
    async def scene() -> None:
        seen: list[str] = []
        executor = Executor(1, on_done=lambda stage, wait, cpu: seen.append(stage.name))
        with pytest.raises(ZeroDivisionError):
            await executor.run(Stage.MIND, lambda: 1 // 0)
        assert await executor.run(Stage.MIND, lambda: 5) == 5
        executor.close()
        assert seen == ["MIND", "MIND"]

    asyncio.run(scene())


def test_closing_resolves_what_waits() -> None:
    async def scene() -> None:
        executor = Executor(1)
        gate, first = blocked(executor)
        needed = executor.submit(Stage.FINAL, lambda: 1)
        partial = executor.submit(Stage.PARTIAL, lambda: 1, droppable=True)
        threading.Timer(0.05, gate.set).start()
        await asyncio.to_thread(executor.close)
        results = await asyncio.gather(first, needed, partial, return_exceptions=True)
        assert results[2] in (None, 1) and (isinstance(results[1], BusyError) or results[1] == 1)

    asyncio.run(scene())
