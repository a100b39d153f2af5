"""SQLite as the desk uses it: a file of mode 0600 in WAL mode, whose erased rows are overwritten, shared between threads."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Literal

from .errors import ConfigError


def open_database(path: Path, schema: str, name: str, synchronous: Literal["NORMAL", "FULL"] = "NORMAL") -> sqlite3.Connection:
    """The database at `path`, with `schema` carried out. NORMAL outlives a killed process, and only a power cut may lose the
    last words; FULL loses nothing that was promised. `name` is what a person is told. Raises ConfigError."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "secure_delete=ON"):
            db.execute(f"PRAGMA {pragma}")
        db.executescript(schema)
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(f"{name} {path} cannot be opened; move it away to start a new one") from error
    return db


class Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK where the block or the COMMIT itself raises."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:  # SQLite itself rolls back where the disk is full
                self._db.execute("ROLLBACK")
