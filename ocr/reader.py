"""The door to reading: an asyncio face on one child process that is started, watched and ended here.

One job at a time goes to the child. A job that takes too long, or whose caller goes away, ends the child with it, so
that no answer is ever left in the pipe for the next caller. The child also ends after a number of jobs, so that what
libraries keep never adds up, and when nobody has asked for a while.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from . import frames, limits
from .errors import ReadError
from .results import FormRead, PageRead

_ROOT = Path(__file__).resolve().parent.parent


class Reader:
    """For one event loop. Every method raises ReadError; `close` when done."""

    def __init__(
        self,
        job_s: float = limits.JOB_S,
        idle_s: float = limits.IDLE_S,
        jobs: int = limits.JOBS,
        command: Sequence[str] = (sys.executable, "-m", "ocr.worker"),
    ) -> None:
        self._job_s, self._idle_s, self._jobs = job_s, idle_s, jobs
        self._command = tuple(command)
        self._child: asyncio.subprocess.Process | None = None
        self._ended: list[asyncio.subprocess.Process] = []  # killed, perhaps not yet reaped
        self._done = 0  # by this child
        self._number = 0
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None

    async def form(self, data: bytes, name: str | None = None) -> FormRead:
        """The fields of a form in a photo; of any known form where `name` is None."""
        result, _ = await self._ask({"job": "form", "form": name}, data)
        return FormRead.from_json(result)

    async def page(self, data: bytes) -> PageRead:
        """The lines of any page."""
        result, _ = await self._ask({"job": "page"}, data)
        return PageRead.from_json(result)

    async def strokes(self, strokes: Sequence[Any], width: float, height: float) -> dict[str, Any]:
        """A written line's {"text", "confidence", "alternatives"}; see `handwriting`."""
        result, _ = await self._ask({"job": "strokes", "strokes": strokes, "width": width, "height": height})
        return result

    async def blank(self, name: str, kind: Literal["png", "pdf"]) -> bytes:
        """The empty form as a file."""
        _, body = await self._ask({"job": kind, "form": name})
        return body

    @property
    def pid(self) -> int | None:
        """Of the child that runs now."""
        return self._child.pid if self._child is not None else None

    async def close(self) -> None:
        """End the child; a job that runs fails."""
        self._end()
        for child in self._ended:
            await child.wait()
        self._ended.clear()

    async def _ask(self, head: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        if len(body) > limits.MAX_BYTES:
            raise ReadError("image_too_large", f"the picture has more than {limits.MAX_BYTES // 1024 // 1024} MB")
        if self._waiting >= limits.WAITING:
            raise ReadError("ocr_busy", "too many pictures wait to be read; try again in a minute")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._run(head, body)
        finally:
            self._waiting -= 1

    async def _run(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        self._number += 1
        try:
            async with asyncio.timeout(self._job_s):
                reply, blob = await self._exchange({**head, "id": self._number}, body)
        except TimeoutError as error:
            self._end()
            raise ReadError("ocr_failed", f"reading took more than {self._job_s:g} seconds") from error
        except (OSError, EOFError, ValueError) as error:
            self._end()
            raise ReadError("ocr_failed", "the reader's process ended") from error
        except asyncio.CancelledError:
            self._end()
            raise
        self._done += 1
        if self._done >= self._jobs:
            self._end()
        else:
            self._idle = asyncio.get_running_loop().call_later(self._idle_s, self._end)
        if "error" in reply:
            raise ReadError(reply["error"]["code"], reply["error"]["text"])
        return reply["result"], blob

    async def _exchange(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        child = await self._started()
        assert child.stdin is not None and child.stdout is not None  # both are pipes: we asked for them
        child.stdin.write(frames.pack(head, body))
        await child.stdin.drain()
        head_bytes, body_bytes = frames.PREFIX.unpack(await child.stdout.readexactly(frames.PREFIX.size))
        reply = frames.unpack_head(await child.stdout.readexactly(head_bytes))
        blob = await child.stdout.readexactly(body_bytes)
        if reply.get("id") != head["id"]:
            raise ValueError("an answer to another job")
        return reply, blob

    async def _started(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._done = 0
            self._ended = [child for child in self._ended if child.returncode is None]
            self._child = await asyncio.create_subprocess_exec(
                *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL, cwd=_ROOT,
            )  # fmt: skip
        return self._child

    def _end(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self._child is not None:
            if self._child.returncode is None:
                self._child.kill()
            self._ended.append(self._child)
        self._child = None
