"""What a Realtime client may say, checked field by field. Pure: JSON text in, plain values out, ProtocolError else.

Follows the OpenAI Realtime GA client events; what of them we do not take is answered with a code (docs/protocol.md).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..errors import ProtocolError
from ..events import Configure
from .catalogue import REFUSED_EVENTS
from .formats import named

IMAGE_TYPES = ("image/png", "image/jpeg")
DEPTH_LIMIT = 32  # of a tool's parameters, which are echoed as they came


def load(message: str | bytes) -> dict[str, Any]:
    """The event as an object with a text `type`. Raises ProtocolError."""
    if isinstance(message, bytes):
        raise ProtocolError("binary messages are not taken; send JSON text", "invalid_message")
    try:
        event = json.loads(message, parse_constant=_refuse_constant, parse_float=_finite)
        message.encode()
        if "\\u" in message:  # an escape may stand for half a character, which could be echoed to nobody
            json.dumps(event, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ProtocolError("the message is not valid JSON", "invalid_json") from error
    if not isinstance(event, dict):
        raise ProtocolError("the message is not a JSON object", "invalid_json")
    event_id = event.get("event_id")
    if event_id is not None and not isinstance(event_id, str):
        raise ProtocolError("event_id must be a string", "invalid_type", "event_id")
    if not isinstance(event.get("type"), str):
        raise ProtocolError("the event has no type", "missing_required_parameter", "type", event_id)
    return event


def unknown(type_: str) -> ProtocolError:
    if type_ in REFUSED_EVENTS:
        return ProtocolError("this event is not part of our profile", "unsupported_event", "type")
    return ProtocolError("unknown event type", "unknown_event", "type")


def audio_bytes(event: dict[str, Any]) -> bytes:
    text = need(event, "audio", str)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolError("audio is not valid base64", "invalid_audio", "audio") from error


def need(event: dict[str, Any], name: str, kind: type, path: str = "") -> Any:
    """The field, of the kind asked for. Raises ProtocolError naming it by its path."""
    path = path or name
    if name not in event:
        raise ProtocolError(f"{path} is missing", "missing_required_parameter", path)
    value = event[name]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ProtocolError(f"{path} has the wrong type", "invalid_type", path)
    return value


def configure(old: Configure, session: dict[str, Any]) -> Configure:
    """The session's settings after `session.update`; fields that are absent stay."""
    if session.get("type", "realtime") != "realtime":
        raise ProtocolError("only sessions of type realtime are served", "unsupported_session_type", "session.type")
    if strange := next((name for name in session if name not in _FIELDS and name not in _IGNORED), None):
        raise ProtocolError("the session has no such setting", "unknown_parameter", f"session.{strange[:64]}")
    new = old
    for name, apply in _FIELDS.items():
        if name in session:
            new = apply(new, session[name])
    return new


def echoed(session: dict[str, Any]) -> dict[str, Any]:
    """The fields of `session.update` that are kept and shown again, and change nothing: approved wording wins."""
    kept: dict[str, Any] = {}
    if session.get("instructions") is not None:
        kept["instructions"] = need(session, "instructions", str, "session.instructions")
    if (most := session.get("max_output_tokens")) is not None:
        if most != "inf" and (isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= 4096):
            raise ProtocolError('max_output_tokens is 1 to 4096 or "inf"', "invalid_value", "session.max_output_tokens")
        kept["max_output_tokens"] = most
    return kept


def text_only(modalities: Any, path: str) -> bool:
    if modalities == ["text"]:
        return True
    if modalities == ["audio"]:
        return False
    raise ProtocolError(f'{path} must be ["audio"] or ["text"]', "invalid_value", path)


def image(part: dict[str, Any]) -> tuple[bytes, str]:
    """The bytes and media type of an `input_image` data URI."""
    head, _, body = need(part, "image_url", str, "item.content.image_url").partition(";base64,")
    if head.removeprefix("data:") not in IMAGE_TYPES:
        raise ProtocolError("images are data URIs of PNG or JPEG", "unsupported_format", "item.content.image_url")
    try:
        data = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolError("the image is not valid base64", "invalid_value", "item.content.image_url") from error
    if not data:
        raise ProtocolError("the image is empty", "invalid_value", "item.content.image_url")
    return data, head.removeprefix("data:")


def too_deep(value: Any) -> bool:
    """True where lists and objects are nested deeper than DEPTH_LIMIT: deeper ones may be read but not written again."""
    level = [value]
    for _ in range(DEPTH_LIMIT):
        level = [inner for outer in level if isinstance(outer, (list, dict)) for inner in (outer.values() if isinstance(outer, dict) else outer)]
    return any(isinstance(v, (list, dict)) for v in level)


def _refuse_constant(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError("beyond all floats")
    return value


def _modalities(c: Configure, value: Any) -> Configure:
    return replace(c, text_only=text_only(value, "session.output_modalities"))


def _tools(c: Configure, value: Any) -> Configure:
    path = "session.tools"
    if not isinstance(value, list) or not all(isinstance(t, dict) for t in value):
        raise ProtocolError("tools must be a list of objects", "invalid_type", path)
    return replace(c, tools=tuple(json.dumps(_tool(t, path), ensure_ascii=False) for t in value))


def _tool(tool: dict[str, Any], path: str) -> dict[str, Any]:
    if tool.get("type") != "function" or not isinstance(tool.get("name"), str) or not tool["name"]:
        raise ProtocolError("only tools of type function with a name are taken", "unsupported_tool", path)
    known = {name: tool[name] for name in ("type", "name", "description", "parameters") if tool.get(name) is not None}
    if not isinstance(known.get("description", ""), str) or not isinstance(known.get("parameters", {}), dict):
        raise ProtocolError("a tool's description is a string, its parameters an object", "invalid_type", path)
    if too_deep(known.get("parameters")):
        raise ProtocolError(f"parameters are nested at most {DEPTH_LIMIT} deep", "invalid_value", path)
    return known


def _tool_choice(c: Configure, value: Any) -> Configure:
    if isinstance(value, dict) and value.get("type") == "function" and isinstance(value.get("name"), str):
        return replace(c, tool_choice=value["name"])
    if value in ("auto", "none", "required"):
        return replace(c, tool_choice=value)
    raise ProtocolError("tool_choice must be auto, none, required or a function", "invalid_value", "session.tool_choice")


def _audio(c: Configure, value: Any) -> Configure:
    sides = {name: need(value, name, dict, f"session.audio.{name}") for name in ("input", "output") if name in _object(value, "session.audio")}
    for name, side in sides.items():
        if (given := side.get("format")) is None:
            continue
        if (format_ := named(given)) is None:
            text = "audio formats are audio/pcm at 24000 Hz, audio/pcmu and audio/pcma"
            raise ProtocolError(text, "unsupported_format", f"session.audio.{name}.format")
        c = replace(c, input_format=format_) if name == "input" else replace(c, output_format=format_)
    heard = sides.get("input", {})
    if "transcription" in heard:
        if wanted := heard["transcription"] is not None:
            _object(heard["transcription"], "session.audio.input.transcription")
        c = replace(c, transcribe=wanted)
    return _turn_detection(c, heard["turn_detection"]) if "turn_detection" in heard else c


def _turn_detection(c: Configure, value: Any) -> Configure:
    path = "session.audio.input.turn_detection"
    if value is None:
        return replace(c, turn_detection="none")
    kind = _object(value, path).get("type")
    if kind not in ("server_vad", "semantic_vad"):
        raise ProtocolError("turn_detection is server_vad, semantic_vad or null", "invalid_value", f"{path}.type")
    if value.get("idle_timeout_ms") is not None:
        raise ProtocolError("an idle customer is not timed", "unsupported_parameter", f"{path}.idle_timeout_ms")
    return replace(
        c, turn_detection=kind,
        threshold=_number(value, "threshold", 0.0, 1.0, c.threshold, path),
        silence_ms=int(_number(value, "silence_duration_ms", 100, 5000, c.silence_ms, path)),
        prefix_ms=int(_number(value, "prefix_padding_ms", 0, 2000, c.prefix_ms, path)),
        create_response=_flag(value, "create_response", c.create_response, path),
        interrupt_response=_flag(value, "interrupt_response", c.interrupt_response, path),
    )  # fmt: skip


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ProtocolError(f"{path} must be an object", "invalid_type", path)
    return value


def _number(value: dict[str, Any], name: str, least: float, most: float, default: float, path: str) -> float:
    given = value.get(name)
    if given is None:
        return default
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not least <= given <= most:
        raise ProtocolError(f"{name} must be a number from {least:g} to {most:g}", "invalid_value", f"{path}.{name}")
    return given


def _flag(value: dict[str, Any], name: str, default: bool, path: str) -> bool:
    given = value.get(name)
    if given is not None and not isinstance(given, bool):
        raise ProtocolError(f"{name} must be true or false", "invalid_type", f"{path}.{name}")
    return default if given is None else given


_FIELDS: dict[str, Callable[[Configure, Any], Configure]] = {
    "output_modalities": _modalities,
    "tools": _tools,
    "tool_choice": _tool_choice,
    "audio": _audio,
}
# Settings of GA that are taken and change nothing, so that stock clients get along.
_IGNORED = (
    "type", "id", "object", "model", "instructions", "max_output_tokens", "include", "parallel_tool_calls", "prompt", "reasoning",
    "tracing", "truncation", "expires_at",
)  # fmt: skip
