from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from voicebot.errors import InputError
from voicebot.knowledge import everyday, meaning
from voicebot.knowledge.collection import Account, Entry, Stored, entry, fingerprint, open_collection, pack, read_stored, write_collection
from voicebot.knowledge.documents import Passage
from voicebot.knowledge.ingest.blocks import Part
from voicebot.knowledge.text import Glossary, tokens_of

TERMS = {"轉數快": ("fps", "過數")}


def fees(number: int = 0, price: str = "$98", withheld: bool = False) -> Entry:
    account = Account(f"/docs/fee{number}.txt", f"fee{number}-aa", "0" * 64, 1, "收費表", "UTF-8", 0, (Part("page 1", 10), Part("page 2", 0, "no text (a picture?)")))
    passages = (
        Passage(f"bank/{account.slug}#a", "收費表", "月費", ("計劃：A；月費：" + price, "- 首年豁免。其後照收。"), 1, ("總覽",)),
        Passage(f"bank/{account.slug}#b", "收費表", "轉數快", ("轉數快免費。",), 2),
    )
    return entry(account, passages, {passages[1].source: "speaks to a machine"} if withheld else {})


def stored(*entries: Entry) -> Stored:
    return Stored("bank", "staff", entries, {"/docs/old.txt": 1}, fingerprint(TERMS))


def test_what_is_written_is_what_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "knowledge" / "bank.collection"
    version = write_collection(path, stored(fees(0), fees(1, "$128")), TERMS)
    found = open_collection(path)
    assert (found.name, found.audience, found.version) == ("bank", "staff", version)
    assert list(found.passages.values()) == [*fees(0).passages, *fees(1, "$128").passages]
    assert found.first == {"bank/fee0-aa#a": 0, "bank/fee0-aa#b": 3, "bank/fee1-aa#a": 4, "bank/fee1-aa#b": 7}
    assert found.accounts[0].parts[1].note == "no text (a picture?)"
    assert read_stored(path) == stored(fees(0), fees(1, "$128"))
    assert [p.name for p in path.parent.iterdir()] == ["bank.collection"] and path.stat().st_mode & 0o777 == 0o600


def test_a_question_finds_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bank.collection"
    write_collection(path, stored(fees()), TERMS)
    found = open_collection(path)
    hit = found.index.search(tokens_of("過數要錢嗎", Glossary(TERMS)))[0]
    assert hit.id == "passage:bank/fee0-aa#b" and hit.doc == found.first["bank/fee0-aa#b"]
    hit = found.index.search(tokens_of("首年豁免", Glossary(TERMS)))[0]
    passage = found.passages[hit.id.removeprefix("passage:")]
    assert passage.sentences[hit.doc - found.first[passage.source]] == "首年豁免。"


def test_a_withheld_passage_is_kept_and_never_found(tmp_path: Path) -> None:
    path = tmp_path / "bank.collection"
    write_collection(path, stored(fees(withheld=True)), TERMS)
    found = open_collection(path)
    assert "bank/fee0-aa#b" not in found.passages and fees().passages[1] in read_stored(path).documents[0].passages
    assert found.withheld == {"bank/fee0-aa#b": "speaks to a machine"}
    assert {hit.id for hit in found.index.search(tokens_of("轉數快免費", Glossary(TERMS)), 10)} <= {"passage:bank/fee0-aa#a"}
    assert "bank/fee0-aa#b" not in found.first


def test_the_same_documents_give_the_same_bytes() -> None:
    assert pack(stored(fees(0), fees(1)), TERMS) == pack(stored(fees(0), fees(1)), TERMS)
    assert pack(stored(fees(0)), TERMS) != pack(stored(fees(0, "$88")), TERMS)


def test_an_empty_collection_can_be_opened_and_searched(tmp_path: Path) -> None:
    path = tmp_path / "bank.collection"
    write_collection(path, stored(), TERMS)
    assert open_collection(path).index.search(tokens_of("月費", Glossary({}))) == []


def test_a_glossary_that_changed_changes_the_fingerprint() -> None:
    assert fingerprint(TERMS) == fingerprint({"轉數快": ("fps", "過數")}) != fingerprint({"轉數快": ("fps",)})


def test_so_does_another_table_of_everyday_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, other = fingerprint(TERMS), tmp_path / "everyday.tsv"
    other.write_text("written\teveryday\n吸煙\t食煙\n", "utf-8")
    monkeypatch.setattr(everyday, "TABLE", other)
    assert fingerprint(TERMS) != before


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b"PK" + b[2:200], lambda b: b[:3000] + bytes([b[3000] ^ 1]) + b[3001:]])
def test_a_damaged_file_is_refused_with_a_code(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "bank.collection"
    write_collection(path, stored(fees()), TERMS)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    for read in (open_collection, read_stored):
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.code == "collection_broken"


def test_a_folder_that_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError) as caught:
        write_collection(tmp_path / "file" / "bank.collection", stored(fees()), TERMS)
    assert caught.value.code == "collection_unwritable"


def test_what_another_encoder_read_is_refused_until_it_is_ingested_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bank.collection"
    write_collection(path, stored(fees()), TERMS)
    before = open_collection(path).meanings
    monkeypatch.setattr(meaning, "version", lambda: "another")
    with pytest.raises(InputError) as caught:
        open_collection(path)
    assert caught.value.code == "collection_outdated"
    write_collection(path, read_stored(path), TERMS)
    assert (open_collection(path).meanings == before).all() and len(before) == 4


def test_a_file_without_meanings_can_be_ingested_again(tmp_path: Path) -> None:
    path = tmp_path / "bank.collection"
    write_collection(path, stored(fees()), TERMS)
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files if name != "meanings"}
    head = json.loads(arrays["head"].tobytes())
    arrays["head"] = np.frombuffer(json.dumps({**head, "format": 2, "units": "older"}).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(InputError) as caught:
        open_collection(path)
    assert caught.value.code == "collection_outdated"
    assert read_stored(path).documents == stored(fees()).documents
