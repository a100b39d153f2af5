"""A small demonstration back office: takes a confirmed form and gives its reference. SQLite, everything encrypted.

What a customer wrote is kept only as an encrypted body, under the key of the journal; shown again, an HKID is masked.
The same idempotency key gives the same case, so a repeated submission never makes two. Times are seconds since the epoch.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from ocr import forms as templates
from ocr.fields import date_of, is_hkid

from .database import open_database
from .errors import InputError
from .forms.spoken import shown

KEEP_DAYS = 30.0
_VALUE_LIMIT = 200  # characters of one value
_LETTERS = "ABCDEFHJKLMNPRSTUVWXY"  # without those that are easily misheard or misread
_SCHEMA = """
CREATE TABLE IF NOT EXISTS cases (
  reference TEXT PRIMARY KEY, idempotency BLOB UNIQUE NOT NULL, digest BLOB NOT NULL,
  form TEXT NOT NULL, created_at REAL NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Case:
    reference: str
    form: str
    created_at: float
    fields: Mapping[str, str] = field(repr=False)  # as they may be shown


class Office:
    """Cases by reference. Thread-safe; calls take about a millisecond."""

    def __init__(self, path: Path, key: bytes, keep_days: float = KEEP_DAYS) -> None:
        self._box = Fernet(key)
        self._pepper = key
        self._keep_s = keep_days * 86_400
        self._lock = threading.Lock()
        self._db = open_database(path, _SCHEMA, "back office", "FULL")

    def submit(self, form: str, fields: Mapping[str, str], idempotency: str, now: float) -> str:
        """Keep a confirmed form; its reference, such as "C-7302".

        Raises InputError: form_unknown, form_incomplete (a field is missing or breaks its rule), idempotency_conflict
        (the key came before with something else).
        """
        _check(form, fields)
        if not 8 <= len(idempotency) <= 128:
            raise InputError("an idempotency key has 8 to 128 characters")
        body = json.dumps({"form": form, "fields": dict(sorted(fields.items()))}, ensure_ascii=False).encode()
        # Keyed, so that nobody can find an HKID by trying all of them against the digest.
        digest, mark = self._digest(body), self._digest(idempotency.encode())
        with self._lock:
            self._db.execute("DELETE FROM cases WHERE created_at < ?", (now - self._keep_s,))
            row = self._db.execute("SELECT reference, digest FROM cases WHERE idempotency = ?", (mark,)).fetchone()
            if row is not None:
                if row[1] != digest:
                    raise InputError("this idempotency key came before with another form", code="idempotency_conflict")
                return str(row[0])
            return self._insert(mark, digest, form, now, self._box.encrypt(body))

    def _insert(self, mark: bytes, digest: bytes, form: str, now: float, body: bytes) -> str:
        while True:
            reference = f"{secrets.choice(_LETTERS)}{secrets.choice(_LETTERS)}-{secrets.randbelow(10_000):04d}"
            try:
                self._db.execute("INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?)", (reference, mark, digest, form, now, body))
                return reference
            except sqlite3.IntegrityError:  # the reference is taken: another one
                continue

    def find(self, reference: str) -> Case:
        """Raises InputError (case_unknown)."""
        with self._lock:
            row = self._db.execute("SELECT form, created_at, body FROM cases WHERE reference = ?", (reference,)).fetchone()
        try:
            values = json.loads(self._box.decrypt(row[2]))["fields"] if row is not None else None
        except InvalidToken:  # written under another key: for us it does not exist
            values = None
        if values is None:
            raise InputError("there is no such case", code="case_unknown")
        kinds = {f.name: f.kind for f in templates.load(row[0]).fields}
        return Case(reference, row[0], row[1], {name: shown(kinds.get(name, ""), value) for name, value in values.items()})

    def close(self) -> None:
        self._db.close()

    def _digest(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, key=self._pepper[:64]).digest()


def _check(form: str, fields: Mapping[str, str]) -> None:
    if form not in templates.names():
        raise InputError("there is no such form", code="form_unknown")
    known = {f.name: f.kind for f in templates.load(form).fields}
    missing = [name for name in known if not fields.get(name, "").strip()]
    if missing or fields.keys() - known.keys():
        raise InputError(f"fields are missing or unknown: {', '.join(missing) or 'unknown ones'}", code="form_incomplete")
    for name, kind in known.items():
        if len(fields[name]) > _VALUE_LIMIT or not _keeps_rule(kind, fields[name]):
            raise InputError(f"field {name} breaks its rule", code="form_incomplete")


def _keeps_rule(kind: str, value: str) -> bool:
    if kind == "hkid":
        return is_hkid(value)
    if kind == "phone":
        return len(value) == 8 and value.isascii() and value.isdigit() and value[0] >= "2"
    if kind == "date":
        year, _, rest = value.partition("-")
        month, _, day = rest.partition("-")
        return date_of(f"{year}年{month}月{day}日") == value
    return True
