"""An organisation's files into a collection: what has changed is parsed in child processes, then the collection is replaced.

Nothing here talks to a running desk: it sees the new file at its next turn. A file that cannot be taken in is named
with its reason, and the others go on; what the desk knew of it before stays until the file can be read again or is
gone. A document that is gone from a folder goes from the collection.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from . import scans
from .errors import DocumentError, InputError
from .knowledge.collection import SUFFIX, Account, Audience, Entry, Stored, Terms, entry, fingerprint, open_collection, read_stored, write_collection
from .knowledge.documents import Passage
from .knowledge.ingest.blocks import Parsed, Part
from .knowledge.ingest.chunks import SPEAKS, sections, title_of
from .knowledge.ingest.decode import line
from .knowledge.ingest.parse import MOST_BYTES, SUFFIXES, VERSION
from .knowledge.machine import speaks_to_machine
from .parsing import parse, picture

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}$")

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
    audience_before: Audience


@dataclass(slots=True)
class Ingest:
    """One run. `folder` holds the collections; nothing is written where `preview` is set."""

    folder: Path
    name: str
    terms: Terms
    audience: Audience | None = None  # None: as the collection has it, customers for a new one
    preview: bool = False
    make_public: bool = False  # a collection for staff may become one for customers
    readdressed: Callable[[Audience], None] = field(default=lambda audience: None)  # told of another audience, before it is written
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
                self._readdress(before, after)
                write_collection(path, after, self.terms)
        return Report(after, tuple(sorted(outcomes, key=lambda outcome: outcome.source)), written, before.audience)

    def _readdress(self, before: Stored, after: Stored) -> None:
        """Tell of another audience. Raises InputError where what only staff may read would become public without having been
        asked for by name."""
        of_staff = {self.name} if before.audience == "staff" else self._of_staff(_sources(after) - _sources(before))
        opens = after.audience == "customers" and bool(of_staff)
        if opens and not self.make_public:
            passages = sum(len(e.passages) - len(e.withheld) for e in after.documents)
            raise InputError(
                f"customers would hear what is for staff in the collection {', '.join(sorted(of_staff))} (here documents: {len(after.documents)},"
                f" passages: {passages}); if that is meant, add --make-public; nothing was changed",
                "collection_for_staff",
            )
        if opens or after.audience != before.audience:
            self.readdressed(after.audience)

    def _of_staff(self, sources: set[str]) -> set[str]:
        """The names of other collections, for staff, that hold one of these files."""
        found: set[str] = set()
        for path in self.folder.glob(f"*{SUFFIX}") if sources else ():
            with suppress(InputError):  # what cannot be read is said to nobody
                other = open_collection(path)
                if other.audience == "staff" and other.name != self.name and any(account.source in sources for account in other.accounts):
                    found.add(other.name)
        return found

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


def _sources(stored: Stored) -> set[str]:
    return {e.account.source for e in stored.documents}


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
