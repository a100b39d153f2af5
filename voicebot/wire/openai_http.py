"""OpenAI's HTTP shapes for one stage at a time: transcription, speech, chat. Pure: plain values in and out.

What a request asks for and we do not have is refused with a code, never silently done otherwise; settings that cannot
change the result (temperature, seed, user, …) are taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..engines import Question
from ..errors import ProtocolError
from ..events import Reply, Transcript
from ..tts import ssml

LANGUAGES = ("yue", "zh", "zh-hk", "zh-yue", "cantonese")
HEARD_FORMATS = ("json", "text", "verbose_json", "srt", "vtt")
SPOKEN_FORMATS = {"pcm": "audio/pcm", "wav": "audio/wav", "flac": "audio/flac", "opus": "audio/ogg", "mp3": "audio/mpeg"}
# OpenAI's names all mean the desk's own voice; a client that must name one gets along.
VOICES = ("desk", "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse")
TEXT_LIMIT = 4_096  # characters to speak, as OpenAI's
MESSAGES_LIMIT = 400
MODEL = {"id": "desk", "object": "model", "created": 1_767_225_600, "owned_by": "voicebot"}


@dataclass(frozen=True, slots=True)
class Heard:
    """One recognised piece of a recording; seconds from the recording's start."""

    start: float
    end: float
    transcript: Transcript


@dataclass(frozen=True, slots=True)
class SpeechOrder:
    text: str
    kind: str  # a key of SPOKEN_FORMATS
    rate: float
    events: bool  # as server-sent events


@dataclass(frozen=True, slots=True)
class ChatOrder:
    question: Question
    model: str
    stream: bool


def error(code: str, text: str, status: int, param: str | None = None) -> dict[str, Any]:
    """OpenAI's error object, which its clients read."""
    kind = "authentication_error" if status == 401 else "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": text, "type": kind, "param": param, "code": code}}


def event(value: Mapping[str, Any]) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


# ---- transcription ----------------------------------------------------------------------------------------------
def check_hearing(form: Mapping[str, str]) -> tuple[str, bool]:
    """The response format and whether to stream. Raises ProtocolError."""
    if not form.get("model"):
        raise ProtocolError("model is missing; ours is desk", "missing_required_parameter", "model")
    language = form.get("language", "yue").lower()
    if language not in LANGUAGES:
        raise ProtocolError("only Cantonese is recognised: language is yue, zh or zh-HK", "language_unsupported", "language")
    kind = form.get("response_format", "json")
    if kind not in HEARD_FORMATS:
        raise ProtocolError(f"response_format is one of {', '.join(HEARD_FORMATS)}", "unsupported_format", "response_format")
    return kind, form.get("stream", "").lower() in ("true", "1")


def text_of(heard: list[Heard]) -> str:
    return "，".join(h.transcript.text for h in heard if h.transcript.text)


def transcription(heard: list[Heard], seconds: float, kind: str, words: bool) -> str | dict[str, Any]:
    """The response body: an object, or for text, srt and vtt a text."""
    match kind:
        case "text":
            return text_of(heard) + "\n"
        case "srt":
            return "".join(f"{n}\n{_clock(h.start, ',')} --> {_clock(h.end, ',')}\n{h.transcript.text}\n\n" for n, h in enumerate(_said(heard), 1))
        case "vtt":
            return "WEBVTT\n\n" + "".join(f"{_clock(h.start, '.')} --> {_clock(h.end, '.')}\n{h.transcript.text}\n\n" for h in _said(heard))
    usage = {"type": "duration", "seconds": round(seconds, 3)}
    if kind == "json":
        return {"text": text_of(heard), "usage": usage}
    body = {"task": "transcribe", "language": "yue", "duration": round(seconds, 3), "text": text_of(heard), "usage": usage,
            "segments": [{"id": n, "seek": 0, "start": round(h.start, 3), "end": round(h.end, 3), "text": h.transcript.text, "tokens": [],
                          "temperature": 0.0, "avg_logprob": 0.0, "compression_ratio": 1.0, "no_speech_prob": round(1 - h.transcript.confidence, 3)}
                         for n, h in enumerate(_said(heard))]}  # fmt: skip
    if words:
        body["words"] = [
            {"word": w.text, "start": round(h.start + w.start, 3), "end": round(h.start + w.end, 3)} for h in heard for w in h.transcript.words
        ]
    return body


def _said(heard: list[Heard]) -> list[Heard]:
    return [h for h in heard if h.transcript.text]


def _clock(seconds: float, mark: str) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


# ---- speech -----------------------------------------------------------------------------------------------------
def speech(body: Any, timbre: str) -> SpeechOrder:
    """What to say, and how; `timbre` is the desk's own, "woman" or "man". Raises ProtocolError, InputError (ssml_invalid)."""
    if not isinstance(body, dict):
        raise ProtocolError("the body is not a JSON object", "invalid_json")
    text = _text(body, "input")
    if len(text) > TEXT_LIMIT:
        raise ProtocolError(f"input has at most {TEXT_LIMIT} characters", "string_above_max_length", "input")
    if ssml.opens(text):
        ssml.parse(text)
    _text(body, "model")
    given = body.get("voice", "desk")
    voice = given.get("id") if isinstance(given, dict) else given
    if voice not in (*VOICES, timbre):
        raise ProtocolError(f"this desk speaks as {timbre}; voice is desk or {timbre}", "voice_unavailable", "voice")
    kind, stream = body.get("response_format", "mp3"), body.get("stream_format", "audio")
    if kind not in SPOKEN_FORMATS:
        raise ProtocolError(f"response_format is one of {', '.join(SPOKEN_FORMATS)}", "unsupported_format", "response_format")
    if stream not in ("audio", "sse"):
        raise ProtocolError("stream_format is audio or sse", "invalid_value", "stream_format")
    rate = body.get("speed", 1.0)
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0.5 <= rate <= 2.0:
        raise ProtocolError("speed is a number from 0.5 to 2", "invalid_value", "speed")
    return SpeechOrder(text, kind, float(rate), stream == "sse")


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ProtocolError(f"{name} must be a text that is not empty", "missing_required_parameter" if value is None else "invalid_value", name)
    return value.strip()


# ---- chat -------------------------------------------------------------------------------------------------------
def chat(body: Any) -> ChatOrder:
    """The newest customer's message as a question, those before it as history. Raises ProtocolError."""
    if not isinstance(body, dict):
        raise ProtocolError("the body is not a JSON object", "invalid_json")
    model, rows = _text(body, "model"), body.get("messages")
    if not isinstance(rows, list) or not rows or len(rows) > MESSAGES_LIMIT or not all(isinstance(m, dict) for m in rows):
        raise ProtocolError(f"messages is a list of 1 to {MESSAGES_LIMIT} objects", "invalid_value", "messages")
    if body.get("n") not in (None, 1):
        raise ProtocolError("one answer is given", "unsupported_parameter", "n")
    said = [(str(m.get("role")), _content(m.get("content"))) for m in rows]
    last = max((n for n, (role, _) in enumerate(said) if role == "user"), default=-1)
    if last < 0 or not said[last][1].strip():
        raise ProtocolError("there is no message of a user", "invalid_value", "messages")
    who = {"user": "customer", "assistant": "desk"}
    history = tuple((who[role], text) for role, text in said[:last] if role in who)
    return ChatOrder(Question(Transcript(said[last][1].strip()), history), model, body.get("stream") is True)


def _content(content: Any) -> str:
    """A message's text: a string, or the text parts of a list."""
    if isinstance(content, list):
        parts = [p.get("text") for p in content if isinstance(p, dict) and p.get("type") == "text"]
        if len(parts) != len(content) or not all(isinstance(p, str) for p in parts):
            raise ProtocolError("only text parts are taken", "unsupported_content", "messages")
        content = "".join(str(p) for p in parts)
    if content is not None and not isinstance(content, str):
        raise ProtocolError("a message's content is a text or a list of parts", "invalid_type", "messages")
    return content or ""


def completion(reply: Reply, id_: str, created: int, model: str) -> dict[str, Any]:
    """`message.content` is the written text; `desk` has the words to speak, the route and the citations by id."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.written, "refusal": None, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}  # no tokens are counted
    head = {"id": id_, "object": "chat.completion", "created": created, "model": model}
    return {**head, "choices": [choice], "usage": usage, "desk": _about(reply)}


def chunks(reply: Reply, id_: str, created: int, model: str) -> list[bytes]:
    """The same as server-sent events: the role, the text, the end with `desk`, `[DONE]`."""
    head = {"id": id_, "object": "chat.completion.chunk", "created": created, "model": model}
    deltas: list[tuple[dict[str, str], str | None]] = [({"role": "assistant", "content": ""}, None), ({"content": reply.written}, None), ({}, "stop")]
    rows = [{**head, "choices": [{"index": 0, "delta": d, "logprobs": None, "finish_reason": f}]} for d, f in deltas]
    rows[-1]["desk"] = _about(reply)
    return [*map(event, rows), b"data: [DONE]\n\n"]


def _about(reply: Reply) -> dict[str, Any]:
    cited = [{k: v for k, v in asdict(c).items() if k in ("id", "title", "anchor", "quote", "version")} for c in reply.citations]
    return {"spoken": reply.spoken, "route": reply.route, "citations": cited, "offer_person": reply.offer_person, "hand_over": reply.hand_over}
