"""Which office the tools call: the demonstration's inside the process, or another at a real address with its key."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import uvicorn
from cryptography.fernet import Fernet
from fastapi import FastAPI, Request

from voicebot.config import Settings
from voicebot.errors import ConfigError
from voicebot.tools.office import open_business
from voicebot.tools.outcome import UNKNOWN, Call, Outcome

BOOK = Call("book", {"branch": "mong_kok", "date": "2026-12-02", "time": "15:00", "phone": "91234567"}, "sess-0001")
NOW = 1_796_090_400.0  # 1 December 2026, 10:00 in Hong Kong


def called(settings: Settings, call: Call = BOOK) -> Outcome:
    async def scene() -> Outcome:
        async with AsyncExitStack() as closing, asyncio.TaskGroup() as tasks:
            business, _ = await open_business(settings, Fernet.generate_key(), lambda: NOW, closing, tasks.create_task)
            assert business is not None
            return await business.tools.call(call)

    return asyncio.run(scene())


@pytest.fixture
def office() -> Iterator[tuple[str, list[Request]]]:
    """Another back office on a real port, and the requests that it got."""
    app, seen = FastAPI(), []

    @app.post("/api/appointments")
    async def book(request: Request) -> dict[str, object]:
        seen.append(request)
        return {"booked": True, "reference": "ZZ-0001"}

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)  # a real server in a real thread: there is no virtual time here
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api", seen
        server.should_exit = True
        thread.join(10)


def test_the_demonstration_answers_where_no_office_is_set(tmp_path: Path) -> None:
    assert called(Settings(data_dir=str(tmp_path))).values["reference"]
    assert (tmp_path / "customers.db").is_file()


def test_another_office_is_called_at_its_address_with_its_key(tmp_path: Path, office: tuple[str, list[Request]]) -> None:
    url, seen = office
    outcome = called(Settings(data_dir=str(tmp_path), office_url=url, office_key="office-key"))
    assert outcome == Outcome("", {"reference": "ZZ-0001"})
    assert seen[0].headers["authorization"] == "Bearer office-key" and seen[0].headers["idempotency-key"] == "sess-0001"
    assert not (tmp_path / "customers.db").exists()


def test_an_office_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    assert called(Settings(data_dir=str(tmp_path), office_url="http://127.0.0.1:9/api")).code == UNKNOWN


def test_customers_words_leave_the_machine_only_through_tls() -> None:
    with pytest.raises(ConfigError, match="office_url"):
        Settings(office_url="http://office.example.com/api")
