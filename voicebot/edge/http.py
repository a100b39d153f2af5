"""One stage at a time over HTTP, in OpenAI's shapes: `/v1/audio/transcriptions`, `/v1/audio/speech`,
`/v1/chat/completions`, `/v1/models`. A stock client works.

The work goes through the live executor as its last class, in pieces of at most 20 s of audio or one phrase, so that a
caller on the line waits for one piece at most. Two requests compute at a time, eight wait, one more is refused.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from fastapi.routing import APIRoute
from numpy.typing import NDArray
from starlette.datastructures import UploadFile

from ..audio.encode import COMPRESSED, compress
from ..audio.files import decode
from ..audio.pcm import pcm as as_bytes
from ..audio.pieces import pieces
from ..compute import Executor, Stage
from ..engines import Engines, Speech
from ..errors import AudioError, BusyError, DeskError, ProtocolError
from ..events import IN_RATE
from ..tts import wav
from ..wire import openai_http as shapes
from .body import multipart

BODY_LIMIT = 25 * 1_048_576  # bytes of a recording, as OpenAI's
JSON_LIMIT = 1_048_576
RECORDING_S = 600.0
AT_ONCE, WAITING = 2, 8
_ROOM = 65_536  # bytes of a multipart body beside the file


class _Route(APIRoute):
    """Answers errors in OpenAI's shape, which stock clients read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except DeskError as error:
                request.state.tell(error.code)
                body = shapes.error(error.code, error.text, error.status, getattr(error, "param", None))
                return JSONResponse(body, error.status)

        return handle


class _Gate:
    """Bounds what HTTP may ask of the machine at one time. A place is held for one piece of work, never while a slow
    client reads."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    @asynccontextmanager
    async def __call__(self, first: bool = False) -> AsyncIterator[None]:
        """A place. Raises BusyError for a request's `first` piece where too many wait; what has begun is finished."""
        if first and self._inside >= AT_ONCE + WAITING:
            raise BusyError("too many requests at one time; try again shortly")
        self._inside += 1
        try:
            async with self._room:
                yield
        finally:
            self._inside -= 1


def router(
    engines: Engines, executor: Executor, admit: Callable[[Request], None], tell: Callable[[str], None], now: Callable[[], datetime]
) -> APIRouter:
    """The routes. `admit` raises AuthError; `tell` counts an error by its code; `now` is Hong Kong time without a zone."""
    routes = APIRouter(route_class=_Route)
    gate = _Gate()

    def enter(request: Request) -> None:
        request.state.tell = tell
        admit(request)

    @routes.get("/v1/models")
    async def models(request: Request) -> dict[str, Any]:
        enter(request)
        return {"object": "list", "data": [shapes.MODEL]}

    @routes.post("/v1/audio/transcriptions")
    async def transcriptions(request: Request) -> Response:
        enter(request)
        form, data = await _form(request)
        kind, stream = shapes.check_hearing(form)
        words = form.get("timestamp_granularities[]") == "word"
        hearing = _hear(data, engines, executor, gate)
        if stream:
            return await _begun(_told(hearing), "text/event-stream")
        heard = [h async for h in hearing]
        body = shapes.transcription(heard, heard[-1].end, kind, words)
        return JSONResponse(body) if isinstance(body, dict) else PlainTextResponse(body)

    @routes.post("/v1/audio/speech")
    async def speech(request: Request) -> Response:
        enter(request)
        order = shapes.speech(await _json(request), engines.voice.name.rpartition("-")[2])
        sound = _sound(order, engines, executor, gate)
        if order.events:
            return await _begun(_sounding(sound), "text/event-stream")
        return await _begun(sound, shapes.SPOKEN_FORMATS[order.kind])

    @routes.post("/v1/chat/completions")
    async def completions(request: Request) -> Response:
        enter(request)
        order = shapes.chat(await _json(request))
        asked = replace(order.question, now=now())
        async with gate(first=True):
            reply = await executor.run(Stage.BATCH, lambda: engines.mind.answer(asked))
            if reply.route == "none" and engines.writer is not None:
                evidence = await executor.run(Stage.BATCH, lambda: engines.mind.evidence(asked))
                reply = await engines.writer.answer(asked, evidence) or reply
        about = (reply, f"chatcmpl-{secrets.token_hex(12)}", int(time.time()), order.model)
        if not order.stream:
            return JSONResponse(shapes.completion(*about))
        return Response(b"".join(shapes.chunks(*about)), media_type="text/event-stream")

    return routes


# ---- hearing ----------------------------------------------------------------------------------------------------
async def _hear(data: bytes, engines: Engines, executor: Executor, gate: _Gate) -> AsyncIterator[shapes.Heard]:
    async with gate(first=True):  # decoding may wait for an ffmpeg process: in a thread that no call needs
        audio = await asyncio.to_thread(decode, data, "the file", RECORDING_S)
    for start, piece in pieces(audio):
        async with gate():
            transcript = await executor.run(Stage.BATCH, _recognition(engines, piece))
        yield shapes.Heard(start / IN_RATE, (start + len(piece)) / IN_RATE, transcript)


def _recognition(engines: Engines, audio: NDArray[np.int16]) -> Callable[[], Any]:
    def work() -> Any:
        stream = engines.recognizer.stream()
        stream.feed(audio)
        return stream.final()

    return work


async def _told(hearing: AsyncIterator[shapes.Heard]) -> AsyncIterator[bytes]:
    heard: list[shapes.Heard] = []
    told = ""
    async for piece in hearing:
        heard.append(piece)
        text = shapes.text_of(heard)
        if text != told:
            yield shapes.event({"type": "transcript.text.delta", "delta": text[len(told) :]})
        told = text
    yield shapes.event({"type": "transcript.text.done", "text": told})


# ---- speaking ---------------------------------------------------------------------------------------------------
async def _sound(order: shapes.SpeechOrder, engines: Engines, executor: Executor, gate: _Gate) -> AsyncIterator[bytes]:
    """The file's bytes: PCM and WAV phrase by phrase as they are rendered, the others when all is."""
    parts = engines.voice.speak(order.text, rate=order.rate)

    async def following(first: bool = False) -> Speech | None:
        async with gate(first):
            return await executor.run(Stage.BATCH, lambda: next(parts, None))

    said: list[NDArray[np.int16]] = []
    while (part := await following(first=not said)) is not None:
        if order.kind in COMPRESSED:
            said.append(part.pcm)
            continue
        if order.kind == "wav" and not said:
            yield wav.head()
        said.append(part.pcm[:0])
        yield as_bytes(part.pcm)
    if not said:
        raise AudioError("the voice found nothing in this text that can be spoken")
    if order.kind in COMPRESSED:
        async with gate():
            file = await executor.run(Stage.BATCH, lambda: compress(np.concatenate(said), order.kind, wav.LABEL))
        yield file


async def _sounding(sound: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for piece in sound:
        yield shapes.event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    usage = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
    yield shapes.event({"type": "speech.audio.done", "usage": usage})


# ---- bodies -----------------------------------------------------------------------------------------------------
async def _begun(stream: AsyncIterator[bytes], media_type: str) -> Response:
    """A streamed response whose first piece is there: what fails before it is told with a status."""
    first = await anext(stream)

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for piece in stream:
            yield piece

    return StreamingResponse(whole(), media_type=media_type)


async def _form(request: Request) -> tuple[dict[str, str], bytes]:
    """The texts and the file of a multipart form. Raises ProtocolError."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > BODY_LIMIT + _ROOM:  # looked at before a byte is parsed
        raise ProtocolError("a recording has at most 25 MB, and its length is told", "file_too_large", "file")
    async with multipart(request, 16, ProtocolError("the multipart form cannot be read", "invalid_form")) as form:
        part = form.get("file")
        data = await part.read(BODY_LIMIT + 1) if isinstance(part, UploadFile) else b""
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
    if not data:
        raise ProtocolError("there is no recording in the part file", "missing_required_parameter", "file")
    if len(data) > BODY_LIMIT:
        raise ProtocolError("a recording has at most 25 MB", "file_too_large", "file")
    return texts, data


async def _json(request: Request) -> Any:
    """The body, bounded. Raises ProtocolError."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > JSON_LIMIT:
            raise ProtocolError("the body has at most 1 MB", "body_too_large")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("the body is not valid JSON", "invalid_json") from error
