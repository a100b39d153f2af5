"""Server-sent events of a chat completion, bytes in, text deltas out (WHATWG HTML 9.2.6; OpenAI's chat.completion.chunk).

Pure and bounded: what is no such stream raises EngineError.
"""

from __future__ import annotations

import codecs
import json
from typing import Any

from ..errors import EngineError

LINE_LIMIT = 65_536  # characters
STREAM_LIMIT = 1_048_576  # bytes


class Deltas:
    """One response body. `done` after `[DONE]` or a finish reason."""

    def __init__(self) -> None:
        self.done = False
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._line = ""
        self._read = 0

    def push(self, chunk: bytes) -> list[str]:
        """The texts that are complete now. Raises EngineError for broken UTF-8, JSON, or too much of either."""
        self._read += len(chunk)
        try:
            self._line += self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise EngineError("the language model's answer is not UTF-8", "llm_invalid") from error
        *lines, self._line = self._line.replace("\r\n", "\n").split("\n")
        if self._read > STREAM_LIMIT or len(self._line) > LINE_LIMIT:
            raise EngineError("the language model's answer is too long", "llm_invalid")
        return [text for line in lines if not self.done and (text := self._text(line))]

    def _text(self, line: str) -> str:
        if not line.startswith("data:"):
            return ""  # a comment, a blank line or another field
        data = line[5:].strip()
        if data == "[DONE]":
            self.done = True
            return ""
        try:
            event = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise EngineError("the language model's answer is not JSON", "llm_invalid") from error
        return self._delta(event)

    def _delta(self, event: Any) -> str:
        choices = event.get("choices") if isinstance(event, dict) else None
        if not isinstance(choices, list) or (isinstance(event, dict) and event.get("error")):
            raise EngineError("the language model refused", "llm_invalid")
        if not choices:
            return ""  # usage comes so
        choice = choices[0] if isinstance(choices[0], dict) else {}
        delta = choice.get("delta")
        text = delta.get("content") if isinstance(delta, dict) else None
        self.done = bool(choice.get("finish_reason"))
        return text if isinstance(text, str) else ""
