"""The HTTP face of one loaded engine: its stage's route in OpenAI's shape, `/healthz`, and errors as problem details.

| stage   | route                                                                                     |
|---------|-------------------------------------------------------------------------------------------|
| asr     | POST /v1/audio/transcriptions  multipart file, language, response_format, prompt           |
| tts     | POST /v1/audio/speech          {"input", "voice", "response_format": "wav" or "pcm", "speed"} |
| emotion | POST /v1/audio/emotion         multipart file → {"label", "probabilities"}                 |
| ocr     | POST /v1/ocr                   multipart file → {"lines": [{"text", "confidence", "box"}], …} |
| llm     | POST /v1/chat/completions      {"messages", "stream", "max_tokens", "temperature"}          |
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from . import chat, media
from .gate import WAITING, Gate
from .guard import Guard, problem
from .shapes import Served
from ..errors import DeskError, InputError

log = structlog.get_logger()
_ROUTES = {
    "asr": media.transcriptions,
    "tts": media.speech,
    "emotion": media.emotion,
    "ocr": media.ocr,
    "llm": chat.completions,
}


def create_app(served: Served, key: str = "", loopback: bool = True, waiting: int = WAITING) -> FastAPI:
    """The application of one engine. `waiting` requests may queue behind the one that runs."""
    gate = Gate(waiting)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        gate.close()

    app = FastAPI(title=f"voicebot engine: {served.stage}", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(Guard, key=key, loopback=loopback)
    _ROUTES[served.stage](app, served, gate)

    @app.get("/healthz")
    async def healthz() -> dict[str, object]:
        return health(served)

    @app.exception_handler(DeskError)
    async def refused(_: Request, error: DeskError) -> JSONResponse:
        log.info("request refused", code=error.code, exc_info=error.__cause__)
        return problem(error)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        places = {".".join(map(str, e["loc"][1:])) or "body" for e in error.errors()}
        return problem(InputError(f"the request cannot be used; look at: {', '.join(sorted(places))[:200]}"))

    @app.exception_handler(HTTPException)
    async def unserved(_: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error.__cause__, DeskError):  # our own, met while the body was read
            return problem(error.__cause__)
        if error.status_code in (404, 405):
            refusal = InputError(f"this server serves the stage {served.stage} and not that path or method", code="not_served")
        else:
            refusal = InputError("the body of the request cannot be read")
        refusal.status = error.status_code
        return problem(refusal)

    return app


def health(served: Served) -> dict[str, object]:
    """What really runs: the engine, the device that it computes on, and the speed measured there."""
    engine = served.engine
    return {
        "status": "ready",
        "stage": served.stage,
        "engine": engine.name,
        "model": served.model,
        "device": engine.device,
        "speed": {"value": round(served.speed.value, 3), "unit": served.speed.unit},
        **{name: list(getattr(engine, name)) for name in ("languages", "voices", "labels") if hasattr(engine, name)},
    }
