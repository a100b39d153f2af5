"""What the desk does beside its calls."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.virtual import play
from voicebot import app


class Store:
    """Cannot be written the first time."""

    def __init__(self) -> None:
        self.purged: list[float] = []

    def purge(self, now: float) -> int:
        self.purged.append(now)
        if len(self.purged) == 1:
            raise sqlite3.OperationalError("database or disk is full")
        return 0


def test_a_full_disk_does_not_end_the_desk_and_what_is_past_its_time_is_erased_later() -> None:
    stores: Any = (Store(), Store(), Store())

    async def scene() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2.5 * app.PURGE_EVERY_S):
                await app._purge(stores, asyncio.get_running_loop().time)

    with capture_logs() as logs:
        play(scene())
    assert [len(store.purged) for store in stores] == [2, 2, 2]
    assert [line["code"] for line in logs] == ["purge_failed"] * 3
