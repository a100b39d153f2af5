"""`/v1/videos` through a real server: OpenAI's own client, the queue's bound, erasing, and what is left on the disk."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from voicebot.compute import Executor
from voicebot.edge.videos import KEPT_S, WAITING, Videos, add_routes, speaker
from voicebot.errors import AuthError, DeskError
from voicebot.fakes import FakeVoice

ASK = {"prompt": "你好。", "size": "320x240", "format": "webm"}


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Server:
    def __init__(self, folder: Path, running: bool) -> None:
        self.clock = Clock()
        self.executor = Executor(1)
        numbers = itertools.count(1)
        self.videos = Videos(folder, speaker(FakeVoice(), self.executor), self.clock, lambda kind: f"{kind}_{next(numbers)}")
        self.app = FastAPI()
        self.running = running
        add_routes(self.app, lambda: self.videos, self._admit)

        @self.app.exception_handler(DeskError)
        async def problem(_: Request, error: DeskError) -> JSONResponse:
            return JSONResponse({"code": error.code, "title": error.text}, error.status)

    def _admit(self, request: Request) -> None:
        if request.headers.get("authorization") != "Bearer key":
            raise AuthError("an API key is needed")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.app)
        async with asyncio.TaskGroup() as tasks:
            run = tasks.create_task(self.videos.run()) if self.running else None
            headers = {"Authorization": "Bearer key"}
            async with httpx.AsyncClient(transport=transport, base_url="http://desk/v1", headers=headers) as client:
                yield client
            if run is not None:
                run.cancel()
        self.executor.close()


def play(folder: Path, scene: Callable[[Server, httpx.AsyncClient], Awaitable[None]], running: bool = True) -> None:
    async def run() -> None:
        server = Server(folder, running)
        async with asyncio.timeout(120), server.open() as client:
            await scene(server, client)

    asyncio.run(run())


async def done(client: httpx.AsyncClient, video_id: str) -> dict[str, Any]:
    """Poll, as callers do: a real child process has no virtual time."""
    seen = [(await client.get(f"/videos/{video_id}")).json()]
    while seen[-1]["status"] in ("queued", "in_progress"):
        await asyncio.sleep(0.05)
        seen.append((await client.get(f"/videos/{video_id}")).json())
    percents = [job["progress"] for job in seen]
    assert percents == sorted(percents)
    return dict(seen[-1])


def test_a_job_from_asking_to_erasing(tmp_path: Path) -> None:
    async def scene(server: Server, client: httpx.AsyncClient) -> None:
        answer = await client.post("/videos", json=ASK)
        job = answer.json()
        assert (answer.status_code, job["object"], job["status"], job["progress"]) == (202, "video", "queued", 0)
        job = await done(client, job["id"])
        assert (job["status"], job["progress"], job["size"], job["error"]) == ("completed", 100, "320x240", None)
        assert float(job["seconds"]) > 1 and job["expires_at"] == job["completed_at"] + 3600
        content = await client.get(f"/videos/{job['id']}/content")
        assert content.headers["content-type"] == "video/webm" and content.content[:4] == b"\x1aE\xdf\xa3"
        assert (await client.delete(f"/videos/{job['id']}")).json() == {"id": job["id"], "object": "video.deleted", "deleted": True}
        gone = await client.get(f"/videos/{job['id']}/content")
        assert (gone.status_code, gone.json()["code"]) == (400, "video_unknown")
        assert list((tmp_path / "videos").iterdir()) == []

    play(tmp_path / "videos", scene)


def test_openais_own_client_is_understood(tmp_path: Path) -> None:
    async def scene(server: Server, client: httpx.AsyncClient) -> None:
        async with AsyncOpenAI(api_key="key", base_url="http://desk/v1", http_client=_as_openai_wants(server.app), max_retries=0) as openai:
            job = await openai.videos.create(prompt="多謝你打嚟。", size="320x240", model="desk")  # type: ignore[arg-type]
            await done(client, job.id)
            job = await openai.videos.retrieve(job.id)
            assert (job.status, job.object, job.model) == ("completed", "video", "desk")
            content = await openai.videos.download_content(job.id)
            assert content.content[4:8] == b"ftyp"
            assert (await openai.videos.delete(job.id)).deleted

    play(tmp_path / "videos", scene)


def _as_openai_wants(app: FastAPI) -> Any:
    """The client's own kind of HTTP client, which is not httpx's in every version: its base class tells the library."""
    library = import_module(next(c.__module__ for c in DefaultAsyncHttpxClient.__mro__ if c.__name__ == "AsyncClient").partition(".")[0])
    return DefaultAsyncHttpxClient(transport=library.ASGITransport(app))


def test_one_job_too_many_is_refused_and_a_deleted_one_makes_room(tmp_path: Path) -> None:
    async def scene(server: Server, client: httpx.AsyncClient) -> None:
        jobs = [(await client.post("/videos", json=ASK)).json() for _ in range(WAITING)]
        answer = await client.post("/videos", json=ASK)
        assert (answer.status_code, answer.json()["code"]) == (503, "server_busy")
        await client.delete(f"/videos/{jobs[0]['id']}")
        assert (await client.post("/videos", json=ASK)).status_code == 202
        waiting = await client.get(f"/videos/{jobs[1]['id']}/content")
        assert (waiting.status_code, waiting.json()["code"]) == (400, "video_not_ready")

    play(tmp_path / "videos", scene, running=False)


def test_deleting_the_running_job_ends_it_and_the_next_one_is_made(tmp_path: Path) -> None:
    async def scene(server: Server, client: httpx.AsyncClient) -> None:
        long = (await client.post("/videos", json={**ASK, "prompt": "好" * 900})).json()
        next_one = (await client.post("/videos", json=ASK)).json()
        while not (await client.get(f"/videos/{long['id']}")).json()["progress"]:
            await asyncio.sleep(0.05)
        await client.delete(f"/videos/{long['id']}")
        assert (await done(client, next_one["id"]))["status"] == "completed"
        assert [path.name for path in (tmp_path / "videos").iterdir()] == [f"{next_one['id']}.webm"]

    play(tmp_path / "videos", scene)


def test_a_job_that_fails_says_why_and_the_next_one_is_made(tmp_path: Path) -> None:
    async def scene(server: Server, client: httpx.AsyncClient) -> None:
        (tmp_path / "videos").rmdir()
        failed = await done(client, (await client.post("/videos", json=ASK)).json()["id"])
        assert (failed["status"], failed["error"]["code"]) == ("failed", "input_invalid")
        (tmp_path / "videos").mkdir()
        assert (await done(client, (await client.post("/videos", json=ASK)).json()["id"]))["status"] == "completed"

    play(tmp_path / "videos", scene)


def test_videos_go_after_an_hour_and_leftovers_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    (folder / ".video_9.mp4.77.part").write_bytes(b"half")

    async def scene(server: Server, client: httpx.AsyncClient) -> None:
        assert list(folder.iterdir()) == []
        job = await done(client, (await client.post("/videos", json=ASK)).json()["id"])
        server.clock.now += KEPT_S - 1
        assert (await client.get(f"/videos/{job['id']}")).status_code == 200
        server.clock.now += 2
        assert (await client.get(f"/videos/{job['id']}")).json()["code"] == "video_unknown"
        assert list(folder.iterdir()) == []

    play(folder, scene)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "input_invalid"), (b"[]", "input_invalid"), (b"{", "input_invalid"), (b'{"prompt": 3}', "input_invalid"),
        (b'{"prompt": ""}', "input_invalid"), (b'{"prompt": "x", "size": "big"}', "input_invalid"),
        (b'{"prompt": "x", "format": "avi"}', "input_invalid"), (b'{"prompt": "' + b"x" * 70_000 + b'"}', "input_invalid"),
        (b"\xff\xfe", "input_invalid"),
    ],
)  # fmt: skip
def test_bad_requests_are_one_clear_line(tmp_path: Path, body: bytes, code: str) -> None:
    async def scene(server: Server, client: httpx.AsyncClient) -> None:
        answer = await client.post("/videos", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert "\n" not in answer.json()["title"]

    play(tmp_path / "videos", scene, running=False)


def test_who_has_no_key_gets_nothing(tmp_path: Path) -> None:
    async def scene(server: Server, client: httpx.AsyncClient) -> None:
        job = (await client.post("/videos", json=ASK)).json()
        paths = [("POST", "/videos"), *((m, f"/videos/{job['id']}{p}") for m, p in (("GET", ""), ("GET", "/content"), ("DELETE", "")))]
        for method, path in paths:
            assert (await client.request(method, path, json=ASK, headers={"Authorization": "Bearer no"})).status_code == 401
        assert (await client.get(f"/videos/{job['id']}")).json()["status"] == "queued"

    play(tmp_path / "videos", scene, running=False)
