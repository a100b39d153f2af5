"""Looks for personal data in files that must hold none: logs, reports, the journal's raw bytes, a demonstration's output.

Two nets. `scan` looks for anything shaped like an identifier in what reads as text, line by line. `search` looks for
known planted values in the raw bytes of every file, pictures and sound included, in every form in which a program
could have written them. Neither ever gives back a value: only file, kind and byte offset.
"""

from __future__ import annotations

import base64
import fnmatch
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .folding import SEPARATOR, fold
from .mask import Found, find

_BINARY = frozenset(
    ".wav .flac .ogg .opus .mp3 .mp4 .webm .png .jpg .jpeg .gif .webp .ico .pdf .zip .gz .xz .npy .npz .onnx .ttf .otf .woff2".split()
)
_JSON = frozenset((".json", ".jsonl", ".ndjson", ".log"))
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_HAN = str.maketrans("0123456789", "零一二三四五六七八九")
_WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_GAPS = re.compile(r"[\s()（）-]")
_BETWEEN = (" ", "-", ".", "，", ",", "\u3000")


@dataclass(frozen=True, slots=True)
class Hit:
    """`kind` as in `mask`, or `planted`. `offset` in bytes from the start of the file (of the line, where it has escapes)."""

    path: Path
    kind: str
    offset: int


@dataclass(frozen=True, slots=True)
class Report:
    hits: tuple[Hit, ...]
    looked_at: int  # files read as text
    not_looked_at: tuple[Path, ...]  # by `scan`: sound, pictures, archives


def files(paths: Iterable[Path], leave_out: Iterable[str] = ()) -> Iterator[Path]:
    """Every file of `paths` and the folders below, in order. `leave_out`: patterns of names, as a shell's. Links are not followed."""
    patterns = tuple(leave_out)
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and not file.is_symlink() and not any(fnmatch.fnmatch(file.name, p) for p in patterns):
                yield file


def scan(paths: Iterable[Path], public: frozenset[str] = frozenset()) -> Report:
    """Identifiers in the text of these files. Raises OSError for a file that cannot be read.

    A bare number of JSON is none: it is a size or a time, and what a person gives is written as a text.
    """
    hits: list[Hit] = []
    skipped: list[Path] = []
    looked_at = 0
    for path in paths:
        if path.suffix.lower() in _BINARY:
            skipped.append(path)
            continue
        looked_at += 1
        hits += _identifiers(path, public)
    return Report(tuple(hits), looked_at, tuple(skipped))


def search(paths: Iterable[Path], planted: Iterable[str]) -> tuple[Hit, ...]:
    """Where planted values stand in the raw bytes of these files, whatever they are: one hit a file and value.

    In what reads as text they are also found spoken, or with other gaps than `forms` knows. Raises OSError.
    """
    needles = [(forms(value), _spelled(value)) for value in map(str.strip, planted) if _GAPS.sub("", value)]
    hits = []
    for path in paths:
        content = path.read_bytes()
        folded = None if path.suffix.lower() in _BINARY else fold(_text(content))
        for written, spelled in needles:
            places = [at for form in written if (at := content.find(form)) >= 0]
            if not places and folded is not None and (match := spelled.search(folded.chars)):
                places = [_width(folded.source[: folded.starts[match.start()]])]
            if places:
                hits.append(Hit(path, "planted", min(places)))
    return tuple(hits)


def forms(value: str) -> frozenset[bytes]:
    """How a program may have written a value: grouped, in Chinese digits, full width, escaped, UTF-16, hex, base64."""
    bare = _GAPS.sub("", value)
    texts = {value, bare, value.lower(), bare.lower(), bare.translate(_WIDE)}
    texts |= {bare.translate(_HAN), bare.translate(_HAN).replace("零", "〇")}
    for digits in (bare, bare.translate(_HAN)):
        texts |= {gap.join(groups) for gap in _BETWEEN for groups in (digits, re.findall(".{1,4}", digits))}
    out: set[bytes] = set()
    for text in texts:
        plain = text.encode()
        out |= {plain, text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("unicode_escape")}
        out |= {quote(text).encode(), quote(text).lower().encode(), plain.hex().encode(), plain.hex().upper().encode()}
        out |= set(_base64(plain))
    return frozenset(out)


def _base64(plain: bytes) -> Iterator[bytes]:
    """The part of a base64 text that depends on `plain` alone, for each of its three places in a group of bytes.

    The last bits of `plain` may share a character with what follows, and are not looked at.
    """
    for lead in range(3):
        coded = base64.b64encode(bytes(lead) + plain)
        inner = coded[-(-lead * 8 // 6) : (lead + len(plain)) * 8 // 6]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def _spelled(value: str) -> re.Pattern[str]:
    """A value in a folded text, whatever stands between its characters."""
    return re.compile(f"[ ()]{{0,2}}{SEPARATOR}".join(map(re.escape, fold(_GAPS.sub("", value)).chars)))


def _identifiers(path: Path, public: frozenset[str]) -> Iterator[Hit]:
    offset = 0
    for line in _text(path.read_bytes()).split("\n"):
        plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), line)
        for found in find(plain, public):
            if not (path.suffix.lower() in _JSON and _is_json_number(plain, found)):
                yield Hit(path, found.kind, offset + (_width(line[: found.start]) if plain == line else 0))
        offset += _width(line) + 1


def _is_json_number(line: str, found: Found) -> bool:
    before, after = line[: found.start].rstrip(), line[found.end :].lstrip()
    return before[-1:] in tuple(":[,") and (not after or after[0] in ",]}")


def _text(content: bytes) -> str:
    """UTF-8 as it is, and whatever is none as single characters: a database's pages show their texts."""
    return content.decode("utf-8", "surrogateescape")


def _width(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
