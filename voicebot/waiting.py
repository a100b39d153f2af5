"""Who waits for a person: first come, first served, and nobody loses the place by a lost line.

Pure: `now` is seconds since the epoch, given by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Channel


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that waits for a person. `since` is seconds since the epoch."""

    session_id: str
    reference: str
    summary: str
    channel: Channel
    since: float


class Queue:
    """`calls` by session id, who asked first is first. A line that is lost keeps its place for `keep_s` seconds."""

    def __init__(self, keep_s: float) -> None:
        self.calls: dict[str, Waiting] = {}
        self._keep_s = keep_s
        self._lost: dict[str, tuple[Waiting, float]] = {}  # and when the line was lost

    def add(self, waiting: Waiting) -> None:
        """At the place that it had; who waits already keeps theirs."""
        self.calls.setdefault(waiting.session_id, waiting)
        self.calls = {w.session_id: w for w in sorted(self.calls.values(), key=lambda w: w.since)}

    def remove(self, session_id: str) -> None:
        """A person has come, or nobody waits any more."""
        self.calls.pop(session_id, None)
        self._lost.pop(session_id, None)

    def lose(self, session_id: str, now: float) -> None:
        """The line of a call is lost: nobody can take it, until it comes back."""
        if (waiting := self.calls.pop(session_id, None)) is not None:
            self.hold(waiting, now)

    def hold(self, waiting: Waiting, now: float) -> None:
        """The same, for a call that a person has had."""
        self._lost = {id_: lost for id_, lost in self._lost.items() if now - lost[1] <= self._keep_s}
        self._lost[waiting.session_id] = (waiting, now)

    def back(self, session_id: str) -> None:
        """The line is there again."""
        if (lost := self._lost.pop(session_id, None)) is not None:
            self.add(lost[0])
