"""What must be written down while a call goes on: a store that cannot be written, as where the disk is full, ends no call.

What was refused is held in memory in its order, and tried again with the next write, every half minute (`app`), and when
the conversation ends; after that for as long as the conversation could be resumed (`desk`). That it was refused is logged and
counted by a code, once until the store takes something again. What is still held when the process ends is lost.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from .errors import DeskError
from .store import Journal

log = structlog.get_logger()
HELD = 500  # writes to one store that wait; the oldest gives way


class Held:
    """Writes to one store. One at a time, so that nothing overtakes."""

    def __init__(self, code: str, count: Callable[[str], None] = lambda code: None, limit: int = HELD) -> None:
        """`count` is told the code of a refusal."""
        self._code = code
        self._count = count
        self._limit = limit
        self._waiting: dict[str, Callable[[], object]] = {}
        self._refused = False

    def write(self, key: str, work: Callable[[], object]) -> bool:
        """Do what waits, then `work`, which takes the place of a write of the same key that still waits. False where the store
        refuses: it is tried again."""
        self._waiting[key] = work
        if len(self._waiting) > self._limit:
            del self._waiting[next(iter(self._waiting))]
        return self.retry()

    def retry(self) -> bool:
        """Whether nothing waits any more."""
        while self._waiting:
            key, work = next(iter(self._waiting.items()))
            try:
                work()
            except sqlite3.Error as error:
                self._refusal(error)
                return False
            del self._waiting[key]
        if self._refused:
            self._refused = False
            log.info("a store is written again", code=self._code)
        return True

    def _refusal(self, error: sqlite3.Error) -> None:
        if not self._refused:
            self._refused = True
            self._count(self._code)
            log.error("a store cannot be written", code=self._code, error=type(error).__name__)

    def drop(self) -> None:
        self._waiting.clear()


class Keeper:
    """One conversation's hand on the journal."""

    def __init__(
        self, journal: Journal, session_id: str, now: Callable[[], float], erasing: Held, count: Callable[[str], None] = lambda code: None
    ) -> None:
        """`erasing` outlives the conversation: what is to be erased is erased when the disk allows. `count`: as of `Held`."""
        self._journal = journal
        self._session_id = session_id
        self._now = now
        self._erasing = erasing
        self._held = Held("journal_failed", count)
        self._opening: Callable[[], object] | None = None  # until the journal has the conversation

    def begin(self, reference: str) -> str:
        """Begin the conversation in the journal; returns the token that resumes it."""
        token = secrets.token_urlsafe(32)
        at = self._now()
        self._opening = lambda: self._journal.open(self._session_id, reference, at, token)
        self._held.write("", self._open)
        return token

    def keep(self, item: dict[str, Any]) -> None:
        self._held.write(item["item_id"], partial(self._append, item, self._now()))

    def forget(self) -> None:
        self._held.drop()
        self._erasing.write(self._session_id, lambda: self._journal.forget(self._session_id))

    def retry(self) -> bool:
        """Whether nothing waits any more."""
        return self._held.retry()

    def _open(self) -> None:
        if self._opening is not None:
            self._opening()
            self._opening = None

    def _append(self, item: dict[str, Any], at: float) -> None:
        try:
            self._open()
            self._journal.append(self._session_id, item, at)
        except DeskError as error:  # past its time or taken away: the call goes on, a resume will not
            log.warning("journal refused an item", code=error.code)
