"""`POST /v1/chat/completions`: the reply at once, or as server-sent events piece by piece."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, Literal, cast

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from ..errors import DeskError
from .gate import Gate
from .shapes import ChatModel, Message, Served

TOKENS_LIMIT = 1024
MESSAGES_LIMIT = 64
CHARACTERS_LIMIT = 16_384  # in one message


class ChatMessage(BaseModel):
    role: Literal["system", "user", "assistant"]
    content: str = Field(max_length=CHARACTERS_LIMIT)


class ChatRequest(BaseModel):
    messages: list[ChatMessage] = Field(min_length=1, max_length=MESSAGES_LIMIT)
    stream: bool = False
    max_tokens: int = Field(default=256, ge=1, le=TOKENS_LIMIT)
    temperature: float = Field(default=0.0, ge=0.0, le=2.0)


def completions(app: FastAPI, served: Served, gate: Gate) -> None:
    model = cast(ChatModel, served.engine)

    @app.post("/v1/chat/completions")
    async def complete(request: Request, wanted: ChatRequest) -> Response:
        messages = tuple(Message(m.role, m.content) for m in wanted.messages)
        # Begun here and not in the body, so that a full queue is answered with 503.
        pieces = gate.stream(
            lambda stopped: model.reply(messages, wanted.max_tokens, wanted.temperature, stopped), wanted.max_tokens
        )
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": served.model}
        if wanted.stream:
            return StreamingResponse(_events(pieces, head), media_type="text/event-stream")
        text = "".join([piece async for piece in pieces])
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return JSONResponse({**head, "object": "chat.completion", "choices": [choice]})


async def _events(pieces: AsyncIterator[str], head: dict[str, Any]) -> AsyncIterator[str]:
    """Server-sent events; an error after the first piece is an event too, since the status has gone out."""
    yield _chunk(head, {"role": "assistant", "content": ""})
    try:
        async for piece in pieces:
            yield _chunk(head, {"content": piece})
    except DeskError as error:
        yield f"data: {json.dumps({'error': {'code': error.code, 'message': error.text}})}\n\n"
        return
    yield _chunk(head, {}, "stop")
    yield "data: [DONE]\n\n"


def _chunk(head: dict[str, Any], delta: dict[str, str], reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return f"data: {json.dumps({**head, 'object': 'chat.completion.chunk', 'choices': [choice]}, ensure_ascii=False)}\n\n"
