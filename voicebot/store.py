"""What outlives the process. Never audio.

`Journal`: what a lost connection or a killed server needs to go on with a conversation, identifiers masked.
`Feedback`: what customers think of answers: the question masked, the whole encrypted, tied to no conversation.

SQLite in WAL mode. Bodies are encrypted (Fernet: AES-128-CBC with HMAC), tokens are kept as SHA-256 only; the key is
a file of mode 0600 beside the database, made on the first run. A row older than the time to live (15 minutes) cannot
be resumed and is erased by `purge`. Calls take about a millisecond; times (`now`) are seconds since the epoch.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sqlite3
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog
from cryptography.fernet import Fernet, InvalidToken

from .database import Transaction, open_database
from .errors import AuthError, ConfigError, InputError
from .knowledge.feedback import Judgement
from .privacy.mask import mask

log = structlog.get_logger()
ITEM_LIMIT = 65_536  # bytes of one item: text and citations; audio does not fit by accident
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
  session_id TEXT PRIMARY KEY, token BLOB NOT NULL, reference BLOB NOT NULL,
  updated_at REAL NOT NULL, sequence INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS items (
  session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  item_id TEXT NOT NULL, position INTEGER NOT NULL, sequence INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (session_id, item_id)) WITHOUT ROWID;
"""
_AS_IT_IS = frozenset({"item_id", "role", "citations"})  # of an item: ids, and the organisation's own words
_FEEDBACK_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (item BLOB PRIMARY KEY, at REAL NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A conversation taken up again. `items` in order of speaking; `token` is the only one that works from now on."""

    items: tuple[dict[str, Any], ...]
    reference: str
    token: str
    sequence: int  # of the newest change; a client passes it as `after` next time


def load_key(data_dir: Path) -> bytes:
    """The journal's key from `data_dir`, made there on the first run. Raises ConfigError where it cannot be used."""
    path = data_dir / "journal.key"
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = path.read_bytes().strip()
        else:
            key = Fernet.generate_key()
            with os.fdopen(handle, "wb") as stream:
                stream.write(key)
        Fernet(key)
    except OSError as error:
        raise ConfigError(f"data folder {data_dir} cannot be used: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(f"journal key {path} is damaged; delete it together with journal.db") from error
    return key


class Journal:
    """Open conversations by session id. Thread-safe."""

    def __init__(self, path: Path, key: bytes, ttl_s: float, public: frozenset[str] = frozenset()) -> None:
        """`public`: the organisation's own numbers, which are written as they are (`privacy.mask.published`)."""
        self._box = Fernet(key)
        self._ttl_s = ttl_s
        self._public = public
        self._lock = threading.Lock()
        self._db = open_database(path, _SCHEMA, "journal")
        self._unwritten: dict[str, bytes] = {}  # digests of tokens that the disk refused

    def open(self, session_id: str, reference: str, now: float, token: str = "") -> str:
        """Begin a conversation and return the token that resumes it, a new one where none is given. Raises InputError where the
        id is taken."""
        token = token or secrets.token_urlsafe(32)
        row = (session_id, _digest(token), self._seal(reference), now)
        try:
            with self._lock, self._db:
                self._db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, 0)", row)
        except sqlite3.IntegrityError as error:
            raise InputError("session id is already in the journal") from error
        return token

    def append(self, session_id: str, item: dict[str, Any], now: float) -> int:
        """Write `item`, masked, or replace the one with its `item_id` at its place; returns the session's new sequence.

        Item: {"item_id", "role", "text", "citations": […], "final": bool}. Raises InputError where it is no such thing
        and AuthError (session_unknown) where the conversation is gone.
        """
        body = _body(item, self._public)
        with self._lock, Transaction(self._db):
            sequence = self._touch(session_id, now)
            self._db.execute(
                "INSERT INTO items VALUES (?, ?, ?, ?, ?) ON CONFLICT (session_id, item_id)"
                " DO UPDATE SET sequence = excluded.sequence, body = excluded.body",
                (session_id, item["item_id"], sequence, sequence, self._seal(body)),
            )
        return sequence

    def remove(self, session_id: str, item_id: str, now: float) -> int:
        """Delete one item, as `conversation.item.delete` asks; returns the session's new sequence."""
        with self._lock, Transaction(self._db):
            sequence = self._touch(session_id, now)
            self._db.execute("DELETE FROM items WHERE session_id = ? AND item_id = ?", (session_id, item_id))
        return sequence

    def resume(self, session_id: str, token: str, now: float, after: int = 0) -> Resumed:
        """Take up a conversation: items changed after sequence `after`, and a new token; the old one is dead.

        Raises AuthError (session_unknown) where session or token is wrong or too old: which of them is not told.
        """
        fresh = secrets.token_urlsafe(32)
        with self._lock:
            row = self._db.execute(
                "SELECT token, reference, sequence FROM sessions WHERE session_id = ? AND updated_at >= ?",
                (session_id, now - self._ttl_s),
            ).fetchone()
            if row is None or not hmac.compare_digest(self._unwritten.get(session_id, row[0]), _digest(token)):
                raise _unknown()
            bodies = self._db.execute(
                "SELECT body FROM items WHERE session_id = ? AND sequence > ? ORDER BY position", (session_id, after)
            ).fetchall()
            try:
                reference = self._unseal(row[1])
                items = tuple(json.loads(self._unseal(body)) for (body,) in bodies)
            except InvalidToken as error:  # written under another key: for us it does not exist
                raise _unknown() from error
            self._rotate(session_id, _digest(fresh), now)
        return Resumed(items, reference, fresh, row[2])

    def _rotate(self, session_id: str, digest: bytes, now: float) -> None:
        """The new token; where the disk takes nothing, it counts for as long as this process lives."""
        try:
            self._db.execute("UPDATE sessions SET token = ?, updated_at = ? WHERE session_id = ?", (digest, now, session_id))
            self._unwritten.pop(session_id, None)
        except sqlite3.Error as error:
            log.error("a store cannot be written", code="journal_failed", error=type(error).__name__)
            self._unwritten[session_id] = digest

    def items(self, name: str, now: float) -> tuple[dict[str, Any], ...]:
        """A conversation as it is kept, by its session id or its reference; it stays resumable. Raises AuthError
        (session_unknown) where it is over, past its time, or written under another key."""
        with self._lock, Transaction(self._db):
            found = "SELECT session_id, reference FROM sessions WHERE updated_at >= ? ORDER BY updated_at DESC"
            rows = self._db.execute(found, (now - self._ttl_s,)).fetchall()
            try:
                session_id = next((id_ for id_, reference in rows if name in (id_, self._unseal(reference))), None)
                bodies = self._db.execute("SELECT body FROM items WHERE session_id = ? ORDER BY position", (session_id,)).fetchall()
                items = tuple(json.loads(self._unseal(body)) for (body,) in bodies)
            except InvalidToken as error:
                raise _unknown() from error
        if session_id is None:
            raise _unknown()
        return items

    def forget(self, session_id: str) -> None:
        """Erase a conversation, as after a goodbye or at the customer's wish."""
        with self._lock:
            self._db.execute("DELETE FROM sessions WHERE session_id = ?", (session_id,))

    def purge(self, now: float) -> int:
        """Erase what is past its time, also from the write-ahead log; returns how many conversations."""
        with self._lock:
            gone = self._db.execute("DELETE FROM sessions WHERE updated_at < ?", (now - self._ttl_s,)).rowcount
            if gone:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            left = {id_ for (id_,) in self._db.execute("SELECT session_id FROM sessions")} if self._unwritten else set()
            self._unwritten = {id_: digest for id_, digest in self._unwritten.items() if id_ in left}
        return gone

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _touch(self, session_id: str, now: float) -> int:
        row = self._db.execute(
            "UPDATE sessions SET sequence = sequence + 1, updated_at = ? WHERE session_id = ? RETURNING sequence",
            (now, session_id),
        ).fetchone()
        if row is None:
            raise _unknown()
        return int(row[0])

    def _seal(self, text: str) -> bytes:
        return self._box.encrypt(text.encode())

    def _unseal(self, body: bytes) -> str:
        return self._box.decrypt(body).decode()


class Feedback:
    """Judgements of answers. Thread-safe; in a file of its own, because it is kept for longer than the journal."""

    def __init__(self, path: Path, key: bytes, days: float, public: frozenset[str] = frozenset()) -> None:
        """`public`: as the journal's."""
        self._box = Fernet(key)
        self._keep_s = days * 86_400
        self._public = public
        self._lock = threading.Lock()
        self._db = open_database(path, _FEEDBACK_SCHEMA, "feedback")

    def keep(self, judged: Judgement, now: float) -> None:
        """Write a judgement, its question masked; a newer one of the same item replaces it."""
        body = json.dumps({**asdict(judged), "question": mask(judged.question, self._public)}, ensure_ascii=False)
        row = (_digest(judged.item_id), now, self._box.encrypt(body.encode()))
        with self._lock, Transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?)", row)

    def entries(self) -> tuple[Judgement, ...]:
        """Every judgement, oldest first; what was written under another key does not exist for us."""
        with self._lock:
            rows = self._db.execute("SELECT body FROM feedback ORDER BY at").fetchall()
        return tuple(judged for (body,) in rows if (judged := self._unsealed(body)) is not None)

    def purge(self, now: float) -> int:
        """Erase what is past its time; returns how many judgements."""
        with self._lock:
            gone = self._db.execute("DELETE FROM feedback WHERE at < ?", (now - self._keep_s,)).rowcount
            if gone:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _unsealed(self, body: bytes) -> Judgement | None:
        try:
            row = json.loads(self._box.decrypt(body))
        except InvalidToken:
            return None
        return Judgement(**{**row, "cited": tuple((id_, version) for id_, version in row["cited"])})


def _body(item: dict[str, Any], public: frozenset[str]) -> str:
    if not isinstance(item.get("item_id"), str) or "audio" in item:
        raise InputError("a journal item needs an item_id and holds no audio")
    try:
        body = json.dumps({k: v if k in _AS_IT_IS else _masked(v, public) for k, v in item.items()}, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InputError("a journal item must be plain JSON") from error
    if len(body) > ITEM_LIMIT:
        raise InputError("a journal item is too long")
    return body


def _masked(value: Any, public: frozenset[str]) -> Any:
    """`value`, plain JSON, with the identifiers in all of its texts masked."""
    if isinstance(value, str):
        return mask(value, public)
    if isinstance(value, dict):
        return {k: _masked(v, public) for k, v in value.items()}
    return [_masked(v, public) for v in value] if isinstance(value, list) else value


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _unknown() -> AuthError:
    return AuthError("this conversation is over or unknown", code="session_unknown")
