"""The back office: one case a key, nothing readable on disk, an HKID masked, holes refused."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from voicebot.errors import ConfigError, InputError
from voicebot.office import KEEP_DAYS, Office
from voicebot.store import load_key

FIELDS = {
    "name_zh": "張曉志", "name_en": "CHEUNG HIU CHI", "hkid": "A123456(3)", "phone": "66368886", "date": "2026-02-16",
    "district": "沙田區", "street": "沙田正街12號", "building": "美景花園3座29樓H室", "signature": "有",
}  # fmt: skip
KEY = "turn-0001"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.db"


@pytest.fixture
def office(path: Path) -> Iterator[Office]:
    office = Office(path, load_key(path.parent))
    yield office
    office.close()


def submit(office: Office, key: str = KEY, now: float = 0.0, **changed: str) -> str:
    return office.submit("address_change", FIELDS | changed, key, now)


def code(office: Office, key: str = KEY, **changed: str) -> str:
    with pytest.raises(InputError) as caught:
        submit(office, key, **changed)
    return caught.value.code


def test_a_case_can_be_found_with_its_hkid_masked(office: Office) -> None:
    case = office.find(submit(office, now=5.0))
    assert case.form == "address_change" and case.created_at == 5.0
    assert case.fields["hkid"] == "A••••••(3)" and case.fields["street"] == FIELDS["street"]


def test_the_same_key_is_the_same_case(office: Office) -> None:
    first = submit(office)
    assert submit(office, now=60.0) == first
    assert submit(office, key="turn-0002") != first
    assert code(office, phone="91234567") == "idempotency_conflict"


def test_nothing_of_the_customer_stands_in_the_files(office: Office, path: Path) -> None:
    reference = submit(office)
    office.close()
    data = b"".join(p.read_bytes() for p in path.parent.glob("office.db*"))
    assert reference.encode() in data
    for value in FIELDS.values():
        assert len(value) < 2 or value.encode() not in data
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_cases_outlive_the_process_and_then_their_time(path: Path) -> None:
    key = load_key(path.parent)
    before = Office(path, key)
    reference = submit(before)
    before.close()
    after = Office(path, key)
    assert after.find(reference).reference == reference
    submit(after, key="turn-0002", now=KEEP_DAYS * 86_400 + 1)
    with pytest.raises(InputError):
        after.find(reference)
    after.close()


def test_another_key_opens_nothing(path: Path) -> None:
    first = Office(path, Fernet.generate_key())
    reference = submit(first)
    first.close()
    second = Office(path, Fernet.generate_key())
    with pytest.raises(InputError):
        second.find(reference)
    second.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [("hkid", "A123456(4)"), ("hkid", ""), ("phone", "1234"), ("phone", "９１２３４５６７"), ("date", "2026-02-30"), ("date", "16/2/2026"),
     ("signature", " "), ("building", "x" * 201), ("more", "x")],
)  # fmt: skip
def test_a_field_that_breaks_its_rule_is_refused_whole(office: Office, name: str, value: str) -> None:
    assert code(office, **{name: value}) == "form_incomplete"
    assert submit(office)  # the key was not used up


def test_other_forms_and_keys_are_refused(office: Office) -> None:
    with pytest.raises(InputError) as caught:
        office.submit("tax_return", FIELDS, KEY, 0.0)
    assert caught.value.code == "form_unknown"
    assert code(office, key="short") == "input_invalid"
    with pytest.raises(InputError) as caught:
        office.find("A-0000")
    assert caught.value.code == "case_unknown"


def test_a_file_that_is_no_database_is_told(path: Path) -> None:
    path.write_bytes(b"no database, but long enough to look like a damaged one" * 40)
    with pytest.raises(ConfigError):
        Office(path, Fernet.generate_key())
