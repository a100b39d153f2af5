"""The demonstration bank: codes and locks, deeds done once, refusals that leave no trace, nothing readable on disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from voicebot.customers import CODE_S, LOCK_S, Customers, Refused
from voicebot.dialog.flows.load import pack_folder
from voicebot.edge.office import api, demonstration
from voicebot.errors import InputError
from voicebot.daytime import HONG_KONG
from voicebot.store import load_key
from voicebot.tools.office import branch_hours

OPEN = branch_hours(pack_folder("bank"))
SEED = pack_folder("bank") / "customers.toml"
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=HONG_KONG).timestamp()  # a Tuesday
WHO = ("A123", "61230001")


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Customers]:
    bank = Customers(tmp_path / "customers.db", load_key(tmp_path), SEED, OPEN)
    yield bank
    bank.close()


def proved(bank: Customers, key: str = "proof-01", now: float = NOW) -> str:
    challenge = bank.send_code(*WHO, key, now)["challenge"]
    return str(bank.check_code(challenge, bank.newest_code(WHO[1], now), f"{key}-c", now)["customer"])


def refused(act: object, *arguments: object) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value


def test_who_has_the_code_can_stop_a_card_once(bank: Customers) -> None:
    token = proved(bank)
    first = bank.block_card(token, "credit", "", "deed-0001", NOW)
    assert first["blocked"] is True and bank.block_card(token, "credit", "", "deed-0001", NOW) == first
    assert refused(bank.block_card, token, "credit", "", "deed-0002", NOW).code == "already_blocked"
    assert bank.books()["customers"]["c1"]["cards"]["credit"]["blocked"] and not bank.books()["customers"]["c1"]["cards"]["atm"]["blocked"]


def test_a_key_that_comes_with_another_deed_is_refused(bank: Customers) -> None:
    token = proved(bank)
    bank.block_card(token, "credit", "", "deed-0001", NOW)
    with pytest.raises(InputError) as caught:
        bank.block_card(token, "atm", "", "deed-0001", NOW)
    assert caught.value.code == "idempotency_conflict" and not bank.books()["customers"]["c1"]["cards"]["atm"]["blocked"]


def test_three_wrong_codes_lock_and_a_repeated_one_counts_once(bank: Customers) -> None:
    challenge = bank.send_code(*WHO, "send-0001", NOW)["challenge"]
    wrong = "000000" if bank.newest_code(WHO[1], NOW) != "000000" else "000001"
    assert refused(bank.check_code, challenge, wrong, "try-0001", NOW).values == {"left": "2"}
    assert refused(bank.check_code, challenge, wrong, "try-0001", NOW).values == {"left": "2"}
    assert refused(bank.check_code, challenge, wrong, "try-0002", NOW).values == {"left": "1"}
    assert refused(bank.check_code, challenge, wrong, "try-0003", NOW).code == "code_locked"
    assert refused(bank.send_code, *WHO, "send-0002", NOW + LOCK_S - 1).code == "code_locked"
    assert bank.send_code(*WHO, "send-0003", NOW + LOCK_S + 1)["delivered"]


def test_codes_and_proofs_run_out(bank: Customers) -> None:
    challenge, code = bank.send_code(*WHO, "send-0001", NOW)["challenge"], bank.newest_code(WHO[1], NOW)
    assert refused(bank.check_code, challenge, code, "try-0001", NOW + CODE_S + 1).code == "code_expired"
    token = proved(bank)
    assert refused(bank.balance, token, "savings", NOW + 1000).code == "not_identified"
    assert refused(bank.balance, "made up", "savings", NOW).code == "not_identified"
    assert bank.balance(token, "savings", NOW) == {"balance": "32150.40"}


@pytest.mark.parametrize(
    ("day", "at", "code"),
    [("2026-12-01", "15:00", "too_soon"), ("2026-12-06", "10:00", "closed"), ("2026-12-25", "10:00", "closed"), ("2026-12-05", "14:00", "closed"), ("2026-12-02", "08:30", "closed"),
     ("2026-12-02", "16:45", "closed"), ("2026-12-02", "10:10", "closed"), ("2027-12-02", "10:00", "too_far")],
)  # fmt: skip
def test_a_place_is_booked_only_when_the_branch_is_open(bank: Customers, day: str, at: str, code: str) -> None:
    assert refused(bank.book, "mong_kok", day, at, "91234567", "deed-0001", NOW).code == code
    assert bank.books()["appointments"] == {}


def test_a_full_time_names_the_next(bank: Customers) -> None:
    for n in range(2):
        bank.book("mong_kok", "2026-12-02", "15:00", "91234567", f"deed-000{n}", NOW)
    full = refused(bank.book, "mong_kok", "2026-12-02", "15:15", "91234567", "deed-0009", NOW)
    assert (full.code, full.values) == ("slot_full", {"free": "15:45"})
    assert len(bank.books()["appointments"]) == 2


def test_nothing_of_a_customer_stands_in_the_files_and_changes_outlive_the_process(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    before = Customers(tmp_path / "customers.db", key, SEED, OPEN)
    before.change_address(proved(before), "荃灣區青山公路1號", "deed-0001", NOW)
    before.close()
    data = b"".join(p.read_bytes() for p in tmp_path.glob("customers.db*"))
    for word in ("61230001", "陳志明", "荃灣區青山公路1號", "A123"):
        assert word.encode() not in data
    after = Customers(tmp_path / "customers.db", key, SEED, OPEN)
    assert after.books()["customers"]["c1"]["address"] == "荃灣區青山公路1號"
    after.close()


def test_the_api_tells_refusals_with_their_values(bank: Customers) -> None:
    client = TestClient(api(bank, lambda: NOW))
    headers = {"Idempotency-Key": "send-0001"}
    challenge = client.post("/identity/challenges", json={"hkid_part": "A123", "phone": "61230001"}, headers=headers).json()["challenge"]
    answer = client.post(f"/identity/challenges/{challenge}/answers", json={"code": "x"}, headers={"Idempotency-Key": "try-00001"})
    assert answer.status_code == 409 and answer.json()["code"] == "code_wrong" and answer.json()["left"] == "2"
    assert client.put("/address", json={"address": "x"}, headers={"Idempotency-Key": "deed-0001", "customer-token": "no"}).json()["code"] == "not_identified"


def test_the_demonstrations_codes_need_a_staff_key(bank: Customers) -> None:
    from fastapi import FastAPI
    from fastapi.responses import JSONResponse

    from voicebot.errors import DeskError

    app = FastAPI()
    app.include_router(demonstration(bank, ("staff-key",), lambda: NOW))
    app.add_exception_handler(DeskError, lambda _, error: JSONResponse({"code": error.code}, error.status))  # type: ignore[arg-type, attr-defined]
    client = TestClient(app)
    bank.send_code(*WHO, "send-0001", NOW)

    def ask(key: str) -> httpx.Response:
        return client.get("/demonstration/codes/61230001", headers={"Authorization": f"Bearer {key}"})

    assert ask("wrong").status_code == 401 and ask("").status_code == 401
    assert ask("staff-key").json()["code"] == bank.newest_code(WHO[1], NOW)
