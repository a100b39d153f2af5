"""The demonstration bank behind the flows: customers, cards, addresses, balances, appointments, one-time codes.

All customers are synthetic (`packs/bank/customers.toml`). What changes is kept in SQLite, encrypted under the journal's
key, and every deed is done once: the same idempotency key gives the same answer, and a refusal changes nothing. Codes
and the tokens of who has proved who they are live in memory only, for minutes. Times are seconds since the epoch;
appointments are at Hong Kong local time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from .database import Transaction, open_database
from .errors import InputError
from .daytime import HONG_KONG, hong_kong

CODE_S, TOKEN_S, LOCK_S = 300.0, 900.0, 900.0  # how long a code, a proof and a lock last
CODE_TRIES = 3
MOST_OPEN = 1_000  # codes and tokens in memory; the oldest give way
STEP_MIN, SLOT_MIN = 15, 30  # appointments begin at a quarter of an hour, and places are counted by the half hour
_LETTERS = "ABCDEFHJKLMNPRSTUVWXY"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS customers (id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS appointments (reference TEXT PRIMARY KEY, slot TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deeds (mark BLOB PRIMARY KEY, digest BLOB NOT NULL, answer BLOB NOT NULL) WITHOUT ROWID;
"""
Answer = dict[str, Any]
Hours = Callable[[datetime], bool]  # whether the branches are open at that local time


class Refused(InputError):
    """A deed that the bank does not do; `values` may be told to the customer."""

    status = 409

    def __init__(self, text: str, code: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(text, code)
        self.values = dict(values or {})


@dataclass(slots=True)
class _Challenge:
    customer: str
    code: str = field(repr=False)
    until: float
    tries: int = 0


class Customers:
    """One bank. Thread-safe; calls take about a millisecond."""

    def __init__(self, path: Path, key: bytes, seed: Path, hours: Hours, delivers: Callable[[str], bool] = lambda phone: True) -> None:
        """`seed` has the customers of a new bank; `delivers(phone)` sends a code, and says whether it arrived."""
        data = tomllib.loads(seed.read_text("utf-8"))
        self._rules = data["appointments"]
        self._hours = hours
        self._delivers = delivers
        self._box = Fernet(key)
        self._pepper = key
        self._lock = threading.Lock()
        self._challenges: dict[str, _Challenge] = {}
        self._tokens: dict[str, tuple[str, float]] = {}
        self._locked: dict[str, float] = {}
        self._proofs: dict[str, Answer | Refused] = {}  # by idempotency key
        self._db = open_database(path, _SCHEMA, "back office", "FULL")
        for row in data["customers"]:
            body = row | {"cards": {name: {"tail": tail, "blocked": False} for name, tail in row["cards"].items()}}
            self._db.execute("INSERT OR IGNORE INTO customers VALUES (?, ?)", (row["id"], self._sealed(body)))

    # ---- who it is -----------------------------------------------------------------------------------------------
    def send_code(self, hkid_part: str, phone: str, key: str, now: float) -> Answer:
        """A one-time code to the phone on record. Raises Refused: no_customer, code_locked."""

        def act() -> Answer:
            found = next((c for c in self._all() if c["hkid_part"] == hkid_part and c["phone"] == phone), None)
            if found is None:
                raise Refused("no customer has these", "no_customer")
            if self._locked.get(found["id"], 0.0) > now:
                raise Refused("too many wrong codes", "code_locked")
            challenge, code = secrets.token_urlsafe(12), f"{secrets.randbelow(1_000_000):06d}"
            delivered = self._delivers(phone)
            self._challenges[challenge] = _Challenge(found["id"], code, now + CODE_S)
            _trim(self._challenges)
            return {"challenge": challenge, "delivered": delivered, "tail": phone[-4:]}

        return self._recently(key, act)

    def check_code(self, challenge: str, code: str, key: str, now: float) -> Answer:
        """A token for who has the code. Raises Refused: code_expired, code_wrong (with what is left), code_locked."""

        def act() -> Answer:
            open_ = self._challenges.get(challenge)
            if open_ is None or open_.until < now:
                raise Refused("the code is too old", "code_expired")
            if not hmac.compare_digest(open_.code.encode(), code.encode()):
                open_.tries += 1
                if open_.tries >= CODE_TRIES:
                    del self._challenges[challenge]
                    self._locked[open_.customer] = now + LOCK_S
                    raise Refused("too many wrong codes", "code_locked")
                raise Refused("the code is wrong", "code_wrong", {"left": str(CODE_TRIES - open_.tries)})
            del self._challenges[challenge]
            token = secrets.token_urlsafe(24)
            self._tokens[token] = (open_.customer, now + TOKEN_S)
            _trim(self._tokens)
            return {"customer": token}

        return self._recently(key, act)

    def newest_code(self, phone: str, now: float) -> str:
        """For the demonstration: what the customer's phone would show. Raises InputError (code_unknown)."""
        with self._lock:
            mine = {c["id"] for c in self._all() if c["phone"] == phone}
            codes = [c.code for c in self._challenges.values() if c.customer in mine and c.until >= now]
        if not codes:
            raise InputError("no code was sent there", code="code_unknown")
        return codes[-1]

    # ---- what is done --------------------------------------------------------------------------------------------
    def block_card(self, token: str, card: str, last_seen: str, key: str, now: float) -> Answer:
        """Raises Refused: not_identified, no_card, already_blocked."""

        def act() -> Answer:
            customer = self._mine(token, now)
            mine = customer["cards"].get(card)
            if mine is None:
                raise Refused("the customer has no such card", "no_card")
            if mine["blocked"]:
                raise Refused("the card is blocked already", "already_blocked")
            mine |= {"blocked": True, "last_seen": last_seen}
            self._keep(customer)
            return {"blocked": True, "reference": _reference(), "tail": mine["tail"]}

        return self._once(("block_card", token, card, last_seen), key, act)

    def change_address(self, token: str, address: str, key: str, now: float) -> Answer:
        """Raises Refused: not_identified, same_address."""

        def act() -> Answer:
            customer = self._mine(token, now)
            if customer["address"] == address:
                raise Refused("it is the address that we have", "same_address")
            self._keep(customer | {"address": address})
            return {"changed": True, "reference": _reference()}

        return self._once(("change_address", token, address), key, act)

    def balance(self, token: str, account: str, now: float) -> Answer:
        """Raises Refused: not_identified, no_account."""
        with self._lock:
            accounts = self._mine(token, now)["accounts"]
            if account not in accounts:
                raise Refused("the customer has no such account", "no_account")
            return {"balance": accounts[account]}

    def book(self, branch: str, day: str, at: str, phone: str, key: str, now: float) -> Answer:
        """A place at a branch. Raises Refused: too_soon, too_far, closed, slot_full, day_full."""

        def act() -> Answer:
            when = self._bookable(branch, day, at, hong_kong(now))
            slot = _slot(branch, when)
            if self._taken(slot) >= self._rules["places"]:
                free = self._next_free(branch, when)
                raise Refused("there is no place at that time", "slot_full" if free else "day_full", {"free": free} if free else {})
            reference = _reference()
            body = {"branch": branch, "date": day, "time": at, "phone": phone}
            self._db.execute("INSERT INTO appointments VALUES (?, ?, ?)", (reference, slot, self._sealed(body)))
            return {"booked": True, "reference": reference}

        return self._once(("book", branch, day, at, phone), key, act)

    # ---- what stands in the books ---------------------------------------------------------------------------------
    def books(self) -> dict[str, Any]:
        """Everything as it now stands, for tests and evaluations: customers by id, and the appointments."""
        with self._lock:
            rows = self._db.execute("SELECT reference, body FROM appointments ORDER BY reference").fetchall()
            return {
                "customers": {c["id"]: c for c in self._all()},
                "appointments": {reference: self._opened(body) for reference, body in rows},
            }

    def close(self) -> None:
        self._db.close()

    # ---- inside ---------------------------------------------------------------------------------------------------
    def _recently(self, key: str, act: Callable[[], Answer]) -> Answer:
        """The same for codes, in memory: one code a request, and a wrong code that is sent again counts once."""
        with self._lock:
            if key not in self._proofs:
                try:
                    self._proofs[key] = act()
                except Refused as refused:
                    self._proofs[key] = refused
                _trim(self._proofs)
            known = self._proofs[key]
        if isinstance(known, Refused):
            raise known
        return known

    def _once(self, deed: tuple[str, ...], key: str, act: Callable[[], Answer]) -> Answer:
        """Do it unless the key came before; then give the same answer. A refusal leaves no trace."""
        if not 8 <= len(key) <= 128:
            raise InputError("an idempotency key has 8 to 128 characters")
        mark, digest = self._digest(key), self._digest("\x00".join(deed))
        with self._lock:
            row = self._db.execute("SELECT digest, answer FROM deeds WHERE mark = ?", (mark,)).fetchone()
            if row is not None:
                if row[0] != digest:
                    raise InputError("this idempotency key came before with another deed", code="idempotency_conflict")
                return self._opened(row[1])
            with Transaction(self._db):
                answer = act()
                self._db.execute("INSERT INTO deeds VALUES (?, ?, ?)", (mark, digest, self._sealed(answer)))
            return answer

    def _bookable(self, branch: str, day: str, at: str, now: datetime) -> datetime:
        try:
            when = datetime.combine(date.fromisoformat(day), time.fromisoformat(at), HONG_KONG)
        except ValueError:
            raise InputError("a day is YYYY-MM-DD and a time HH:MM") from None
        if branch not in self._rules["branches"]:
            raise InputError("there is no such branch", code="branch_unknown")
        if when.date() <= now.date():
            raise Refused("the first day is tomorrow", "too_soon")
        if when.date() > now.date() + timedelta(days=self._rules["days_ahead"]):
            raise Refused("so far ahead there are no places yet", "too_far")
        last = when + timedelta(minutes=SLOT_MIN - 1)
        if when.minute % STEP_MIN or not self._hours(when) or not self._hours(last):
            raise Refused("the branch is not open then", "closed")
        return when

    def _taken(self, slot: str) -> int:
        return int(self._db.execute("SELECT COUNT(*) FROM appointments WHERE slot = ?", (slot,)).fetchone()[0])

    def _next_free(self, branch: str, when: datetime) -> str:
        """The first free time after a full one on the same day; "" for none."""
        for steps in range(1, 16):
            later = when + timedelta(minutes=SLOT_MIN * steps)
            if later.date() == when.date() and self._hours(later) and self._taken(_slot(branch, later)) < self._rules["places"]:
                return later.strftime("%H:%M")
        return ""

    def _mine(self, token: str, now: float) -> dict[str, Any]:
        customer, until = self._tokens.get(token, ("", 0.0))
        if until < now:
            raise Refused("who it is has not been proved", "not_identified")
        row = self._db.execute("SELECT body FROM customers WHERE id = ?", (customer,)).fetchone()
        return self._opened(row[0])

    def _all(self) -> list[dict[str, Any]]:
        return [self._opened(row[0]) for row in self._db.execute("SELECT body FROM customers ORDER BY id")]

    def _keep(self, customer: dict[str, Any]) -> None:
        self._db.execute("UPDATE customers SET body = ? WHERE id = ?", (self._sealed(customer), customer["id"]))

    def _sealed(self, body: Mapping[str, Any]) -> bytes:
        return self._box.encrypt(json.dumps(body, ensure_ascii=False).encode())

    def _opened(self, body: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._box.decrypt(body))
        return found

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), key=self._pepper[:64]).digest()


def _slot(branch: str, when: datetime) -> str:
    return f"{branch}|{when:%Y-%m-%d}|{when.hour:02d}:{when.minute // SLOT_MIN * SLOT_MIN:02d}"


def _reference() -> str:
    return f"{secrets.choice(_LETTERS)}{secrets.choice(_LETTERS)}-{secrets.randbelow(10_000):04d}"


def _trim(table: dict[str, Any]) -> None:
    while len(table) > MOST_OPEN:
        del table[next(iter(table))]
