"""How a socket's life ends, for every kind of caller: one exception that carries the close code through the task group."""

from __future__ import annotations

from typing import Any

from starlette.websockets import WebSocketDisconnect

# What sending or receiving raises where the peer is gone; Starlette says RuntimeError where it had closed already.
PEER_GONE = (WebSocketDisconnect, OSError, RuntimeError)


class Ended(Exception):
    """The connection is over; `code` is the WebSocket close code, 0 where the peer is gone already."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def first(group: BaseExceptionGroup[Any]) -> Any:
    """The first single exception of a group of groups."""
    error = group.exceptions[0]
    return first(error) if isinstance(error, BaseExceptionGroup) else error
