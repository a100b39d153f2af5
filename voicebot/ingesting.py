"""An organisation's files into a collection: what has changed is parsed in child processes, then the collection is replaced.

Nothing here talks to a running desk: it sees the new file at its next turn. A file that cannot be taken in is named
with its reason, and the others go on; what the desk knew of it before stays until the file can be read again or is
gone. A document that is gone from a folder goes from the collection.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import multiprocessing
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

from . import scans
from .errors import DocumentError, InputError
from .knowledge.collection import SUFFIX, Account, Audience, Entry, Stored, Terms, entry, fingerprint, read_stored, write_collection
from .knowledge.documents import Passage
from .knowledge.ingest import worker
from .knowledge.ingest.blocks import Parsed, Part
from .knowledge.ingest.chunks import SPEAKS, sections, title_of
from .knowledge.ingest.decode import line
from .knowledge.ingest.parse import MOST_BYTES, SUFFIXES, VERSION
from .knowledge.machine import speaks_to_machine

PATIENCE_S = 60.0  # until a child says something: it works at low priority, so a busy machine lets it wait
_MOST_TOLD = 256 * 1_048_576  # bytes of a parser's answer
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}$")
# What a child has from the start: the parsers, and what the main program imports, which every child imports again.
_PRELOAD = ["voicebot.cli", "voicebot.ingesting", "lxml.html", "docx", "openpyxl", "markdown_it", "pypdfium2"]

State = Literal["new", "changed", "unchanged", "removed", "failed", "skipped"]
Progress = Callable[[str, int, int], None]  # a file's name, pages done, pages in all


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    source: str
    state: State
    entry: Entry | None = None  # what the collection now holds of it
    begins: str = ""  # the first words of a text whose encoding was guessed
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    stored: Stored
    outcomes: tuple[Outcome, ...]
    written: bool


@dataclass(slots=True)
class Ingest:
    """One run. `folder` holds the collections; nothing is written where `preview` is set."""

    folder: Path
    name: str
    terms: Terms
    audience: Audience | None = None  # None: as the collection has it, customers for a new one
    preview: bool = False
    progress: Progress = field(default=lambda name, done, of: None)

    def take_in(self, paths: Sequence[Path]) -> Report:
        """Bring the collection to what `paths` hold now. Raises InputError where a path or the collection cannot be used."""
        return self._run(lambda stored: self._renewed(stored, _roots(paths, stored)))

    def remove(self, paths: Sequence[Path]) -> Report:
        """Take out every document at or below `paths`, whether its file is still there or not."""

        def without(stored: Stored) -> tuple[list[Entry], list[Outcome]]:
            roots = [_absolute(path) for path in paths]
            gone = [e for e in stored.documents if any(_below(e.account.source, root) for root in roots)]
            if not gone:
                raise InputError(f"the collection {self.name} has no document from there")
            return [e for e in stored.documents if e not in gone], [Outcome(e.account.source, "removed") for e in gone]

        return self._run(without)

    def _run(self, change: Callable[[Stored], tuple[list[Entry], list[Outcome]]]) -> Report:
        if not _NAME.match(self.name):
            raise InputError("a collection's name is made of a to z, digits, _ and -, and has at most 40 of them")
        path = self.folder / f"{self.name}{SUFFIX}"
        with _alone(path) if not self.preview else _nobody():
            before = read_stored(path) if path.exists() else Stored(self.name, self.audience or "customers", (), {})
            entries, outcomes = change(before)
            retired = dict(before.retired)
            retired |= {e.account.source: e.account.generation + 1 for e in before.documents if e.account.source not in {x.account.source for x in entries}}
            after = Stored(
                self.name, self.audience or before.audience, tuple(sorted(entries, key=lambda e: e.account.source)), retired, fingerprint(self.terms)
            )  # fmt: skip
            written = after != before and not self.preview
            if written:
                write_collection(path, after, self.terms)
        return Report(after, tuple(sorted(outcomes, key=lambda outcome: outcome.source)), written)

    def _renewed(self, stored: Stored, roots: Sequence[Path]) -> tuple[list[Entry], list[Outcome]]:
        known = {e.account.source: e for e in stored.documents}
        files, skipped = _files(roots)
        outcomes = [Outcome(str(path), "skipped", code="document_kind", text="files of this kind are not read") for path in skipped]
        gone = [source for source in known if any(_below(source, root) for root in roots) and Path(source) not in files]
        outcomes += [Outcome(source, "removed") for source in gone]
        for source in gone:
            del known[source]
        for path in files:
            outcome = self._file(path, known.get(str(path)), stored.retired.get(str(path), 0))
            outcomes.append(outcome)
            if outcome.entry is not None:
                known[str(path)] = outcome.entry
        return list(known.values()), outcomes

    def _file(self, path: Path, before: Entry | None, generation: int) -> Outcome:
        try:
            data = _bytes(path)
            digest = hashlib.sha256(data).hexdigest()
            unseen = before is not None and scans.installed() and scans.pages(before.account.parts)  # the extra `ocr` came later
            if before is not None and not unseen and (before.account.sha256, before.account.parser) == (digest, VERSION):
                return Outcome(str(path), "unchanged", before)
            progress = partial(self.progress, path.name)
            parsed = parse(path.name, data, progress)
            if scans.pages(parsed.parts) and scans.installed():
                parsed = scans.read(parsed, partial(picture, data), progress)
            if not parsed.blocks and all(not part.note for part in parsed.parts):
                raise DocumentError("there is no text in it", "document_empty")
        except DocumentError as error:
            stays = "; what it said before stays" if before is not None else ""
            return Outcome(str(path), "failed", before, code=error.code, text=error.text + stays)
        slug = before.account.slug if before is not None else _slug(str(path), generation)
        taken = self._entry(path, slug, digest, generation if before is None else before.account.generation, parsed)
        begins = parsed.blocks[0].text[:60] if parsed.blocks and parsed.encoding not in ("", "UTF-8") else ""
        return Outcome(str(path), "changed" if before is not None else "new", taken, begins)

    def _entry(self, path: Path, slug: str, digest: str, generation: int, parsed: Parsed) -> Entry:
        title = title_of(parsed, line(path.stem))
        found = [(section, f"{self.name}/{slug}#{section.anchor}") for section in sections(parsed, title)]
        passages = tuple(Passage(id_, title, section.heading, section.lines, section.page, section.path) for section, id_ in found)
        named = (Part("file name", 0, SPEAKS),) if speaks_to_machine(path.name) else ()
        account = Account(str(path), slug, digest, VERSION, title, parsed.encoding, generation, (*parsed.parts, *named))
        return entry(account, passages, {id_: section.withheld for section, id_ in found if section.withheld})


def parse(name: str, data: bytes, progress: Callable[[int, int], None], work_s: float = worker.WORK_S) -> Parsed:
    """One file in a child process of its own. Raises DocumentError, at the latest after `work_s` of work on one page."""
    with _child(worker.work, name, data, work_s) as child:
        while answer := json.loads(child.told()):
            if "error" in answer:
                raise DocumentError(answer["error"]["text"], answer["error"]["code"])
            if "parsed" in answer:
                break
            progress(answer["done"], answer["of"])
    return Parsed.from_json(answer["parsed"])


def picture(data: bytes, page: int) -> bytes:
    """A page of a PDF as PNG, drawn in a child process. Raises DocumentError."""
    with _child(worker.draw, data, page) as child:
        return child.told()


@dataclass(frozen=True, slots=True)
class _Child:
    process: BaseProcess
    pipe: Connection

    def told(self) -> bytes:
        """What it tells next. Raises DocumentError where it ended without a word."""
        if not self.pipe.poll(PATIENCE_S):
            raise DocumentError(f"its parser got nowhere for {PATIENCE_S:g} seconds", "document_too_slow")
        try:
            return self.pipe.recv_bytes(_MOST_TOLD)
        except EOFError as error:
            self.process.join()
            if self.process.exitcode == -worker.TOO_LONG:
                raise DocumentError("its parser worked on one page for too long", "document_too_slow") from error
            raise DocumentError("its parser was ended by it: it is damaged, or needs too much memory", "document_damaged") from error
        except OSError as error:
            raise DocumentError("it holds more than a document should", "document_too_large") from error


@contextmanager
def _child(job: Callable[..., None], *arguments: object) -> Iterator[_Child]:
    """A process that does a job; it is dead when the block ends, however it ends."""
    told, teller = _context().Pipe(duplex=False)
    process = _context().Process(target=job, args=(teller, *arguments), daemon=True)
    process.start()
    teller.close()  # so that the child's end is the pipe's end
    try:
        yield _Child(process, told)
    finally:
        process.kill()
        process.join()
        told.close()


@lru_cache(maxsize=1)
def _context() -> Any:
    """Children are forked from a small server that has the parsers loaded already: a file costs milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context


# Files and names


def _roots(paths: Sequence[Path], stored: Stored) -> list[Path]:
    """The paths, absolute. A folder that is gone or empty is more likely not mounted than meant."""
    roots = [_absolute(path) for path in paths]
    for given, root in zip(paths, roots, strict=True):
        had = any(_below(e.account.source, root) for e in stored.documents)
        hint = "; --remove takes its documents out" if had else ""
        if not root.exists():
            raise InputError(f"there is no {given}{hint}")
        if root.is_dir() and not any(_walk(root)):
            raise InputError(f"the folder {given} is empty{hint}")
    return roots


def _files(roots: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Every file to read, once, and those that nobody can read."""
    found = {path for root in roots for path in (_walk(root) if root.is_dir() else [root])}
    return sorted(p for p in found if p.suffix.lower() in SUFFIXES), sorted(p for p in found if p.suffix.lower() not in SUFFIXES)


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder, but for hidden ones and those that an office program keeps beside an open one."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(where) / name for name in names if not name.startswith((".", "~$")))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _below(source: str, root: Path) -> bool:
    return source == str(root) or source.startswith(f"{str(root).rstrip('/')}/")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DocumentError(f"it has more than {MOST_BYTES // 1_048_576} MB", "document_too_large")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"it cannot be read: {error.strerror}", "document_damaged") from error


def _slug(source: str, generation: int) -> str:
    """A document's part of an id: never that of another file, nor of one of this name that has gone."""
    words = re.sub(r"[^a-z0-9]+", "-", Path(source).stem.lower()).strip("-")[:24].strip("-") or "doc"
    digest = hashlib.sha256(f"{source}\0{generation}".encode()).hexdigest()
    return f"{words}-{digest[:8]}"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One ingest of a collection at a time. Raises InputError where another one runs; readers are never kept waiting."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path.with_name(f".{path.name}.lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError("another ingest of this collection is running", "collection_busy") from error
        yield


@contextmanager
def _nobody() -> Iterator[None]:
    yield
