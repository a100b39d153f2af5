"""The guards around the parsers: field failure R7, a damaged office file."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from voicebot.errors import DocumentError
from voicebot.knowledge.ingest.parse import MOST_BYTES, parse

from .makers import excel, word, zipped

WORD = word(lambda document: document.add_paragraph("月費$98。"))
EXCEL = excel(lambda sheet: sheet.append(["月費", 98]))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def with_flag(data: bytes) -> bytes:
    """The same package with every part marked as encrypted."""
    out = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(mark)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(mark, at + 1)
    return bytes(out)


def corrupt(data: bytes) -> bytes:
    """The same package with one byte of a part changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo("word/document.xml")
    at = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", WORD[: len(WORD) // 2], "document_damaged"), ("a.docx", corrupt(WORD), "document_damaged"),
        ("a.docx", OLE + bytes(512), "document_old_format"), ("a.xlsx", OLE + bytes(512), "document_old_format"),
        ("a.xlsx", OLE + bytes(80) + "EncryptedPackage".encode("utf-16-le"), "document_encrypted"), ("a.xlsx", with_flag(EXCEL), "document_encrypted"),
        ("a.docx", zipped(("word/document.xml", b"a" * 3_000_000)), "document_too_large"), ("a.docx", b"", "document_empty"),
        ("a.txt", b"", "document_empty"), ("a.txt", b" \n", "document_empty"), ("a.docx", "月費".encode(), "document_damaged"),
        ("a.docx", zipped(("a", b"b")), "document_damaged"), ("a.docx", EXCEL, "document_damaged"), ("a.xlsx", WORD, "document_damaged"),
        ("a.doc", b"x", "document_kind"), ("a", b"x", "document_kind"), ("a.txt", b"\xff", "document_encoding"),
        ("a.pdf", b"x", "document_damaged"), ("a.txt", bytes(MOST_BYTES + 1), "document_too_large"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_in_says_why(name: str, data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(name, data, lambda done, of: None)
    assert caught.value.code == code


@pytest.mark.parametrize(("name", "data"), [("A.DOCX", WORD), ("a.xlsx", EXCEL), ("a.HTM", b"<p>x</p>"), ("a.markdown", b"x"), ("a.tsv", b"a\tb")])
def test_a_kind_is_known_by_its_suffix(name: str, data: bytes) -> None:
    assert parse(name, data, lambda done, of: None).blocks


@pytest.mark.parametrize(("name", "data", "package"), [("a.xlsx", EXCEL, "openpyxl"), ("a.docx", WORD, "docx"), ("a.html", b"<p>x</p>", "lxml"), ("a.pdf", b"%PDF %%EOF", "pypdfium2")])
def test_a_parser_that_is_not_installed_is_named(name: str, data: bytes, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DocumentError) as caught:
        parse(name, data, lambda done, of: None)
    assert caught.value.code == "document_parser"
