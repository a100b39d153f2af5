"""What the desk knows right now: the pack, the answers as they are managed, and the ingested collections.

Other processes change the files (`voicebot knowledge`, `voicebot ingest`), each by a rename. `snapshot` looks at their
names, sizes and times, and reads again what has changed, so that the next turn obeys, also in an open call. What cannot
be read is told by its code, and what was known before stays.

A library is of one audience. That of customers never holds what is for staff: not the text, not the title, not the index.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..errors import ConfigError, DeskError
from . import managed, signals
from .collection import SUFFIX, Collection, open_collection
from .documents import Document, Passage, version_of
from .pack import Audience, Pack, texts

_Stamp = tuple[int, int, int]  # of a file: inode, size, time of the last change
_Stamps = dict[str, _Stamp]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Immutable. `version` changes with the words that may be said, not with who may say them when."""

    version: str
    pack: Pack
    collections: tuple[Collection, ...] = ()  # of the library's audience
    posted: signals.Posted = signals.Posted()  # of storms

    def usable(self, today: date | None, channel: str) -> frozenset[str]:
        """Ids of the answers in force on that day (None: on some day) and channel."""
        return frozenset(answer.id for answer in self.pack.answers.values() if answer.usable(today, channel))

    def passage(self, id_: str) -> Passage | None:
        """By its id: "fees.html#fps" of the pack, "leaflets/fees#p3" of a collection. What is withheld is not there."""
        mine = self._collection(id_)
        if mine is None:
            return self.pack.passages.get(id_)
        return mine.passages.get(id_) if id_ not in mine.withheld else None

    def document(self, page: str) -> Document | None:
        """All passages of one document, in order, by its page: a passage's id in front of "#"."""
        mine = self._collection(page)
        if mine is None:
            return self.pack.documents.get(page)
        found = tuple(p for id_, p in mine.passages.items() if id_.partition("#")[0] == page and id_ not in mine.withheld)
        return Document(page, found[0].document, found) if found else None

    def _collection(self, id_: str) -> Collection | None:
        name, slash, _ = id_.partition("/")
        return next((c for c in self.collections if slash and c.name == name), None)


@dataclass(frozen=True, slots=True)
class _Read:
    """One state of the folder, and what came of reading it."""

    stamps: _Stamps
    changes: tuple[managed.Change, ...]
    opened: dict[str, Collection]  # by file name
    snapshot: Snapshot


class Library:
    """Thread-safe: any number of calls may ask at once."""

    def __init__(
        self, pack: Pack, folder: Path | None = None, audience: Audience = "customers", tell: Callable[[str, str], None] = lambda code, file: None
    ) -> None:
        """`folder` is `<data_dir>/knowledge`; None: the pack alone. `tell(code, file)` hears of what cannot be read while
        the desk runs. Raises ConfigError where the answers' history cannot be read now: who starts must know it."""
        self._folder = folder
        self._audience = audience
        self._tell = tell
        self._lock = threading.Lock()
        self._pack = replace(pack, answers={id_: answer for id_, answer in pack.answers.items() if self._ours(answer.audience)})
        asked = (text for answer in self._pack.answers.values() for text in (answer.id, answer.title, *answer.questions))
        self._words = version_of(*texts(self._pack), *asked)
        try:
            stamps = self._look()
        except OSError as error:
            raise ConfigError(f"{folder} cannot be read: {error.strerror}", "knowledge_unreadable") from error
        self._read = _Read({}, (), {}, Snapshot(self._words, self._pack))
        if folder is not None:
            self._read = self._again(self._read, stamps, managed.read(folder), signals.read(folder))

    def snapshot(self) -> Snapshot:
        """As things stand now. Where no file has changed, as good as always, this only looks at the folder."""
        try:
            if self._look() == self._read.stamps:
                return self._read.snapshot
            with self._lock:
                stamps = self._look()
                if stamps != self._read.stamps:
                    self._read = self._again(self._read, stamps, self._changes(), self._posted())
        except OSError:  # the folder itself cannot be read any more
            self._tell("knowledge_unreadable", "")
        return self._read.snapshot

    def _look(self) -> _Stamps:
        if self._folder is None:
            return {}
        try:
            names = sorted(name for name in os.listdir(self._folder) if name.endswith(SUFFIX) or name in (managed.FILE, signals.FILE))
        except FileNotFoundError:  # nothing was ever ingested or managed
            return {}
        stamped = ((name, _stamp(self._folder / name)) for name in names)
        return {name: stamp for name, stamp in stamped if stamp is not None}

    def _changes(self) -> tuple[managed.Change, ...]:
        assert self._folder is not None  # without one nothing ever changes
        try:
            return managed.read(self._folder)
        except ConfigError as error:
            self._tell(error.code, managed.FILE)
            return self._read.changes

    def _posted(self) -> signals.Posted:
        assert self._folder is not None
        try:
            return signals.read(self._folder)
        except ConfigError as error:
            self._tell(error.code, signals.FILE)
            return self._read.snapshot.posted

    def _again(self, before: _Read, stamps: _Stamps, changes: tuple[managed.Change, ...], posted: signals.Posted) -> _Read:
        opened: dict[str, Collection] = {}
        for name, stamp in stamps.items():
            if not name.endswith(SUFFIX):
                continue
            found = before.opened.get(name)
            if stamp != before.stamps.get(name) and (newer := self._open(name)) is not None:
                found = newer
            if found is not None and self._ours(found.audience):
                opened[name] = found
        version = version_of(self._words, *(f"{c.name}@{c.version}" for c in opened.values()))
        return _Read(stamps, changes, opened, Snapshot(version, managed.apply(self._pack, changes), tuple(opened.values()), posted))

    def _open(self, name: str) -> Collection | None:
        assert self._folder is not None
        try:
            return open_collection(self._folder / name)
        except DeskError as error:
            self._tell(error.code, name)
        except Exception:  # noqa: BLE001 - a file of any kind may lie there; none may take the desk down
            self._tell("knowledge_damaged", name)
        return None

    def _ours(self, audience: Audience) -> bool:
        """Staff may be told what customers may be told; never the other way."""
        return audience == "customers" or self._audience == "staff"


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except FileNotFoundError:  # taken away between two looks
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
