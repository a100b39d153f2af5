"""Bytes to text, by what can be proved, and text without what only looks like text.

A byte order mark decides; else it is UTF-8 without a single error, else Big5-HKSCS without a single error, else it is
refused: a guess would speak nonsense to customers. Big5 cannot be told for sure from other double-byte encodings, so
the person who ingests is shown the first line.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from ...errors import DocumentError
from ...characters import unradical

# UTF-32's mark begins with UTF-16's, so it comes first, to be refused by name.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, ""), (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BREAK = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding. Raises DocumentError (document_empty, document_encoding)."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], (encoding,) if encoding else ())
    return _strictly(data, ("utf-8", "big5hkscs"))


def _strictly(data: bytes, encodings: tuple[str, ...]) -> tuple[str, str]:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break  # binary data, whatever it decodes to
        if not text.strip():
            raise DocumentError("there is no text in it", "document_empty")
        return text, {"big5hkscs": "Big5-HKSCS"}.get(encoding, encoding.upper())
    raise DocumentError("neither UTF-8 nor Big5-HKSCS, nor UTF-16 with its mark; save it as UTF-8", "document_encoding")


def clean(text: str) -> str:
    """Line ends as \\n, nothing invisible, radicals as characters, NFC. What is ASCII stays, byte for byte, but for control characters."""
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", _BREAK.sub("\n", text)))
    return unicodedata.normalize("NFC", unradical(text))


def line(text: str) -> str:
    """A text of any shape as one clean line: runs of white space are one space, and none stands at the ends."""
    return _BLANKS.sub(" ", clean(text).replace("\n", " ")).strip()
