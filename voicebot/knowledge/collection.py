"""A collection: the passages of an organisation's documents, what became of each page of them, and their index. One file.

The file is a NumPy archive (.npz, uncompressed), so a person can look into it with any zip tool and a damaged one is
noticed by its checksums. It is built beside the old one and takes its place by rename: passages, index and accounts
change together, and who has opened the old one keeps it. The same documents give the same bytes.

    head        JSON: name, audience, fingerprints of the tokens, documents (with accounts), retired names
    passages    JSON, in the order of documents
    units       zlib: each sentence in units and sounds, so that what has not changed is not read aloud again
    meanings    [sentences, 384], 8 bits: each sentence as the encoder reads it (`meaning`)
    index.*     the arrays of `Index`
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from . import everyday, meaning
from .documents import Passage
from .index import Index
from .ingest.blocks import Part
from .passages import headed, searched, sentence_doc
from .text import Glossary, Units, plain, tokens_of, tokens_of_units, units

FORMAT = 3
READABLE = (2, FORMAT)  # for the next ingest; 2 had no meanings
SUFFIX = ".collection"
Terms = Mapping[str, Sequence[str]]  # a pack's glossary
Audience = Literal["customers", "staff"]
AUDIENCES = ("customers", "staff")
_PROBE = "轉數快FPS收費係咪$98.50呀？喺東涌嘅滙豐開戶，帶hkid同埋cheques去。"


@dataclass(frozen=True, slots=True)
class Account:
    """One document: which file it came from, and what became of each of its pages.

    `generation` counts how often a document of this name has gone: one that comes later is another document.
    """

    source: str  # the file's path
    slug: str  # its part of the passages' ids
    sha256: str
    parser: int  # ingest.parse.VERSION
    title: str
    encoding: str
    generation: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it is kept. `withheld` are ids of passages that customers never hear: why, by id."""

    account: Account
    passages: tuple[Passage, ...]
    withheld: Mapping[str, str]
    sentences: tuple[Units, ...]  # of all passages that are not withheld, in order
    meanings: bytes  # of the same, a row of `meaning.WIDTH` each


@dataclass(frozen=True, slots=True)
class Stored:
    """All that a collection's file holds, for the next ingest. `retired` counts the documents that had a name and went."""

    name: str
    audience: Audience
    documents: tuple[Entry, ...]
    retired: Mapping[str, int]
    tokens: str = ""  # the `fingerprint` that its index was built with; another one builds it anew


@dataclass(frozen=True, slots=True)
class Collection:
    """What a desk needs of it. A withheld passage stays in the file, but here only its id is known: nobody is shown it."""

    name: str
    audience: Audience
    version: str
    passages: Mapping[str, Passage]  # by id, "collection/document#anchor"
    index: Index  # one Doc a sentence, its id is "passage:" and the passage's id
    first: Mapping[str, int]  # passage id → the place of its first sentence in the index
    meanings: NDArray[np.int8]  # a row a sentence, in the index's order
    withheld: Mapping[str, str] = field(default_factory=dict)  # ids of other passages → why
    accounts: tuple[Account, ...] = ()


def entry(account: Account, passages: tuple[Passage, ...], withheld: Mapping[str, str]) -> Entry:
    """A document with its sentences in units, and what they mean: this is what takes long. Raises ModelError."""
    told = [(p, sentence) for p in passages if p.source not in withheld for sentence in p.sentences]
    meanings = meaning.shipped().sentences([(headed(p), sentence) for p, sentence in told], os.cpu_count() or 1)
    return Entry(account, passages, withheld, tuple(units(plain(searched(p, sentence))) for p, sentence in told), meanings.tobytes())


def write_collection(path: Path, stored: Stored, terms: Terms) -> str:
    """Put the collection in the place of the one at `path`; gives its version. Raises InputError where it cannot be written."""
    body = pack(stored, terms)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # a folder that is not there holds nothing either
            part.unlink()
        raise InputError(f"the collection cannot be written: {error.strerror}", "collection_unwritable") from error
    return _version(io.BytesIO(body))


def _sync_folder(folder: Path) -> None:
    """So that the new name, too, survives a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def pack(stored: Stored, terms: Terms) -> bytes:
    """The collection's file. `stored.tokens` is not looked at: the index is built with `terms`."""
    glossary = Glossary(terms)
    ids = [p.source for d in stored.documents for p in d.passages if p.source not in d.withheld for _ in p.sentences]
    rows = [row for d in stored.documents for row in d.sentences]
    index = Index.build([sentence_doc(f"passage:{id_}", tokens_of_units(row, glossary)) for id_, row in zip(ids, rows, strict=True)])
    head = {
        "format": FORMAT, "name": stored.name, "audience": stored.audience, "units": fingerprint({}), "tokens": fingerprint(terms), "meaning": meaning.version(),
        "documents": [asdict(d.account) for d in stored.documents], "retired": dict(sorted(stored.retired.items())),
    }  # fmt: skip
    passages = [
        [[p.source, p.heading, list(p.lines), p.page, list(p.path), d.withheld.get(p.source, ""), len(p.sentences)] for p in d.passages] for d in stored.documents
    ]
    sentences = [[[" ".join(row.chars), " ".join(row.sounds)] for row in d.sentences] for d in stored.documents]
    arrays: dict[str, Any] = {f"index.{name}": array for name, array in index.arrays().items()}
    out = io.BytesIO()
    arrays["meanings"] = np.frombuffer(b"".join(d.meanings for d in stored.documents), np.int8).reshape(-1, meaning.WIDTH)
    np.savez(out, head=_bytes(head), passages=_bytes(passages), units=np.frombuffer(zlib.compress(_json(sentences)), np.uint8), **arrays)
    return out.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _bytes(value: Any) -> NDArray[np.uint8]:
    return np.frombuffer(_json(value), np.uint8)


def _version(file: BinaryIO) -> str:
    """Another one for another content: made of the archive's own checksums, as reading all of it again takes too long."""
    with zipfile.ZipFile(file) as archive:
        sums = [(part.filename, part.file_size, part.CRC) for part in archive.infolist()]
    return hashlib.sha256(repr(sums).encode()).hexdigest()[:16]


def fingerprint(terms: Terms) -> str:
    """Changes when texts become tokens in another way, or other texts do, or the glossary or everyday's table says something else,
    or when another encoder reads them."""
    probe, beside = tokens_of(_PROBE, Glossary(terms)).fields, searched(Passage("", "title", "heading", ()), _PROBE)
    return hashlib.sha256(repr((probe, beside, everyday.TABLE.read_bytes(), sorted(terms.items()), meaning.version())).encode()).hexdigest()[:16]


def open_collection(path: Path) -> Collection:
    """Read one file as a whole; nothing stays open. Raises InputError: collection_broken, or collection_outdated where another version
    of the desk wrote it, or another encoder read it."""
    version, arrays = _read(path)
    head = _load(arrays, "head")
    if head["format"] != FORMAT or head["meaning"] != meaning.version():
        raise InputError(f"the collection {path.name} is of another version of the desk; ingest it again", "collection_outdated")
    documents = _load(arrays, "passages")
    passages: dict[str, Passage] = {}
    withheld: dict[str, str] = {}
    first: dict[str, int] = {}
    place = 0
    for account, rows in zip(head["documents"], documents, strict=True):
        for source, heading, lines, page, above, why, sentences in rows:
            if why:
                withheld[source] = why
                continue
            passages[source] = Passage(source, account["title"], heading, tuple(lines), page, tuple(above))
            first[source] = place
            place += sentences
    index = Index.from_arrays({name.removeprefix("index."): array for name, array in arrays.items() if name.startswith("index.")})
    accounts = tuple(map(_account, head["documents"]))
    return Collection(head["name"], head["audience"], version, passages, index, first, arrays["meanings"], withheld, accounts)


def read_stored(path: Path) -> Stored:
    """The same for the next ingest, with the units of every sentence. What another version made of the sentences is made anew.
    Raises InputError (collection_broken)."""
    _, arrays = _read(path)
    head = _load(arrays, "head")
    sentences = json.loads(zlib.decompress(arrays["units"].tobytes()))
    known = head["units"] == fingerprint({})
    meanings = arrays["meanings"] if known else np.zeros((0, meaning.WIDTH), np.int8)
    documents = []
    for account, rows, spoken in zip(head["documents"], _load(arrays, "passages"), sentences, strict=True):
        passages = tuple(Passage(source, account["title"], heading, tuple(lines), page, tuple(above)) for source, heading, lines, page, above, *_ in rows)
        withheld = {row[0]: row[5] for row in rows if row[5]}
        if known:
            read = tuple(Units(tuple(chars.split(" ")), tuple(sounds.split(" "))) for chars, sounds in spoken)
            mine, meanings = meanings[: len(read)], meanings[len(read) :]
            documents.append(Entry(_account(account), passages, withheld, read, mine.tobytes()))
        else:
            documents.append(entry(_account(account), passages, withheld))
    return Stored(head["name"], head["audience"], tuple(documents), head["retired"], head["tokens"])


def _account(value: dict[str, Any]) -> Account:
    return Account(**{**value, "parts": tuple(Part(**part) for part in value["parts"])})


def _read(path: Path) -> tuple[str, dict[str, NDArray[Any]]]:
    """The version and all arrays, from one open file: whoever replaces it meanwhile changes nothing here."""
    try:
        with path.open("rb") as file:
            version = _version(file)
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                arrays = {name: cast(NDArray[Any], archive[name]) for name in archive.files}
        if _load(arrays, "head")["format"] not in READABLE:
            raise InputError(f"the collection {path.name} is of another version of the desk; remove it and ingest it again", "collection_broken")
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"the collection {path.name} cannot be read", "collection_broken") from error
    return version, arrays


def _load(arrays: Mapping[str, NDArray[Any]], name: str) -> Any:
    return json.loads(arrays[name].tobytes())
