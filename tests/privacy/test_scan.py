"""The scanner finds what must not be there, whatever wrote it, and never repeats it."""

from __future__ import annotations

import base64
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot import cli
from voicebot.privacy.scan import Hit, files, forms, scan, search
from voicebot.store import Journal, load_key

PHONE, HKID = "61234567", "A123456(3)"


def test_hits_name_file_kind_and_offset(tmp_path: Path) -> None:
    log = tmp_path / "desk.log"
    log.write_text(f"開始\n電話 {PHONE}\n{HKID}\n", "utf-8")
    (tmp_path / "clean.txt").write_text("餘額HK$12,345,678，2026-10-08", "utf-8")
    (tmp_path / "face.png").write_bytes(PHONE.encode())
    report = scan(files([tmp_path]))
    content = log.read_bytes()
    assert report.hits == (Hit(log, "phone", content.index(b"6")), Hit(log, "hkid", content.index(b"A")))
    assert (report.looked_at, report.not_looked_at) == (2, (tmp_path / "face.png",))


def test_escaped_json_is_read_and_bare_numbers_are_sizes(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"said": "六一二三四五六七", "bytes": 1760000000, "sizes": [23456789]}))
    assert [hit.kind for hit in scan(files([tmp_path])).hits] == ["phone"]


def test_a_database_is_scanned_raw(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "bad.db")
    db.execute("CREATE TABLE t (x TEXT)")
    db.execute("INSERT INTO t VALUES (?)", (f"電話 {PHONE}",))
    db.commit()
    db.close()
    assert [hit.kind for hit in scan(files([tmp_path])).hits] == ["phone"]


def test_the_journal_holds_nothing_to_be_found(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", load_key(tmp_path), 900.0)
    token = journal.open("s1", "K-7302", 0.0)
    for i in range(20):
        journal.append("s1", {"item_id": f"i{i}", "role": "user", "text": f"電話{PHONE}，身份證{HKID}"}, 1.0)
    assert journal.resume("s1", token, 2.0).items[0]["text"] == "電話●●●●4567，身份證A●●●●●●(●)"
    found = list(files([tmp_path]))
    assert {path.name for path in found} >= {"journal.db", "journal.db-wal", "journal.key"}
    assert scan(found).hits == () and search(found, [PHONE, HKID]) == ()
    journal.close()


@pytest.mark.parametrize(
    "written",
    [
        PHONE.encode(), b"6123 4567", b"6123-4567", b"6 1 2 3 4 5 6 7", "六一二三四五六七".encode(), "６１２３４５６７".encode(),
        "六一二三，四五六七".encode(), PHONE.encode("utf-16-le"), "六一二三四五六七".encode("utf-16-be"), PHONE.encode().hex().encode(),
        json.dumps("六一二三四五六七").encode(), b"%E5%85%AD%E4%B8%80%E4%BA%8C%E4%B8%89%E5%9B%9B%E4%BA%94%E5%85%AD%E4%B8%83",
        base64.b64encode(b"tel" + PHONE.encode()), base64.b64encode(b"tel:" + PHONE.encode() + b"\n"), base64.b64encode(b"x 6123 4567"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["voice.wav", "face.png", "journal.db", "out.txt"])
def test_a_planted_value_is_found_in_every_form(tmp_path: Path, name: str, written: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x00\xffRIFF\n" + written + b"\n\x00")
    assert [(hit.path, hit.kind) for hit in search([path], ["51234567", PHONE])] == [(path, "planted")]
    assert search([path], ["91234568", "C654321(0)"]) == ()


@pytest.mark.parametrize("spoken", ["A一二三四五六括弧三", "a 123 456 (3)", "六一二三呀跟住四五六七", "孖六"])
def test_a_planted_value_is_found_spoken_in_text(tmp_path: Path, spoken: str) -> None:
    (tmp_path / "t.txt").write_text(f"我話{spoken}呀", "utf-8")
    assert len(search([tmp_path / "t.txt"], [HKID, PHONE, "66"])) == 1


@given(st.text("0123456789", min_size=6, max_size=16), st.binary(max_size=9), st.binary(max_size=9))
def test_base64_is_found_wherever_it_stands(value: str, before: bytes, after: bytes) -> None:
    coded = base64.b64encode(before + value.encode() + after)
    assert any(form in coded for form in forms(value))


def test_files_can_be_left_out_and_links_are_not_followed(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.svg", "b/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "link").symlink_to("/etc")
    assert [p.name for p in files([tmp_path], ["*.svg"])] == ["a.txt", "d.txt"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    out = capsys.readouterr()
    return int(caught.value.code or 0), out.out, out.err


def test_the_command_fails_on_a_hit_and_never_shows_the_value(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "said.txt").write_text("餘額五萬", "utf-8")
    (tmp_path / "planted.txt").write_text(f"{PHONE}\n{HKID}\n")
    arguments = ("privacy", "scan", "out", "--expect-none-of", "planted.txt")
    assert run(capsys, *arguments) == (0, "1 file, 1 read as text, 0 hits\n", "")
    (tmp_path / "out" / "voice.wav").write_bytes(b"RIFF" + PHONE.encode())
    status, out, err = run(capsys, *arguments)
    assert (status, err) == (1, "error[personal_data_found]: personal data in 1 of 2 files: 1 planted\n")
    assert "out/voice.wav: planted at byte 4" in out and PHONE not in out
    status, out, _ = run(capsys, *arguments, "--json")
    assert json.loads(out)["hits"] == [{"file": "out/voice.wav", "kind": "planted", "offset": 4}]


def test_what_cannot_be_scanned_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_text("\n")
    assert run(capsys, "privacy", "scan", "none")[2] == "error[input_invalid]: there is no none\n"
    assert "names no value" in run(capsys, "privacy", "scan", ".", "--expect-none-of", "empty.txt")[2]
    assert run(capsys, "privacy", "ledger")[2].startswith("error[input_invalid]: there is no ledger in var")
