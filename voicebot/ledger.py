"""Which privacy notice was given when; nothing personal."""

from __future__ import annotations

import threading
from dataclasses import astuple
from pathlib import Path

from .database import Transaction, open_database
from .privacy.consent import ConsentEntry, PrivacyNotice

_SCHEMA = """
CREATE TABLE IF NOT EXISTS notices (version TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger (
  at REAL NOT NULL, reference TEXT NOT NULL, channel TEXT NOT NULL,
  version TEXT NOT NULL REFERENCES notices, language TEXT NOT NULL, records INTEGER NOT NULL, event TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS ledger_at ON ledger (at);
"""


class Ledger:
    """Which privacy notice was given in which conversation, and when. Thread-safe.

    In a file of its own, because it is kept for longer than the journal and is not encrypted: it holds references, and
    the words of the notices, which are the organisation's.
    """

    def __init__(self, path: Path, days: float) -> None:
        self._keep_s = days * 86_400
        self._lock = threading.Lock()
        self._db = open_database(path, _SCHEMA, "ledger")

    def note(self, entry: ConsentEntry, notice: PrivacyNotice) -> None:
        """Write one line, and the notice's words where their version is new."""
        with self._lock, Transaction(self._db):
            self._db.execute("INSERT OR IGNORE INTO notices VALUES (?, ?)", (notice.version, notice.text))
            self._db.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(entry))

    def entries(self, since: float = 0.0) -> tuple[ConsentEntry, ...]:
        """Every line from `since` on, oldest first."""
        with self._lock:
            rows = self._db.execute("SELECT * FROM ledger WHERE at >= ? ORDER BY at, rowid", (since,)).fetchall()
        return tuple(ConsentEntry(at, ref, channel, version, lang, bool(records), event) for at, ref, channel, version, lang, records, event in rows)

    def notices(self) -> dict[str, str]:
        """The words of every version that a line names."""
        with self._lock:
            return dict(self._db.execute("SELECT version, text FROM notices").fetchall())

    def purge(self, now: float) -> int:
        """Erase lines past their time, and the notices that no line names any more; returns how many lines."""
        with self._lock, Transaction(self._db):
            gone = self._db.execute("DELETE FROM ledger WHERE at < ?", (now - self._keep_s,)).rowcount
            if gone:
                self._db.execute("DELETE FROM notices WHERE version NOT IN (SELECT version FROM ledger)")
        return gone

    def close(self) -> None:
        with self._lock:
            self._db.close()
