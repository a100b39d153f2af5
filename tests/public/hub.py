"""A hub of one file that answers ranges, breaks off, lies or is busy, as it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse


class Hub:
    def __init__(self, body: bytes) -> None:
        self.body = body
        self.break_after: list[int] = []  # bytes of each of the next answers
        self.busy = 0  # answers that are 503
        self.ranges = True
        self.shift = 0  # of the place at which it resumes
        self.asked: list[str] = []  # Range headers, "" where there was none
        self.app = FastAPI()
        self.app.get("/{path:path}")(self._answer)

    async def _answer(self, path: str, request: Request) -> Response:
        wanted = request.headers.get("range", "")
        self.asked.append(wanted)
        if self.busy:
            self.busy -= 1
            return Response(status_code=503)
        if "gone" in path:
            return Response(status_code=404)
        if path.startswith("away"):
            return Response(status_code=302, headers={"Location": "http://hub.example/file"})
        start = int(wanted.removeprefix("bytes=").rstrip("-")) + self.shift if wanted and self.ranges else 0
        headers = {"Content-Range": f"bytes {start}-{len(self.body) - 1}/{len(self.body)}"} if wanted and self.ranges else {}
        body = self.body[start:]
        if self.break_after:
            headers["Content-Length"] = str(len(body))
            body = body[: self.break_after.pop(0)]
        return StreamingResponse(_pieces(body), 206 if wanted and self.ranges else 200, headers)


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(body), 4096):
        yield body[at : at + 4096]
