"""The error codes that a Realtime client can meet, and who is to blame for each. docs/protocol.md lists the same."""

from __future__ import annotations

from typing import Literal

Blame = Literal["invalid_request_error", "server_error"]

_CLIENT = (
    "invalid_message", "invalid_json", "invalid_type", "invalid_value", "invalid_audio", "missing_required_parameter",
    "unknown_parameter", "string_above_max_length", "unknown_event", "unsupported_event", "unsupported_parameter",
    "unsupported_format", "unsupported_session_type", "unsupported_tool", "unsupported_item", "unsupported_content",
    "unsupported_previous_item", "item_not_found", "input_audio_buffer_commit_empty", "response_cancel_not_active",
    "conversation_already_has_active_response", "audio_rate_mismatch", "input_audio_buffer_full", "with_person",
)  # fmt: skip
_DESK = ("engine_failed", "model_missing", "server_busy", "internal")

ERRORS: dict[str, Blame] = {
    **dict.fromkeys(_CLIENT, "invalid_request_error"),
    **dict.fromkeys(_DESK, "server_error"),
}

# Events of WebRTC and of transcription sessions: known to GA, not served here.
REFUSED_EVENTS = ("output_audio_buffer.clear", "transcription_session.update")


def blame(code: str) -> Blame:
    """The `type` of the error event; what is not in the table is not the client's doing."""
    return ERRORS.get(code, "server_error")
