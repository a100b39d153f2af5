"""`/v1/videos`: videos of the desk's face, made one at a time while the caller polls; the shape is OpenAI's.

POST /v1/videos (JSON or a form: `prompt` is what the face says, `size`, and our own `format`, mp4 or webm) answers 202 with a
job; GET /v1/videos/{id} tells status and progress, GET /v1/videos/{id}/content is the file, DELETE ends or erases it.
Jobs live in this process: their files are erased after KEPT_S, and all that an earlier process left when this one begins.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import json
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse

from .. import video
from ..compute import Executor, Stage
from ..engines import Speech, Voice
from ..errors import BusyError, DeskError, InputError

log = structlog.get_logger()
WAITING = 4  # jobs that are not done; one more is refused
KEPT = 32  # jobs in all; the oldest that is done gives way
KEPT_S = 3600.0
SWEEP_S = 60.0
BODY_LIMIT = 64 * 1024  # bytes of a request
MODEL = "desk"

Speak = Callable[[str], Awaitable[Sequence[Speech]]]


@dataclass(slots=True)
class _Job:
    id: str
    text: str  # emptied as soon as it is spoken
    size: tuple[int, int]
    path: Path
    created_at: float
    status: str = "queued"  # queued, in_progress, completed, failed
    progress: int = 0
    seconds: float = 0.0
    completed_at: float | None = None
    error: tuple[str, str] | None = None  # code, text

    @property
    def over(self) -> bool:
        return self.status in ("completed", "failed")

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "video",
            "model": MODEL,
            "status": self.status,
            "progress": self.progress,
            "created_at": int(self.created_at),
            "completed_at": None if self.completed_at is None else int(self.completed_at),
            "expires_at": None if self.completed_at is None else int(self.completed_at + KEPT_S),
            "size": f"{self.size[0]}x{self.size[1]}",
            "seconds": f"{self.seconds:.1f}",
            "error": None if self.error is None else {"code": self.error[0], "message": self.error[1]},
        }


class Videos:
    """The jobs of one desk. `run` does them; the rest answers at once. `folder` is ours alone."""

    def __init__(self, folder: Path, speak: Speak, now: Callable[[], float], new_id: Callable[[str], str]) -> None:
        self._folder = folder
        self._speak = speak
        self._now = now
        self._new_id = new_id
        self._jobs: dict[str, _Job] = {}  # oldest first
        self._asked = asyncio.Event()
        self._running: tuple[_Job, asyncio.Task[None]] | None = None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)

    async def run(self) -> None:
        """Make what is asked for, one at a time, for ever; cancel it to end. Nothing half done stays."""
        while True:
            job = next((job for job in self._jobs.values() if job.status == "queued"), None)
            if job is None:
                self._asked.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(SWEEP_S):
                        await self._asked.wait()
            else:
                async with asyncio.TaskGroup() as tasks:
                    self._running = (job, tasks.create_task(self._make(job)))
                self._running = None
            self._expire()

    def add(self, text: str, size: tuple[int, int], ending: str) -> dict[str, Any]:
        """Queue a video. Raises InputError, EngineError without the extra, BusyError where too many wait."""
        job_id = self._new_id("video")
        job = _Job(job_id, text.strip(), size, self._folder / f"{job_id}{ending}", self._now())
        video.check(text, job.path, size)
        self._expire()
        if sum(not known.over for known in self._jobs.values()) >= WAITING:
            raise BusyError("too many videos are waiting; try again when one is done")
        self._jobs[job_id] = job
        self._asked.set()
        for old in [known for known in self._jobs.values() if known.over][: max(0, len(self._jobs) - KEPT)]:
            self._erase(old)
        return job.shown()

    def get(self, job_id: str) -> dict[str, Any]:
        return self._job(job_id).shown()

    def file(self, job_id: str) -> Path:
        """Raises InputError where the video is not done."""
        job = self._job(job_id)
        if job.status != "completed":
            raise InputError(f"this video is {job.status.replace('_', ' ')}; there is no content", code="video_not_ready")
        return job.path

    def delete(self, job_id: str) -> dict[str, Any]:
        """Erase a video, or end its making."""
        self._erase(self._job(job_id))
        return {"id": job_id, "object": "video.deleted", "deleted": True}

    def _job(self, job_id: str) -> _Job:
        self._expire()
        if (job := self._jobs.get(job_id)) is None:
            raise InputError("there is no such video; videos are kept for an hour", code="video_unknown")
        return job

    def _erase(self, job: _Job) -> None:
        del self._jobs[job.id]
        if self._running is not None and self._running[0] is job:
            self._running[1].cancel()
        job.path.unlink(missing_ok=True)

    def _expire(self) -> None:
        for job in list(self._jobs.values()):
            if job.completed_at is not None and self._now() - job.completed_at >= KEPT_S:
                self._erase(job)

    async def _make(self, job: _Job) -> None:
        job.status = "in_progress"
        try:
            said = video.script(await self._speak(job.text))
            job.text, job.seconds = "", said.seconds
            made_at = datetime.fromtimestamp(self._now(), UTC)
            await video.render(said, job.path, job.size, made_at, lambda percent: setattr(job, "progress", percent))
            job.status, job.progress = "completed", 100
        except Exception as error:  # the caller reads it in the job; the desk goes on
            told = error if isinstance(error, DeskError) else DeskError("something broke while the video was made")
            job.status, job.text, job.error = "failed", "", (told.code, told.text)
            log.warning("video failed", code=told.code, error=type(error).__name__)
        job.completed_at = self._now()


def speaker(voice: Voice, executor: Executor) -> Speak:
    """Speak piece by piece among the live jobs, after all of them: nobody is on the line."""

    async def speak(text: str) -> list[Speech]:
        pieces = voice.speak(text)
        said: list[Speech] = []
        while (piece := await executor.run(Stage.BATCH, lambda: next(pieces, None))) is not None:
            said.append(piece)
        return said

    return speak


def add_routes(app: FastAPI, videos: Callable[[], Videos], admit: Callable[[Request], None]) -> None:
    """`admit` raises AuthError for a caller who may not."""

    @app.post("/v1/videos")
    async def create(request: Request) -> JSONResponse:
        admit(request)
        asked = _fields(request.headers.get("content-type", ""), await _body(request))
        ending = "." + _text(asked, "format", "mp4").lower().removeprefix(".")
        if ending not in video.FORMATS:
            raise InputError("format must be mp4 or webm")
        size = video.parse_size(_text(asked, "size", "1280x720"))
        return JSONResponse(videos().add(_text(asked, "prompt", ""), size, ending), 202)

    @app.get("/v1/videos/{video_id}")
    async def retrieve(request: Request, video_id: str) -> dict[str, Any]:
        admit(request)
        return videos().get(video_id)

    @app.get("/v1/videos/{video_id}/content")
    async def content(request: Request, video_id: str) -> FileResponse:
        admit(request)
        path = videos().file(video_id)
        return FileResponse(path, media_type=video.FORMATS[path.suffix], filename=path.name, headers={"Cache-Control": "no-store"})

    @app.delete("/v1/videos/{video_id}")
    async def delete(request: Request, video_id: str) -> dict[str, Any]:
        admit(request)
        return videos().delete(video_id)


async def _body(request: Request) -> bytes:
    """Raises InputError where it is too long, before more of it is read."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise InputError(f"the request is too long; the most is {BODY_LIMIT} bytes")
    return body


def _fields(content_type: str, body: bytes) -> dict[str, Any]:
    """The fields of a JSON object or of a multipart form, which is what OpenAI's client sends. Raises InputError."""
    if content_type.lower().startswith("multipart/form-data"):
        form = email.message_from_bytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body)
        parts = [part for part in form.walk() if not part.is_multipart() and part is not form]
        names = [str(part.get_param("name", header="content-disposition")) for part in parts]
        try:
            return {name: bytes(part.get_payload(decode=True)).decode() for name, part in zip(names, parts, strict=True)}  # type: ignore[arg-type]
        except UnicodeDecodeError as error:
            raise InputError("the form's fields must be UTF-8 text") from error
    try:
        asked = json.loads(body)
    except ValueError as error:
        raise InputError("the request is neither a JSON object nor a form") from error
    if not isinstance(asked, dict):
        raise InputError("the request is not a JSON object")
    return asked


def _text(asked: dict[str, Any], name: str, default: str) -> str:
    value = asked.get(name, default)
    if not isinstance(value, str):
        raise InputError(f"{name} must be text")
    return value
