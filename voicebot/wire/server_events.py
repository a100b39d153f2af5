"""Server events that are more than a line: the session, errors, captions. Pure; event ids are put on by the caller."""

from __future__ import annotations

import json
from typing import Any

from ..events import Caption, Configure, Heading
from .catalogue import blame
from .formats import described

Event = dict[str, Any]


def error(code: str, text: str, param: str | None, client_event_id: str | None) -> Event:
    about = {"type": blame(code), "code": code, "message": text, "param": param, "event_id": client_event_id}
    return {"type": "error", "error": about}


def session(heading: Heading, c: Configure, echoed: Event) -> Event:
    """The whole session, as `session.created` and `session.updated` show it."""
    heard = {
        "format": described(c.input_format), "turn_detection": _turn_detection(c), "noise_reduction": None,
        "transcription": {"model": "desk", "language": "yue"} if c.transcribe else None,
    }  # fmt: skip
    named = {"type": "function", "name": c.tool_choice}
    return {
        "type": "realtime", "object": "realtime.session", "id": heading.session_id, "model": "desk",
        "output_modalities": ["text"] if c.text_only else ["audio"], "instructions": "", "max_output_tokens": "inf",
        "tools": [json.loads(t) for t in c.tools], "tracing": None, "truncation": "auto",
        "tool_choice": c.tool_choice if c.tool_choice in ("auto", "none", "required") else named,
        "audio": {"input": heard, "output": {"format": described(c.output_format), "voice": "desk", "speed": 1.0}}, **echoed,
    }  # fmt: skip


def _turn_detection(c: Configure) -> Event | None:
    if c.turn_detection == "none":
        return None
    both: Event = {"type": c.turn_detection, "create_response": c.create_response, "interrupt_response": c.interrupt_response}
    if c.turn_detection == "semantic_vad":
        return both
    return {**both, "threshold": c.threshold, "prefix_padding_ms": c.prefix_ms, "silence_duration_ms": c.silence_ms}


class Captions:
    """Captions of the customer's running items. What its deltas add up to is always a start of the newest partial
    that they could follow: after a revision none are sent until the text extends them again, and the whole partial
    goes as ours."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}  # item -> its deltas together

    def take(self, c: Caption) -> list[Event]:
        where = {"item_id": c.item_id, "content_index": 0}
        if c.failed:
            self._told.pop(c.item_id, None)
            broken = {"type": "transcription_error", "code": c.failed, "message": "the turn could not be transcribed"}
            return [{"type": "conversation.item.input_audio_transcription.failed", **where, "error": broken}]
        if c.final:
            self._told.pop(c.item_id, None)
            usage = {"type": "duration", "seconds": round(c.seconds, 3)}
            done = {"transcript": c.text, "usage": usage}
            return [{"type": "conversation.item.input_audio_transcription.completed", **where, **done}]
        whole = {"type": "desk.caption", "turn_id": c.turn_id, "item_id": c.item_id, "text": c.text}
        told = self._told.get(c.item_id, "")
        if not c.text.startswith(told) or c.text == told:
            return [whole]
        self._told[c.item_id] = c.text
        return [{"type": "conversation.item.input_audio_transcription.delta", **where, "delta": c.text[len(told) :]}, whole]
