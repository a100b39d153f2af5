"""Routes of the stages that take or give audio and pictures."""

from __future__ import annotations

import dataclasses
import re
from typing import Annotated, Any, Literal, cast

import numpy as np
from fastapi import FastAPI, File, Form, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from ..audio import files
from ..audio.pcm import pcm as to_bytes
from ..errors import AudioError, InputError
from ..events import IN_RATE
from ..tts import ssml, wav
from .gate import Gate
from .shapes import EmotionClassifier, Heard, PageReader, Part, Served, Synthesizer, Transcriber

SECONDS_LIMIT = 120.0  # of audio in one request: a customer's turn, not a recording
TEXT_LIMIT = 4096  # characters, as in OpenAI's API
PROMPT_LIMIT = 1000  # characters; engines use less
Upload = Annotated[bytes, File()]


def transcriptions(app: FastAPI, served: Served, gate: Gate) -> None:
    engine = cast(Transcriber, served.engine)

    @app.post("/v1/audio/transcriptions")
    async def transcribe(
        request: Request,
        file: Upload,
        language: Annotated[str, Form()] = "yue",
        response_format: Annotated[Literal["json", "text", "verbose_json"], Form()] = "json",
        prompt: Annotated[str, Form(max_length=PROMPT_LIMIT)] = "",
        stream: Annotated[bool, Form()] = False,
    ) -> Response:
        if stream:
            raise InputError("this server does not stream transcripts; leave `stream` out")
        if language not in engine.languages:
            known = ", ".join(engine.languages[:8])
            raise InputError(f"the model does not know that language; it knows {known}", code="language_unsupported")

        def work() -> tuple[Heard, float]:
            audio = _audio(file)
            return engine.transcribe(audio, language, _hints(prompt)), len(audio) / IN_RATE

        heard, seconds = await gate.run(request, work)
        if response_format == "text":
            return PlainTextResponse(heard.text + "\n")
        return JSONResponse({"text": heard.text} if response_format == "json" else verbose(heard, seconds))


def verbose(heard: Heard, seconds: float) -> dict[str, Any]:
    """OpenAI's verbose transcription; `probability` of a word and `alternatives` of a segment are ours."""
    words = [{"word": w.text, "start": w.start, "end": w.end, "probability": w.confidence} for w in heard.words]
    segments = [_segment(number, part) for number, part in enumerate(heard.parts)]
    told = {"task": "transcribe", "language": heard.language, "duration": seconds, "text": heard.text}
    return {**told, "words": words, "segments": segments}


def _segment(number: int, part: Part) -> dict[str, Any]:
    told = {"id": number, "start": part.start, "end": part.end, "text": part.text}
    scores = {name: value for name in ("avg_logprob", "no_speech_prob") if (value := getattr(part, name)) is not None}
    return {**told, **scores, "alternatives": [{"text": text, "probability": p} for text, p in part.others]}


def _hints(prompt: str) -> tuple[str, ...]:
    """The terms of a prompt, in their order: what stands between marks, each once."""
    return tuple(dict.fromkeys(filter(None, (term.strip() for term in re.split(r"[、，,；;\n]+", prompt)))))


class SpeechRequest(BaseModel):
    input: str = Field(min_length=1, max_length=TEXT_LIMIT)
    voice: str = "default"
    response_format: Literal["wav", "pcm"] = "wav"
    speed: float = Field(default=1.0, ge=0.5, le=2.0)


def speech(app: FastAPI, served: Served, gate: Gate) -> None:
    engine = cast(Synthesizer, served.engine)

    @app.post("/v1/audio/speech")
    async def speak(request: Request, wanted: SpeechRequest) -> Response:
        if wanted.voice not in engine.voices:
            raise InputError(f"there is no such voice; choose one of: {', '.join(engine.voices[:8])}", code="voice_unknown")
        text = ssml.spoken(wanted.input)
        audio = await gate.run(request, lambda: engine.synthesize(text, wanted.voice, wanted.speed))
        if wanted.response_format == "pcm":
            return Response(to_bytes(audio), media_type="audio/pcm;rate=24000")
        return Response(wav.encode(audio), media_type="audio/wav")


def emotion(app: FastAPI, served: Served, gate: Gate) -> None:
    engine = cast(EmotionClassifier, served.engine)

    @app.post("/v1/audio/emotion")
    async def judge(request: Request, file: Upload) -> dict[str, object]:
        found = await gate.run(request, lambda: dict(engine.probabilities(_audio(file))))
        return {"label": max(found, key=lambda label: found[label]), "probabilities": found}


def ocr(app: FastAPI, served: Served, gate: Gate) -> None:
    engine = cast(PageReader, served.engine)

    @app.post("/v1/ocr")
    async def read(request: Request, file: Upload) -> dict[str, object]:
        page = await gate.run(request, lambda: engine.read(file))
        return dataclasses.asdict(page)


def _audio(data: bytes) -> NDArray[np.int16]:
    audio = files.decode(data, "the file")
    if len(audio) > SECONDS_LIMIT * IN_RATE:
        raise AudioError(f"the file is longer than {SECONDS_LIMIT:g} seconds")
    return audio
