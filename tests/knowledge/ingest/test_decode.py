from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import DocumentError
from voicebot.knowledge.ingest.decode import clean, decode, line


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16-LE"), ("big5hkscs", "Big5-HKSCS")]
)
def test_an_encoding_is_proved_and_named(encoding: str, name: str) -> None:
    assert decode("喺度過數嘅手續費：$15\n".encode(encoding)) == ("喺度過數嘅手續費：$15\n", name)


def test_utf_16_of_the_other_order() -> None:
    assert decode(b"\xfe\xff" + "月費".encode("utf-16-be")) == ("月費", "UTF-16-BE")


@pytest.mark.parametrize(
    "data",
    ["月費".encode() + b"\xff\xff", "月費".encode("utf-16-le"), "月費".encode("utf-32"), b"PK\x03\x04\x00\x00\x00", b"\xef\xbb\xbf\xb6\xd7"],
)
def test_what_cannot_be_proved_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(data)
    assert caught.value.code == "document_encoding"


@pytest.mark.parametrize("data", [b" \n\t", b"\xef\xbb\xbf"])
def test_nothing_to_read_is_said(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(data)
    assert caught.value.code == "document_empty"


def test_look_alikes_of_both_blocks_become_characters() -> None:
    assert clean("⾦額⼤於⻑期⺠生") == "金額大於長期民生"
    assert clean("cafe\u0301 \u200bA\u00adB\r\nC") == "café AB\nC"


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_ascii_stays_byte_for_byte(text: str) -> None:
    assert clean(text) == text


@given(st.text())
def test_a_line_is_one_clean_line(text: str) -> None:
    found = line(text)
    assert "\n" not in found and found == found.strip() and "  " not in found
    assert unicodedata.is_normalized("NFC", found) and line(found) == found
