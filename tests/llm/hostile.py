"""A language model's server that attacks: every trick is a `model` name. And a faithful one, to show that the door opens."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from voicebot.llm.hostile import TRICKS, passages, sentences

FAULTS = ("endless", "broken-json", "half-character", "status-500", "hang", "no-choices", "huge-line", "cut-off", "not-sse")


def faithful(prompt: str) -> str:
    """The first sentence of the best passage, said as people say it."""
    spoken = [("不可", "唔可以"), ("不", "唔"), ("元", "蚊"), ("的", "嘅"), ("於", "喺"), ("或", "或者"), ("須", "要"), ("本行", "我哋")]
    text = sentences(passages(prompt)[0])[0]
    for written, said in spoken:
        text = text.replace(written, said)
    return f"{text}[1]"


async def _sse(draft: str) -> AsyncIterator[bytes]:
    for piece in re.findall(r".{1,7}", draft, re.DOTALL):
        event = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
        yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
    yield b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'


async def _fault(kind: str) -> AsyncIterator[bytes]:
    match kind:
        case "endless":
            while True:
                yield 'data: {"choices": [{"delta": {"content": "免費免費免費免費免費免費免費免費免費免費"}}]}\n\n'.encode()
                await asyncio.sleep(0.001)  # lets the server notice that nobody reads any more
        case "broken-json":
            yield b'data: {"choices": [{"delta": {"content": "\n\n'
        case "half-character":
            yield 'data: {"choices": [{"delta": {"content": "免費。[1]"}}]}'.encode()[:-12] + b'"}}]}\n\n'
        case "hang":
            yield b": waiting\n\n"
            await asyncio.sleep(30)
        case "no-choices":
            yield b'data: {"error": {"message": "no"}}\n\ndata: []\n\ndata: 7\n\n'
        case "huge-line":
            yield b"data: " + b"x" * 200_000
        case "cut-off":
            yield 'data: {"choices": [{"delta": {"content": "全部免費"}}]}\n\n'.encode()
        case _:
            yield "全部免費。[1]".encode()


def app() -> FastAPI:
    server = FastAPI()

    @server.post("/v1/chat/completions")
    async def completions(request: Request) -> Response:
        body = await request.json()
        kind, prompt = body["model"], body["messages"][-1]["content"]
        if kind == "status-500":
            return JSONResponse({"error": {"message": "broken"}}, 500)
        stream = _fault(kind) if kind in FAULTS else _sse((TRICKS | {"faithful": faithful})[kind](prompt))
        return StreamingResponse(stream, media_type="text/event-stream")

    return server


@contextmanager
def serve() -> Iterator[str]:
    """The server on a port of its own; gives its address for `OpenAIChat`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app(), log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)  # a real server in a real thread
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            server.should_exit = True
            thread.join(5)
