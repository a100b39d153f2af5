"""Virtual time: an event loop whose clock jumps to the next timer instead of waiting, and an executor that computes at once."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.SelectSelector):
    def __init__(self, advance: Callable[[float], None]) -> None:
        super().__init__()
        self._advance = advance

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self._advance(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._virtual = 1000.0
        super().__init__(_Selector(self._pass))

    def _pass(self, seconds: float) -> None:
        self._virtual += seconds

    def time(self) -> float:
        return self._virtual


class InlineExecutor:
    """Every job runs at once; `log` remembers the stages."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def submit(self, stage: Any, work: Callable[[], T], droppable: bool = False) -> asyncio.Future[T]:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.log.append(stage.name)
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - handed to the awaiting caller
            future.set_exception(error)
        return future

    async def run(self, stage: Any, work: Callable[[], T]) -> T:
        return await self.submit(stage, work)


def play(scene: Coroutine[Any, Any, T]) -> T:
    """Run a scene to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scene)
