"""Speech of fixed phrases on disk: the pack's phrases and approved answers, rendered once, before anyone waits for them.

Only `voicebot voice prepare` and the desk's own child (`preparing`) write, and only texts of the pack, so nothing that a
customer said, or that holds a customer's data, is ever kept. A call only looks up: by text, manner and voice, and the
voice's version, in which a change of its weights or of the code that reads writing shows. What is not there is spoken as
ever.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from ..engines import Speech, Voice
from ..errors import BusyError
from ..events import Phone, Style

LIMIT = 256 * 1_048_576  # bytes in one folder; 24 kHz, 16 bits: an hour and a half
_ENDING, _UNDONE = ".npz", ".part"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text that is always said in these words."""

    text: str
    style: Style
    rate: float = 1.0


def version(weights: Mapping[str, str]) -> str:
    """Of a voice: what is in `weights` (name → sha256, or whatever tells two apart), and the code and tables of this package."""
    digest = hashlib.sha256(json.dumps(sorted(weights.items())).encode())
    for path in sorted(Path(__file__).parent.glob("*")):
        if path.suffix in (".py", ".tsv", ".json", ".gz") and not path.name.startswith("evaluate"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Prepared:
    rendered: int
    kept: int
    removed: int  # of texts that are no longer fixed, and of other versions
    left_out: int  # because the folder is full
    bytes: int


class PhraseStore:
    """A folder of phrases of one version of one voice. Reading never fails: what cannot be read is not there."""

    def __init__(self, folder: Path, version: str, limit: int = LIMIT) -> None:
        self._folder, self._version, self._limit = folder, version, limit

    def get(self, phrase: Fixed) -> tuple[Speech, ...] | None:
        """The pieces in which the phrase was rendered, or None."""
        try:
            with np.load(self._path(phrase), allow_pickle=False) as stored:
                pcm, notes = stored["pcm"], json.loads(bytes(stored["notes"]))
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            return None
        ends = np.cumsum([note["samples"] for note in notes])[:-1]
        return tuple(
            Speech(part, note["text"], tuple(Phone(*p) for p in note["phones"]), tuple(note["syllables"]))
            for part, note in zip(np.split(pcm, ends), notes, strict=True)
        )

    def prepare(self, voice: Voice, phrases: Iterable[Fixed]) -> Prepared:
        """Render what is missing, take away what is no longer wanted. Raises BusyError where another process is at it,
        EngineError where the voice fails; what was rendered until then stays."""
        wanted = {self._path(phrase): phrase for phrase in phrases}
        with self._alone():
            old = [path for path in self._folder.iterdir() if path.suffix == _UNDONE or (path.suffix == _ENDING and path not in wanted)]
            for path in old:
                path.unlink()
            missing = [(path, phrase) for path, phrase in wanted.items() if not path.is_file()]
            size = sum(path.stat().st_size for path in self._folder.glob(f"*{_ENDING}"))
            rendered = 0
            for path, phrase in missing:
                if size >= self._limit:
                    break
                pieces = list(voice.speak(phrase.text, phrase.style, phrase.rate))
                if pieces:
                    size += self._write(path, pieces)
                rendered += 1
        return Prepared(rendered, len(wanted) - len(missing), len(old), len(missing) - rendered, size)

    def _path(self, phrase: Fixed) -> Path:
        key = json.dumps([self._version, *astuple(phrase)], ensure_ascii=False)
        return self._folder / (hashlib.sha256(key.encode()).hexdigest()[:32] + _ENDING)

    @staticmethod
    def _write(path: Path, pieces: list[Speech]) -> int:
        """All of it or nothing: a reader never meets half a file. Gives its bytes."""
        notes = [{"samples": len(p.pcm), "text": p.text, "phones": [astuple(q) for q in p.phones], "syllables": p.syllables} for p in pieces]
        undone = path.with_suffix(_UNDONE)
        with undone.open("wb") as file:
            np.savez(file, pcm=np.concatenate([p.pcm for p in pieces]), notes=np.frombuffer(json.dumps(notes).encode(), np.uint8))
            file.flush()
            os.fsync(file.fileno())
        undone.replace(path)
        return path.stat().st_size

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BusyError("another process is preparing the voice's phrases; wait for it") from error
            yield


class CachedVoice:
    """`engines.Voice`: fixed phrases from the store, the rest by the voice. Thread-safe."""

    def __init__(self, voice: Voice, store: PhraseStore) -> None:
        self.name = voice.name
        self._voice, self._store = voice, store

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        """As the voice itself speaks, without waiting for it where the phrase is known."""
        known = self._store.get(Fixed(text, style, rate))
        yield from known if known is not None else self._voice.speak(text, style, rate)
