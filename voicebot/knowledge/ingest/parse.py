"""One file to its blocks: which parser, and the guards that no parser has.

Runs in a child process with limits of time and memory (`voicebot.parsing`), as every parser is large and every file
is from outside. Whatever is wrong with a file is a DocumentError that says it in one sentence.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePath

from ...errors import DocumentError
from . import delimited, docx, html, markdown, pdf, plain, xlsx
from .blocks import Parsed, Progress

VERSION = 1  # of what parsers give for the same bytes: a higher one reads every file again
MOST_BYTES = 100 * 1_048_576
_MOST_UNPACKED = 200 * 1_048_576
_HIGHEST_RATIO = 200  # of a part that is larger than:
_SMALL = 1_048_576
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_PARSERS: dict[str, Callable[[bytes, Progress], Parsed]] = {
    ".pdf": pdf.parse,
    ".docx": lambda data, _: docx.parse(_package(data)),
    ".xlsx": lambda data, progress: xlsx.parse(_package(data), progress),
    ".html": lambda data, _: html.parse(data),
    ".md": lambda data, _: markdown.parse(data),
    ".csv": lambda data, _: delimited.parse(data),
    ".txt": lambda data, _: plain.parse(data),
}
_ALSO = {".htm": ".html", ".xhtml": ".html", ".markdown": ".md", ".tsv": ".csv", ".text": ".txt", ".docm": ".docx", ".xlsm": ".xlsx"}
SUFFIXES = frozenset(_PARSERS) | frozenset(_ALSO)


def parse(name: str, data: bytes, progress: Progress) -> Parsed:
    """The document of a file called `name`; `progress` is told of pages. Raises DocumentError."""
    suffix = PurePath(name).suffix.lower()
    parser = _PARSERS.get(_ALSO.get(suffix, suffix))
    if parser is None:
        raise DocumentError("files of this kind are not read", "document_kind")
    if not data:
        raise DocumentError("the file is empty", "document_empty")
    if len(data) > MOST_BYTES:
        raise DocumentError(f"it has more than {MOST_BYTES // 1_048_576} MB", "document_too_large")
    if data.startswith(_OLE):
        raise _old_or_locked(data)
    try:
        return parser(data, progress)
    except ImportError as error:
        raise DocumentError("its parser is not installed; install voicebot[ingest]", "document_parser") from error
    except RecursionError as error:
        raise DocumentError("it is nested too deeply", "document_damaged") from error


def _package(data: bytes) -> bytes:
    """`data`, if it is a whole office package of a size that can be opened."""
    if not data.startswith(b"PK"):
        raise DocumentError("it is not an office document of this kind", "document_damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > _MOST_UNPACKED or any(_is_bomb(part) for part in parts):
                raise DocumentError("it unpacks to far more than it should", "document_too_large")
            if any(part.flag_bits & 1 for part in parts):
                raise DocumentError("it is protected by a password", "document_encrypted")
            broken = archive.testzip()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise DocumentError("it is cut off or damaged", "document_damaged") from error
    if broken is not None:
        raise DocumentError("it is cut off or damaged", "document_damaged")
    return data


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL and part.file_size > _HIGHEST_RATIO * max(part.compress_size, 1)


def _old_or_locked(data: bytes) -> DocumentError:
    """Word and Excel keep encrypted documents in the container of their old formats."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return DocumentError("it is protected by a password", "document_encrypted")
    return DocumentError("it is of Word's or Excel's old format; save it as .docx or .xlsx", "document_old_format")
