"""What goes through the pipe between `reader` and `worker`: a JSON head and a body of bytes, each with its length."""

from __future__ import annotations

import json
import struct
from typing import Any

PREFIX = struct.Struct(">II")  # bytes of the head, bytes of the body


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    text = json.dumps(head, ensure_ascii=False).encode()
    return PREFIX.pack(len(text), len(body)) + text + body


def unpack_head(data: bytes) -> dict[str, Any]:
    """Raises ValueError where it is no JSON object."""
    head = json.loads(data)
    if not isinstance(head, dict):
        raise ValueError("the head is no object")
    return head
